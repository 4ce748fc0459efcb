"""Simulated nights: the real service on a virtual clock, with whatever may go wrong, drawn from a seed.

Here a small part runs: some minutes of a busy office. The long run is `make nights`; that nights find the bugs that
they are for is seen in `make chaos`, and of one such bug here.
"""

import pytest

from nights.played import played, story

HOURS = "0.05"


@pytest.mark.timeout(400)
def test_whatever_goes_wrong_in_a_night_every_promise_holds() -> None:
    """Minutes of a busy office on one node and on two, played once more elsewhere: the same seed is the same night."""
    alone, together = played("--seed", "2", "--each", HOURS, "--sky", "busy", "--nights", "2")
    for night in (alone, together):
        assert night["wrong"] is None, story(night)
    (again,) = played("--seed", "3", "--each", HOURS, "--sky", "busy", "--nights", "1", hashes="7")
    for name in ("digest", "trace", "steps", "entries"):
        assert again[name] == together[name], f"a night told otherwise when it was played alone: {name}"
    for name in ("presses", "faults", "compared", "heard"):
        assert alone[name] + together[name], f"a busy office without any: {name}"


@pytest.mark.timeout(400)
def test_a_night_finds_that_a_screen_which_comes_back_misses_an_entry() -> None:
    """A service with a known bug fails: nights can fail."""
    bug = "a screen that comes back misses an entry"
    (night,) = played("--seed", "15", "--each", HOURS, "--sky", "busy", "--nights", "1", "--mutation", bug)
    assert "its position is not the server's" in (night["wrong"] or "")
