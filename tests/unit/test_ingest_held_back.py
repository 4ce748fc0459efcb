"""What waits for its session: whatever the clock says, each message is given up when its time is over."""

import asyncio
import math

import pytest

from service.ingest.held_back import HeldBack


async def test_what_was_said_in_one_instant_is_given_up_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A coarse clock gives several messages the same time, and they are given up in any order: none stays behind."""
    loop = asyncio.get_running_loop()
    time = loop.time
    monkeypatch.setattr(loop, "time", lambda: math.floor(time() * 20) / 20)
    held, late = HeldBack(0.1), list[bytes]()

    def publish(_topic: str, payload: bytes, *, retain: bool) -> "asyncio.Future[bool]":
        late.append(payload)
        sent: asyncio.Future[bool] = loop.create_future()
        sent.set_result(retain)
        return sent

    said = [held.hold("topic", bytes([number]), retain=False) for number in range(7)]
    async with asyncio.timeout(10):
        assert await asyncio.gather(*said) == [False] * 7
    held.let_go(publish)
    assert late == []
