"""Whoever presses is called by nobody's service any more: her telephone would ring beside whoever threatens her."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from parts.channel import HeldChannel
from parts.stores import SqliteStores
from parts.ways_out import Running, WaysOut, plan_with
from roles.after_alarm import AfterAlarm, FollowUp
from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import Alarm
from service.alarm.call import Roster
from service.alarm.commands import Cancel, PassDeadline
from service.alarm.decide import decide
from service.alarm.events import Event
from service.dispatch.calling import call_sheet
from service.store.port import Store

HASSAN = "p-hassan"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store on a file."""
    stores = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db", watch=Running())
    yield stores.open()
    await stores.close()


async def test_who_presses_after_being_called_is_called_over_no_further_way(store: Store) -> None:
    """Hassan was called by push and then presses himself: the text message that waited for its turn is not sent."""
    push, sms = HeldChannel("push"), HeldChannel("sms")
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms")) as out:
        await out.press()
        await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.place == 0))
        [waits] = await out.rows(responder=HASSAN, place=1)
        assert waits.state == "waiting"
        await out.press("2", presser=HASSAN)
        [spared] = await out.rows(responder=HASSAN, place=1)
        assert spared.state == "spared"
        assert not await out.notices._is_needed(waits)


async def test_nobody_who_has_pressed_is_called_or_reminded(store: Store) -> None:
    """Eva pressed first and Hassan second: whoever is called from then on, it is neither of the two."""
    push = HeldChannel("push")
    async with WaysOut(store, push, plan=plan_with("push")) as out:
        await out.press()
        await out.press("2", presser=HASSAN)
        found = await store.alarm(out.alarm)
        assert found is not None
        alarm, at = found[1], out.clock.now()
        roster = call_sheet(
            out.page,
            ("everybody",),
            at=at,
            zone=alarm.zone,
            presser=HASSAN,
            mode=alarm.mode,
            alarm=alarm,
            day_facts={},
            engaged=frozenset(),
        )
        assert roster.calls
        assert {one.responder for one in roster.calls}.isdisjoint({"p-eva", HASSAN})
        late = replace(alarm, responders={k: replace(r, accept_by=None) for k, r in alarm.responders.items()})
        events = pass_deadline_after_all_steps(late, at)
        reminded = [e.facts["responders"] for e in events if e.name == "RespondersReminded"]
        assert reminded
        assert all(HASSAN not in one for one in reminded)
        assert {"p-eva", HASSAN} <= alarm.engaged, "no other alarm rings them while somebody else is there"


def pass_deadline_after_all_steps(alarm: Alarm, at: datetime) -> tuple[Event, ...]:
    """What happens when everything the plan says was done, and nobody has answered."""
    late = replace(alarm, step=len(alarm.script.steps), step_at=at - timedelta(hours=1))
    return decide(late, PassDeadline(actor=SERVICE), Roster(), at)


async def test_who_pressed_is_told_nothing_on_her_telephone_when_it_ends(store: Store) -> None:
    """The manager is told the end, and Hassan had been called; both have pressed, so others are told and not they."""
    push = HeldChannel("push")
    plan = plan_with("push")
    after = AfterAlarm(tell=("manager", "door"), follow_up=FollowUp(role="manager", within=timedelta(days=3)))
    async with WaysOut(store, push, plan=replace(plan, after_alarm=after)) as out:
        await out.press()
        await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.place == 0))
        await out.press("2", presser=HASSAN)
        await out.press("3", presser="p-gunilla")
        await out.ask(Cancel(actor=Actor(via="screen:as/staff", who="p-bo"), entitled=True, words="by mistake"))
        over = {one.responder for one in await out.rows(purpose="over")}
        assert over
        assert over.isdisjoint({"p-eva", "p-gunilla", HASSAN})
