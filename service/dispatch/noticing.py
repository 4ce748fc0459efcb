"""Notices beside the alarm: made with the calls, spared with the answers, and moved by what becomes of them.

Everything here runs in the transaction that is open.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import CONTACT, Alarm
from service.alarm.commands import ReportCall, ReportNotice
from service.alarm.events import Event, Intent
from service.alarm.instant import instant
from service.alarm.react import kind_of
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
                "raised_at": instant(alarm.raised_at),
            },
            due_at=due_at,
            created_at=entry.at,
            state="waiting" if place else "queued",
            answer_digest=digest,
            answer_until=entry.at + ANSWERABLE if digest else None,
        )
        due_at += _late_after(page, route)


def spare(unit: NoticeUnit, before: Alarm | None, after: Alarm, events: Iterable[Event]) -> None:
    """Spare what need not be sent any more: who has answered, was called once more, or was called to what has ended.

    Whoever is called once more begins with the first route. The later routes of her call before keep their time, else
    a plan that reminds often would never come to them; unless she is called to something graver, and in other words.
    Nor is anything sent to who presses herself: her telephone would ring beside whoever threatens her.
    """
    if before is None or not any(r.routes for r in before.responders.values()):
        return
    to_the_same = kind_of(before) == kind_of(after)
    spared: dict[str, bool] = {}
    for event in events:
        if event.name in _ENDS or (event.name == "AlarmJoined" and event.facts["turned"]):
            unit.spare_notices(after.id, None)
            return
        if event.name in _ANSWERS:
            spared[event.facts["responder"]] = True
        elif event.name == "AlarmJoined" and event.facts["presser"] and event.facts["counts"]:
            spared[event.facts["presser"]] = True
        elif event.name == "ResponderCalled":
            spared.setdefault(event.facts["responder"], not to_the_same)
        elif event.name == "RespondersReminded":
            spared = {**dict.fromkeys(event.facts["responders"], not to_the_same), **spared}
    for key, waiting in spared.items():
        known = before.responders.get(key)
        if known and known.routes:
            unit.spare_notices(after.id, key, waiting=waiting)


def is_needed(alarm: Alarm | None, notice: Notice) -> bool:
    """Say whether a call that was not, or not provably, handed over still has to be."""
    if notice.purpose != "call":
        return True
    if alarm is None or not alarm.is_open or alarm.mode is not notice.mode:
        return False
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
            unit.hasten_notice(notice.call, notice.place + 1, at + _late_after(page, notice.route))
        case "delivered" | "seen":
            within = page.plan.patience_of(notice.route).answered_within
            unit.hasten_notice(notice.call, notice.place + 1, at + within)
        case _:
            pass
    return None


def _late_after(page: OfficePage, route: str) -> timedelta:
    patience = page.plan.patience_of(route)
    return patience.delivered_within if patience.delivered_within is not None else patience.answered_within


def _before(notice: Notice, calls: Sequence[Notice]) -> str | None:
    return next((other.route for other in calls if other.place == notice.place - 1), None)
