"""A loop that does not turn is noticed beside it, and said when it turns again."""

import asyncio
import logging
import threading

import pytest

from parts.ear import until
from service.clock import SystemClock
from service.dispatch.faults import Faults
from service.jobs.loop_watch import LOOKS, PACE_S, LoopWatch


def test_a_second_without_an_answer_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """The stack of the loop's thread is logged once for each time, however long it lasts."""
    watch = LoopWatch(Faults(SystemClock()))
    with caplog.at_level(logging.CRITICAL):
        watch.answered(False)
        for _ in range(LOOKS - 1):
            watch.look(threading.get_ident())
        assert watch.blocked == 0
        for _ in range(10):
            watch.look(threading.get_ident())
    assert watch.blocked == 1
    assert watch.longest_s == (LOOKS + 9) * PACE_S
    assert watch.blocked_s == watch.longest_s
    (said,) = caplog.records
    assert "test_a_second_without_an_answer_is_told_once" in said.getMessage()
    watch.answered(True)
    watch.look(threading.get_ident())
    watch.answered(False)
    for _ in range(LOOKS):
        watch.look(threading.get_ident())
    assert watch.blocked == 2


async def test_a_loop_that_stood_still_is_a_fault_afterwards() -> None:
    """While it stands nothing can be said; when it turns again the screens are told, and for some time after."""
    faults = Faults(SystemClock())
    watch = LoopWatch(faults)
    running = asyncio.create_task(watch.run())
    await asyncio.sleep(PACE_S)
    while watch.blocked == 0:  # the loop stands still for as long as it takes the thread to see it
        threading.Event().wait(0.1)
    await until(lambda: [fault.code for fault in faults.of("as")] == ["loop_blocked"])
    running.cancel()
    await asyncio.wait({running})
