"""Tree → the parts of a plan that are there every day: zones, walks, screens, people, contacts."""

from collections.abc import Mapping
from types import MappingProxyType

from roles.contact import Contact
from roles.grammar import FLOOR
from roles.notes import Notes, Path
from roles.output import ON_FOR, OUTPUT_KINDS, Output
from roles.plan import Door, Floor, Person, ScreenPlace, Walk, Zone
from roles.reading import Sheet
from roles.route import ROUTES
from roles.sentence import Sentence
from roles.tree import Node, Row
from roles.value import FLOOR_NUMBER, as_corner, as_duration, as_text
from roles.word import AUDIENCES, MANNERS, REACHES, ZONE_KINDS, shown


def read_zone(id_: str, sheet: Sheet) -> Zone:
    """Return the zone that a table describes."""
    sheet.need("kind", "kind: meeting_room")
    return Zone(
        id=id_,
        name=sheet.text("name") or id_,
        kind=sheet.word("kind", ZONE_KINDS) or "meeting_room",
        floor=sheet.number("floor"),
        manner=sheet.word("manner", MANNERS) or "discreet",
        second_exit=sheet.flag_if_told("second_exit"),
        sight_in=sheet.flag_if_told("sight_in"),
        fixed_furniture=sheet.flag_if_told("fixed_furniture"),
        lockable=sheet.flag_if_told("lockable"),
        room_for=sheet.number("room_for"),
        in_sight_of=tuple(dict.fromkeys(sheet.words("in_sight_of"))),
        shape=tuple(corner for _, item in sheet.items("shape") if (corner := as_corner(item, sheet.notes)) is not None),
    )


def read_floors(section: Sheet) -> Mapping[int, Floor]:
    """Return the floors that a table describes, by their numbers."""
    floors = {}
    for key, node in section.nodes.items():
        if FLOOR_NUMBER.fullmatch(key) is None:
            message = Sentence("%(key)s is no number of a floor.", key=shown(key))
            remedy = Sentence("Write the number; what people call it stands below: 1: {name: Plan 1}")
            section.notes.add("D009", message, remedy, section.notes.places[*section.path, key])
            continue
        sheet = Sheet(node, (*section.path, key), section.notes, known=FLOOR.known)
        floors[int(key)] = Floor(
            number=int(key),
            name=sheet.text("name") or key,
            picture=sheet.text("picture"),
            width=sheet.number("width"),
        )
    return MappingProxyType(floors)


def read_door(id_: str, sheet: Sheet) -> Door:
    """Return the door that a table describes."""
    sheet.need("between", "between: [reception, corridor-1]")
    between = sheet.words("between")
    if between and len(between) != 2:
        remedy = Sentence("Write the two zones it is between: between: [reception, corridor-1]")
        sheet.notes.add("D009", Sentence("A door is between two zones."), remedy, sheet.nodes["between"].place)
    return Door(
        id=id_,
        name=sheet.text("name") or id_,
        between=(between[0], between[1]) if len(between) == 2 else ("", ""),
        kept_shut_by=sheet.text("kept_shut_by"),
        lockable=sheet.flag_if_told("lockable"),
        opens_without_power_from=tuple(dict.fromkeys(sheet.words("opens_without_power_from"))),
    )


def read_walk(node: Node, path: Path, notes: Notes) -> Walk | None:
    """Return the walk that a list describes; None, with a finding, when it describes none."""
    words = [as_text(item, notes) for item in node.items] if isinstance(node, Row) else []
    seconds = as_duration(words[2] or "") if len(words) in {3, 4} else None
    if seconds is None or not words[0] or not words[1]:
        remedy = Sentence("Write two zones and the seconds between them: [room-114, corridor-1, 6]")
        notes.add("D009", Sentence("This is no walk between two zones."), remedy, node.place)
        return None
    for index, item in enumerate(node.items if isinstance(node, Row) else []):
        notes.places[*path, index] = item.place
    return Walk(start=words[0], end=words[1], time=seconds, door=words[3] if len(words) == 4 else None)


def read_screen(id_: str, sheet: Sheet) -> ScreenPlace:
    """Return the screen that a table describes."""
    sheet.need("audience", "audience: discreet")
    return ScreenPlace(
        id=id_,
        name=sheet.text("name") or id_,
        zone=sheet.text("zone"),
        audience=sheet.word("audience", AUDIENCES) or "public",
        neighbour=sheet.text("neighbour"),
    )


def read_output(id_: str, sheet: Sheet) -> Output:
    """Return the output that a table describes."""
    sheet.need("kind", "kind: siren")
    on_for = sheet.duration("for")
    return Output(
        id=id_,
        name=sheet.text("name") or id_,
        kind=sheet.word("kind", OUTPUT_KINDS) or "lamp",
        zone=sheet.text("zone"),
        on_for=ON_FOR if on_for is None else on_for,
        door=sheet.text("door"),
        opens_from_inside=sheet.flag("opens_from_inside", default=False),
        in_drills=sheet.flag("in_drills", default=False),
    )


def read_person(id_: str, sheet: Sheet) -> Person:
    """Return the person that a table describes; without a name the id stands in for it."""
    sheet.need("name", "name: Anna Berg")
    return Person(
        id=id_,
        name=sheet.text("name") or id_,
        home=sheet.text("home"),
        goes_in=sheet.flag("goes_in", default=True),
        phone=sheet.text("phone"),
        email=sheet.text("email"),
        languages=sheet.words("languages"),
        training=sheet.words("training"),
        reached_by=sheet.words_of("reached_by", ROUTES),
        receiver=sheet.text("receiver"),
    )


def read_contact(id_: str, sheet: Sheet) -> Contact:
    """Return the contact that a table describes."""
    sheet.need("name", "name: Polisens kontaktperson")
    return Contact(
        id=id_,
        name=sheet.text("name") or id_,
        phone=sheet.text("phone"),
        reach=sheet.word("reach", REACHES) or "outside",
        email=sheet.text("email"),
        receiver=sheet.text("receiver"),
        reached_by=sheet.words_of("reached_by", ROUTES),
    )
