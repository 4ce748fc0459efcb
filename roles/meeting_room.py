"""What is to be said of a room before a meeting that may turn: how one gets out, who sees in, what lies about."""

from collections.abc import Iterator
from typing import Final

from roles.plan import Plan, Zone
from roles.sentence import Sentence

_FOUND: Final = {
    "failed": Sentence("It was not as it should be when somebody last looked."),
    "overdue": Sentence("Nobody has looked in time whether it is as it should be."),
}
_FOR_VISITORS: Final = frozenset({"meeting_room", "reception", "waiting_room", "sluice"})


def room_remarks(plan: Plan, zone: str, found: str | None = None) -> tuple[Sentence, ...]:
    """Return what speaks against a room, the gravest first; nothing for a room in order.

    What nobody has written is said as well: a meeting that may turn is no occasion for a guess. `found` is how the room
    stands where it was not found as it should be: failed or overdue.
    """
    room = plan.zones.get(zone)
    if room is None:
        return ()
    told = _FOUND.get(found or "")
    return (*((told,) if told else ()), *_remarks(plan, room))


def rooms_for_meetings(plan: Plan) -> tuple[Zone, ...]:
    """Return the rooms in which visitors are met, those with the least that speaks against them first."""
    rooms = (zone for zone in plan.zones.values() if zone.kind in _FOR_VISITORS)
    return tuple(sorted(rooms, key=lambda room: (len(room_remarks(plan, room.id)), room.name, room.id)))


def _remarks(plan: Plan, room: Zone) -> Iterator[Sentence]:
    if room.kind not in _FOR_VISITORS:
        yield Sentence("Visitors are not met here: the plan has rooms for that.")
    match room.second_exit:
        case False:
            yield Sentence("There is only one way out. Sit nearest to the door.")
        case None:
            yield Sentence("Nobody has written whether there is a second way out.")
        case True:
            pass
    match room.lockable:
        case True:
            yield Sentence("It can be locked from inside.")
        case None:
            yield Sentence("Nobody has written whether it can be locked from inside.")
        case False:
            pass
    match room.sight_in:
        case False:
            yield Sentence("Nobody can see in.")
        case None:
            yield Sentence("Nobody has written whether somebody can see in.")
        case True:
            pass
    if room.fixed_furniture is not True:
        yield Sentence("Look for loose things before: clear the table.")
    if plan.walks and not any(room.id in (walk.start, walk.end) for walk in plan.walks):
        yield Sentence("The plan has no way to this room: nobody can be sent by the shortest.")
