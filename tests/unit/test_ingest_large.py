"""Large messages: read beside the loop, the newest of each topic, and no press among them."""

import asyncio
import threading
from collections.abc import Callable
from functools import partial

from devices.message import PAYLOAD_LIMIT
from devices.signals import Heartbeat, Signal
from service.ingest.large import MOST, Large, is_large


def said(text: str) -> tuple[Signal, ...]:
    """Return what a message said."""
    return (Heartbeat(office=None, device=text, status="online"),)


def told_by(told: list[str]) -> Callable[[tuple[Signal, ...]], None]:
    """Return what keeps who said something."""
    return lambda signals: told.extend(one.device or "" for one in signals)


def test_no_press_is_large() -> None:
    """What may press is read at once, however long it is."""
    long = b"x" * (PAYLOAD_LIMIT + 1)
    assert is_large("zigbee2mqtt/bridge/devices", long)
    assert not is_large("zigbee2mqtt/bridge/devices", long[1:])
    assert not is_large("trygg/v1/as/pendant-1/press", long)


async def test_the_loop_goes_on_while_a_list_is_read() -> None:
    """And a flood of lists is read once more, the newest, whatever came between."""
    large, begun, go_on = Large(), threading.Event(), threading.Event()
    told: list[str] = []

    def slow(text: str) -> tuple[Signal, ...]:
        begun.set()
        assert go_on.wait(30)
        return said(text)

    work = large.take(("own", "a"), partial(slow, "first"), told_by(told), lambda: told.append("dropped"))
    assert work is not None
    task = asyncio.create_task(work)
    while not begun.is_set():
        await asyncio.sleep(0.01)
    for number in range(50):
        assert (
            large.take(("own", "a"), partial(slow, f"{number}"), told_by(told), lambda: told.append("dropped")) is None
        )
    assert told == ["dropped"] * 49
    for number in range(2 * MOST):
        large.take(("own", f"b{number}"), partial(slow, "b"), told_by(told), lambda: told.append("let go of"))
    assert told.count("let go of") == MOST + 1
    go_on.set()
    await task
    assert [one for one in told if one not in {"dropped", "let go of", "b"}] == ["first", "49"]
    assert told.count("b") == MOST - 1


async def test_one_that_cannot_be_taken_in_costs_no_other() -> None:
    """It is given its receipt, and the next one is read."""
    large, told = Large(), list[str]()
    work = large.take(("own", "a"), lambda: said(str(1 // 0)), told_by(told), lambda: told.append("given up"))
    assert work is not None
    large.take(("own", "b"), lambda: said("read"), told_by(told), lambda: None)
    await work
    assert told == ["given up", "read"]
    again = large.take(("own", "a"), lambda: said("again"), told_by(told), lambda: None)
    assert again is not None
    await again
    assert told[-1] == "again"
