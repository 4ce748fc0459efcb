"""Tree → model: reads as much of a plan as there is, so that even a faulty document yields the people it names."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from roles.form import Form
from roles.grammar import (
    CONTACT,
    DOOR,
    GROUP,
    INSPECTION,
    OUTPUT,
    PERSON,
    PLAN,
    RESPONSE,
    ROLE,
    ROSTER,
    SCREEN,
    ZONE,
)
from roles.notes import Notes
from roles.plan import Plan
from roles.reading import Sheet
from roles.sentence import Sentence
from roles.shape_after import read_after_alarm, read_patience
from roles.shape_answer import read_response, read_role
from roles.shape_call import read_emergency_call
from roles.shape_closing import read_closing
from roles.shape_drill import read_cadence
from roles.shape_inspection import read_inspection
from roles.shape_meeting import read_meetings
from roles.shape_muster import read_muster
from roles.shape_overdue import read_overdue
from roles.shape_place import (
    read_contact,
    read_door,
    read_floors,
    read_output,
    read_person,
    read_screen,
    read_walk,
    read_zone,
)
from roles.shape_roster import Members, read_group, read_hours, read_shifts
from roles.tree import Node
from roles.value import as_day
from roles.word import COUNTRIES, LANGUAGES, did_you_mean, shown

_NEEDED: Final = {
    "trygg": "1",
    "office": "as",
    "name": "Medborgarkontoret",
    "country": "SE",
    "languages": "[sv, en]",
    "time_zone": "Europe/Stockholm",
}

T = TypeVar("T")
_Read = Callable[[str, Sheet], T]


def shape(root: Node, notes: Notes, *, version: str) -> Plan:
    """Return the plan a tree describes; what is missing or wrong is noted and gets a stand-in."""
    sheet = Sheet(root, (), notes, known=PLAN.known)
    if not sheet.nodes and not notes.findings:
        remedy = Sentence("Begin with one of the example plans.")
        notes.add("D008", Sentence("The document is empty."), remedy, root.place)
    for key, example in _NEEDED.items() if sheet.nodes else ():
        sheet.need(key, f"{key}: {example}")
    sheet.word("trygg", ("1",))
    languages = _languages(sheet)
    contacts = _each(sheet, "contacts", CONTACT, read_contact)
    people = _each(sheet, "people", PERSON, read_person)
    members = Members(frozenset([*people, *contacts]))
    groups = _each(sheet, "groups", GROUP, lambda id_, one: read_group(id_, one, members))
    rosters = _each(sheet, "rosters", ROSTER, lambda id_, one: read_shifts(id_, one, members.with_groups(groups)))
    members = members.with_groups(groups).with_rosters(rosters)
    return Plan(
        version=version,
        source=notes.source,
        office=sheet.text("office") or "",
        name=sheet.text("name") or "",
        country=sheet.word("country", COUNTRIES) or "",
        languages=languages,
        time_zone=_time_zone(sheet),
        hours=read_hours(sheet.sheet("hours")),
        closed=frozenset(day for _, item in sheet.items("closed") if (day := as_day(item, notes)) is not None),
        open_on_holidays=sheet.flag("open_on_holidays", default=False),
        expires=sheet.day("expires"),
        zones=_each(sheet, "zones", ZONE, read_zone),
        walks=tuple(walk for path, item in sheet.items("walks") if (walk := read_walk(item, path, notes)) is not None),
        screens=_each(sheet, "screens", SCREEN, read_screen),
        people=people,
        contacts=contacts,
        roles=_each(sheet, "roles", ROLE, lambda id_, one: read_role(id_, one, languages, members)),
        responses=_each(sheet, "response", RESPONSE, lambda kind, one: read_response(kind, one, languages, contacts)),
        groups=groups,
        rosters=rosters,
        lead=sheet.text("lead"),
        floors=read_floors(sheet.sheet("floors")),
        doors=_each(sheet, "doors", DOOR, read_door),
        emergency_call=read_emergency_call(sheet),
        patience=read_patience(sheet),
        after_alarm=read_after_alarm(sheet),
        muster=read_muster(sheet),
        meetings=read_meetings(sheet),
        overdue=read_overdue(sheet),
        outputs=_each(sheet, "outputs", OUTPUT, read_output),
        drills=read_cadence(sheet),
        closing=read_closing(sheet, languages),
        inspections=_each(sheet, "inspections", INSPECTION, lambda id_, one: read_inspection(id_, one, languages)),
    )


def _each(sheet: Sheet, key: str, form: Form, read: _Read[T]) -> Mapping[str, T]:
    """Read each entry of a table whose keys are ids."""
    section = sheet.sheet(key)
    return MappingProxyType({id_: read(id_, Sheet(node, (key, id_), section.notes, known=form.known))
                             for id_, node in section.nodes.items()})  # fmt: skip


def _languages(sheet: Sheet) -> tuple[str, ...]:
    words = dict.fromkeys(sheet.words("languages"))
    for index, word in enumerate(words):
        if word not in LANGUAGES:
            place = sheet.notes.places.get(("languages", index), sheet.nodes["languages"].place)
            message = Sentence("Trygg does not speak the language %(word)s.", word=shown(word))
            bokmal = Sentence("Norwegian Bokmål is “nb”.")
            sheet.notes.add("D010", message, bokmal if word == "no" else did_you_mean(word, LANGUAGES), place)
    return tuple(word for word in words if word in LANGUAGES)


def _time_zone(sheet: Sheet) -> str:
    name = sheet.text("time_zone")
    if name is None:
        return "UTC"
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):  # unknown names are KeyErrors, folders and strange characters the others
        sheet.notes.add(
            "D010",
            Sentence("There is no time zone %(name)s.", name=shown(name)),
            did_you_mean(name, ("Europe/Stockholm", "Europe/Oslo")),
            sheet.nodes["time_zone"].place,
        )
        return "UTC"
