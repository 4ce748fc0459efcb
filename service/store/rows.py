"""From values to rows and back. Rows hold text, integers and NULL only."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from service.alarm import snapshot
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.events import EVENTS, Event
from service.alarm.evolve import replay
from service.alarm.instant import instant, parse_instant
from service.alarm.states import Mode, State
from service.store.port import AlarmSummary, Deadline, Delivery
from service.store.recorded_press import RecordedPress
from service.timeline.entry import FORMAT, Entry, Head, Personal

Row = Sequence[Any]

_log = logging.getLogger(__name__)

_LACKS = (LookupError, TypeError, AttributeError)
"""What values raise in which something is not there, or is of another kind: they can be read, and are damaged."""

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return the row of an entry."""
    personal = entry.personal
    return {
        "office": entry.office,
        "position": entry.position,
        "format": FORMAT,
        "at": instant(entry.at),
        "event": entry.event,
        "alarm": entry.alarm,
        "actor": _write(entry.actor.as_json()),
        "facts": _write(entry.facts if isinstance(entry.facts, dict) else dict(entry.facts)),
        "salt": personal.salt if personal else None,
        "personal": _write(dict(personal.content)) if personal else None,
        "personal_digest": entry.personal_digest,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def read_entry(row: Row) -> Entry:
    """Read an entry; the columns come in the table's order, without the format. Raises ValueError where it is damaged.

    So does whatever reads a row: whoever goes on beside a damaged one need not know what else its values can lack.
    """
    try:
        return _entry(row)
    except _LACKS as lack:
        raise ValueError(f"entry {row[1]} of {row[0]} is damaged: {lack!r}") from lack


def _entry(row: Row) -> Entry:
    office, position, at, event, alarm, actor, facts, salt, personal, digest, previous, hash_ = row
    who: dict[str, Any] = json.loads(actor)
    return Entry(
        office=office,
        position=position,
        at=parse_instant(at),
        event=event,
        alarm=alarm,
        actor=Actor(who=who["who"], via=who["via"], behalf_of=who["behalf_of"]),
        facts=json.loads(facts),
        personal=Personal(salt=salt, content=json.loads(personal)) if personal is not None else None,
        personal_digest=digest,
        previous=previous,
        hash=hash_,
    )


def read_head(row: Row) -> Head:
    """Read a head."""
    return Head(office=row[0], position=row[1], hash=row[2])


def alarm_row(alarm: Alarm, office: str, *, first: int, last: int) -> dict[str, Any]:
    """Return the row of an alarm that was first and last written about at these positions."""
    return {
        "id": alarm.id,
        "office": office,
        "state": alarm.state.value,
        "mode": alarm.mode.value,
        "kind": alarm.kind,
        "zone": alarm.zone,
        "open_key": alarm.open_key,
        "raised_at": instant(alarm.raised_at),
        "first_position": first,
        "last_position": last,
        "engaged": _write(sorted(alarm.engaged)),
        "snapshot": _write(snapshot.write(alarm)),
    }


def read_alarm(text: str) -> Alarm:
    """Read an alarm's state; raises ValueError where it is damaged."""
    try:
        return snapshot.read(json.loads(text))
    except _LACKS as lack:
        raise ValueError(f"an alarm is damaged: {lack!r}") from lack


def read_alarm_anywhere(row: Row) -> tuple[str, Alarm]:
    """Read an alarm's office and state; raises ValueError where it is damaged."""
    return row[0], read_alarm(row[1])


def replayed(alarm_id: str, entries: Iterable[Entry]) -> Alarm | None:
    """Return an alarm's state as it follows from its entries, which are the truth; None where they tell of none.

    Raises ValueError where they are damaged as well.
    """
    events = (Event(name=e.event, at=e.at, actor=e.actor, facts=e.facts) for e in entries if e.event in EVENTS)
    try:
        alarm = replay(alarm_id, events)
    except _LACKS as lack:
        raise ValueError(f"the entries of alarm {alarm_id} are damaged: {lack!r}") from lack
    if alarm is not None:
        _log.error("alarm %s is damaged, and is read from the timeline", alarm_id)
    return alarm


def read_engaged(texts: Sequence[str]) -> frozenset[str]:
    """Read who is busy with any of several alarms; all at once, because a burst may have left hundreds open.

    Raises ValueError where one of them is damaged.
    """
    lists: list[list[str]] = json.loads(f"[{','.join(texts)}]")
    try:
        return frozenset[str]().union(*lists)
    except _LACKS as lack:
        raise ValueError(f"who is busy with an alarm is damaged: {lack!r}") from lack


def read_summary(row: Row) -> AlarmSummary:
    """Read one line of the list of alarms."""
    id_, office, state, mode, kind, zone, raised_at, first, last = row
    return AlarmSummary(
        id=id_,
        office=office,
        state=State(state),
        mode=Mode(mode),
        kind=kind,
        zone=zone,
        raised_at=parse_instant(raised_at),
        first_position=first,
        last_position=last,
    )


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """Return the row of a delivery."""
    return {
        "id": delivery.id,
        "office": delivery.office,
        "alarm": delivery.alarm,
        "kind": delivery.kind,
        "reach": delivery.reach,
        "mode": str(delivery.mode),
        "address": delivery.address,
        "content": _write(dict(delivery.content)),
        "state": delivery.state,
        "created_at": instant(delivery.created_at),
        "attempts": delivery.attempts,
        "reason": delivery.reason,
    }


def read_delivery(row: Row) -> Delivery:
    """Read a delivery."""
    id_, office, alarm, kind, reach, mode, address, content, state, created_at, attempts, reason = row
    return Delivery(
        id=id_,
        office=office,
        alarm=alarm,
        kind=kind,
        reach=reach,
        mode=Mode(mode),
        address=address,
        content=json.loads(content),
        state=state,
        created_at=parse_instant(created_at),
        attempts=attempts,
        reason=reason,
    )


def read_deadline(row: Row) -> Deadline:
    """Read a deadline."""
    return Deadline(office=row[0], alarm=row[1], due_at=parse_instant(row[2]))


def press_row(press_key: str, alarm_id: str, at: datetime, heard_as: str = "") -> Mapping[str, Any]:
    """Return the row of a press heard for the first time; `heard_as` is kept as `_heard_as` spells it."""
    heard_at = instant(at)
    return {
        "press_key": press_key,
        "alarm": alarm_id,
        "at": heard_at,
        "heard": 1,
        "last_heard": heard_at,
        "heard_as": _heard_as(heard_as),
    }


def heard_again_row(press_key: str, times: int, now: datetime, heard_as: str = "") -> Mapping[str, Any]:
    """Return what changes when a press is heard again: as which message is added once for each node."""
    node, _, _ = heard_as.partition("/")
    return {
        "key": press_key,
        "times": times,
        "now": instant(now),
        "also": _heard_as(heard_as),
        "unless": f"% {node}/%" if heard_as else "%",
    }


def read_recorded_press(row: Row) -> RecordedPress | None:
    """Read a press, and who has heard it; None where its time is damaged: a node has to start all the same."""
    try:
        return RecordedPress(key=row[0], at=parse_instant(row[1]), heard_as=tuple((row[2] or "").split()))
    except ValueError:
        return None


def _heard_as(one: str) -> str:
    """Return one message with the space before it by which a node is found among several."""
    return f" {one}" if one else ""
