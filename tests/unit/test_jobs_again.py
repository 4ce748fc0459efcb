"""A store that does not answer for a moment keeps no node from starting; one that never does is told of."""

import pytest

from service.jobs.again import TRIES, again
from service.store.port import StoreUnavailable


class Asked:
    """Something that fails so many times."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.times = 0

    async def ask(self) -> None:
        self.times += 1
        if self.times <= self.failures:
            raise StoreUnavailable("canceling statement due to lock timeout")


async def test_what_fails_for_a_moment_is_asked_again() -> None:
    """As often as is worth it, and no more once it has answered."""
    asked = Asked(TRIES)
    await again(asked.ask, pause_s=0)
    assert asked.times == TRIES + 1


async def test_what_fails_for_good_is_told_of() -> None:
    """It is not asked for ever."""
    asked = Asked(TRIES + 5)
    with pytest.raises(StoreUnavailable):
        await again(asked.ask, pause_s=0)
    assert asked.times == TRIES + 1
