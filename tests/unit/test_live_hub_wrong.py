"""A screen over which the hub fails, in whatever way, costs no other screen of any office a word."""

import asyncio
import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from parts.written_line import WrittenLine
from service.live.frame import Batch
from service.live.hub import Hub
from service.live.render import Audience

PRESS = {"alarm": "a-1", "kind": "emergency", "mode": "actual", "zone": "room-114", "device": "as/pendant-1", "at": "t"}


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return one instant."""
        return datetime(2026, 11, 23, tzinfo=UTC)

    def monotonic(self) -> float:
        """Return no seconds."""
        return 0.0


class Page(WrittenLine):
    """A page that takes what it is told."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.heard: list[str] = []

    def write(self, batch: Batch) -> None:
        """Keep the kinds of messages."""
        for frame in batch.frames:
            message: dict[str, Any] = json.loads(frame.text)
            self.heard.append(message["type"])


class Wrong(Page):
    """One over which something fails that nobody foresaw, once it has had its welcome."""

    def __init__(self, fails: str) -> None:
        """Fail at one of what the hub asks of a line."""
        super().__init__()
        self._fails = fails

    def write(self, batch: Batch) -> None:
        """Take a welcome."""
        if self._fails == "write" and self.heard:
            raise RuntimeError("nobody foresaw this")
        super().write(batch)

    def pending(self) -> int:
        """Say how much waits."""
        if self._fails == "pending" and self.heard:
            raise RuntimeError("nobody foresaw this")
        return 0 if self._fails == "write" or not self.heard else 1 << 30

    def drop(self) -> None:
        """End."""
        raise RuntimeError("nobody foresaw this")


@pytest.mark.parametrize("fails", ["write", "pending", "drop"])
async def test_a_screen_over_which_the_hub_fails_costs_no_other_a_press(
    fails: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Every screen behind it, of its own office and of others, is told of the press in the same turn."""
    caplog.set_level(logging.ERROR)
    hub, pages = Hub(Still(), "e1"), {office: Page() for office in ("as", "bs")}
    for office in pages:
        hub.open(office, 0, [])
    hub.attach("as", Audience.STAFF, screen="wrong", after=None, epoch=None, line=Wrong(fails))
    for office, page in pages.items():
        hub.attach(office, Audience.STAFF, screen="staff", after=None, epoch=None, line=page)
    for office in pages:
        hub.provisional(office, PRESS)
    for _ in range(3):
        await asyncio.sleep(0)
    assert {office: page.heard for office, page in pages.items()} == {
        "as": ["snapshot", "provisional"],
        "bs": ["snapshot", "provisional"],
    }
    assert "a screen could not be told" in caplog.text
