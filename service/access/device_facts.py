"""Whether what somebody says of a device can be so, in words for whoever said it. Pure."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

from devices.bounded import is_plain
from devices.families import FAMILIES
from devices.family import OWN_BROKER
from devices.inventory import ANY_GESTURE, STANDINGS, Device
from devices.outputs import ABILITIES, NOTHING, USUAL, Ability
from devices.topics import SERVICE, is_slug
from roles.level import LEVELS
from roles.plan import Plan
from roles.written import turns

LONGEST_NAME: Final = 100
MOST_NAMES: Final = 8
"""Further names of one device."""
MOST_GESTURES: Final = 20
LONGEST_SILENCE: Final = timedelta(days=366)

FAMILY_NAMES: Final = ("native", "generic", *FAMILIES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a device can be said to have: the office's people and places, and its kinds of alarm."""

    people: Collection[str]
    zones: Collection[str]
    kinds: Collection[str]

    @classmethod
    def of(cls, plan: Plan) -> "Known":
        """Return what a plan knows."""
        return cls(people=plan.people.keys(), zones=plan.zones.keys(), kinds=(*LEVELS, *plan.responses))


@dataclass(frozen=True, kw_only=True, slots=True)
class WrongFact:
    """What is wrong with a device, and which of its facts."""

    field: str
    text: str


def usual_answers(family: str) -> frozenset[Ability]:
    """Return by what a family's buttons tell their wearer something, where nobody has said: most cannot."""
    return USUAL if family == "native" else NOTHING


def wrong_with(device: Device, known: Known, today: date) -> list[WrongFact]:
    """Return everything that is wrong with a device as somebody wants it."""
    checks: tuple[Callable[[], Iterator[WrongFact]], ...] = (
        lambda: _names(device),
        lambda: _whose(device, known),
        lambda: _kinds(device, known),
        lambda: _way_in(device),
        lambda: _standing(device, today),
    )
    return [wrong for check in checks for wrong in check()]


def _names(device: Device) -> Iterator[WrongFact]:
    if not is_slug(device.device) or device.device == SERVICE:
        remedy = "use 1 to 63 of a-z, 0-9, - and _, beginning with a letter or digit"
        yield WrongFact(field="device", text=f"a device cannot be called this; {remedy}")
    if not is_plain(device.name, LONGEST_NAME) or turns(device.name):
        yield WrongFact(field="name", text=f"a name has 1 to {LONGEST_NAME} printable characters")
    if len(device.known_as) > MOST_NAMES:
        yield WrongFact(field="known_as", text=f"a device has at most {MOST_NAMES} further names")
    if not all(is_plain(name) for name in device.known_as):
        yield WrongFact(field="known_as", text="a further name has 1 to 128 printable characters")


def _whose(device: Device, known: Known) -> Iterator[WrongFact]:
    if device.holder is not None and device.holder not in known.people:
        yield WrongFact(field="holder", text=f"the plan knows nobody {_near(device.holder, known.people)}")
    if device.place is not None and device.place not in known.zones:
        yield WrongFact(field="place", text=f"the plan knows no place {_near(device.place, known.zones)}")


def _kinds(device: Device, known: Known) -> Iterator[WrongFact]:
    if len(device.kinds) > MOST_GESTURES:
        yield WrongFact(field="kinds", text=f"a device has at most {MOST_GESTURES} gestures")
    for gesture, kind in device.kinds.items():
        if gesture != ANY_GESTURE and not is_plain(gesture):
            yield WrongFact(field="kinds", text="a gesture has 1 to 128 printable characters")
        if kind not in known.kinds:
            yield WrongFact(field="kinds", text=f"there is no kind of alarm {_near(kind, known.kinds)}")


def _way_in(device: Device) -> Iterator[WrongFact]:
    if device.family not in FAMILY_NAMES:
        yield WrongFact(field="family", text=f"there is no family {_near(device.family, FAMILY_NAMES)}")
    if not is_slug(device.broker):
        yield WrongFact(field="broker", text=f"a broker is called by its short name; Trygg's own is {OWN_BROKER}")
    for field, text in (("model", device.model), ("through", device.through)):
        if text is not None and not is_plain(text):
            yield WrongFact(field=field, text=f"{field} has 1 to 128 printable characters")
    if not device.answers <= {*ABILITIES}:
        yield WrongFact(field="answers", text=f"a device answers by: {', '.join(ABILITIES)}")
    silent = device.reporting_time
    if silent is not None and not timedelta(seconds=1) <= silent <= LONGEST_SILENCE:
        yield WrongFact(field="reporting_time", text="a reporting time is 1 to 31622400 seconds")


def _standing(device: Device, today: date) -> Iterator[WrongFact]:
    if device.standing not in STANDINGS:
        yield WrongFact(field="standing", text=f"a device is one of: {', '.join(STANDINGS)}")
    elif device.standing == "out_of_service" and (device.until is None or device.until < today):
        yield WrongFact(field="until", text="a time out of service has a last day, today or later")


def _near(word: str, words: Collection[str]) -> str:
    shown = word[:64] if word.isprintable() else "of this name"
    near = get_close_matches(word[:64], [*words], n=1)
    return f"{shown}; did you mean {near[0]}?" if near else shown
