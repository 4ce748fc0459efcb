"""An office whose plan was taken away for good: what is left of it makes no other office's screens red."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parts.inside import inside
from service.jobs import auditor
from service.jobs.overdue import BOUNDS_S, Overdue
from service.store.audit_port import Kind, Owed

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
        assert unserved("gone") == sorted(KINDS), "its plan is being read"
