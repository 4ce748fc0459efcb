"""How many messages a screen may send."""

from service.live.allowance import Allowance


def test_many_at_once_and_then_as_many_as_time_gives_back() -> None:
    """A screen that catches up is no flood; one that never stops is."""
    allowance = Allowance(at_once=3, per_second=2.0)
    assert [allowance.take(10.0) for _ in range(4)] == [True, True, True, False]
    assert [allowance.take(10.5) for _ in range(2)] == [True, False]
    assert [allowance.take(100.0) for _ in range(4)] == [True, True, True, False]


def test_a_clock_that_goes_back_gives_nothing() -> None:
    """No message is won by it, and none lost."""
    allowance = Allowance(at_once=1, per_second=1.0)
    assert allowance.take(5.0)
    assert not allowance.take(1.0)
    assert allowance.take(2.0)
