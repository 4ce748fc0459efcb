"""Tree → hours, groups and rosters: who is there when, and whom a group's or a roster's name means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from roles.hours import Hours, Shifts
from roles.notes import Path, place_of
from roles.plan import Group
from roles.reading import Sheet
from roles.sentence import Sentence
from roles.term import day_said, weekday_said
from roles.tree import Scalar
from roles.value import as_day, as_hours
from roles.word import WEEKDAYS, did_you_mean, shown

MOST_MEMBERS: Final = 50_000
"""People that all mentions of groups and rosters in one plan may mean together; no office comes near it."""

MOST_WEEKS: Final = 53
"""A rotation is never longer than a year."""

MOST_DAYS: Final = 800
"""Dated shifts of one roster: two years of them, and some; the past ones can go."""

NOTHING: Final = "nothing"
"""The word for a day without a shift."""


@dataclass(frozen=True, slots=True)
class Members:
    """Whom each name in a list of people means: a person or contact herself, or all of a group or roster."""

    known: frozenset[str] = frozenset()
    means: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    counted: list[int] = field(default_factory=lambda: [0])

    def with_groups(self, groups: Mapping[str, Group]) -> "Members":
        """Return the same with groups."""
        return Members(self.known, {**self.means, **{one.id: one.people for one in groups.values()}}, self.counted)

    def with_rosters(self, rosters: Mapping[str, Shifts]) -> "Members":
        """Return the same with rosters; where a group and a roster share an id, a rule says so."""
        return Members(self.known, {**{one.id: one.people for one in rosters.values()}, **self.means}, self.counted)

    def listed(self, sheet: Sheet, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words of a list and whom they mean, each once; a word that is not known stands for itself."""
        words = sheet.words(key)
        if not any(word in self.means for word in words):
            return words, words
        found: dict[str, None] = {}
        for word in words:
            meant = self.means.get(word, (word,)) if word not in self.known else (word,)
            self.counted[0] += len(meant)
            if self.counted[0] > MOST_MEMBERS:
                place = place_of((*sheet.path, key), sheet.notes.places)
                message = Sentence("Groups and rosters mean too many people here.")
                sheet.notes.add("D013", message, Sentence("Name fewer people, or fewer groups."), place)
                break
            found.update(dict.fromkeys(meant))
        return words, tuple(found)


def read_group(id_: str, sheet: Sheet, members: Members) -> Group:
    """Return the group that a table describes."""
    sheet.need("who", "who: [anna, bo]")
    named, people = members.listed(sheet, "who")
    return Group(id=id_, name=sheet.text("name") or id_, named=named, people=people)


def read_shifts(id_: str, sheet: Sheet, members: Members) -> Shifts:
    """Return the roster that a table describes: one week, a rotation, dated shifts, or both."""
    sheet.need("who", "who: [anna, bo]")
    named, people = members.listed(sheet, "who")
    days = _read_days(sheet.sheet("days"))
    if "weeks" not in sheet and not days:
        sheet.need("hours", 'hours: {mon-fri: "08:00-16:30"}')
    elif "weeks" in sheet and "hours" in sheet:
        place = place_of((*sheet.path, "hours"), sheet.notes.places)
        message = Sentence("A roster has either hours or weeks.")
        sheet.notes.add("D014", message, Sentence("Remove one of the two."), place)
    weeks = [read_hours(Sheet(item, path, sheet.notes)) for path, item in sheet.items("weeks")]
    if len(weeks) > MOST_WEEKS:
        place = place_of((*sheet.path, "weeks"), sheet.notes.places)
        message = Sentence("This rotation is longer than a year.")
        sheet.notes.add("D014", message, Sentence("Write the weeks that repeat once."), place)
    return Shifts(
        id=id_,
        name=sheet.text("name") or id_,
        named=named,
        people=people,
        weeks=tuple(weeks[:MOST_WEEKS]) or (read_hours(sheet.sheet("hours")),),
        since=sheet.day("from"),
        days=days,
    )


def _read_days(section: Sheet) -> Mapping[date, tuple[Hours, ...]]:
    """Return the dated shifts that a table describes; a key is a date, its value periods or the word for none."""
    days: dict[date, tuple[Hours, ...]] = {}
    for key, node in section.nodes.items():
        place = section.notes.places[(*section.path, key)]
        day = as_day(Scalar(place=place, text=key, plain=True), section.notes)
        if len(days) >= MOST_DAYS:
            message = Sentence("This roster has too many dated shifts.")
            section.notes.add("D014", message, Sentence("Remove those that are past."), place)
            break
        if day is None:
            continue
        if day in days:
            message = Sentence("The shifts of %(day)s stand here a second time.", day=day_said(day))
            section.notes.add("D006", message, Sentence("Name each day once."), place)
        days[day] = () if isinstance(node, Scalar) and node.text == NOTHING else _periods(section, key)
    return MappingProxyType(days)


def _periods(section: Sheet, key: str) -> tuple[Hours, ...]:
    return tuple(one for _, item in section.items(key) if (one := as_hours(item, section.notes)) is not None)


def read_hours(section: Sheet) -> Mapping[int, tuple[Hours, ...]]:
    """Return the hours of a week that a table describes; a key is a weekday (`fri`) or a range of them (`mon-thu`)."""
    hours: dict[int, tuple[Hours, ...]] = {}
    for key in section.nodes:
        here: Path = (*section.path, key)
        first, _, last = key.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            remedy = did_you_mean(key, WEEKDAYS)
            message = Sentence("%(word)s is no weekday.", word=shown(key))
            section.notes.add("D010", message, remedy, section.notes.places[here])
            continue
        periods = _periods(section, key)
        for day in range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1):
            if day in hours:
                section.notes.add(
                    "D006",
                    Sentence("The hours of %(weekday)s stand here a second time.", weekday=weekday_said(day)),
                    Sentence("Name each weekday once."),
                    section.notes.places[here],
                )
            hours[day] = periods
    return MappingProxyType(hours)
