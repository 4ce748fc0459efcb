"""How often something is told: a window for each source, and nothing kept of who it was."""

from service.dispatch import often
from service.dispatch.often import Often


def test_a_source_waits_until_its_oldest_is_out_of_the_window() -> None:
    """So many within the window; then until the first of them is over; another source waits for nobody."""
    told = Often(3, 60.0)
    assert [told.wait_s("a", now) for now in (0.0, 10.0, 20.0)] == [0.0, 0.0, 0.0]
    assert told.wait_s("a", 30.0) == 30.0
    assert told.wait_s("b", 30.0) == 0.0
    assert told.wait_s("a", 59.5) == 1.0
    assert told.wait_s("a", 60.0) == 0.0
    assert told.wait_s("a", 61.0) == 9.0


def test_what_was_refused_counts_not_and_what_is_over_is_forgotten() -> None:
    """Who tries again and again waits no longer for it; no source is remembered behind its window."""
    told = Often(1, 60.0)
    assert told.wait_s("a", 0.0) == 0.0
    assert [told.wait_s("a", now) for now in (10.0, 50.0)] == [50.0, 10.0]
    assert told.wait_s("b", 100.0) == 0.0
    assert list(told._told) == ["b"]


def test_sources_without_end_are_not_remembered() -> None:
    """Beyond a number of sources no further one is held, and none of them waits for it."""
    told = Often(1, 60.0)
    for number in range(often.KEYS + 10):
        assert told.wait_s(str(number), 0.0) == 0.0
    assert len(told._told) == often.KEYS
