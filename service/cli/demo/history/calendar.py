"""What happens in a year at one invented office, and when: drawn from a seed alone. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final, Literal

from service.cli.demo.history.towns import Habit

What = Literal[
    "alarm", "mistake", "drill", "closing", "test", "look", "read", "plan", "pulse", "pulse_over", "measure", "revision"
]

SEASON: Final = (1.3, 1.2, 1.1, 1.0, 0.9, 0.7, 0.3, 0.8, 1.1, 1.2, 1.3, 0.9)
"""How much happens in each month from January on."""
A_MONTH: Final = 7.0
"""Alarms of an ordinary office in an ordinary month."""
PENDANTS: Final = 6
DAYS: Final = 365


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Happening:
    """One thing that happens."""

    at: datetime
    what: What
    number: int = 0
    """Which button is tested, and which of its kind it is."""


def year_of(habit: Habit, today: date, random: Random) -> list[Happening]:
    """Return everything that happens in the year before a day, in order."""
    first = today - timedelta(days=DAYS)
    return sorted([*_alarms(habit, first, random), *_tended(habit, first, random), *_closings(habit, first, random)])


def faded(habit: Habit, first: date, day: date) -> float:
    """Return how much of its attention an office still has on a day, from 1 to 0."""
    if not habit.tends:
        return 0.0
    return max(0.0, 1.0 - (day - first).days / 200) if habit.fades else 1.0


def _alarms(habit: Habit, first: date, random: Random) -> Iterator[Happening]:
    for day in _days(first):
        chance = habit.load * A_MONTH * SEASON[day.month - 1] / 21
        while random.random() < chance:
            chance -= 1
            yield Happening(at=_moment(day, random), what="mistake" if random.random() < habit.clumsy else "alarm")


def _tended(habit: Habit, first: date, random: Random) -> Iterator[Happening]:
    for number, day in enumerate(_days(first)):
        keen = faded(habit, first, day)
        if number == 30 and keen > 0:
            yield Happening(at=_moment(day, random), what="read")
        if number == 160 and keen > 0.5:
            yield Happening(at=_moment(day, random), what="plan")
        if number % 60 == 10 and random.random() < keen:
            yield Happening(at=_moment(day, random), what="drill")
        if number % 28 == 3 and random.random() < keen:
            yield Happening(at=_moment(day, random), what="look")
        if number % 20 == 5:
            kept = [button for button in range(1, PENDANTS + 1) if random.random() < keen * 0.97]
            yield from (Happening(at=_moment(day, random), what="test", number=button) for button in kept)


def _closings(habit: Habit, first: date, random: Random) -> Iterator[Happening]:
    days = list(_days(first))
    for _ in range(habit.closes):
        yield Happening(at=_moment(random.choice(days), random), what="closing")


def _days(first: date) -> Iterator[date]:
    """Yield the days on which the office is open."""
    for after in range(DAYS):
        day = first + timedelta(days=after)
        if day.weekday() < 5:
            yield day


def _moment(day: date, random: Random) -> datetime:
    """Return an instant at which every office is open, in summer and in winter, long before it shuts."""
    begun = datetime.combine(day, time(8, 0), UTC)
    return begun + timedelta(seconds=random.randrange(4 * 3600), milliseconds=random.randrange(1000))
