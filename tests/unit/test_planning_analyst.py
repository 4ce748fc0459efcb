"""The process that answers about plans: one at a time, within its time, and never in the way of anything else."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from service.planning.analyst import Analyst

SLEEPER = """
import sys, time
from service.planning.frame import HEAD, pack
def frame():
    head = sys.stdin.buffer.read(HEAD.size)
    return sys.stdin.buffer.read(HEAD.unpack(head)[0]) if head else None
frame()
while (asked := frame()) is not None:
    if b"sleep" in asked:
        time.sleep(600)
    if b"die" in asked:
        raise SystemExit(3)
    sys.stdout.buffer.write(pack(200, asked))
    sys.stdout.buffer.flush()
"""
Make = Callable[..., Analyst]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    """Makes analysts, and ends them."""
    made: list[Analyst] = []

    def one(**options: Any) -> Analyst:
        made.append(Analyst({}, command=(sys.executable, "-c", SLEEPER), **options))
        return made[-1]

    yield one
    for analyst in made:
        await analyst.close()


async def test_one_process_answers_all_questions(make: Make) -> None:
    """It is started by the first question, and the same one answers the next."""
    analyst = make()
    assert analyst.pid is None
    assert json.loads((await analyst.ask({"n": 1}))[1]) == {"n": 1}
    first = analyst.pid
    assert await asyncio.gather(*(analyst.ask({"n": n}) for n in range(5))) == [
        (200, json.dumps({"n": n}).encode()) for n in range(5)
    ]
    assert analyst.pid == first


async def test_what_takes_too_long_is_ended_and_the_next_is_answered(make: Make) -> None:
    """The process is killed at the limit and gone; the problem says so, and a new process answers."""
    analyst = make(within_s=1.0)
    assert (await analyst.ask({}))[0] == 200
    first = analyst.pid
    assert first is not None
    status, body = await analyst.ask({"do": "sleep"})
    assert (status, json.loads(body)["code"]) == (503, "too_much_work")
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert (await _patiently(analyst, {"n": 2}))[0] == 200


async def _patiently(analyst: Analyst, question: dict[str, Any]) -> tuple[int, bytes]:
    """Ask again where a busy machine took longer than the limit to start a process."""
    found = await analyst.ask(question)
    for _ in range(20):
        if found[0] == 200:
            break
        found = await analyst.ask(question)
    return found


async def test_a_process_that_ends_by_itself_is_replaced(make: Make) -> None:
    """Whoever asked is told to ask again, and that works."""
    analyst = make()
    status, body = await analyst.ask({"do": "die"})
    assert (status, json.loads(body)["code"]) == (503, "analysis_ended")
    assert (await analyst.ask({}))[0] == 200


async def test_too_many_questions_are_turned_away(make: Make) -> None:
    """Who waits too long for a turn, or comes when enough wait already, is told that it is busy."""
    analyst = make(within_s=60.0, turn_s=0.2, most_waiting=1)
    assert (await analyst.ask({}))[0] == 200
    working = asyncio.create_task(analyst.ask({"do": "sleep"}))
    await asyncio.sleep(0.05)
    waiting, turned_away = await asyncio.gather(analyst.ask({}), analyst.ask({}))
    assert [json.loads(body)["code"] for _, body in (waiting, turned_away)] == ["analysis_busy", "analysis_busy"]
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert (await analyst.ask({"n": 3}))[1] == b'{"n": 3}'


async def test_after_its_end_nothing_is_started(make: Make) -> None:
    """A service that stops answers nobody, and leaves no process."""
    analyst = make()
    await analyst.ask({})
    pid = analyst.pid
    await analyst.close()
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert (await analyst.ask({}))[0] == 503


async def test_it_answers_what_the_real_process_is_asked() -> None:
    """The real process reads a plan, and says of a question that is none that Trygg is at fault."""
    analyst = Analyst({"sv": {}})
    question = {
        "about": "read",
        "asked": {"text": "trygg: 1\noffice: [[[["},
        "office": "as",
        "language": "sv",
        "now": "2026-11-27T10:00:00+00:00",
        "today": "2026-11-27",
        "live": None,
        "standards": {},
        "habits": {},
    }
    try:
        status, body = await analyst.ask(question)
        assert (status, json.loads(body)["usable"]) == (200, False)
        assert (await analyst.ask({"about": "nothing"}))[0] == 500
        assert (await analyst.ask({**question, "asked": {"text": "a: " + "[" * 200_000}}))[0] == 200
    finally:
        await analyst.close()
