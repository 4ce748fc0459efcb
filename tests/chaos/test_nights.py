"""Simulated nights: the real service on a virtual clock, with whatever may go wrong, drawn from a seed.

Here a small part runs: some minutes of a busy office, in two processes. The long run is `make nights`; that nights find
the bugs that they are for is seen in `make chaos`, and of one such bug here.
"""

from typing import Any

import pytest

from nights.played import played, story

BUG = "a deadline is written in a transaction of its own"
MINUTES = ("--each", "0.05", "--sky", "busy")

Night = dict[str, Any]


@pytest.fixture(scope="module")
def first() -> tuple[Night, Night]:
    """Return a night of one node, and one of two, played in one process."""
    alone, together = played("--seed", "14", "--nights", "2", *MINUTES)
    return alone, together


@pytest.fixture(scope="module")
def again() -> tuple[Night, Night]:
    """Return the second of them once more, alone and with another order of sets asked for; and once with a bug."""
    well, ill = played("--seed", "15", "--nights", "1", "--also", BUG, *MINUTES, hashes="7")
    return well, ill


@pytest.mark.timeout(400)
def test_whatever_goes_wrong_in_a_night_every_promise_holds(first: tuple[Night, Night]) -> None:
    """Minutes of a busy office on one node and on two: every press is in the record once, no deadline is forgotten."""
    for night in first:
        assert night["wrong"] is None, story(night)
    for name in ("presses", "faults", "compared", "heard"):
        assert sum(night[name] for night in first), f"a busy office without any: {name}"


@pytest.mark.timeout(400)
def test_the_same_seed_is_the_same_night(first: tuple[Night, Night], again: tuple[Night, Night]) -> None:
    """Played behind another night or alone, whatever order of sets is asked for: the same trace, byte for byte."""
    for name in ("trace", "digest", "steps", "entries"):
        assert again[0][name] == first[1][name], f"a night told otherwise when it was played alone: {name}"


@pytest.mark.timeout(400)
def test_a_night_finds_a_deadline_that_is_written_in_a_transaction_of_its_own(again: tuple[Night, Night]) -> None:
    """A service with a known bug fails: nights can fail."""
    assert "ought to have the deadline" in (again[1]["wrong"] or ""), again[1]["wrong"]
