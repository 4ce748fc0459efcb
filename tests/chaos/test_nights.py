"""Simulated nights: the real service on a virtual clock, with whatever may go wrong, drawn from a seed.

Here a small part runs: a few nights, in a process of its own. The long run is `make nights`; that nights find bugs is
seen in `make chaos`.
"""

import pytest

from nights.played import played, story


@pytest.mark.timeout(400)
def test_whatever_goes_wrong_in_a_night_every_promise_holds() -> None:
    """Short nights of one node and of two: every press is in the record once, and no deadline is forgotten."""
    nights = played("--seed", "2", "--each", "0.03", "--nights", "2")
    for night in nights:
        assert night["wrong"] is None, story(night)
    assert sum(night["faults"] for night in nights)
    assert sum(night["compared"] for night in nights)
