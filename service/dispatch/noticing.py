"""Notices beside the alarm: made with the calls, spared with the answers, and moved by what becomes of them.

Everything here runs in the transaction that is open.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import CONTACT, Alarm
from service.alarm.commands import ReportCall, ReportNotice
from service.alarm.events import Event, Intent
from service.alarm.instant import instant, parse_instant
from service.alarm.routes import ROUTES, NoticeState, reach_over
from service.alarm.states import ResponderState
from service.dispatch.book import OfficePage
from service.store.notice_port import Notice, NoticeUnit
from service.timeline.entry import Entry

ANSWERABLE: Final = timedelta(hours=12)
"""How long an answer link says anything."""

AWAITED: Final = frozenset({ResponderState.CALLED, ResponderState.SILENT})
"""Whose answer a call still asks for."""

_ANSWERS: Final = frozenset({"ResponderAccepted", "ResponderDeclined", "ResponderArrived", "RoleHandedOver"})
_ENDS: Final = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})
_UNSENT: Final = frozenset({"failed", "spared"})
_UNDER_WAY: Final = frozenset({"waiting", "queued", "sending"})
_BY: Final = "by"
"""What `content` calls the turn that a route has kept from the call before: whatever happens, it is due by then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeReport:
    """What has become of one notice."""

    notice: str
    state: NoticeState
    reason: str | None = None
    provider_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NextTry:
    """That a leased notice could not be handed over, and is tried again."""

    notice: Notice
    """As it was leased."""
    due_at: datetime
    reason: str
    was_tried: bool = True
    """False where nothing was sent, because the route is known to be down."""


def notices(page: OfficePage, alarm: Alarm, entry: Entry, call: str, intent: Intent) -> Iterator[Notice]:
    """Yield the notices of one call: the first route at once, each later one when the one before it would be late."""
    due_at = entry.at
    for place, route in enumerate(intent.content["routes"]):
        id_ = f"{call}.{route}"
        digest = page.ways.answer_digest(id_) if ROUTES[route].takes_answer else None
        yield Notice(
            id=id_,
            call=call,
            office=entry.office,
            alarm=alarm.id,
            responder=intent.address,
            role=intent.content["role"],
            route=route,
            place=place,
            reach=reach_over(route, intent.reach),
            mode=alarm.mode,
            purpose="call",
            urgent=entry.facts.get("step") == 0 or intent.reach == "outside",
            content={
                "kind": intent.content["kind"],
                "zone": intent.content["zone"],
                **({"located": True} if intent.content.get("located") else {}),
                **({"muster": True} if intent.content.get("purpose") == "muster" else {}),
                "raised_at": instant(alarm.raised_at),
            },
            due_at=due_at,
            created_at=entry.at,
            state="waiting" if place else "queued",
            answer_digest=digest,
            answer_until=entry.at + ANSWERABLE if digest else None,
        )
        due_at += _late_after(page, route)


def spare(unit: NoticeUnit, before: Alarm | None, alarm_id: str, events: Iterable[Event]) -> None:
    """Spare what need not be sent any more: who has answered, was called once more, or was called to what has ended.

    Nor is anything sent to who presses herself: her telephone would ring beside whoever threatens her.
    """
    if before is None or not any(r.routes for r in before.responders.values()):
        return
    answered: dict[str, None] = {}
    for event in events:
        if event.name in _ENDS or (event.name == "AlarmJoined" and event.facts["turned"]):
            unit.spare_notices(alarm_id, None)
            return
        if event.name in _ANSWERS or event.name == "ResponderCalled":
            answered[event.facts["responder"]] = None
        elif event.name == "AlarmJoined" and event.facts["presser"] and event.facts["counts"]:
            answered[event.facts["presser"]] = None
        elif event.name == "RespondersReminded":
            answered |= dict.fromkeys(event.facts["responders"])
    for key in answered:
        known = before.responders.get(key)
        if known and known.routes:
            unit.spare_notices(alarm_id, key)


def turns(
    unit: NoticeUnit, before: Alarm | None, after: Alarm, events: Iterable[Event]
) -> Mapping[tuple[str, str], datetime]:
    """Return when whose routes would have had their turn, of the calls that are made once more; before they are spared.

    Whoever is called once more begins with the first route; a plan that reminds often would never come to the later
    ones, did these not keep their time.
    """
    if before is None or not any(r.routes for r in before.responders.values()):
        return {}
    again = {event.facts["responder"] for event in events if event.name == "ResponderCalled"}
    again.update(*(event.facts["responders"] for event in events if event.name == "RespondersReminded"))
    if not any(r.routes for key, r in before.responders.items() if key in again):
        return {}
    return {
        (one.responder, one.route): one.due_at
        for one in unit.unsent_notices_of(after.id)
        if one.state == "waiting" and one.responder in again and one.mode is after.mode
    }


def as_made(notice: Notice, now: datetime, kept: Mapping[tuple[str, str], datetime]) -> Notice:
    """Return a notice with its times counted from now, a later route with the turn that it has kept.

    An entry stands later than the clock after that went back, and earlier for a press that has waited in the spool:
    counted from the entry, what follows such a press would be given up at its first trouble.
    """
    since, until = now - notice.created_at, notice.answer_until
    made = replace(
        notice,
        created_at=now,
        due_at=notice.due_at + since,
        answer_until=until + since if until else None,
    )
    by = kept.get((notice.responder, notice.route)) if notice.place else None
    if by is None:
        return made
    return replace(made, due_at=min(made.due_at, by), content={**made.content, _BY: instant(by)})


def is_needed(alarm: Alarm | None, notice: Notice) -> bool:
    """Say whether a call that was not, or not provably, handed over still has to be."""
    if notice.purpose != "call":
        return True
    if alarm is None or not alarm.is_open or alarm.mode is not notice.mode:
        return False
    if notice.content.get("muster"):
        return notice.responder in (alarm.muster.unaccounted if alarm.muster else ())
    responder = alarm.responders.get(notice.responder)
    return responder is not None and responder.state in AWAITED and not alarm.has_pressed(notice.responder)


def moved(
    unit: NoticeUnit, page: OfficePage, one: NoticeReport, at: datetime, actor: Actor = SERVICE
) -> tuple[Notice, ReportNotice, str | None] | None:
    """Move a notice forward and set when the next route of its call is due.

    Returns:
        The notice as it was, what the alarm is to be told, and the route of which something is due by now, if any;
        None, and nothing has changed, where the notice is unknown or as far already.
    """
    notice = unit.notice(one.notice)
    reason = (one.reason or "broken_answer") if one.state == "failed" else None
    if notice is None or one.state == "queued":
        return None
    if not unit.move_notice(notice.id, one.state, at, reason=reason, provider_id=one.provider_id):
        return None
    calls = unit.notices_of_call(notice.call) if one.state == "failed" or notice.place else ()
    report = ReportNotice(
        actor=actor,
        notice=notice.id,
        responder=notice.responder,
        role=notice.role,
        route=notice.route,
        state=one.state,
        purpose=notice.purpose,
        reason=reason,
        is_last=one.state == "failed" and all(other.state in _UNSENT for other in calls),
        after=_before(notice, calls) if one.state != "failed" and notice.state in _UNDER_WAY else None,
    )
    return notice, report, _next_due(unit, page, notice, one.state, at)


def try_again(unit: NoticeUnit, alarm: Alarm | None, one: NextTry, at: datetime) -> str | None:
    """Queue a leased notice once more and have the next route of its call taken at once; spare it when it is over.

    Returns:
        The route on which something has become due by this; None where nothing has.
    """
    notice = one.notice
    if not is_needed(alarm, notice):
        unit.move_notice(notice.id, "spared", at)
        return None
    if not unit.try_notice_again(notice.id, one.due_at, one.reason, was_tried=one.was_tried, attempt=notice.attempts):
        return None
    return unit.hasten_notice(notice.call, notice.place + 1, at)


def reaches_nobody(unit: NoticeUnit, notice: Notice) -> bool:
    """Say of a call whose last route has failed whether nothing is left that could still reach a contact outside."""
    if notice.purpose != "call" or not notice.responder.startswith(CONTACT):
        return False
    others = (other for other in unit.notices_of(notice.alarm) if other.responder == notice.responder)
    return not any(other.purpose == "call" and other.state in _UNDER_WAY for other in others)


def failed_call(told: ReportNotice) -> ReportCall:
    """Return what a contact's last notice that failed means: that her call has reached nobody."""
    return ReportCall(
        actor=SERVICE, responder=told.responder, route=told.route, outcome="failed", reason=told.reason or "no_route"
    )


def _next_due(unit: NoticeUnit, page: OfficePage, notice: Notice, state: NoticeState, at: datetime) -> str | None:
    match state:
        case "failed":
            return unit.hasten_notice(notice.call, notice.place + 1, at)
        case "handed_over":
            _put_off(unit, page, notice, at + _late_after(page, notice.route))
        case "delivered" | "seen":
            _put_off(unit, page, notice, at + page.plan.patience_of(notice.route).answered_within)
        case _:
            pass
    return None


def _put_off(unit: NoticeUnit, page: OfficePage, notice: Notice, due_at: datetime) -> None:
    """Set when the next route is due, and those after it as much later, so that none of them overtakes another."""
    place = notice.place + 1
    for other in unit.notices_of_call(notice.call)[place:]:
        if other.place != place or other.state != "waiting":
            return
        by = other.content.get(_BY)
        due_at = min(due_at, parse_instant(by)) if by else due_at
        unit.hasten_notice(notice.call, place, due_at)
        due_at += _late_after(page, other.route)
        place += 1


def _late_after(page: OfficePage, route: str) -> timedelta:
    patience = page.plan.patience_of(route)
    return patience.delivered_within if patience.delivered_within is not None else patience.answered_within


def _before(notice: Notice, calls: Sequence[Notice]) -> str | None:
    return next((other.route for other in calls if other.place == notice.place - 1), None)
