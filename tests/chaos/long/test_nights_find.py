"""Simulated nights find what they are for: services with a known bug fail them."""

import pytest

from nights.played import played

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
