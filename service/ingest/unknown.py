"""Presses of buttons that nobody has enrolled: one quiet line for all behind a family, and each button in it once.

Where Trygg listens to a house's own bridge, every light switch presses. A line for each would bury what matters.
"""

from collections import OrderedDict
from datetime import timedelta
from typing import Final

from devices.family import OWN_BROKER
from service.clock import Clock
from service.dispatch.faults import FADES, Faults

QUIET: Final = timedelta(hours=12)
"""For how long the same button is not said again."""
MOST: Final = 256
"""Buttons of one family that are remembered; the one that was said first is forgotten first."""
NAMED: Final = 3


class Unknown:
    """What was said of strangers, by office and by where they are heard; kept in memory alone."""

    def __init__(self, faults: Faults, clock: Clock) -> None:
        """Report to `faults`."""
        self._faults = faults
        self._clock = clock
        self._said: dict[tuple[str, str], OrderedDict[str, float]] = {}

    def pressed(self, office: str, family: str, broker: str, device: str) -> bool:
        """Say that a stranger pressed; False where that was said lately. The line fades as ever."""
        subject = family if broker == OWN_BROKER else f"{family}, {broker}"
        said = self._said.setdefault((office, subject), OrderedDict())
        now = self._clock.monotonic()
        if now - said.get(device, -QUIET.total_seconds()) < QUIET.total_seconds():
            return False
        said[device] = now
        said.move_to_end(device)
        if len(said) > MOST:
            said.popitem(last=False)
        lately = [name for name, at in said.items() if now - at <= FADES.total_seconds()]
        names = ", ".join(lately[-NAMED:]) + (" …" if len(lately) > NAMED else "")
        self._faults.report(office, "devices_unknown", subject, count=len(lately), names=names)
        return True
