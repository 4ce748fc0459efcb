"""Judging a text in a process of its own: the same answer, a bound on time, and nothing left behind."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parts.planning import GREEN, SAFE, TEXT
from parts.process import wait_until
from service.planning.apart import Apart, TooMuchWorkError
from service.planning.aside import NICE
from service.planning.judge import judge


def question(text: str, **told: Any) -> dict[str, Any]:
    """A question about a text, on a day on which the office is open."""
    plain = {
        "office": "as",
        "text": text,
        "standards": {},
        "now": "2026-11-23T09:00:00+00:00",
        "today": "2026-11-23",
        "prove": True,
        "other": None,
        "locked": [],
        "beside": None,
        "scenarios": None,
    }
    return {**plain, **told}


async def test_the_answer_is_the_same_as_here() -> None:
    """What the process says is what the function says: gaps, changes, duties, who approves."""
    asked = question(GREEN, other=TEXT)
    found = await Apart()(asked)
    assert found == judge(asked)
    assert (found["gaps"], found["errors"], found["approvers"]) == (1, 0, ["gunilla", "cecilia", "david"])
    assert [one["path"] for one in found["changes"]] == [["zones", "room-114", "name"]]


async def test_what_takes_too_long_is_ended() -> None:
    """A text that keeps it busy costs those who wait a bounded time, and the next question is answered."""
    slow = Apart(command=[sys.executable, "-c", "import time; time.sleep(60)"], within_s=0.5)
    with pytest.raises(TooMuchWorkError):
        await asyncio.gather(slow(question(TEXT)), slow(question(TEXT)))
    broken = Apart(command=[sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(TooMuchWorkError, match="ended with 3"):
        await broken(question(TEXT))


async def test_a_slow_text_holds_up_no_other() -> None:
    """While one is judged for ever, the next ones are judged; whoever asks for the slow one is told that it is."""
    wait = "import json, sys, time; time.sleep(60 * (json.load(sys.stdin)['text'] == 'slow')); print('{}')"
    judge_ = Apart(command=[sys.executable, "-c", wait], within_s=20)
    slow = asyncio.create_task(judge_(question("slow")))
    assert [await judge_(question("quick")) for _ in range(2)] == [{}, {}]
    assert not slow.done()
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)


async def test_too_many_texts_are_turned_away() -> None:
    """Who comes when enough wait already is told so at once; afterwards the next one is answered."""
    busy = Apart(at_once=1, command=[sys.executable, "-c", "import time; time.sleep(1); print('{}')"], most_waiting=1)
    done = await asyncio.gather(*(busy(question(TEXT)) for _ in range(3)), return_exceptions=True)
    assert done[:2] == [{}, {}]
    assert isinstance(done[2], TooMuchWorkError)
    assert await busy(question(TEXT)) == {}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a process ends with its pipes only")
@pytest.mark.parametrize("module", ["judging", "child"])
def test_nothing_outlives_a_service_that_is_killed(module: str) -> None:
    """A process that works something out is gone when the service is, whatever it is at; it reads no end of input."""
    begin = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-m', 'service.planning.{module}']).pid)"
    command = [sys.executable, "-uc", f"{begin}; __import__('time').sleep(60)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        try:
            assert parent.stdout is not None
            child = Path(f"/proc/{int(parent.stdout.readline())}")
            assert wait_until(lambda: _stat(child)[16] == str(min(os.nice(0) + NICE, 19))), "it has stood back"
        finally:
            parent.kill()
        assert wait_until(lambda: _stat(child)[0] in ("Z", "X"))


def _stat(process: Path) -> list[str]:
    """What the system says of a process, from its state on; a process that is gone is dead."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["X"]


def test_a_plan_without_the_gap_has_none() -> None:
    """What is counted as a gap is what the proof finds in four weeks."""
    assert judge(question(SAFE))["gaps"] == 0


@pytest.mark.parametrize("text", ["", "[", "office: as", "a: &x [1]\nb: *x", "\N{BOM}" + TEXT, "standard: nowhere\n"])
def test_whatever_the_text_is_it_is_judged(text: str) -> None:
    """Errors are counted, and nothing raises."""
    found = judge(question(text))
    assert (found["errors"] > 0) == (TEXT not in text)


def test_the_plan_of_another_office_is_an_error() -> None:
    """Nobody publishes the plan of another office here."""
    assert judge(question(TEXT, office="fjellvik"))["errors"] == 1


STANDARD = """standard: true
trygg: 1
locked: [roles.colleague.needed]
roles:
  colleague:
    title: {sv: Kollega, nb: Kollega, en: Colleague}
    duty: {sv: Gå., nb: Gå., en: Go.}
    holders: {nearest: {within: 60 s}}
    needed: 2
"""


def test_a_locked_clause_that_says_something_else() -> None:
    """Found where the standard has changed it, and where the office has left the standard."""
    on = TEXT.replace("office: as", "standard: agency\noffice: as", 1)
    start = on.index("  colleague:\n    title")
    on = on[:start] + on[on.index("  guard:\n    title") :]
    held = judge(question(on, standards={"agency": STANDARD}))
    assert (held["errors"], held["locked"]) == (0, ["roles.colleague.needed"])
    changed = judge(question(on, standards={"agency": STANDARD.replace("needed: 2", "needed: 3")}, other=held["text"]))
    assert changed["unlocked"] == ["roles.colleague.needed"]
    left = TEXT.replace("needed: 2", "needed: 3", 1)
    found = judge(question(left, other=held["text"], locked=held["locked"]))
    assert found["unlocked"] == ["roles.colleague.needed"]
    same = judge(question(on + "# a comment\n", standards={"agency": STANDARD}, other=held["text"]))
    assert same["unlocked"] == []
