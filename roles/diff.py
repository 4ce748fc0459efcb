"""Two plans → what differs between them, in words; first what changes in an alarm, last how the office is called.

Compared is what the plans do: comments, order of keys, and whether people are named one by one or as a group make no
difference.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, Generic, TypeVar

from roles.closing_words import closing_sides
from roles.diff_after import after_sides, patience_sides
from roles.diff_drill import drill_sides
from roles.diff_key import key_in_words
from roles.diff_part import (
    Side,
    Sides,
    calendar_sides,
    call_sides,
    contact_sides,
    door_sides,
    entrance_sides,
    floor_sides,
    group_sides,
    lead_sides,
    office_sides,
    person_sides,
    response_sides,
    role_sides,
    roster_sides,
    screen_sides,
    zone_sides,
)
from roles.inspection_words import inspection_sides
from roles.meeting_words import meeting_sides
from roles.muster_words import muster_sides
from roles.notes import Path
from roles.output_words import output_sides
from roles.overdue_words import overdue_sides
from roles.phrase import (
    hours_in_words,
    kind_in_words,
    role_in_words,
    step_in_words,
    walk_in_words,
    weekday_in_words,
)
from roles.plan import Listed, Plan, Response
from roles.sentence import N_, SEMICOLON, Sentence, Translate, joined, say
from roles.term import day_said

GROUPS: Final = (
    Sentence("What happens"),
    Sentence("Who does what"),
    Sentence("Who can be called"),
    Sentence("Who is there when"),
    Sentence("Where"),
    Sentence("The office"),
)
"""What a difference is about, the most important first: the order in which a person has to look at them."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One difference: the group it belongs to, where it stands in the document, and the words.

    Group and words are sentences in English until somebody asks `said` for them in another language.
    """

    group: str
    path: Path
    words: str

    def said(self, translate: Translate) -> "Difference":
        """Return the same difference in the language of a catalogue."""
        return replace(self, group=say(self.group, translate), words=say(self.words, translate))


def differences(old: Plan, new: Plan, *, language: str | None = None) -> tuple[Difference, ...]:
    """Return what differs between two plans, the most important first; nothing when they do the same.

    Titles are in `language`, and where there is none in the office's first one.
    """
    return tuple(
        Difference(group=group, path=path, words=words)
        for group, compare in zip(GROUPS, _COMPARE, strict=True)
        for path, words in compare(_Pair(old, new, language))
    )


def report(found: tuple[Difference, ...], *, translate: Translate = str) -> tuple[str, ...]:
    """Return differences as lines of text, under the groups that have any."""
    lines = []
    for group in GROUPS:
        told = [f"  {say(one.words, translate)}" for one in found if one.group == group]
        lines += [f"{group.said(translate)}:", *told] if told else []
    return tuple(lines)


_Found = Iterator[tuple[Path, Sentence]]


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two plans, and the language of the titles."""

    old: Plan
    new: Plan
    language: str | None


@dataclass(frozen=True, slots=True)
class _Section(Generic[T]):
    """One section of a plan that is compared id by id: how to find it, name what is in it, and take it apart."""

    key: str
    of: Callable[[Plan], Mapping[str, T]]
    name: Callable[[Plan, T, str | None], str]
    sides: Callable[[Plan, T, str | None], Sides]


_RESPONSES: Final = _Section(
    "response",
    lambda plan: plan.responses,
    lambda plan, one, language: Sentence("At %(kind)s", kind=kind_in_words(plan, one, language=language)),
    response_sides,
)
_ROLES: Final = _Section(
    "roles",
    lambda plan: plan.roles,
    lambda plan, one, language: role_in_words(plan, one.id, language=language),
    role_sides,
)
_PEOPLE: Final = _Section("people", lambda plan: plan.people, lambda _, one, __: one.name, person_sides)
_CONTACTS: Final = _Section("contacts", lambda plan: plan.contacts, lambda _, one, __: one.name, contact_sides)
_ROSTERS: Final = _Section(
    "rosters", lambda plan: plan.rosters, lambda _, one, __: Sentence("Roster %(name)s", name=one.name), roster_sides
)
_GROUPS: Final = _Section(
    "groups", lambda plan: plan.groups, lambda _, one, __: Sentence("Group %(name)s", name=one.name), group_sides
)
_SCREENS: Final = _Section(
    "screens", lambda plan: plan.screens, lambda _, one, __: Sentence("Screen %(name)s", name=one.name), screen_sides
)
_ZONES: Final = _Section(
    "zones", lambda plan: plan.zones, lambda _, one, __: Sentence("Zone %(name)s", name=one.name), zone_sides
)

_ENTRANCES: Final = _Section(
    "emergency_call",
    lambda plan: plan.emergency_call.entrances,
    lambda _, one, __: Sentence("Entrance %(name)s", name=one.name),
    entrance_sides,
)
_DOORS: Final = _Section(
    "doors", lambda plan: plan.doors, lambda _, one, __: Sentence("Door %(name)s", name=one.name), door_sides
)
_OUTPUTS: Final = _Section(
    "outputs", lambda plan: plan.outputs, lambda _, one, __: Sentence("Output %(name)s", name=one.name), output_sides
)
_INSPECTIONS: Final = _Section(
    "inspections",
    lambda plan: plan.inspections,
    lambda _, one, __: Sentence("Inspection %(name)s", name=one.name),
    inspection_sides,
)
_FLOORS: Final = _Section(
    "floors",
    lambda plan: {str(number): one for number, one in plan.floors.items()},
    lambda _, one, __: Sentence("Floor %(name)s", name=one.name),
    floor_sides,
)


def _what_happens(pair: _Pair) -> _Found:
    yield from _each(pair, _RESPONSES)
    before, after = after_sides(pair.old, pair.language), after_sides(pair.new, pair.language)
    yield from _sides(("after_alarm",), Sentence("After an alarm"), before, after)
    before, after = muster_sides(pair.old, pair.language), muster_sides(pair.new, pair.language)
    yield from _sides(("muster",), Sentence("In the muster"), before, after)
    yield from _sides(("drills",), Sentence("Drills"), drill_sides(pair.old), drill_sides(pair.new))
    before, after = meeting_sides(pair.old), meeting_sides(pair.new)
    yield from _sides(("meetings",), Sentence("In watched meetings"), before, after)
    before, after = overdue_sides(pair.old, pair.language), overdue_sides(pair.new, pair.language)
    yield from _sides(("overdue",), Sentence("What is overdue"), before, after)
    before, after = closing_sides(pair.old, pair.language), closing_sides(pair.new, pair.language)
    yield from _sides(("closing",), Sentence("When the office closes"), before, after)


def _who_does_what(pair: _Pair) -> _Found:
    yield from _each(pair, _ROLES)
    before, after = lead_sides(pair.old, pair.language), lead_sides(pair.new, pair.language)
    yield from _sides((), Sentence("In an alarm"), before, after)


def _who_can_be_called(pair: _Pair) -> _Found:
    yield from _each(pair, _PEOPLE)
    yield from _each(pair, _CONTACTS)
    before, after = patience_sides(pair.old), patience_sides(pair.new)
    yield from _sides(("routes",), Sentence("A call is late"), before, after)


def _who_is_there_when(pair: _Pair) -> _Found:
    old, new = pair.old, pair.new
    yield from _each(pair, _ROSTERS)
    yield from _each(pair, _GROUPS)
    for day in range(7):
        was, now = (hours_in_words(plan.hours.get(day, ())) or Sentence("closed") for plan in (old, new))
        if was != now:
            yield (
                ("hours",),
                Sentence(
                    "Open on %(weekday)s: was %(was)s, is %(now)s", weekday=weekday_in_words(day), was=was, now=now
                ),
            )
    for day_off in sorted(old.closed ^ new.closed):
        words = _NO_LONGER if day_off in old.closed else _NOW
        yield ("closed",), Sentence(words, day=day_said(day_off))
    yield from _sides((), Sentence("The office"), calendar_sides(old), calendar_sides(new))


def _where(pair: _Pair) -> _Found:
    yield from _each(pair, _SCREENS)
    yield from _each(pair, _ZONES)
    yield from _each(pair, _DOORS)
    yield from _each(pair, _FLOORS)
    yield from _each(pair, _OUTPUTS)
    yield from _each(pair, _INSPECTIONS)
    zones, before, after = {**pair.old.zones, **pair.new.zones}, _walks(pair.old), _walks(pair.new)
    for ends in sorted(before.keys() | after.keys()):
        was, now = before.get(ends, Sentence("none")), after.get(ends, Sentence("none"))
        if was != now:
            start, end = (zones[id_].name if id_ in zones else id_ for id_ in ends)
            words = Sentence(
                "The walk between %(start)s and %(end)s: was %(was)s, is %(now)s",
                start=start,
                end=end,
                was=was,
                now=now,
            )
            yield ("walks",), words


def _the_office(pair: _Pair) -> _Found:
    yield from _sides((), Sentence("The office"), office_sides(pair.old), office_sides(pair.new))
    yield from _sides(("emergency_call",), Sentence("A call to 112"), call_sides(pair.old), call_sides(pair.new))
    yield from _each(pair, _ENTRANCES)


_COMPARE: Final = (_what_happens, _who_does_what, _who_can_be_called, _who_is_there_when, _where, _the_office)


def _each(pair: _Pair, section: _Section[T]) -> _Found:
    """Compare one section id by id: what is gone, what is new, and what has changed in what stayed."""
    old, new, language = pair.old, pair.new, pair.language
    before, after = section.of(old), section.of(new)
    for id_ in before:
        if id_ not in after:
            yield (section.key, id_), Sentence("%(what)s is gone", what=section.name(old, before[id_], language))
    for id_, one in after.items():
        subject, sides = section.name(new, one, language), section.sides(new, one, language)
        if id_ not in before:
            told = [
                Sentence("%(key)s %(words)s", key=key_in_words(key), words=side.words) for key, side in sides.items()
            ]
            yield (section.key, id_), Sentence("%(what)s is new: %(told)s", what=subject, told=joined(told, SEMICOLON))
            continue
        was = before[id_]
        if isinstance(was, Response) and isinstance(one, Response):
            for words in _steps(pair, was, one):
                yield (section.key, id_, "steps"), Sentence("%(what)s: %(told)s", what=subject, told=words)
        yield from _sides((section.key, id_), subject, section.sides(old, was, language), sides)


def _sides(path: Path, subject: str, before: Sides, after: Sides) -> _Found:
    """Compare two things key by key; steps are told one by one elsewhere."""
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key, _NONE), after.get(key, _NONE)
        if key != "steps" and was.value != now.value:
            change = (was.words, now.words) if was.words != now.words else (_raw(was.value), _raw(now.value))
            words = Sentence(
                "%(what)s: %(key)s was %(was)s, is %(now)s",
                what=subject,
                key=key_in_words(key),
                was=change[0],
                now=change[1],
            )
            yield (*path, key.partition(" ")[0].partition(".")[0]), words


def _steps(pair: _Pair, before: Response, after: Response) -> Iterator[Sentence]:
    """Say which steps are new, gone or other, however many come before them."""
    first: list[str] = [step_in_words(pair.old, step, language=pair.language) for step in before.steps]
    second: list[str] = [step_in_words(pair.new, step, language=pair.language) for step in after.steps]
    same = (list(map(repr, before.steps)), list(map(repr, after.steps)))
    for kind, start, end, other, other_end in SequenceMatcher(None, *same, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        both = min(end - start, other_end - other)
        for index in range(both):
            here, there = first[start + index], second[other + index]
            if here == there:  # titles may be alike, ids are not
                here, there = _raw(before.steps[start + index].call), _raw(after.steps[other + index].call)
            number = start + index + 1
            yield Sentence("step %(step)s: was “%(was)s”, is “%(now)s”", step=number, was=here, now=there)
        for index in range(start + both, end):
            yield Sentence("step %(step)s is gone: %(told)s", step=index + 1, told=first[index])
        for index in range(other + both, other_end):
            yield Sentence("step %(step)s is new: %(told)s", step=index + 1, told=second[index])


def _walks(plan: Plan) -> dict[tuple[str, str], Sentence]:
    """Return the shortest walk between each two neighbours, whichever way round it is written."""
    walks = sorted(plan.walks, key=lambda walk: walk.time, reverse=True)
    return {(min(one.start, one.end), max(one.start, one.end)): walk_in_words(plan, one) for one in walks}


_NO_LONGER: Final = N_("%(day)s is no longer a closed day")
_NOW: Final = N_("%(day)s is now a closed day")
_NONE: Final = Side(None, Sentence("nothing"))


def _raw(value: object) -> str:
    """Return ids as the document has them, where the names alone would look alike."""
    ids = value.ids if isinstance(value, Listed) else value
    return ", ".join(ids) if isinstance(ids, tuple) else str(ids)
