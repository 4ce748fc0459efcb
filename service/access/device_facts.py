"""Whether what somebody says of a device can be so, in words for whoever said it. Pure."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import islice
from typing import Final

from devices.bounded import is_plain
from devices.families import FAMILIES
from devices.family import OWN_BROKER
from devices.inventory import ANY_GESTURE, CHECK_IN, FIRE, FIRE_OVER, STANDINGS, Device
from devices.outputs import ABILITIES
from devices.tells import can_be_told
from devices.topics import SERVICE, is_slug
from roles.kind import pressed_kinds
from roles.level import LEVELS
from roles.plan import Plan
from roles.sentence import Sentence
from roles.written import turns

LONGEST_NAME: Final = 100
MOST_NAMES: Final = 8
"""Further names of one device."""
MOST_GESTURES: Final = 20
FURTHEST: Final = 4
MOST_NEAR: Final = 50
"""Words that are as long as a wrong one, within so many letters, and of which it is looked which was meant."""
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
        kinds = (*LEVELS, *pressed_kinds(plan), CHECK_IN, FIRE, FIRE_OVER)
        return cls(people=plan.people.keys(), zones=plan.zones.keys(), kinds=kinds)


@dataclass(frozen=True, kw_only=True, slots=True)
class WrongFact:
    """What is wrong with a device, and which of its facts."""

    field: str
    text: Sentence


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
        text = Sentence("a short name is 1 to 63 of a-z, 0-9, - and _, and begins with a letter or digit")
        yield WrongFact(field="device", text=text)
    if not is_plain(device.name, LONGEST_NAME) or turns(device.name):
        yield WrongFact(field="name", text=Sentence("a name has 1 to %(most)s printable characters", most=LONGEST_NAME))
    if len(device.known_as) > MOST_NAMES:
        yield WrongFact(field="known_as", text=Sentence("a device has at most %(most)s further names", most=MOST_NAMES))
    if not all(is_plain(name) for name in device.known_as):
        yield WrongFact(field="known_as", text=Sentence("a further name has 1 to 128 printable characters"))


def _whose(device: Device, known: Known) -> Iterator[WrongFact]:
    if device.holder is not None and device.holder not in known.people:
        yield WrongFact(
            field="holder",
            text=_near(
                Sentence("the plan knows nobody called %(word)s", word=_shown(device.holder)),
                device.holder,
                known.people,
            ),
        )
    if device.place is not None and device.place not in known.zones:
        yield WrongFact(
            field="place",
            text=_near(
                Sentence("the plan knows no place called %(word)s", word=_shown(device.place)),
                device.place,
                known.zones,
            ),
        )


def _kinds(device: Device, known: Known) -> Iterator[WrongFact]:
    if len(device.kinds) > MOST_GESTURES:
        yield WrongFact(field="kinds", text=Sentence("a device has at most %(most)s gestures", most=MOST_GESTURES))
    for gesture, kind in device.kinds.items():
        if gesture != ANY_GESTURE and not is_plain(gesture):
            yield WrongFact(field="kinds", text=Sentence("a gesture has 1 to 128 printable characters"))
        if kind not in known.kinds:
            yield WrongFact(
                field="kinds",
                text=_near(Sentence("there is no kind of alarm called %(word)s", word=_shown(kind)), kind, known.kinds),
            )


def _way_in(device: Device) -> Iterator[WrongFact]:
    if device.family not in FAMILY_NAMES:
        yield WrongFact(
            field="family",
            text=_near(
                Sentence("there is no family called %(word)s", word=_shown(device.family)), device.family, FAMILY_NAMES
            ),
        )
    if not is_slug(device.broker):
        yield WrongFact(
            field="broker",
            text=Sentence("a broker is called by its short name; Trygg's own is %(own)s", own=OWN_BROKER),
        )
    for field, text in (("model", device.model), ("through", device.through)):
        if text is not None and not is_plain(text):
            yield WrongFact(field=field, text=Sentence("this has 1 to 128 printable characters"))
    if not device.answers <= {*ABILITIES}:
        yield WrongFact(field="answers", text=Sentence("a device answers by: %(words)s", words=", ".join(ABILITIES)))
    elif device.answers and not can_be_told(device.family):
        told_nothing = Sentence(
            "a button of the family %(family)s can tell its wearer nothing: choose none", family=device.family
        )
        yield WrongFact(field="answers", text=told_nothing)
    silent = device.reporting_time
    if silent is not None and not timedelta(seconds=1) <= silent <= LONGEST_SILENCE:
        yield WrongFact(field="reporting_time", text=Sentence("a reporting time is 1 to 31622400 seconds"))


def _standing(device: Device, today: date) -> Iterator[WrongFact]:
    if device.standing not in STANDINGS:
        yield WrongFact(field="standing", text=Sentence("a device is one of: %(words)s", words=", ".join(STANDINGS)))
    elif device.standing == "out_of_service" and (device.until is None or device.until < today):
        yield WrongFact(field="until", text=Sentence("a time out of service has a last day, today or later"))


def _shown(word: str) -> str:
    return word[:64] if word.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _near(said: Sentence, word: str, words: Collection[str]) -> Sentence:
    # To compare costs a fifth of a millisecond a word, in the loop through which presses go.
    alike = islice((one for one in words if one[:1] == word[:1] and abs(len(one) - len(word)) <= FURTHEST), MOST_NEAR)
    near = get_close_matches(word[:64], [*alike], n=1)
    return Sentence("%(said)s; did you mean %(near)s?", said=said, near=near[0]) if near else said
