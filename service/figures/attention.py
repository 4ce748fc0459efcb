"""Whether an office keeps its attention: what is asked of it, since when it is late, and one number of parts. Pure.

The number is a plain sum. Each part has so many points, all of them while nothing in it is late. What is late loses its
share evenly over a year; what was never done has none of it, so that an office that has just begun does not stand at a
hundred. Alarms, presses and reports stand in no part: more of them lower nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal

from roles.cadence import SELDOM, months_after
from service.figures.done import MICRO, PLAN, REVISION, WHOLE, Done, Part

Standing = Literal["in_time", "due", "late", "long_late"]
Level = Literal["office", "administrator", "leadership"]

MOST: Final[Mapping[Part, int]] = {
    "drills": 30,
    "buttons": 20,
    "plan": 15,
    "places": 15,
    "roles": 10,
    "duties": 10,
}
"""Points of each part; together 100."""
SOON: Final = timedelta(days=14)
"""So long before its day something is said to be due."""
LONG: Final = timedelta(days=60)
"""So long after its day it is long late."""
FADES: Final = timedelta(days=365)
"""Over so long what is late loses its points."""
BUTTONS_EVERY: Final = timedelta(days=31)
YEARLY: Final = 12
"""Months within which a role practises, its duty is read again, and the plan is gone through with the staff."""

CLIMBS: Final[Mapping[Standing, tuple[Level, ...]]] = {
    "in_time": (),
    "due": ("office",),
    "late": ("office", "administrator"),
    "long_late": ("office", "administrator", "leadership"),
}
"""Who is told: the longer it is ignored, the higher."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What an office is asked for, by its plan in force and its list of devices: ids, and what they are called."""

    began: date
    """The office's first day: what was never done is due since then."""
    whole: int = SELDOM
    """Months within which there is a whole drill; once a year where the plan says nothing."""
    micro: int | None = None
    """Months within which there is a drill of any kind; None where the plan asks for none."""
    expires: date | None = None
    """The last day of the plan, where no entry says so."""
    roles: Mapping[str, str] = field(default_factory=dict)
    buttons: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[str, timedelta]] = field(default_factory=dict)
    duties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing that is asked for."""

    part: Part
    id: str
    name: str
    last: date | None
    """When it was last done; None for never."""
    due: date
    standing: Standing
    worth: Fraction
    """Its share of its points, from 0 to 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartStanding:
    """One part of the number."""

    part: Part
    most: int
    tenths: int
    """Points in tenths."""
    items: tuple[Item, ...]
    """None where nothing is asked for: then it has all its points."""

    @property
    def late(self) -> int:
        """How many things are late or long late."""
        return sum(item.standing in ("late", "long_late") for item in self.items)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attention:
    """How an office stands on a day."""

    day: date
    parts: tuple[PartStanding, ...]

    @property
    def tenths(self) -> int:
        """The number, from 0 to 100, in tenths: the plain sum of its parts."""
        return sum(part.tenths for part in self.parts)

    def climbed_to(self, level: Level) -> tuple[Item, ...]:
        """Return what has climbed so high."""
        return tuple(item for part in self.parts for item in part.items if level in CLIMBS[item.standing])


def attention(asked: Asked, done: Iterable[Done], day: date) -> Attention:
    """Return how an office stands on a day; what was done after it is left out."""
    last: dict[tuple[Part, str], Done] = {}
    for one in done:
        if one.day > day:
            continue
        key = (one.part, one.id)
        if key not in last or one.day >= last[key].day:
            last[key] = one
    found: dict[Part, list[Item]] = {part: [] for part in MOST}
    for item in _items(asked, last, day):
        found[item.part].append(item)
    return Attention(day=day, parts=tuple(_part(part, tuple(found[part])) for part in MOST))


def _part(part: Part, items: tuple[Item, ...]) -> PartStanding:
    share = sum((item.worth for item in items), Fraction(0)) / len(items) if items else Fraction(1)
    return PartStanding(part=part, most=MOST[part], tenths=int(share * MOST[part] * 10), items=items)


def _items(asked: Asked, last: Mapping[tuple[Part, str], Done], day: date) -> Iterable[Item]:
    def item(part: Part, id_: str, name: str, was: date | None, due: date) -> Item:
        due = max(due, asked.began) if part != "plan" else due
        late = max(timedelta(0), day - due)
        # A plan that holds was looked through by whoever wrote it, also where no entry says when.
        is_done = was is not None or part == "plan"
        worth = max(Fraction(0), 1 - Fraction(late.days, FADES.days)) if is_done else Fraction(0)
        return Item(part=part, id=id_, name=name, last=was, due=due, standing=standing(due, day), worth=worth)

    def since(part: Part, id_: str) -> date | None:
        known = last.get((part, id_))
        return known.day if known else None

    whole = since("drills", WHOLE)
    yield item("drills", WHOLE, "", whole, months_after(whole, asked.whole) if whole else asked.began)
    if asked.micro:
        any_drill = max((one for one in (whole, since("drills", MICRO)) if one), default=None)
        yield item("drills", MICRO, "", any_drill, months_after(any_drill, asked.micro) if any_drill else asked.began)
    for id_, name in asked.buttons.items():
        was = since("buttons", id_)
        yield item("buttons", id_, name, was, was + BUTTONS_EVERY if was else asked.began)
    plan = last.get(("plan", PLAN))
    expires = plan.until if plan else asked.expires
    if expires is not None:
        yield item("plan", PLAN, "", plan.day if plan else None, expires)
    revised = since("plan", REVISION)
    yield item("plan", REVISION, "", revised, months_after(revised or asked.began, YEARLY))
    for id_, (name, every) in asked.places.items():
        was = since("places", id_)
        yield item("places", id_, name, was, was + every if was else asked.began)
    for part, names in (("roles", asked.roles), ("duties", asked.duties)):
        for id_, name in names.items():
            was = since(part, id_)  # type: ignore[arg-type]
            yield item(part, id_, name, was, months_after(was, YEARLY) if was else asked.began)  # type: ignore[arg-type]


def standing(due: date, day: date) -> Standing:
    """Return how something stands on a day that is to be done until a day."""
    if day > due + LONG:
        return "long_late"
    if day > due:
        return "late"
    return "due" if day > due - SOON else "in_time"
