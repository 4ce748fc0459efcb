"""How many presses of one button may have an entry of their own: a hand's all, a flood's few, and none for ever."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from service.ingest.floods import BURST, LONGEST, LONGEST_PAUSE_S, PAUSE_S, QUIET_S, Pressing


def entries(pressing: Pressing, at: list[float]) -> list[float]:
    """Press at these seconds, and return those at which a press has an entry."""
    found = []
    for now in at:
        if pressing.may_have_one(now):
            pressing.had_one(f"{now}")
            found.append(now)
    return found


def test_a_flood_has_twenty_entries_and_then_fewer_and_fewer() -> None:
    """One more after a fifth of a second, then after twice that, four times …, and at last one in half a minute."""
    pressing = Pressing(0.0)
    found = entries(pressing, [tick / 100 for tick in range(20_000)])
    assert found[: int(BURST)] == [tick / 100 for tick in range(int(BURST))]
    later = found[int(BURST) :]
    pauses = [round((after - before) / PAUSE_S) for before, after in pairwise(later)]
    doubled = [2, 4, 8, 16, 32, 64]
    assert pauses == [*doubled, *([round(LONGEST_PAUSE_S / PAUSE_S)] * (len(pauses) - len(doubled)))]
    assert len(pauses) > len(doubled)


def test_after_a_rest_it_is_a_button_like_any_other() -> None:
    """Ten seconds without a press, and each of a burst has an entry again."""
    pressing = Pressing(0.0)
    entries(pressing, [tick / 100 for tick in range(5_000)])
    rested = [50 + QUIET_S + tick / 1_000 for tick in range(int(BURST) + 5)]
    assert entries(pressing, rested) == rested[: int(BURST)]


def test_nothing_goes_on_for_ever() -> None:
    """A button that presses twice in three seconds, all day, has a thousand entries and then one in half a minute."""
    day = [tick / 1.5 for tick in range(24 * 5_400)]
    found = entries(Pressing(0.0), day)
    assert LONGEST <= len(found) <= LONGEST + BURST + 24 * 3_600 / LONGEST_PAUSE_S


@given(st.lists(st.floats(min_value=0.2, max_value=30), max_size=60))
def test_whoever_presses_at_a_hands_pace_has_each_press_in_the_record(pauses: list[float]) -> None:
    """No press is only counted where a fifth of a second lies between each and the next."""
    at = [sum(pauses[:count]) for count in range(len(pauses) + 1)]
    assert entries(Pressing(0.0), at) == at
