"""Rules about rooms: ways out, sight, locks, and how they are drawn.

The Norwegian minimum standard for offices with visitors asks that doors of meeting rooms cannot be locked from inside,
that somebody can see in, and that there is a way to escape.
"""

import re
from collections.abc import Iterator
from typing import Final

from roles.polygon import MOST_CORNERS, WIDEST, Flaw, flaw_of
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import VISITOR_ROOMS, shown

_PICTURE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.(?:png|jpg|jpeg)")


def locked_in(subject: Subject) -> Iterator[Problem]:
    """A room for visitors cannot be locked from inside: nobody could get in to help."""
    for zone in subject.plan.zones.values():
        if zone.kind in VISITOR_ROOMS and zone.lockable:
            message = Sentence("Visitors can lock %(zone)s from inside.", zone=shown(zone.name))
            remedy = Sentence("Have the lock taken out, then write: lockable: false")
            yield Problem(("zones", zone.id, "lockable"), message, remedy)


def open_refuge(subject: Subject) -> Iterator[Problem]:
    """A retreat room can be locked from inside: that is what it is for."""
    for zone in subject.plan.zones.values():
        if zone.kind == "retreat_room" and zone.lockable is False:
            message = Sentence("The retreat room %(zone)s cannot be locked from inside.", zone=shown(zone.name))
            remedy = Sentence("Have a lock put in, or name another room where people can hide.")
            yield Problem(("zones", zone.id, "lockable"), message, remedy)


def untold_refuge(subject: Subject) -> Iterator[Problem]:
    """A retreat room says whether it can be locked from inside and for how many it has room: somebody has to look."""
    for zone in subject.plan.zones.values():
        if zone.kind == "retreat_room" and zone.lockable is None:
            message = Sentence("Nobody has written whether %(zone)s can be locked from inside.", zone=shown(zone.name))
            yield Problem(("zones", zone.id), message, Sentence("Look, then write: lockable: true"))
        if zone.room_for is not None and zone.room_for < 1:
            message = Sentence("%(zone)s has room for nobody.", zone=shown(zone.name))
            remedy = Sentence("Write for how many it has room, for example: room_for: 6")
            yield Problem(("zones", zone.id, "room_for"), message, remedy)
        elif zone.kind == "retreat_room" and zone.room_for is None:
            message = Sentence("Nobody has written for how many %(zone)s has room.", zone=shown(zone.name))
            remedy = Sentence("Write for how many it has room, for example: room_for: 6")
            yield Problem(("zones", zone.id), message, remedy)


def trap(subject: Subject) -> Iterator[Problem]:
    """A meeting room has a second exit, and somebody outside can see in."""
    for zone in subject.plan.zones.values():
        if zone.kind != "meeting_room":
            continue
        if zone.second_exit is False:
            message = Sentence("%(zone)s has no second exit.", zone=shown(zone.name))
            remedy = Sentence("Hold difficult meetings elsewhere, with the desk so that staff sit nearest to the door.")
            yield Problem(("zones", zone.id, "second_exit"), message, remedy)
        if zone.sight_in is False:
            message = Sentence("Nobody can see into %(zone)s.", zone=shown(zone.name))
            remedy = Sentence("Have a window put into the door, or hold difficult meetings elsewhere.")
            yield Problem(("zones", zone.id, "sight_in"), message, remedy)


def no_shape(subject: Subject) -> Iterator[Problem]:
    """A zone's shape has at least three corners, lies within its floor's drawing, and does not cross itself."""
    for zone in subject.plan.zones.values():
        flaw = flaw_of(zone.shape) if zone.shape else None
        if flaw is not None:
            yield Problem(("zones", zone.id, "shape"), _words(flaw, shown(zone.name)), _MEND)


_MEND: Final = Sentence("Write the corners one after the other around the room: [[0, 0], [4, 0], [4, 3], [0, 3]]")


def _words(flaw: Flaw, zone: str) -> Sentence:
    match flaw:
        case "few_corners":
            return Sentence("The shape of %(zone)s has fewer than three corners.", zone=zone)
        case "many_corners":
            return Sentence("The shape of %(zone)s has more than %(most)s corners.", zone=zone, most=MOST_CORNERS)
        case "outside":
            widest = int(WIDEST)
            return Sentence("%(zone)s reaches outside the drawing (0 to %(widest)s m).", zone=zone, widest=widest)
        case "crossing":
            return Sentence("The sides of %(zone)s cross each other.", zone=zone)
        case "flat":
            return Sentence("The shape of %(zone)s has no area.", zone=zone)


def strange_picture(subject: Subject) -> Iterator[Problem]:
    """The picture under a floor's drawing is the name of a png or jpg, leads nowhere else, and is some metres wide."""
    for floor in subject.plan.floors.values():
        if floor.picture is not None and _PICTURE.fullmatch(floor.picture) is None:
            message = Sentence("%(picture)s is no name of a picture.", picture=shown(floor.picture))
            remedy = Sentence("Write the file's name without any folder: picture: floor-1.png (or jpg).")
            yield Problem(("floors", str(floor.number), "picture"), message, remedy)
        if floor.width is not None and not 1 <= floor.width <= int(WIDEST):
            message = Sentence("No picture of a floor is %(width)s m wide.", width=floor.width)
            remedy = Sentence("Write how many metres of the office it shows from left to right: width: 30")
            yield Problem(("floors", str(floor.number), "width"), message, remedy)


def unknown_floor(subject: Subject) -> Iterator[Problem]:
    """Where a plan describes its floors, every zone is on one of them."""
    floors = subject.plan.floors
    for zone in subject.plan.zones.values() if floors else ():
        if zone.floor is not None and zone.floor not in floors:
            message = Sentence("The plan describes no floor %(floor)s.", floor=zone.floor)
            known = ", ".join(map(str, floors))
            remedy = Sentence("Describe it under floors, or write one of: %(floors)s.", floors=known)
            yield Problem(("zones", zone.id, "floor"), message, remedy)
