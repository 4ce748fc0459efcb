"""The enrolled devices: whose each is, where, and what its gestures mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, get_args

from devices.family import OWN_BROKER
from devices.folding import folded
from devices.outputs import USUAL, Ability

ANY_GESTURE = "*"
EMERGENCY = "emergency"
"""The kind of alarm that a gesture raises where nobody said otherwise: the most serious one."""

CHECK_IN = "check_in"
"""In place of a kind: the gesture says that its wearer is safe, while somebody asks for that."""

FIRE = "fire"
"""In place of a kind: the gesture is the contact of a fire alarm, and lets every lock of the office go."""

FIRE_OVER = "fire_over"
"""In place of a kind: the gesture is the contact of a fire alarm, and says that the fire is over."""

Standing = Literal["in_use", "unissued", "lost", "out_of_service"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
"""Where a device is in its life. A press raises an alarm in each of them; they say who is missing it, and who not."""

DEFAULT_KINDS: Mapping[str, str] = MappingProxyType({ANY_GESTURE: EMERGENCY})


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """One enrolled device.

    `office`, `device`, `holder` (a person) and `place` (a zone) are slugs; `kinds` maps a gesture to a kind of alarm,
    `*` standing for every other gesture; `answers` is by what its wearer can be told something; `reporting_time` is how
    long it may be silent, or None where it is not supervised; `known_as` are its names in the messages of its family.

    `family` is the adapter that reads it, `broker` where it is heard, `model` the maker's name for it; `through` is the
    bridge or gateway without which it cannot be heard, where there is only one. `standing` is where it is in its life,
    with `until` the last day of a time out of service.
    """

    office: str
    device: str
    name: str
    holder: str | None = None
    place: str | None = None
    kinds: Mapping[str, str] = field(default_factory=lambda: DEFAULT_KINDS, hash=False)
    answers: frozenset[Ability] = USUAL
    reporting_time: timedelta | None = None
    known_as: tuple[str, ...] = ()
    family: str = "native"
    broker: str = OWN_BROKER
    model: str | None = None
    through: str | None = None
    standing: Standing = "in_use"
    until: date | None = None

    @property
    def of(self) -> tuple[str, str]:
        """Office and device: what it is called everywhere but in its family's messages."""
        return self.office, self.device

    def kind_of(self, gesture: str) -> str:
        """Return the kind of alarm that the gesture raises on this device."""
        return self.kinds.get(gesture) or self.kinds.get(ANY_GESTURE) or EMERGENCY


class Inventory:
    """All enrolled devices, found by what a message calls them."""

    def __init__(self, devices: Iterable[Device] = ()) -> None:
        self.devices = tuple(devices)
        self._exact: dict[tuple[str, str], Device] = {}
        self._elsewhere: dict[str, list[Device]] = {}
        self._folded: dict[str, list[Device]] = {}
        for device in self.devices:
            for name in dict.fromkeys((device.device, *device.known_as)):
                self._exact.setdefault((device.office, name), device)
                self._elsewhere.setdefault(name, []).append(device)
                alike = self._folded.setdefault(folded(name), [])
                if device not in alike:
                    alike.append(device)

    def find(self, office: str | None, device: str) -> Device | None:
        """Return the device of that name in the office, else the only one of that name anywhere, else None.

        A pendant that speaks under another office's topic is the one that was enrolled: its enrolled place decides.
        Two offices with a device of that name leave it open which one it is, and an open question is no answer. Where
        nothing has the name as it is written, case and an address's separators do not matter.
        """
        if office is not None and (exact := self._exact.get((office, device))) is not None:
            return exact
        if elsewhere := self._elsewhere.get(device):
            return elsewhere[0] if len(elsewhere) == 1 else None
        alike = self._folded.get(folded(device), [])
        here = [one for one in alike if one.office == office]
        found = here or alike
        return found[0] if len(found) == 1 else None

    def named(self, device: str) -> tuple[Device, ...]:
        """Return every device that a message of no office may mean by this name."""
        return tuple(self._elsewhere.get(device) or self._folded.get(folded(device)) or ())
