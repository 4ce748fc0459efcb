"""Two plans → what differs between them, in words; first what changes in an alarm, last how the office is called.

Compared is what the plans do: comments, order of keys, and whether people are named one by one or as a group make no
difference.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Generic, TypeVar

from roles.diff_part import (
    Side,
    Sides,
    calendar_sides,
    contact_sides,
    group_sides,
    office_sides,
    person_sides,
    response_sides,
    role_sides,
    roster_sides,
    screen_sides,
    zone_sides,
)
from roles.notes import Path
from roles.phrase import duration_in_words, hours_in_words, role_in_words, step_in_words, text_of
from roles.plan import Listed, Plan, Response
from roles.word import WEEKDAYS

GROUPS: Final = ("What happens", "Who does what", "Who can be called", "Who is there when", "Where", "The office")
"""What a difference is about, the most important first: the order in which a person has to look at them."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One difference: the group it belongs to, where it stands in the document, and the words."""

    group: str
    path: Path
    words: str


def differences(old: Plan, new: Plan) -> tuple[Difference, ...]:
    """Return what differs between two plans, the most important first; nothing when they do the same."""
    return tuple(
        Difference(group=group, path=path, words=words)
        for group, compare in zip(GROUPS, _COMPARE, strict=True)
        for path, words in compare(old, new)
    )


def report(found: tuple[Difference, ...]) -> tuple[str, ...]:
    """Return differences as lines of text, under the groups that have any."""
    lines = []
    for group in GROUPS:
        told = [f"  {one.words}" for one in found if one.group == group]
        lines += [f"{group}:", *told] if told else []
    return tuple(lines)


_Found = Iterator[tuple[Path, str]]


@dataclass(frozen=True, slots=True)
class _Section(Generic[T]):
    """One section of a plan that is compared id by id: how to find it, name what is in it, and take it apart."""

    key: str
    of: Callable[[Plan], Mapping[str, T]]
    name: Callable[[Plan, T], str]
    sides: Callable[[Plan, T], Sides]


_RESPONSES: Final = _Section(
    "response",
    lambda plan: plan.responses,
    lambda plan, one: f"At {text_of(plan, one.title) or one.kind}",
    response_sides,
)
_ROLES: Final = _Section("roles", lambda plan: plan.roles, lambda plan, one: role_in_words(plan, one.id), role_sides)
_PEOPLE: Final = _Section("people", lambda plan: plan.people, lambda _, one: one.name, person_sides)
_CONTACTS: Final = _Section("contacts", lambda plan: plan.contacts, lambda _, one: one.name, contact_sides)
_ROSTERS: Final = _Section("rosters", lambda plan: plan.rosters, lambda _, one: f"Roster {one.name}", roster_sides)
_GROUPS: Final = _Section("groups", lambda plan: plan.groups, lambda _, one: f"Group {one.name}", group_sides)
_SCREENS: Final = _Section("screens", lambda plan: plan.screens, lambda _, one: f"Screen {one.name}", screen_sides)
_ZONES: Final = _Section("zones", lambda plan: plan.zones, lambda _, one: f"Zone {one.name}", zone_sides)


def _what_happens(old: Plan, new: Plan) -> _Found:
    yield from _each(old, new, _RESPONSES)


def _who_does_what(old: Plan, new: Plan) -> _Found:
    yield from _each(old, new, _ROLES)


def _who_can_be_called(old: Plan, new: Plan) -> _Found:
    yield from _each(old, new, _PEOPLE)
    yield from _each(old, new, _CONTACTS)


def _who_is_there_when(old: Plan, new: Plan) -> _Found:
    yield from _each(old, new, _ROSTERS)
    yield from _each(old, new, _GROUPS)
    for day, word in enumerate(WEEKDAYS):
        was, now = (hours_in_words(plan.hours.get(day, ())) or "closed" for plan in (old, new))
        if was != now:
            yield ("hours",), f"Open on {word}: {_was_is(was, now)}"
    for day_off in sorted(old.closed ^ new.closed):
        yield ("closed",), f"{day_off} is {'no longer' if day_off in old.closed else 'now'} a closed day"
    yield from _sides((), "The office", calendar_sides(old), calendar_sides(new))


def _where(old: Plan, new: Plan) -> _Found:
    yield from _each(old, new, _SCREENS)
    yield from _each(old, new, _ZONES)
    zones, before, after = {**old.zones, **new.zones}, _walks(old), _walks(new)
    for ends in sorted(before.keys() | after.keys()):
        was, now = before.get(ends, "none"), after.get(ends, "none")
        if was != now:
            start, end = (zones[id_].name if id_ in zones else id_ for id_ in ends)
            yield ("walks",), f"The walk between {start} and {end}: {_was_is(was, now)}"


def _the_office(old: Plan, new: Plan) -> _Found:
    yield from _sides((), "The office", office_sides(old), office_sides(new))


_COMPARE: Final = (_what_happens, _who_does_what, _who_can_be_called, _who_is_there_when, _where, _the_office)


def _each(old: Plan, new: Plan, section: _Section[T]) -> _Found:
    """Compare one section id by id: what is gone, what is new, and what has changed in what stayed."""
    before, after = section.of(old), section.of(new)
    for id_ in before:
        if id_ not in after:
            yield (section.key, id_), f"{section.name(old, before[id_])} is gone"
    for id_, one in after.items():
        subject, sides = section.name(new, one), section.sides(new, one)
        if id_ not in before:
            told = "; ".join(f"{_said(key)} {side.words}" for key, side in sides.items())
            yield (section.key, id_), f"{subject} is new: {told}"
            continue
        was = before[id_]
        if isinstance(was, Response) and isinstance(one, Response):
            for words in _steps(old, new, was, one):
                yield (section.key, id_, "steps"), f"{subject}: {words}"
        yield from _sides((section.key, id_), subject, section.sides(old, was), sides)


def _sides(path: Path, subject: str, before: Sides, after: Sides) -> _Found:
    """Compare two things key by key; steps are told one by one elsewhere."""
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key, _NONE), after.get(key, _NONE)
        if key != "steps" and was.value != now.value:
            change = (was.words, now.words) if was.words != now.words else (_raw(was.value), _raw(now.value))
            yield (*path, key.partition(" ")[0]), f"{subject}: {_said(key)} {_was_is(*change)}"


def _steps(old: Plan, new: Plan, before: Response, after: Response) -> Iterator[str]:
    """Say which steps are new, gone or other, however many come before them."""
    first = [step_in_words(old, step) for step in before.steps]
    second = [step_in_words(new, step) for step in after.steps]
    same = (list(map(repr, before.steps)), list(map(repr, after.steps)))
    for kind, start, end, other, other_end in SequenceMatcher(None, *same, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        both = min(end - start, other_end - other)
        for index in range(both):
            here, there = first[start + index], second[other + index]
            if here == there:  # titles may be alike, ids are not
                here, there = _raw(before.steps[start + index].call), _raw(after.steps[other + index].call)
            yield f"step {start + index + 1}: was “{here}”, is “{there}”"
        for index in range(start + both, end):
            yield f"step {index + 1} is gone: {first[index]}"
        for index in range(other + both, other_end):
            yield f"step {index + 1} is new: {second[index]}"


def _walks(plan: Plan) -> dict[tuple[str, str], str]:
    """Return the shortest walk between each two neighbours, whichever way round it is written."""
    walks = sorted(plan.walks, key=lambda walk: walk.time, reverse=True)
    return {(min(one.start, one.end), max(one.start, one.end)): duration_in_words(one.time) for one in walks}


_NONE: Final = Side(None, "nothing")


def _raw(value: object) -> str:
    """Return ids as the document has them, where the names alone would look alike."""
    ids = value.ids if isinstance(value, Listed) else value
    return ", ".join(ids) if isinstance(ids, tuple) else str(ids)


def _was_is(was: str, now: str) -> str:
    return f"was {was}, is {now}"


def _said(key: str) -> str:
    """Return a key as a person says it; the texts’ keys end in their language."""
    word, _, rest = key.partition(" ")
    return f"{_SAID.get(word, word)} {rest}".strip()


_SAID: Final = {
    "done_when": "help is there when:",
    "goes_in": "goes in:",
    "accept_within": "time to accept",
    "arrive_within": "time to arrive",
    "not_with": "not together with:",
    "last_resort": "last resort",
    "open_on_holidays": "open on holidays:",
    "time_zone": "time zone",
    "weeks": "hours",
    "expires": "expiry",
    "steps": "steps:",
    "say": "the screens say",
}
