"""What is to be done in offices whose plans have not been read since the start: it holds up none of the others."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from parts.ear import until
from parts.post import Post
from service.alarm.actor import SERVICE
from service.alarm.commands import ReportCall, ReportOutput
from service.dispatch.locks import Locks
from service.jobs.timers import Timers
from service.store.port import Deadline, StoreUnavailable
from service.timeline.entry import Entry, Head


class Shelf:
    """Deadlines as a test lays them out; of nothing else is there anything."""

    def __init__(self, *pending: Deadline) -> None:
        self.pending = list(pending)

    async def deadlines(self) -> list[Deadline]:
        """Return them."""
        return self.pending

    async def heads(self) -> list[Head]:
        """Return no ends of chains."""
        return []

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return no entries."""
        return []

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        """Return no entries."""
        return []


async def test_an_office_whose_plan_does_not_come_holds_up_the_deadline_of_no_other(tmp_path: Path) -> None:
    """A file that the disk does not give: in every other office the next one is called in time."""
    async with Post(tmp_path) as post:
        post.press("1")
        await post.recorded(1)
        (own,) = await post.store.deadlines()
        read = asyncio.Event()

        async def reading(_office: str) -> None:
            await read.wait()

        post.book.unread.begin(["held"], reading)
        post.clock.ahead_s = 3_600.0
        held = Deadline(office="held", alarm="alarm-held", due_at=own.due_at.replace(year=2000))
        timers = Timers(Shelf(held, own), post.dispatch, post.faults, post.clock)
        served = asyncio.Event()
        post.dispatch.listen(lambda outcome: served.set() if outcome.alarm == own.alarm else None)
        job = asyncio.create_task(timers.run())
        try:
            async with asyncio.timeout(20):
                await served.wait()
            assert "held" in post.book.unread
            assert "timers_late" in {fault.code for fault in post.faults.of("held")}
            assert "timers_late" not in {fault.code for fault in post.faults.of("as")}, "it is late in its own office"
            post.clock.ahead_s += 60.0
            await until(lambda: timers.on_time)  # it is tried again: nor is anything late anywhere else
            post.book.put(replace(post.book["as"], plan=replace(post.book["as"].plan, office="held")))
            await until(lambda: not post.faults.has("held", "timers_late"))
        finally:
            job.cancel()
            await asyncio.wait({job})


async def test_what_outputs_locks_and_calls_say_there_waits_without_holding_up_anybody(tmp_path: Path) -> None:
    """They are served one office after the other: whoever says something there is told to say it again."""
    async with Post(tmp_path) as post:

        async def reading(_office: str) -> None:
            await asyncio.Event().wait()

        post.book.unread.begin(["held"], reading)
        report = ReportOutput(actor=SERVICE, output="siren", on=True, tries=1, reason=None)
        called = ReportCall(actor=SERVICE, responder="contact:guard", route=None, outcome="failed", reason="no_route")
        async with asyncio.timeout(20):
            for asked in (
                post.dispatch.ask("held", "alarm-held", lambda _: report),
                post.dispatch.report_call("held", "alarm-held", called, "delivery"),
                post.dispatch.report_notices("held", "alarm-held", []),
                Locks(post.store, post.book, post.dispatch, post.clock).let_go("held"),
            ):
                with pytest.raises(StoreUnavailable, match="held"):
                    await asked
