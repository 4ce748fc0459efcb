"""Tree → model: reads as much of a plan as there is, so that even a faulty document yields the people it names."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from roles.plan import (
    EVERYBODY,
    NEAREST,
    All,
    Condition,
    Contact,
    Holders,
    Hours,
    LastResort,
    Listed,
    Nearest,
    Person,
    Plan,
    Repeat,
    Response,
    Role,
    ScreenPlace,
    Step,
    Texts,
    Walk,
    Zone,
)
from roles.reading import Notes, Path, Sheet, as_day, as_duration, as_hours, as_text
from roles.tree import Node, Row, Scalar
from roles.word import (
    AUDIENCES,
    COUNTRIES,
    LANGUAGES,
    MANNERS,
    REACHES,
    WEEKDAYS,
    ZONE_KINDS,
    did_you_mean,
    shown,
)

_PLAN: Final = (
    "trygg", "office", "name", "country", "languages", "time_zone", "hours", "closed", "open_on_holidays", "expires",
    "zones", "walks", "screens", "people", "contacts", "roles", "response",
)  # fmt: skip
_NEEDED: Final = {
    "trygg": "1",
    "office": "as",
    "name": "Medborgarkontoret",
    "country": "SE",
    "languages": "[sv, en]",
    "time_zone": "Europe/Stockholm",
}
_ROLE: Final = ("title", "duty", "holders", "deputies", "needed", "accept_within", "arrive_within", "goes_in")
_RESPONSE: Final = ("title", "steps", "done_when", "repeat", "last_resort")
_NUMBER_TO_CALL: Final = re.compile(r"\+?[0-9][0-9 ()-]{1,30}")

T = TypeVar("T")
_Read = Callable[[str, Sheet], T]


def shape(root: Node, notes: Notes, *, version: str) -> Plan:
    """Return the plan a tree describes; what is missing or wrong is noted and gets a stand-in."""
    sheet = Sheet(root, (), notes, known=_PLAN)
    if not sheet.nodes and not notes.findings:
        notes.add("D008", "The document is empty.", "Begin with one of the example plans.", root.place)
    for key, example in _NEEDED.items() if sheet.nodes else ():
        sheet.need(key, f"{key}: {example}")
    sheet.word("trygg", ("1",))
    languages = _languages(sheet)
    contacts = _each(sheet, "contacts", ("name", "phone", "reach"), _contact)
    return Plan(
        version=version,
        source=notes.source,
        office=sheet.text("office") or "",
        name=sheet.text("name") or "",
        country=sheet.word("country", COUNTRIES) or "",
        languages=languages,
        time_zone=_time_zone(sheet),
        hours=_hours(sheet),
        closed=frozenset(day for _, item in sheet.items("closed") if (day := as_day(item, notes)) is not None),
        open_on_holidays=sheet.flag("open_on_holidays", default=False),
        expires=sheet.day("expires"),
        zones=_each(sheet, "zones", ("name", "kind", "floor", "manner"), _zone),
        walks=tuple(walk for path, item in sheet.items("walks") if (walk := _walk(item, path, notes)) is not None),
        screens=_each(sheet, "screens", ("name", "zone", "audience"), _screen),
        people=_each(sheet, "people", ("name", "home", "goes_in", "phone"), _person),
        contacts=contacts,
        roles=_each(sheet, "roles", _ROLE, lambda id_, role: _role(id_, role, languages)),
        responses=_each(sheet, "response", _RESPONSE, lambda kind, one: _response(kind, one, languages, contacts)),
    )


def _each(sheet: Sheet, key: str, known: tuple[str, ...], read: _Read[T]) -> Mapping[str, T]:
    """Read each entry of a table whose keys are ids."""
    section = sheet.sheet(key)
    return MappingProxyType({id_: read(id_, Sheet(node, (key, id_), section.notes, known=known))
                             for id_, node in section.nodes.items()})  # fmt: skip


def _languages(sheet: Sheet) -> tuple[str, ...]:
    words = dict.fromkeys(sheet.words("languages"))
    for index, word in enumerate(words):
        if word not in LANGUAGES:
            place = sheet.notes.places.get(("languages", index), sheet.nodes["languages"].place)
            remedy = "Norwegian Bokmål is “nb”." if word == "no" else did_you_mean(word, LANGUAGES)
            sheet.notes.add("D010", f"Trygg does not speak the language {shown(word)}.", remedy, place)
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
            f"There is no time zone {shown(name)}.",
            did_you_mean(name, ("Europe/Stockholm", "Europe/Oslo")),
            sheet.nodes["time_zone"].place,
        )
        return "UTC"


def _hours(sheet: Sheet) -> Mapping[int, tuple[Hours, ...]]:
    """Read the opening hours; a key is a weekday (`fri`) or a range of them (`mon-thu`)."""
    section = sheet.sheet("hours")
    hours: dict[int, tuple[Hours, ...]] = {}
    for key in section.nodes:
        first, _, last = key.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            remedy = did_you_mean(key, WEEKDAYS)
            section.notes.add("D010", f"{shown(key)} is no weekday.", remedy, section.notes.places["hours", key])
            continue
        periods = tuple(
            period for _, item in section.items(key) if (period := as_hours(item, section.notes)) is not None
        )
        for day in range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1):
            if day in hours:
                section.notes.add(
                    "D006",
                    f"The hours of {WEEKDAYS[day]} stand here a second time.",
                    "Name each weekday once.",
                    section.notes.places["hours", key],
                )
            hours[day] = periods
    return MappingProxyType(hours)


def _zone(id_: str, sheet: Sheet) -> Zone:
    sheet.need("kind", "kind: meeting_room")
    return Zone(
        id=id_,
        name=sheet.text("name") or id_,
        kind=sheet.word("kind", ZONE_KINDS) or "meeting_room",
        floor=sheet.number("floor"),
        manner=sheet.word("manner", MANNERS) or "discreet",
    )


def _walk(node: Node, path: Path, notes: Notes) -> Walk | None:
    words = [as_text(item, notes) for item in node.items] if isinstance(node, Row) else []
    seconds = as_duration(words[2] or "") if len(words) == 3 else None
    if seconds is None or not words[0] or not words[1]:
        remedy = "Write two zones and the seconds between them: [room-114, corridor-1, 6]"
        notes.add("D009", "This is no walk between two zones.", remedy, node.place)
        return None
    for index, item in enumerate(node.items if isinstance(node, Row) else []):
        notes.places[*path, index] = item.place
    return Walk(start=words[0], end=words[1], time=seconds)


def _screen(id_: str, sheet: Sheet) -> ScreenPlace:
    sheet.need("audience", "audience: discreet")
    return ScreenPlace(
        id=id_,
        name=sheet.text("name") or id_,
        zone=sheet.text("zone"),
        audience=sheet.word("audience", AUDIENCES) or "public",
    )


def _person(id_: str, sheet: Sheet) -> Person:
    sheet.need("name", "name: Anna Berg")
    return Person(
        id=id_,
        name=sheet.text("name") or id_,
        home=sheet.text("home"),
        goes_in=sheet.flag("goes_in", default=True),
        phone=sheet.text("phone"),
    )


def _contact(id_: str, sheet: Sheet) -> Contact:
    sheet.need("name", "name: Polisens kontaktperson")
    return Contact(
        id=id_,
        name=sheet.text("name") or id_,
        phone=sheet.text("phone"),
        reach=sheet.word("reach", REACHES) or "outside",
    )


def _role(id_: str, sheet: Sheet, languages: tuple[str, ...]) -> Role:
    sheet.need("holders", "holders: nearest")
    holders = _holders(sheet)
    needed, accept, arrive = sheet.number("needed"), sheet.duration("accept_within"), sheet.duration("arrive_within")
    return Role(
        id=id_,
        title=sheet.texts("title", languages),
        duty=sheet.texts("duty", languages),
        holders=holders,
        deputies=sheet.words("deputies"),
        needed=1 if needed is None else needed,
        accept_within=timedelta(seconds=20) if accept is None else accept,
        arrive_within=timedelta(seconds=90) if arrive is None else arrive,
        # Whoever is chosen for being near is chosen in order to go there, unless the plan says otherwise.
        goes_in=sheet.flag("goes_in", default=isinstance(holders, Nearest)),
    )


def _holders(sheet: Sheet) -> Holders:
    node = sheet.nodes.get("holders")
    if isinstance(node, Scalar) and node.text == NEAREST:
        return Nearest()
    if isinstance(node, Scalar) and node.text == EVERYBODY:
        return All()
    if node is None or isinstance(node, Scalar | Row):
        return Listed(ids=sheet.words("holders"))
    nearest = sheet.sheet("holders", (NEAREST,)).sheet(NEAREST, ("within",))
    return Nearest(within=nearest.duration("within"))


def _condition(sheet: Sheet, key: str) -> Condition | None:
    if key not in sheet:
        return None
    counts = sheet.sheet(key, ("accepted", "arrived"))
    return Condition(accepted=counts.number("accepted") or 0, arrived=counts.number("arrived") or 0)


def _response(kind: str, sheet: Sheet, languages: tuple[str, ...], contacts: Mapping[str, Contact]) -> Response:
    steps = []
    for path, item in sheet.items("steps"):
        step = Sheet(item, path, sheet.notes, known=("call", "after", "unless"))
        step.need("call", "call: [colleague]")
        after = step.duration("after") or timedelta(0)
        steps.append(Step(call=step.words("call"), after=after, unless=_condition(step, "unless")))
    return Response(
        kind=kind,
        title=sheet.texts("title", languages),
        steps=tuple(steps),
        done_when=_condition(sheet, "done_when") or Condition(arrived=1),
        repeat=_repeat(sheet),
        last_resort=_last_resort(sheet, languages, contacts),
    )


def _repeat(sheet: Sheet) -> Repeat | None:
    if "repeat" not in sheet:
        return None
    repeat = sheet.sheet("repeat", ("every", "call"))
    every = repeat.duration("every")
    return Repeat(every=every or timedelta(0), call=repeat.words("call") or (EVERYBODY,))


def _last_resort(sheet: Sheet, languages: tuple[str, ...], contacts: Mapping[str, Contact]) -> LastResort | None:
    """Read whom to call when nobody has answered: a number to dial, or one of the plan's contacts."""
    if "last_resort" not in sheet:
        return None
    say: Texts = MappingProxyType({})
    if isinstance(sheet.nodes["last_resort"], Scalar):
        call = sheet.text("last_resort")
    else:
        resort = sheet.sheet("last_resort", ("call", "say"))
        resort.need("call", 'call: "112"')
        call, say = resort.text("call"), resort.texts("say", languages)
    if call is None:
        return None
    if call in contacts:
        return LastResort(phone=contacts[call].phone or "", contact=call, say=say)
    if _NUMBER_TO_CALL.fullmatch(call):
        return LastResort(phone=call, say=say)
    return LastResort(phone="", contact=call, say=say)
