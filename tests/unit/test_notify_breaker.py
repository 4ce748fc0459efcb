"""The circuit breaker: open after three failures in a row, one try at a time, closed by whatever answers."""

from hypothesis import given
from hypothesis import strategies as st

from service.notify.breaker import FAILS, FIRST_S, LONGEST_S, TRY_LASTS_S, Breaker


def opened(at: float = 0.0) -> Breaker:
    """A breaker that has just opened."""
    breaker = Breaker()
    for _ in range(FAILS):
        assert breaker.lets_through(at)
        breaker.failed(at)
    return breaker


def test_it_opens_after_failures_in_a_row() -> None:
    """Two failures with a success between them are a moment's trouble; three in a row are not."""
    breaker = Breaker()
    for _ in range(5):
        breaker.failed(0)
        breaker.failed(0)
        breaker.succeeded()
    assert not breaker.is_open
    assert opened().is_open


def test_one_try_at_a_time_until_something_answers() -> None:
    """Nothing goes through before its time, then one; when that has failed the next waits longer, never too long."""
    breaker, now, wait = opened(), 0.0, FIRST_S
    for _ in range(8):
        assert not breaker.lets_through(now + wait - 0.1)
        now += wait
        assert breaker.lets_through(now)
        assert not breaker.lets_through(now)
        assert breaker.again_in(now) > 0
        breaker.failed(now)
        wait = min(wait * 2, LONGEST_S)
    now += wait
    assert breaker.lets_through(now)
    breaker.succeeded()
    assert breaker.lets_through(now)
    assert breaker.lets_through(now)


def test_a_try_that_says_nothing_is_forgotten() -> None:
    """Whoever had the try has died with it: after a while another one is let through."""
    breaker = opened()
    assert breaker.lets_through(FIRST_S)
    assert not breaker.lets_through(FIRST_S + TRY_LASTS_S - 0.1)
    assert breaker.lets_through(FIRST_S + TRY_LASTS_S)


@given(st.lists(st.tuples(st.floats(0, 30), st.sampled_from(["ask", "fail", "succeed"]))))
def test_it_never_stays_shut(happens: list[tuple[float, str]]) -> None:
    """Whatever has happened: after the longest wait a notice is let through, and a success lets through all."""
    breaker, now = Breaker(), 0.0
    for seconds, what in happens:
        now += seconds
        if what == "ask":
            breaker.lets_through(now)
        elif what == "fail":
            breaker.failed(now)
        else:
            breaker.succeeded()
            assert breaker.lets_through(now)
    assert breaker.lets_through(now + max(LONGEST_S, TRY_LASTS_S) + 0.001)
