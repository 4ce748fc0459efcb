"""What the wall clock says by which something was told, whatever it did since."""

from datetime import timedelta

import pytest

from parts.two_clocks import AT, TwoClocks
from service.jobs.jumps import Jumps

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def _jumped(clock: TwoClocks, jumps: Jumps, *by: timedelta) -> None:
    for one in by:
        clock.passes(10)
        clock.at += one
        jumps.watch()


def test_what_was_told_before_the_clock_went_ahead_is_counted_without_that() -> None:
    """What is told since is of the clock as it is."""
    clock = TwoClocks()
    jumps = Jumps(clock)
    _jumped(clock, jumps, HOUR)
    assert jumps.now_by(AT + 9 * SECOND) == AT + 10 * SECOND
    assert jumps.now_by(clock.now() - SECOND) == clock.now()


@pytest.mark.parametrize("back", [HOUR, HOUR + 5 * SECOND, 2 * HOUR])
def test_what_is_told_after_the_clock_went_ahead_and_back_is_of_the_clock_as_it_is(back: timedelta) -> None:
    """It stands before the instant at which the clock went ahead: seconds later it is found, and those have passed."""
    clock = TwoClocks()
    jumps = Jumps(clock)
    _jumped(clock, jumps, HOUR, -back)
    told = clock.now()
    clock.passes(20)
    assert jumps.now_by(told) == told + 20 * SECOND


def test_a_clock_that_goes_back_by_less_than_it_went_ahead_is_ahead_by_the_rest() -> None:
    """What was told before is counted without either."""
    clock = TwoClocks()
    jumps = Jumps(clock)
    _jumped(clock, jumps, HOUR, -5 * SECOND)
    assert jumps.now_by(AT + 9 * SECOND) == AT + 20 * SECOND
    assert jumps.now_by(clock.now() - SECOND) == clock.now()
