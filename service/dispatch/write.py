"""Write what was decided: entries, state, deadline, deliveries and notices, in the transaction that is open."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from service.alarm.alarm import Alarm
from service.alarm.deadline import deadline
from service.alarm.events import Event, Intent
from service.alarm.evolve import evolve
from service.alarm.feedback import standing
from service.alarm.instant import parse_instant
from service.alarm.react import react
from service.dispatch.afterwards import ENDS, afterwards
from service.dispatch.book import OfficePage
from service.dispatch.following_up import begin_follow_up
from service.dispatch.mustering import spare_mustered
from service.dispatch.next_door import words_to_neighbours
from service.dispatch.noticing import as_made, notices, spare, turns
from service.dispatch.outcome import Outcome
from service.store.notice_port import Notice
from service.store.output_port import Order
from service.store.port import Delivery, Unit
from service.timeline.entry import Draft, Entry


def write(
    unit: Unit,
    page: OfficePage,
    before: Alarm | None,
    alarm_id: str,
    events: tuple[Event, ...],
    *,
    now: datetime,
    behind: timedelta = timedelta(0),
    heard_as: str = "",
) -> Outcome:
    """Append events to the office's timeline and keep everything that follows from them beside it.

    Args:
        unit: the transaction.
        page: the office's plan and keys.
        before: the alarm before the events; None when they raise it.
        alarm_id: the alarm's id.
        events: what was decided.
        now: what the clock says: from then on the times of notices are counted.
        behind: by how much the alarm's own time, and so its events', is behind that.
        heard_as: as which message this node heard the press among them.

    Raises:
        ValueError: when there is neither an alarm nor an event that raises one.
    """
    after, intents = before, list[tuple[int, Intent]]()
    for index, event in enumerate(events):
        previous, after = after, evolve(after, alarm_id, event)
        intents.extend((index, intent) for intent in react(previous, after, event))
    if after is None:
        raise ValueError(f"nothing was decided about {alarm_id}, and there is no such alarm")
    if not events:
        return Outcome(
            office=unit.office, alarm=alarm_id, state=after.state, due_at=deadline(after), feedback=standing(after)
        )
    entries = unit.append([_draft(page, alarm_id, event) for event in events])
    unit.save_alarm(after)
    for event in events:
        if event.name in ("AlarmRaised", "AlarmJoined"):
            unit.remember_press(event.facts["press_key"], alarm_id, event.at, heard_as)
    due_at = deadline(after)
    unit.set_deadline(alarm_id, due_at)
    if after.closing is not None and any(event.name in ENDS for event in events):
        unit.erase_told(alarm_id, "ReturnDescribed")  # what somebody looks like is nobody's matter any more
    kept = turns(unit, before, after, events)
    spare(unit, before, alarm_id, events)
    spare_mustered(unit, before, alarm_id, events)
    orders = tuple(_orders(after, entries, intents, now, behind))
    for order in orders:
        unit.order(order)
    deliveries = tuple(_deliveries(after, entries, intents, behind))
    for delivery in deliveries:
        unit.queue(delivery)
    told = words_to_neighbours(page, after, entries)
    begun = begin_follow_up(unit, page, after, entries)
    made = (*_notices(page, after, entries, intents), *_afterwards(unit, page, after, entries), *told)
    called = tuple(as_made(notice, now, kept) for notice in made)
    unit.queue_notices(called)
    return Outcome(
        office=unit.office,
        alarm=alarm_id,
        state=after.state,
        entries=entries,
        deliveries=deliveries,
        orders=bool(orders),
        routes=frozenset(notice.route for notice in called if notice.place == 0),
        due_at=due_at,
        feedback=standing(after),
        begun=begun,
    )


def set_deadline_anew(unit: Unit, alarm_id: str) -> None:
    """Set an alarm's deadline as its state says: where its row is damaged, nobody would ever be called again."""
    alarm = unit.alarm(alarm_id)
    unit.set_deadline(alarm_id, deadline(alarm) if alarm else None)


_NAMED = ("presser", "responder", "by", "to", "before", "meets")
"""Facts in which an event names one person."""

_SEVERAL = ("responders", "pressers", "people", "kept", "needs_help")
"""Facts in which an event names several."""


def _draft(page: OfficePage, alarm_id: str, event: Event) -> Draft:
    personal: dict[str, Any] = {}
    names = {key: name for key in people_in(event) if (name := page.name_of(key))}
    if names:
        personal["names"] = names
    if event.words:
        personal["words"] = event.words
    if event.entrance:
        personal["entrance"] = event.entrance
    return Draft(at=event.at, event=event.name, alarm=alarm_id, actor=event.actor, facts=event.facts, personal=personal)


def people_in(event: Event) -> Iterator[str]:
    """Yield every opaque key an event names."""
    facts: Mapping[str, Any] = event.facts
    candidates = [event.actor.who, event.actor.behalf_of, *(facts.get(k) for k in _NAMED)]
    for several in _SEVERAL:  # a step that is left out says of `pressers` only how many it waits for
        candidates += facts[several] if isinstance(facts.get(several), list) else ()
    candidates += facts["reason"]["args"].values() if isinstance(facts.get("reason"), dict) else ()
    yield from dict.fromkeys(c for c in candidates if isinstance(c, str))


def _notices(
    page: OfficePage, alarm: Alarm, entries: tuple[Entry, ...], intents: Iterable[tuple[int, Intent]]
) -> Iterator[Notice]:
    for number, (index, intent) in enumerate(intents):
        if "routes" in intent.content:
            yield from notices(page, alarm, entries[index], f"{alarm.id}.{entries[index].position}.{number}", intent)


def _afterwards(unit: Unit, page: OfficePage, alarm: Alarm, entries: tuple[Entry, ...]) -> Iterator[Notice]:
    ended = next((entry for entry in entries if entry.event in ENDS), None)
    if ended is None:
        return
    was_called = any(responder.routes for responder in alarm.responders.values())
    yield from afterwards(page, alarm, ended, unit.notices_of(alarm.id) if was_called else ())


def _orders(
    alarm: Alarm, entries: tuple[Entry, ...], intents: Iterable[tuple[int, Intent]], now: datetime, behind: timedelta
) -> Iterator[Order]:
    """Yield what an alarm wants of outputs, the last word for each; it is due at once, whatever the entries' times."""
    wanted: dict[str, Order] = {}
    for index, intent in intents:
        if intent.kind != "output":
            continue
        on, office = intent.content["on"], entries[index].office
        until = max(now, parse_instant(intent.content["until"]) + behind) if on else now
        wanted[intent.address] = Order(
            office=office, output=intent.address, alarm=alarm.id, on=on, until=until, due_at=now
        )
    yield from wanted.values()


def _deliveries(
    alarm: Alarm, entries: tuple[Entry, ...], intents: Iterable[tuple[int, Intent]], behind: timedelta
) -> Iterator[Delivery]:
    for number, (index, intent) in enumerate(intents):
        if "routes" in intent.content or intent.kind == "output":
            continue
        entry = entries[index]
        yield Delivery(
            id=f"{alarm.id}.{entry.position}.{number}",
            office=entry.office,
            alarm=alarm.id,
            kind=intent.kind,
            reach=intent.reach,
            mode=alarm.mode,
            address=intent.address,
            content=dict(intent.content),
            created_at=entry.at + behind,
        )
