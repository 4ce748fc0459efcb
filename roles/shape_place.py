"""Tree → the parts of a plan that are there every day: zones, walks, screens, people, contacts."""

from roles.notes import Notes, Path
from roles.plan import Contact, Person, ScreenPlace, Walk, Zone
from roles.reading import Sheet
from roles.sentence import Sentence
from roles.tree import Node, Row
from roles.value import as_duration, as_text
from roles.word import AUDIENCES, MANNERS, REACHES, ZONE_KINDS


def read_zone(id_: str, sheet: Sheet) -> Zone:
    """Return the zone that a table describes."""
    sheet.need("kind", "kind: meeting_room")
    return Zone(
        id=id_,
        name=sheet.text("name") or id_,
        kind=sheet.word("kind", ZONE_KINDS) or "meeting_room",
        floor=sheet.number("floor"),
        manner=sheet.word("manner", MANNERS) or "discreet",
    )


def read_walk(node: Node, path: Path, notes: Notes) -> Walk | None:
    """Return the walk that a list describes; None, with a finding, when it describes none."""
    words = [as_text(item, notes) for item in node.items] if isinstance(node, Row) else []
    seconds = as_duration(words[2] or "") if len(words) == 3 else None
    if seconds is None or not words[0] or not words[1]:
        remedy = Sentence("Write two zones and the seconds between them: [room-114, corridor-1, 6]")
        notes.add("D009", Sentence("This is no walk between two zones."), remedy, node.place)
        return None
    for index, item in enumerate(node.items if isinstance(node, Row) else []):
        notes.places[*path, index] = item.place
    return Walk(start=words[0], end=words[1], time=seconds)


def read_screen(id_: str, sheet: Sheet) -> ScreenPlace:
    """Return the screen that a table describes."""
    sheet.need("audience", "audience: discreet")
    return ScreenPlace(
        id=id_,
        name=sheet.text("name") or id_,
        zone=sheet.text("zone"),
        audience=sheet.word("audience", AUDIENCES) or "public",
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
    )


def read_contact(id_: str, sheet: Sheet) -> Contact:
    """Return the contact that a table describes."""
    sheet.need("name", "name: Polisens kontaktperson")
    return Contact(
        id=id_,
        name=sheet.text("name") or id_,
        phone=sheet.text("phone"),
        reach=sheet.word("reach", REACHES) or "outside",
    )
