"""Simulated nights find what they are for: services with a known bug fail them."""

import pytest

from nights.played import played

FOUND = {
    "receipt before the commit": "is not in the timeline",
    "the spool is not read at start": "the spool still holds",
    "deadlines are forgotten at a restart": "has not been served",
    "what is sent is leased by nobody": "and nothing was wrong",
    "a screen that comes back misses an entry": "its position is not the server's",
    "it escalates although enough are coming": "were coming",
    "a press is shown only when it is recorded": "does not show it",
    "an alarm goes by the wall clock": " early (",
    "a deadline is written in a transaction of its own": "ought to have the deadline",
}
"""A bug, and what a night says of it."""

NIGHTS = 8
"""How many nights a known bug may stay hidden: which one shows it shifts with every change of the service."""
HOURS = "0.1"


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("mutation", "told"), FOUND.items())
def test_nights_find_the_bugs_that_they_are_for(mutation: str, told: str) -> None:
    """A service with a known bug fails one of eight nights of six busy minutes each."""
    seen = []
    for seed in range(15, 15 + NIGHTS):
        words = ("--seed", str(seed), "--each", HOURS, "--sky", "busy", "--nights", "1", "--mutation", mutation)
        (night,) = played(*words)
        if told in (night["wrong"] or ""):
            return
        seen.append(night["wrong"])
    pytest.fail(f"{mutation}: not found in {NIGHTS} nights, which said {seen}")
