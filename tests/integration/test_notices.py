"""Calls over routes: handed over once, told truthfully, tried again after trouble, and no route waits for another."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parts.channel import REFUSED, TOO_SLOW, HeldChannel
from parts.stores import SqliteStores
from parts.ways_out import QUICK, Running, WaysOut, plan_with
from roles.after_alarm import AfterAlarm, FollowUp
from service.alarm.actor import Actor
from service.alarm.commands import Accept, AskForPolice, Cancel
from service.alarm.states import Mode
from service.notify.port import Handed
from service.store.notice_port import Notice
from service.store.port import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store on a file."""
    stores = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db", watch=Running())
    yield stores.open()
    await stores.close()


def all_are(*states: str) -> Callable[[list[Notice]], bool]:
    """Whether there are notices, and each is in one of these states."""
    return lambda rows: bool(rows) and all(one.state in states for one in rows)


async def test_whoever_is_called_is_called_over_her_routes(store: Store) -> None:
    """Each call has its routes in the record, its first notice is handed over, and the record says so."""
    push, sms = HeldChannel("push"), HeldChannel("sms", Handed(proof="delivered", provider_id="s-1"))
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms", "voice")) as out:
        await out.press()
        rows = await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.place == 0))
        called = await out.events("ResponderCalled")
        inside = [one for one in called if one["reach"] != "outside"]
        assert inside
        assert all(one["routes"] == ["push", "sms"] for one in inside), "there is no way by voice here"
        assert len(rows) == 2 * len(inside)
        assert {one.state for one in rows if one.place == 1} == {"waiting"}
        assert sorted(push.keys) == sorted(one.id for one in rows if one.route == "push")
        first = push.sent[0]
        assert (first.neutral, first.repeats, first.mode, first.kind) == ("now", False, "actual", "emergency")
        told = await out.events("NoticeHandedOver")
        assert {one["notice"] for one in told} == set(push.keys)
        assert sms.sent == []


async def test_a_route_that_is_late_is_followed_by_the_next(store: Store) -> None:
    """Push was handed over and nobody answered in time: the text goes out, and says after which route."""
    push, sms = HeldChannel("push"), HeldChannel("sms")
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms", patience=QUICK)) as out:
        await out.press()
        await out.until(all_are("handed_over"))
        told = await out.events("NoticeHandedOver")
        assert {one.get("after") for one in told if one["route"] == "sms"} == {"push"}
        assert {one.get("after") for one in told if one["route"] == "push"} == {None}


async def test_a_next_route_that_is_delivered_at_once_says_after_which(store: Store) -> None:
    """What proves at its hand-over that it was delivered is one entry, and that one names the route before it."""
    push, sms = HeldChannel("push", REFUSED), HeldChannel("sms", Handed(proof="delivered"))
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms")) as out:
        await out.press()
        await out.until(lambda rows: all(one.state in ("failed", "delivered") for one in rows))
        assert {one.get("after") for one in await out.events("NoticeDelivered")} == {"push"}


async def test_what_was_delivered_waits_for_the_answer(store: Store) -> None:
    """A push that has arrived leaves the text its time; it is not sent while the answer may still come."""
    push, sms = HeldChannel("push", Handed(proof="delivered")), HeldChannel("sms")
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms")) as out:
        await out.press()
        rows = await out.until(lambda rows: all(one.state == "delivered" for one in rows if one.place == 0))
        assert {one.state for one in rows if one.place == 1} == {"waiting"}
        assert len(await out.events("NoticeDelivered")) == len(push.sent)


async def test_a_refusal_takes_the_next_route_at_once(store: Store) -> None:
    """What is refused for good is told with its reason, and the next route is taken now, however patient the plan."""
    push, sms = HeldChannel("push", REFUSED), HeldChannel("sms")
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms")) as out:
        await out.press()
        rows = await out.until(lambda rows: all(one.state in ("failed", "handed_over") for one in rows))
        assert {one.state for one in rows if one.route == "push"} == {"failed"}
        failed = await out.events("NoticeFailed")
        assert {(one["reason"], one["last"]) for one in failed} == {("refused", False)}
        assert len(sms.sent) == len(push.sent)


async def test_a_moments_trouble_takes_the_next_route_and_tries_again(store: Store) -> None:
    """The provider was too slow once: the text goes out at once, and the push again under its key, saying so."""
    push, sms = HeldChannel("push"), HeldChannel("sms")
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms")) as out:
        push.then(TOO_SLOW)
        await out.press()
        await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.route == "push"))
        [again] = [one for one in push.sent if one.repeats]
        assert again.neutral == "again"
        assert push.keys.count(again.key) == 2
        assert [one.key.removesuffix(".sms") for one in sms.sent] == [again.key.removesuffix(".push")]


async def test_a_hanging_provider_holds_up_no_other(store: Store) -> None:
    """While every push hangs, texts of another alarm's people are handed over."""
    push, sms = HeldChannel("push", "hangs"), HeldChannel("sms")
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms", patience=QUICK)) as out:
        await out.press()
        rows = await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.route == "sms"))
        assert {one.state for one in rows if one.route == "push"} == {"sending"}
        push.let_go()
        await out.until(all_are("handed_over"))


async def test_a_way_that_is_down_is_not_tried_with_every_notice(store: Store) -> None:
    """After three failures in a row the others are not sent at all, and go over the next route; then one tries."""
    push, sms = HeldChannel("push", TOO_SLOW), HeldChannel("sms")
    plan = plan_with("push", "sms")
    async with WaysOut(store, push, sms, plan=plan) as out:
        for number in range(3):
            await out.press(str(number))
        await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.route == "sms"))
        push.usual = Handed()
        rows = await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.route == "push"))
        assert all(one.attempts <= 4 for one in rows)


async def test_who_has_answered_is_not_called_over_the_next_route(store: Store) -> None:
    """Her later routes are spared; those of the others are not."""
    push, sms = HeldChannel("push"), HeldChannel("sms")
    async with WaysOut(store, push, sms, plan=plan_with("push", "sms")) as out:
        await out.press()
        rows = await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.place == 0))
        who = rows[0].responder
        await out.ask(Accept(actor=Actor(via="screen:as/staff", who=who), responder=who))
        waiting = {one.responder: one.state for one in await out.rows(route="sms")}
        assert waiting.pop(who) == "spared"
        assert set(waiting.values()) == {"waiting"}
        await out.ask(Cancel(actor=Actor(via="screen:as/staff", who=who), entitled=True, words="by mistake"))
        assert {one.state for one in await out.rows(route="sms")} == {"spared"}


async def test_an_answer_to_a_notice_is_hers(store: Store) -> None:
    """Coming, by a text: she accepts as herself over that route; said twice it is known; after the end it is over."""
    sms = HeldChannel("sms")
    async with WaysOut(store, sms, plan=plan_with("sms")) as out:
        await out.press()
        first, second, *_ = await out.until(all_are("handed_over"))
        assert await out.dispatch.answer_notice(first, "coming", "sms") == "noted"
        assert await out.dispatch.answer_notice(first, "coming", "sms") == "known"
        assert await out.dispatch.answer_notice(second, "cannot", "sms") == "noted"
        [accepted] = await out.events("ResponderAccepted")
        assert (accepted["responder"], accepted["channel"]) == (first.responder, "sms")
        assert [one["responder"] for one in await out.events("ResponderDeclined")] == [second.responder]
        assert len(await out.events("NoticeAnswered")) == 2
        assert await out.dispatch.answer_notice(first, "cannot", "sms") == "noted", "she may change her mind"
        await out.ask(Cancel(actor=Actor(via="screen:as/staff", who="p-maja"), entitled=True, words="by mistake"))
        assert await out.dispatch.answer_notice(second, "coming", "sms") == "over"


async def test_what_comes_back_moves_a_notice_forward_only(store: Store) -> None:
    """Delivered, then delivered again, then handed over: one entry; of a notice nobody knows, nothing."""
    sms = HeldChannel("sms")
    async with WaysOut(store, sms, plan=plan_with("sms")) as out:
        await out.press()
        first, *_ = await out.until(all_are("handed_over"))
        report = out.dispatch.report_notice
        assert await report(first.id, "delivered")
        assert not await report(first.id, "delivered")
        assert not await report(first.id, "handed_over")
        assert await report(first.id, "failed", reason="not_answered")
        assert not await report(first.id, "answered")
        assert not await report("nobody's", "delivered")
        assert len(await out.events("NoticeDelivered")) == 1
        [failed] = [one for one in await out.events("NoticeFailed") if one["notice"] == first.id]
        assert (failed["reason"], failed["last"]) == ("not_answered", True)


async def test_a_drill_calls_by_the_same_routes_and_nobody_outside(store: Store) -> None:
    """Everybody of the house is called as in earnest, marked as a drill; a test calls nobody."""
    sms = HeldChannel("sms")
    async with WaysOut(store, sms, plan=plan_with("sms", police=("sms",))) as out:
        await out.press(mode=Mode.DRILL)
        rows = await out.until(all_are("handed_over"))
        assert {one.mode for one in sms.sent} == {"drill"}
        assert {one.reach for one in rows} <= {"inside", "staff"}


async def test_what_was_under_way_when_the_node_died_is_sent_again_under_its_key(store: Store) -> None:
    """Killed while every push hung: the next run hands each over once more, and says that it may be the second."""
    push = HeldChannel("push", "hangs")
    out = WaysOut(store, push, plan=plan_with("push"))
    async with out:
        await out.press()
        await out.until(lambda rows: len(push.sent) == len(rows) > 0)
    again = HeldChannel("push")
    async with WaysOut(store, again, plan=plan_with("push")) as later:
        later.alarm = out.alarm
        await later.until(all_are("handed_over"))
    assert sorted(again.keys) == sorted(push.keys)
    assert {one.repeats for one in again.sent} == {True}


async def test_what_was_under_way_is_not_sent_again_when_it_is_over(store: Store) -> None:
    """Killed in the middle, and the alarm is called off before the next run: nobody is frightened afterwards."""
    push = HeldChannel("push", "hangs")
    out = WaysOut(store, push, plan=plan_with("push"))
    async with out:
        await out.press()
        await out.until(lambda rows: len(push.sent) == len(rows) > 0)
        await out.ask(Cancel(actor=Actor(via="screen:as/staff", who="p-maja"), entitled=True, words="by mistake"))
    again = HeldChannel("push")
    async with WaysOut(store, again, plan=plan_with("push")) as later:
        later.alarm = out.alarm
        await later.until(lambda rows: all(one.state == "spared" for one in rows if one.purpose == "call"))
    assert [one for one in again.sent if one.purpose == "call"] == []


async def test_a_contact_that_no_route_reaches_is_a_failed_call(store: Store) -> None:
    """When the last route to somebody outside has failed for good, the plan goes on as after a call that failed."""
    push, sms, voice = HeldChannel("push"), HeldChannel("sms", REFUSED), HeldChannel("voice", REFUSED)
    async with WaysOut(store, push, sms, voice, plan=plan_with("push", police=("sms", "voice"))) as out:
        await out.press()
        first, *_ = await out.until(all_are("handed_over"))
        asks, police = Actor(via="screen:as/staff", who=first.responder), "contact:police"
        await out.ask(AskForPolice(actor=asks, is_lead=True))
        await out.until(lambda rows: [one.state for one in rows if one.responder == police] == ["failed"] * 2)
        [failed] = await out.events("CallFailed")
        assert (failed["responder"], failed["route"], failed["reason"]) == (police, "voice", "refused")
        assert [one["last"] for one in await out.events("NoticeFailed")] == [False, True]


async def test_who_was_called_over_a_route_is_told_when_it_is_over(store: Store) -> None:
    """Once each, over the route that reached her; who had said no is left in peace, and whom the plan names is told."""
    push, sms = HeldChannel("push", REFUSED), HeldChannel("sms")
    plan = plan_with("push", "sms")
    after = AfterAlarm(tell=("manager",), follow_up=FollowUp(role="manager", within=timedelta(days=3)))
    async with WaysOut(store, push, sms, plan=replace(plan, after_alarm=after)) as out:
        await out.press()
        calls = await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.route == "sms"))
        coming, cannot, *_ = (one for one in calls if one.route == "sms")
        await out.dispatch.answer_notice(coming, "coming", "sms")
        await out.dispatch.answer_notice(cannot, "cannot", "sms")
        await out.ask(Cancel(actor=Actor(via="screen:as/staff", who="p-maja"), entitled=True, words="by mistake"))
        rows = await out.until(
            lambda rows: all(o.state in ("handed_over", "failed") for o in rows if o.purpose != "call")
        )
        over = {one.responder: one for one in rows if one.purpose == "over"}
        assert over[coming.responder].route == "sms"
        assert cannot.responder not in over
        follow_up = [one for one in rows if one.purpose == "follow_up"]
        assert follow_up
        assert all(one.content["within_ms"] == 3 * 24 * 3600 * 1000 for one in follow_up)
        assert len({one.responder for one in rows if one.purpose != "call"}) == len(over) + len(follow_up)
        assert {one.get("purpose") for one in await out.events("NoticeHandedOver")} == {None, "over"}
