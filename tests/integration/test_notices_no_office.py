"""Notices of an office whose plan was taken away: another node may have it; else they end, and the record says so."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from parts.channel import HeldChannel
from parts.stores import SqliteStores
from parts.ways_out import Running, WaysOut, plan_with
from service.alarm.actor import Actor
from service.alarm.commands import AskForPolice, Cancel
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.jobs import lane
from service.jobs.outbox import Outbox
from service.store.notice_port import Notice
from service.store.port import Store
from service.timeline.chain import verify

LATER = timedelta(minutes=11)
GUNILLA = Actor(via="screen:as/staff", who="p-gunilla")
MISTAKE = Cancel(actor=GUNILLA, entitled=True, words="", seen_her=True)


class Ahead(Running):
    """A clock that can be put forward."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        """Return the wall time."""
        return super().now() + self.ahead


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store on a file."""
    stores = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db", watch=Running())
    yield stores.open()
    await stores.close()


async def ended(store: Store) -> WaysOut:
    """Have an alarm raised and cancelled by a node that stops before anybody is told that it is over."""
    out = WaysOut(store, HeldChannel("sms"), plan=plan_with("sms"))
    async with out:
        await out.press()
        await out.until(lambda rows: bool(rows) and all(one.state == "handed_over" for one in rows))
    await out.ask(MISTAKE)
    assert await waiting(out)
    return out


async def waiting(out: WaysOut) -> list[Notice]:
    """Return what is still to be told now that it is over."""
    return [one for one in await out.rows() if one.purpose != "call"]


def without(store: Store, out: WaysOut, clock: Ahead) -> tuple[WaysOut, HeldChannel]:
    """Return a node that has another office alone."""
    sms = HeldChannel("sms")
    node = WaysOut(store, sms, plan=replace(plan_with("sms"), office="another"), clock=clock)
    node.alarm = out.alarm
    return node, sms


async def test_they_end_when_they_are_old_and_the_record_says_why(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were leased every thirty seconds for ever, each time with a traceback; now the log has two plain lines."""
    monkeypatch.setattr(lane, "NO_OFFICE_AGAIN_S", 0.05)
    out, clock = await ended(store), Ahead()
    node, sms = without(store, out, clock)
    left = await waiting(out)
    async with node:
        await out.until(lambda rows: sum(one.reason == "no_office" for one in rows) == len(left))
        assert {one.state for one in await waiting(out)} <= {"queued", "sending"}, "nothing has ended yet"
        clock.ahead = LATER
        rows = await out.until(lambda rows: all(one.state == "failed" for one in rows if one.purpose != "call"))
    assert {one.reason for one in rows if one.purpose != "call"} == {"no_office"}
    assert sms.sent == []
    told = [facts for facts in await out.events("NoticeFailed") if facts["reason"] == "no_office"]
    assert sorted(one["notice"] for one in told) == sorted(one.id for one in left)
    assert verify("as", await store.entries("as", 0, 1000), await store.head("as")).broken is None
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert not any(record.exc_info for record in errors)
    first, *ends = [record.getMessage() for record in errors]
    assert first.startswith("there is no plan of as: ")
    assert sum(int(end.removesuffix(" notices of as are given up: it has no plan any more")) for end in ends) == len(
        left
    )


async def test_another_node_that_has_the_plan_hands_them_over(store: Store) -> None:
    """A node with another folder of plans, or one whose disk is not there yet, ends nothing that others can do."""
    out = await ended(store)
    node, sms = without(store, out, Ahead())
    async with node:
        await out.until(lambda rows: any(one.reason == "no_office" for one in rows))
    async with out:
        await out.until(lambda rows: all(one.state == "handed_over" for one in rows if one.purpose != "call"))
    assert sms.sent == []


async def test_a_call_without_a_way_ends_there_too(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """What a crash left in the outbox of an office that is no more is settled, and the record says so."""
    out = WaysOut(store, plan=plan_with())
    await out.press()
    await out.ask(AskForPolice(actor=GUNILLA, is_lead=True))
    await out.ask(MISTAKE)
    (left,) = await store.queued("call", 10)
    told = list[bytes]()

    def publish(_topic: str, payload: bytes) -> asyncio.Future[bool]:
        told.append(payload)
        taken: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        taken.set_result(True)
        return taken

    clock = Running()
    running = asyncio.create_task(Outbox(store, Dispatch(store, Book(), clock), clock, publish).run())
    async with asyncio.timeout(30):
        while await store.queued(None, 10):
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.wait({running})
    assert told, "what her button shows waits for no plan"
    assert [one["responder"] for one in await out.events("CallFailed")] == [left.address]
    assert not [record for record in caplog.records if record.exc_info]
