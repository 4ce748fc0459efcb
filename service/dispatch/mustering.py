"""From the plan and the day to a muster: who is expected where, on which routes she is called for, and by whom."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from roles.muster import MusterPlan
from roles.mustered import mustered
from roles.plan import Plan
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.events import Event
from service.alarm.muster_commands import AccountFor, BeginMuster
from service.alarm.states import ResponderState
from service.dispatch.book import OfficePage
from service.dispatch.trigger import Trigger
from service.store.notice_port import Notice
from service.store.port import Store, Unit

ASKED_OVER: Final = ("push", "sms", "email", "other")
"""Routes that can carry the question whether she is safe, with a link to answer it: a voice reads out only calls."""


async def begin_muster(
    store: Store, page: OfficePage, alarm: Alarm, actor: Actor, at: datetime, *, because: Literal["plan", "asked"]
) -> BeginMuster:
    """Return the command by which everybody is counted who is expected in the office at this moment.

    Raises:
        StoreUnavailable: nobody knows at the moment who is away today.
    """
    today = at.astimezone(ZoneInfo(page.plan.time_zone)).date()
    facts = await store.day_facts(page.plan.office, today)
    planned = plan_of(page.plan)
    people = _people(page, alarm, at, facts)
    return BeginMuster(
        actor=actor,
        because=because,
        people=people,
        within=planned.within,
        call=planned.call,
        at=planned.at,
        routes={key: tuple(way for way in page.routes_to(key) if way in ASKED_OVER) for key in people},
    )


def plan_of(plan: Plan) -> MusterPlan:
    """Return what the plan says of the muster; one that says nothing has whoever leads look for the missing."""
    return plan.muster or MusterPlan(call=(plan.lead,) if plan.lead else ())


def safe(trigger: Trigger) -> AccountFor:
    """Return what a press says in a muster: that its wearer is safe, and where, if the press itself says so."""
    who = trigger.presser or ""
    zone = trigger.zone if trigger.located else None
    return AccountFor(actor=trigger.actor, people=(who,), state="safe", how="pendant", zone=zone)


def is_muster(notice: Notice) -> bool:
    """Say whether a notice asks somebody whether she is safe, and calls her to nothing."""
    return bool(notice.content.get("muster"))


def begins(page: OfficePage, alarm: Alarm) -> bool:
    """Say whether the plan begins a muster with this alarm, and it has none yet."""
    kinds = page.plan.muster.kinds if page.plan.muster else ()
    return alarm.is_open and alarm.mode != "test" and alarm.muster is None and alarm.kind in kinds


def spare_mustered(unit: Unit, before: Alarm | None, alarm_id: str, events: Iterable[Event]) -> None:
    """Spare the questions that need not be asked any more: she has been heard of, the muster is over, or she pressed.

    Her telephone would ring beside whoever threatens her.
    """
    if before is None or before.muster is None or before.muster.called_at is None:
        return
    heard: set[str] = set()
    for event in events:
        if event.name == "PeopleAccounted" and event.facts["state"] != "unaccounted":
            heard |= set(event.facts["people"])
        elif event.name == "AlarmJoined" and event.facts["presser"]:
            heard |= set(before.muster.people) if event.facts["turned"] else {event.facts["presser"]}
        elif event.name in ("MusterEnded", "UnaccountedCalled"):  # called for once more: the first question is old
            heard |= set(before.muster.people)
    if not heard:
        return
    at = max(event.at for event in events)
    for notice in unit.unsent_notices_of(alarm_id):
        if is_muster(notice) and notice.responder in heard:
            unit.move_notice(notice.id, "spared", at)


def _people(page: OfficePage, alarm: Alarm, at: datetime, facts: Mapping[str, str]) -> dict[str, str | None]:
    slugs = page.slugs

    def said(fact: str) -> frozenset[str]:
        return frozenset(slugs[key] for key, told in facts.items() if told == fact and key in slugs)

    left = frozenset(slugs[key] for key in page.gone if key in slugs)
    expected = mustered(page.plan, at, absent=said("absent"), here=said("here"), left=left)
    people = {page.keys[who]: zone for who, zone in expected.items()}
    for key, usual in people.items():
        there = alarm.responders.get(key)
        if alarm.has_pressed(key) or (there is not None and there.state is ResponderState.ARRIVED):
            people[key] = alarm.zone or usual
    return people
