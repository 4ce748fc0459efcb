"""What goes out to the Trygg of an office next door: how our closing stands, and what is answered here to theirs. Pure.

Only a closing is told, and only by the office that closes: nothing that comes from a neighbour is told to another.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from service.alarm.alarm import Alarm
from service.alarm.closed_office import ANSWER, NEIGHBOURS, Closing
from service.alarm.instant import instant
from service.alarm.routes import reach_over
from service.alarm.states import Mode
from service.dispatch.book import CONTACT, OfficePage
from service.store.notice_port import Notice
from service.timeline.entry import Entry

ROUTE: Final = "webhook"
"""The route of a neighbour's Trygg, as of every system."""
UNTIL_HEARD: Final = "until_heard"
"""What `content` calls a word that is tried until it is heard: else the neighbour's screens say for ever that we close.

It is made anew for each try, so that a late one says how it stands now.
"""
_ENDS: Final = frozenset({"AlarmCleared", "AlarmCancelled"})
_BEGINS: Final = frozenset({"AlarmRaised", "ClosingBegun"})


def is_next_door(page: OfficePage, responder: str) -> bool:
    """Say whether somebody is a neighbour with a Trygg of its own, by the plan and the settings in force."""
    contact = page.plan.contacts.get(responder.removeprefix(CONTACT)) if responder.startswith(CONTACT) else None
    known = contact is not None and contact.receiver is not None and ROUTE in contact.reached_by
    return known and contact is not None and page.ways.is_neighbour(contact.receiver or "")


def words_to_neighbours(page: OfficePage, alarm: Alarm, entries: Iterable[Entry]) -> Iterator[Notice]:
    """Yield what is sent because of entries beside the calls: a look, the opening, and what was answered here."""
    closing = alarm.closing
    if closing is None or alarm.mode is not Mode.ACTUAL:
        return
    for entry in entries:
        if closing.next_door is not None and entry.event == "ItemAnswered":
            yield _notice(page, alarm, entry, f"{CONTACT}{closing.next_door.contact}", 0, is_end=False)
        elif closing.next_door is None and (entry.event == "ClosingLookedAt" or entry.event in _ENDS):
            called = [who for who, r in alarm.responders.items() if r.role == NEIGHBOURS and is_next_door(page, who)]
            for number, who in enumerate(called):
                yield _notice(page, alarm, entry, who, number, is_end=entry.event in _ENDS)


def told_next_door(page: OfficePage, alarm: Alarm, entries: Sequence[Entry]) -> Mapping[str, Any]:
    """Return what a neighbour's Trygg is told of a closing, or answered to its own; nothing where there is nothing.

    Who says so, why, what somebody looks like, and what else goes on here are not in it.
    """
    closing = alarm.closing
    if closing is None or not entries or alarm.mode is not Mode.ACTUAL:
        return {}
    version = entries[-1].position
    if closing.next_door is not None:
        item = closing.item(ANSWER)
        if item is None or item.state == "open":
            return {}
        theirs = closing.next_door
        return {"closing": theirs.closing, "stage": theirs.stage, "version": version, "answer": item.state}
    if closing.stage not in ("closing", "expected"):
        return {}
    begun = next((entry for entry in reversed(entries) if entry.event in _BEGINS), entries[0])
    told = {"closing": alarm.id, "version": version, "name": page.plan.name, "since": instant(begun.at)}
    if not alarm.is_open:
        return {**told, "stage": "over"}
    return {
        **told,
        "stage": closing.stage,
        "entrance": _entrance(page, closing),
        "words": begun.personal.content.get("words") if begun.personal else None,
        "look_again_at": instant(closing.look_again_at),
    }


def _entrance(page: OfficePage, closing: Closing) -> str | None:
    known = page.plan.emergency_call.entrances.get(closing.entrance or "")
    return known.name if known else None


def _notice(page: OfficePage, alarm: Alarm, entry: Entry, who: str, number: int, *, is_end: bool) -> Notice:
    call = f"{alarm.id}.{entry.position}.n{number}"
    contact = page.plan.contacts.get(who.removeprefix(CONTACT))
    return Notice(
        id=f"{call}.{ROUTE}",
        call=call,
        office=entry.office,
        alarm=alarm.id,
        responder=who,
        role=NEIGHBOURS,
        route=ROUTE,
        place=0,
        reach=reach_over(ROUTE, contact.reach if contact else "outside"),
        mode=alarm.mode,
        purpose="over" if is_end else "follow_up",
        urgent=False,
        content={"kind": alarm.kind, "zone": None, "raised_at": instant(alarm.raised_at), UNTIL_HEARD: True},
        due_at=entry.at,
        created_at=entry.at,
    )
