"""Simulated nights: the real service on a virtual clock, with whatever may go wrong, drawn from a seed.

Here a small part runs: a few nights, one after the other in a process of its own, and services with a known bug, which
nights have to find. The long run is `make nights`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[1]


def played(*words: str) -> list[dict[str, Any]]:
    """Play nights, and return what came of each."""
    command = [sys.executable, "-m", "nights", "--json", *words]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def story(night: dict[str, Any]) -> str:
    """Return the trace of a night, to be read where it went wrong."""
    return "\n".join([f"{night['wrong']}; again: python -m nights --seed {night['seed']}", *night["trace"]])


@pytest.mark.timeout(400)
def test_whatever_goes_wrong_in_a_night_every_promise_holds() -> None:
    """Short nights of one node and of two: every press is in the record once, and no deadline is forgotten."""
    nights = played("--seed", "2", "--each", "0.03", "--nights", "2")
    for night in nights:
        assert night["wrong"] is None, story(night)
    assert sum(night["faults"] for night in nights)
    assert sum(night["compared"] for night in nights)


FOUND = {
    "a press is shown only when it is recorded": "does not show it",
    "a deadline is written in a transaction of its own": "ought to have the deadline",
}


NIGHTS = 8
"""How many nights a known bug may stay hidden: which one shows it shifts with every change of the service."""


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("mutation", "told"), FOUND.items())
def test_nights_find_the_bugs_that_they_are_for(mutation: str, told: str) -> None:
    """A service with a known bug fails one of a few nights."""
    seen = []
    for seed in range(15, 15 + NIGHTS):
        (night,) = played("--seed", str(seed), "--each", "0.1", "--nights", "1", "--mutation", mutation)
        if told in (night["wrong"] or ""):
            return
        seen.append(night["wrong"])
    pytest.fail(f"{mutation}: not found in {NIGHTS} nights, which said {seen}")
