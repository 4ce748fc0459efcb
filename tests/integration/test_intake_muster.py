"""A pendant's gesture that says "I am safe": a word while people are counted, a press at all other times."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from devices.inventory import CHECK_IN, Inventory
from devices.registry import Registry
from parts.ear import until
from parts.post import Post
from roles.muster import MusterPlan
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.muster_commands import BeginMuster, EndMuster
from service.dispatch.handle import Dispatch
from service.dispatch.mustering import begin_muster
from service.dispatch.outcome import Outcome
from service.dispatch.telling import told
from service.dispatch.trigger import Trigger
from service.jobs.mustering import Mustering
from service.store.port import Store, StoreUnavailable
from service.timeline.entry import Entry

BO = "pendant-2"


def _double(post: Post, id_: str) -> None:
    """Bo presses his pendant twice."""
    content = json.dumps({"id": id_, "gesture": "double", "zone": "staff-room"}).encode()
    post.hear(f"trygg/v1/as/{BO}/press", content)


async def _enrolled(post: Post) -> str:
    """Have the double press of Bo's pendant say that he is safe; return his key."""
    kinds = {"*": "assist", "double": CHECK_IN}
    devices = [
        replace(one, holder="bo", kinds=kinds) if one.device == BO else one
        for one in post.intake.registry.inventory.devices
    ]
    post.intake.registry = Registry(Inventory(devices), post.intake.registry.rules)
    return post.book["as"].keys["bo"]


async def _muster(post: Post, alarm: str) -> None:
    """Begin to count everybody in an alarm."""
    found = await post.store.alarm(alarm)
    assert found is not None
    actor = Actor(via="screen:as/staff", who=post.book["as"].keys["gunilla"])
    made: BeginMuster = await begin_muster(
        post.store, post.book["as"], found[1], actor, post.clock.now(), because="asked"
    )
    await post.dispatch.ask("as", alarm, lambda _page: made)


async def _received(post: Post, messages: int) -> None:
    await until(lambda: len(post.receipts) == messages)


async def test_a_word_while_people_are_counted(tmp_path: Path) -> None:
    """He is safe, where his pendant says; said again it is nothing new, and no screen takes it for a press."""
    async with Post(tmp_path) as post:
        bo = await _enrolled(post)
        alarm = post.press("1", pendant=1)
        await _received(post, 1)
        await _muster(post, alarm)
        _double(post, "safe-1")
        await _received(post, 2)
        _double(post, "safe-1")
        await _received(post, 3)
        [said] = await post.entries("PeopleAccounted")
        assert (said.facts["people"], said.facts["how"], said.facts["zone"]) == ([bo], "pendant", "staff-room")
        assert len(await post.entries("AlarmRaised")) == 1
        assert post.wall.shown == [alarm]
        assert (f"as/{BO}", "safe-1", alarm, "received") in post.feedback


async def test_a_call_is_never_swallowed(tmp_path: Path) -> None:
    """Every other gesture raises as always, and so does this one before a muster and after it."""
    async with Post(tmp_path) as post:
        await _enrolled(post)
        _double(post, "before")
        await _received(post, 1)
        [raised] = await post.entries("AlarmRaised")
        assert raised.facts["kind"] == "assist", "what every other press of it raises"
        # A second presser raises an assist to an emergency, so here the only one who presses is Bo.
        alarm = str(raised.alarm)
        await _muster(post, alarm)
        post.press("real", pendant=2)
        await _received(post, 2)
        assert len(await post.entries("AlarmJoined")) == 1
        _double(post, "safe")
        await _received(post, 3)
        by = Actor(via="screen:as/staff", who=post.book["as"].keys["gunilla"])
        await post.dispatch.ask("as", alarm, lambda _page: EndMuster(actor=by, entitled=True, words="enough"))
        _double(post, "safe")
        await _received(post, 4)
        assert len(await post.entries("AlarmJoined")) == 1, "the word of before, sent once more"
        _double(post, "after")
        await _received(post, 5)
        assert len(await post.entries("AlarmJoined")) == 2


async def test_a_word_that_cannot_be_written_is_a_press(tmp_path: Path) -> None:
    """Whatever it was, nobody loses it: it goes into the spool and onto the screens."""
    async with Post(tmp_path) as post:
        await _enrolled(post)
        alarm = post.press("1", pendant=1)
        await _received(post, 1)
        await _muster(post, alarm)
        post.disk.broken = True
        _double(post, "safe-1")
        await _received(post, 2)
        assert len(post.wall.shown) == 2


class Confused(Dispatch):
    """A dispatch that does not understand what stands in a muster."""

    async def check_in(self, trigger: Trigger) -> str | None:
        """Fail, the same each time."""
        raise ValueError(f"what is kept of the muster for {trigger.press_key} is not understood")


async def test_a_word_that_is_not_understood_is_a_press(tmp_path: Path) -> None:
    """Refused it would come again and fail again, for ever, and nobody would ever see it."""
    async with Post(tmp_path, dispatch=Confused) as post:
        await _enrolled(post)
        alarm = post.press("1", pendant=1)
        await _received(post, 1)
        await _muster(post, alarm)
        _double(post, "safe-1")
        await _received(post, 2)
        assert not post.refused
        assert len(await post.entries("AlarmRaised")) == 2


@pytest.mark.parametrize("wrong", [ValueError("it is not understood"), StoreUnavailable("its office is locked")])
async def test_a_muster_that_cannot_begin_costs_no_other_its_own(tmp_path: Path, wrong: Exception) -> None:
    """One alarm that cannot be read stands first; the next one's people are counted all the same."""
    async with Post(tmp_path) as post:
        page = post.book["as"]
        post.book.put(replace(page, plan=replace(page.plan, muster=MusterPlan(kinds=("emergency",)))))
        raised = await _raised(post)  # before the job, which finds it behind the other one
        job = Mustering(Broken(post.store, wrong), post.dispatch, post.book, post.clock)  # type: ignore[arg-type]  # it reads
        job.take(Outcome(office="as", alarm="a-1", state="", entries=raised))
        running = asyncio.create_task(job.run())
        for _ in range(200):
            if running.done() or await post.entries("MusterBegun"):
                break
            await asyncio.sleep(0.05)
        running.cancel()
        assert len(await post.entries("MusterBegun")) == 1


async def _raised(post: Post) -> tuple[Entry, ...]:
    """Press a pendant; return what was raised, which stands behind the alarm that cannot be read."""
    post.press("1", pendant=1)
    await _received(post, 1)
    return tuple(await post.entries("AlarmRaised"))


class Broken:
    """A store in which one alarm cannot be read."""

    def __init__(self, store: Store, wrong: Exception) -> None:
        """Read everything else of a store."""
        self._store, self._wrong = store, wrong
        self.deadlines, self.day_facts = store.deadlines, store.day_facts

    async def alarm(self, alarm_id: str) -> tuple[str, Alarm] | None:
        """Return an alarm, or fail as on a row that nobody understands."""
        if alarm_id == "a-1":
            raise self._wrong
        return await self._store.alarm(alarm_id)


async def test_whoever_is_missing_is_asked_and_answers(tmp_path: Path) -> None:
    """Her own routes ask whether she is safe, call her to nothing, and her answer counts as her word."""
    async with Post(tmp_path) as post:
        page = post.book["as"]
        alarm = post.press("1", pendant=1)
        await _received(post, 1)
        lead, bo = page.keys["gunilla"], page.keys["bo"]
        actor = Actor(via="screen:as/staff", who=lead)
        ways = {lead: ("sms",), bo: ("email",)}
        begin = BeginMuster(
            actor=actor, because="asked", people={lead: None, bo: None}, within=timedelta(seconds=30), routes=ways
        )
        await post.dispatch.ask("as", alarm, lambda _page: begin)
        post.clock.ahead_s = 31.0
        for _ in range(5):  # the response's own deadlines come first
            due = next(one.due_at for one in await post.store.deadlines() if one.alarm == alarm)
            await post.dispatch.pass_deadline("as", alarm, due)
            if await post.entries("UnaccountedCalled"):
                break
        asked = await post.store.commit(
            "as", lambda unit: [one for one in unit.notices_of(alarm) if one.content.get("muster")]
        )
        assert {(one.responder, one.route) for one in asked} == {(lead, "sms"), (bo, "email")}
        hers = next(one for one in asked if one.responder == lead)
        assert told(hers, page, "en", str, repeats=False).purpose == "muster"
        assert await post.dispatch.answer_notice(hers, "cannot") == "noted"
        [said] = await post.entries("PeopleAccounted")
        assert (said.facts["people"], said.facts["state"], said.facts["how"]) == ([lead], "needs_help", "link")
        assert not [one for one in await post.entries("ResponderAccepted") if one.facts["responder"] == lead]
