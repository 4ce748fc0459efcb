"""What goes wrong around a notice: reminders, strange answers, a late press, a clock that goes back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from parts.channel import REFUSED, TOO_SLOW, HeldChannel
from parts.stores import SqliteStores
from parts.ways_out import Running, WaysOut, plan_with
from roles.route import Patience
from service.alarm.actor import Actor
from service.alarm.commands import AskForPolice, Cancel
from service.alarm.events import Event
from service.alarm.evolve import replay
from service.alarm.states import Mode
from service.dispatch import book as books
from service.dispatch.noticing import NoticeReport
from service.jobs import lane
from service.notify.port import Handed, Outgoing
from service.store.port import Store

SOON, SLOW_ANSWER = timedelta(minutes=5), timedelta(minutes=20)


class TurnedBack(Running):
    """A clock that somebody turns back."""

    back = timedelta(0)

    def now(self) -> datetime:
        """Return the wall time."""
        return super().now() - self.back


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[SqliteStores]:
    """A file for stores."""
    stores = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db", watch=Running())
    yield stores
    await stores.close()


@pytest.fixture
def store(stores: SqliteStores) -> Store:
    """An empty store on a file."""
    return stores.open()


async def test_a_reminder_does_not_put_off_the_routes_that_wait(store: Store) -> None:
    """Whoever is called once more is called from the first route on; the later ones keep the turn that they had."""
    push, sms, voice = HeldChannel("push"), HeldChannel("sms"), HeldChannel("voice")
    async with WaysOut(store, push, sms, voice, plan=plan_with("push", "sms", "voice")) as out:
        due_at = (await out.press()).due_at
        await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.place == 0))
        turns = {(one.responder, one.route): one.due_at for one in await out.rows() if one.place}
        while not await out.events("RespondersReminded"):
            assert due_at is not None
            outcome = await out.dispatch.pass_deadline("as", out.alarm, due_at)
            assert outcome is not None
            due_at = outcome.due_at
        await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.place == 0))
        waiting = {(one.responder, one.route): one.due_at for one in await out.rows(state="waiting")}
        assert turns.items() <= waiting.items()
        assert len(waiting) == len(await out.rows(state="waiting")), "one call a person goes on"


async def test_no_route_overtakes_the_one_before(store: Store) -> None:
    """When the push is delivered the text waits longer, and the voice call as much longer than the text."""
    push, sms, voice = HeldChannel("push"), HeldChannel("sms"), HeldChannel("voice")
    plan = plan_with("push", "sms", "voice", patience=Patience(delivered_within=SOON, answered_within=SLOW_ANSWER))
    async with WaysOut(store, push, sms, voice, plan=plan) as out:
        await out.press()
        first, *_ = await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.place == 0))
        await out.dispatch.report_notice(first.id, "delivered")
        _, text, call = [one for one in await out.rows() if one.call == first.call]
        assert text.due_at - out.clock.now() > SLOW_ANSWER - timedelta(seconds=30)
        assert call.due_at - text.due_at == SOON


async def test_what_a_provider_calls_a_notice_cannot_undo_its_hand_over(store: Store) -> None:
    """A name that no database keeps is kept as far as it can be: the notice is handed over, and not sent again."""
    sms = HeldChannel("sms", Handed(provider_id="s\0-\ud800" + "x" * 300))
    async with WaysOut(store, sms, plan=plan_with("sms")) as out:
        await out.press()
        rows = await out.until(lambda rows: bool(rows) and all(one.state == "handed_over" for one in rows), within=8)
        assert len(sms.sent) == len(rows)


async def test_a_drill_that_turns_real_calls_outside_at_once(store: Store) -> None:
    """Nobody outside in the drill; the real press calls everybody anew, marked as real, and outside by its rule."""
    sms = HeldChannel("sms")
    async with WaysOut(store, sms, plan=plan_with("sms", police=("sms",))) as out:
        await out.press(mode=Mode.DRILL)
        await out.until(lambda rows: bool(rows) and all(one.state == "handed_over" for one in rows))
        drilled = len(sms.sent)
        await out.press("2")
        rows = await out.until(lambda rows: len(rows) > drilled and all(one.state == "handed_over" for one in rows))
        assert {one.mode for one in sms.sent[drilled:]} == {"actual"}
        assert {one.responder for one in rows if one.mode is Mode.ACTUAL}


async def test_what_is_handed_over_after_the_clock_went_back_stands_behind_what_was_called(store: Store) -> None:
    """By the clock as it is it would put the plan's next step where a restart takes it for long past."""
    out = WaysOut(store, HeldChannel("sms"), plan=plan_with("sms"), clock=(clock := TurnedBack()))
    raised = await out.press()
    clock.back = timedelta(hours=1)
    handed = [NoticeReport(notice=one.id, state="handed_over") for one in await out.rows()]
    assert await out.dispatch.report_notices("as", out.alarm, handed) == len(handed) > 0
    known = await store.alarm(out.alarm)
    assert known is not None
    told = [entry for entry in out.told if entry.event == "NoticeHandedOver"]
    assert len(told) == len(handed)
    assert min(entry.at for entry in told) >= known[1].raised_at
    assert [entry.facts["next_at"] for entry in told] == [raised.entries[-1].facts["next_at"]] * len(told)


async def test_one_result_that_cannot_be_written_costs_the_others_nothing(store: Store) -> None:
    """Of several hand-overs that are committed together one breaks the commit: the others are kept all the same."""
    sms = HeldChannel("sms")
    async with WaysOut(store, sms, plan=plan_with("sms")) as out:
        bad = Handed(provider_id=42)  # type: ignore[arg-type]  # a channel that is wrong about its own answer
        sms.then(bad)
        await out.press()
        rows = await out.until(lambda rows: [one.state for one in rows].count("handed_over") == len(rows) - 1 > 0)
        assert [one.id for one in rows if one.state == "sending"] == [sms.keys[0]]


async def test_a_press_that_waited_is_called_for_as_patiently_as_any(store: Store) -> None:
    """Heard half an hour ago, recorded now: its calls count their time from now, and trouble is no end of them."""
    push, sms = HeldChannel("push"), HeldChannel("sms")
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms")) as out:
        push.then(TOO_SLOW)
        await out.press(waited=timedelta(minutes=30))
        rows = await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.place == 0))
        assert sorted(one.state for one in rows if one.place).count("waiting") == len(rows) // 2 - 1
        assert await out.events("NoticeFailed") == []


async def test_what_is_delivered_stands_with_its_way(store: Store) -> None:
    """A report of delivery, and an answer that is one, are told to who keeps how the ways stand."""
    push, sms = HeldChannel("push", Handed(proof="delivered")), HeldChannel("sms")
    async with WaysOut(store, push, sms, plan=plan_with("sms", "push")) as out:
        await out.press()
        first, *_ = await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.place == 0))
        assert out.standing.proven == []
        await out.dispatch.report_notice(first.id, "delivered")
        assert out.standing.proven == [("sms", None)]


async def test_the_record_alone_gives_the_alarm_as_it_stands(store: Store) -> None:
    """Calls, refusals, answers, a contact that nobody reaches, the end: replayed, the entries give the state."""
    push, sms, voice = HeldChannel("push", REFUSED), HeldChannel("sms"), HeldChannel("voice", REFUSED)
    async with WaysOut(store, push, sms, voice, plan=plan_with("push", "sms", police=("voice",))) as out:
        due_at = (await out.press()).due_at
        first, *_ = await out.until(lambda rows: all(one.state in ("failed", "handed_over") for one in rows))
        [text, *others] = await out.rows(route="sms")
        await out.dispatch.report_notice(text.id, "delivered")
        await out.dispatch.answer_notice(text, "coming", "sms")
        await out.dispatch.answer_notice(others[0], "cannot", "sms")
        await out.ask(AskForPolice(actor=Actor(via="screen:as/staff", who=first.responder), is_lead=True))
        await out.until(lambda rows: [one.state for one in rows if one.route == "voice"] == ["failed"])
        assert due_at is not None
        await out.dispatch.pass_deadline("as", out.alarm, due_at + timedelta(minutes=2))
        await out.ask(Cancel(actor=Actor(via="screen:as/staff", who="p-maja"), entitled=True, words="by mistake"))
        entries, found = await store.alarm_entries(out.alarm), await store.alarm(out.alarm)
        while len(entries) < len(again := await store.alarm_entries(out.alarm)):  # a call may be refused meanwhile
            entries, found = again, await store.alarm(out.alarm)
        assert found is not None
        told = [Event(name=one.event, at=one.at, actor=one.actor, facts=one.facts) for one in entries]
        assert replay(out.alarm, told) == found[1]
        assert [one.event for one in entries].count("CallFailed") == 1


class LateTrouble(HeldChannel):
    """A channel whose first hand-overs hang, and fail when they are let go."""

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Hand over at the second try."""
        handed = await super().hand_over(notice)
        if not notice.repeats:
            raise TOO_SLOW
        return handed


async def test_a_lease_that_ran_out_in_the_middle_does_not_hold_the_next_try(stores: SqliteStores) -> None:
    """As after an outage of the store: leased again while it is in hand, it is tried again as soon as it has failed."""
    push = LateTrouble("push", "hangs")
    async with WaysOut(stores.open(), push, plan=plan_with("push")) as out:
        await out.press()
        await out.until(lambda rows: len(push.sent) == len(rows) > 0)
        stores.run("UPDATE notices SET leased_until = '2000-01-01T00:00:00.000000Z'")
        await out.until(lambda rows: all(one.attempts == 2 for one in rows))
        push.let_go()
        await out.until(lambda rows: all(one.state == "handed_over" for one in rows), within=15)
        assert {push.keys.count(key) for key in push.keys} == {2}


async def test_what_is_over_has_not_failed_however_old_it_is(stores: SqliteStores) -> None:
    """Killed in the middle, called off, and started again much later: the calls are spared, and no failure is told."""
    push, store = HeldChannel("push", "hangs"), stores.open()
    out = WaysOut(store, push, plan=plan_with("push"))
    async with out:
        await out.press()
        await out.until(lambda rows: len(push.sent) == len(rows) > 0)
        await out.ask(Cancel(actor=Actor(via="screen:as/staff", who="p-maja"), entitled=True, words="by mistake"))
    stores.run("UPDATE notices SET created_at = '2000-01-01T00:00:00.000000Z'")
    async with WaysOut(store, HeldChannel("push"), plan=plan_with("push")) as later:
        later.alarm = out.alarm
        await later.until(lambda rows: all(one.state == "spared" for one in rows if one.purpose == "call"), within=8)
        assert await later.events("NoticeFailed") == []


async def test_calls_of_an_office_whose_plan_does_not_come_take_no_other_s_room(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a start a disk does not give one office's file: elsewhere people are called, and there when it comes."""
    monkeypatch.setattr(lane, "AT_ONCE", 1)
    monkeypatch.setattr(lane, "KEPT_FOR_URGENT", 0)
    monkeypatch.setattr(books, "TURN_S", 0.01)
    push, there = HeldChannel("push"), asyncio.Event()
    out = WaysOut(store, push, plan=plan_with("push"))
    out.book.put(replace(out.page, plan=replace(out.page.plan, office="held")))
    await out.press(office="held", button="held/pendant-1")
    await out.press()

    async def read(_office: str) -> None:
        await there.wait()

    out.book.unread.begin(["held"], read)
    async with out:
        await out.until(lambda rows: bool(rows) and all(one.state == "handed_over" for one in rows))
        assert {one.office for one in push.sent} == {"as"}
        there.set()
        async with asyncio.timeout(20):
            while "held" not in {one.office for one in push.sent}:
                await asyncio.sleep(0.02)
