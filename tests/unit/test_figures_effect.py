"""Before and after a measure: what is counted on which side, and what is said of too few days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from service.figures.alarm import AlarmFigures
from service.figures.effect import LOOKED_AT, PulseTold, effect_of

DONE = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ALARM = AlarmFigures(
    office="as", alarm="a", first_position=1, raised_at=DONE, mode="actual", kind="emergency", zone=None, soft=False,
    presses=1, first_answer=9_000, coming=None, on_site=None, over=None, ended="cleared", closed=True, missed=0,
    exhausted=0, police=False, police_answered=False, guard_called=False, guard_on_site=None, first_there="colleague",
    shut=None, mistake_said=False,
)  # fmt: skip


def at(days: float, **more: object) -> AlarmFigures:
    """Return an alarm so many days after the measure was done."""
    return replace(ALARM, raised_at=DONE + days * DAY, **more)  # type: ignore[arg-type]


def pulse(days: int, answered: int = 7) -> PulseTold:
    """Return a pulse that closed so many days after it."""
    return PulseTold(closed_on=(DONE + days * DAY).date(), answered=answered, means=(40, 41, 42))


def test_each_side_counts_ninety_days_and_no_more() -> None:
    """What lies further away, or is no real alarm, is on neither side; the moment itself belongs to the days after."""
    alarms = [
        at(-91), at(-89, ended="cancelled"), at(-1, first_answer=3_000), at(-2, mode="drill"),
        at(0, first_answer=None, first_there="guard"), at(89), at(91),
        at(5, kind="closing", shut=7_200_000, first_answer=None), at(6, kind="neighbour"),
    ]  # fmt: skip
    near = [DONE - 3 * DAY, DONE + 3 * DAY, DONE + 4 * DAY, DONE + 400 * DAY]
    found = effect_of(DONE, DONE + 400 * DAY, began=DONE - 900 * DAY, alarms=alarms, near_misses=near, pulses=())
    assert (found.before.days, found.after.days, found.is_whole) == (90, 90, True)
    assert (found.before.alarms, found.before.mistakes, found.before.near_misses) == (2, 1, 1)
    assert (found.after.alarms, found.after.mistakes, found.after.near_misses) == (2, 0, 2)
    assert (found.before.half, found.before.answered) == (3_000, 2)
    assert (found.after.half, found.after.answered) == (9_000, 1)
    assert (found.before.colleague_first, found.after.colleague_first, found.after.guard_first) == (2, 1, 1)
    assert (found.before.closings, found.after.closings, found.after.shut) == (0, 1, 7_200)


def test_too_few_days_are_said_to_be_too_few() -> None:
    """Neither what lies before the record began nor what has not come yet counts as days in which nothing happened."""
    found = effect_of(DONE, DONE + 10 * DAY, began=DONE - 20 * DAY, alarms=(), near_misses=(), pulses=())
    assert (found.before.days, found.after.days, found.is_whole) == (20, 10, False)
    assert (found.before.half, found.before.pulse, found.after.pulse) == (None, None, None)
    early = effect_of(DONE, DONE, began=DONE + DAY, alarms=(), near_misses=(), pulses=())
    assert (early.before.days, early.after.days, early.is_whole) == (0, 0, False)
    assert timedelta(days=90) == LOOKED_AT


def test_the_nearest_pulse_on_each_side_is_shown() -> None:
    """The last one that had closed when it was done, and the first one afterwards."""
    pulses = [pulse(300), pulse(30), pulse(-10), pulse(-200)]
    found = effect_of(DONE, DONE + 400 * DAY, began=DONE - 900 * DAY, alarms=(), near_misses=(), pulses=pulses)
    assert found.before.pulse is not None
    assert found.after.pulse is not None
    assert (found.before.pulse.closed_on, found.after.pulse.closed_on) == (date(2026, 5, 22), date(2026, 7, 1))
