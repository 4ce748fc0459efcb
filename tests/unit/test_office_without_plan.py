"""An office whose plan was taken away for good: what is left of it makes no other office's screens red."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parts.inside import inside
from service.dispatch.book import PlanUnread
from service.jobs import auditor
from service.jobs.overdue import BOUNDS_S, Overdue
from service.store.audit_port import Kind, Owed
from service.wiring import self_watch

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
KINDS: tuple[Kind, ...] = ("alarm", "undertaking", "notice")


async def test_what_is_due_there_is_owed_to_nobody_but_for_alarms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A door that was to be looked over, a word about what is over; an alarm has its last plan, and is served."""
    monkeypatch.setattr(auditor, "Overdue", lambda: Overdue(dict.fromkeys(BOUNDS_S, -1.0)))
    async with inside(tmp_path) as there:
        watch, book = there.node.watch, there.node.book

        def unserved(office: str) -> list[str]:
            watch.auditor.take([Owed(kind=kind, office=office, id=kind, due_at=LONG_AGO) for kind in KINDS])
            return sorted(watch.auditor.unserved)

        assert unserved("as") == sorted(KINDS)
        assert unserved("gone") == ["alarm"]
        book.unread.begin(["gone"], lambda _: asyncio.sleep(3_600))
        assert unserved("gone") == sorted(KINDS), "its plan is being read, and nobody has asked for it"


async def test_what_waits_for_a_plan_that_is_being_read_is_excused_for_as_long_as_that_may_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other office's screen says for some seconds that nobody is called; then all do, as its own are not there."""
    monkeypatch.setattr(auditor, "Overdue", lambda: Overdue(dict.fromkeys(BOUNDS_S, -1.0)))
    async with inside(tmp_path) as there:
        watch, book = there.node.watch, there.node.book
        owed = [Owed(kind=kind, office="held", id=kind, due_at=LONG_AGO) for kind in KINDS]
        book.unread.begin(["held"], lambda _: asyncio.sleep(3_600))
        with pytest.raises(PlanUnread):
            await book.page_soon("held")
        watch.auditor.take(owed)
        assert watch.auditor.unserved == {}
        monkeypatch.setattr(self_watch, "READ_S", 0.0)
        watch.auditor.take(owed)
        assert sorted(watch.auditor.unserved) == sorted(KINDS)
        assert there.node.faults.has("as", "deadline_unserved")
