"""What an office's figures were before and after a measure: counts side by side, and no claim of cause. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from service.figures.alarm import AlarmFigures
from service.figures.months import percentiles

LOOKED_AT: Final = timedelta(days=90)
"""So long before and after is looked at; after, no further than today."""
SHUT_KINDS: Final = frozenset({"closing", "neighbour"})
"""Kinds in which nobody has pressed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PulseTold:
    """One pulse that was told: when it closed, how many answered, and the mean of each question in tenths."""

    closed_on: date
    answered: int
    means: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """What happened in so many days on one side of the day on which a measure was done."""

    days: int
    alarms: int
    """Real ones in which somebody pressed."""
    mistakes: int
    """Of those."""
    near_misses: int
    answered: int
    half: int | None
    """Within how many milliseconds half of the answers came; None where there was none."""
    colleague_first: int
    guard_first: int
    closings: int
    shut: int
    """Seconds for which the office was closed for visitors."""
    pulse: PulseTold | None
    """The one that is nearest to the day; None where none was told on this side."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """A measure that was done, and what was before and after."""

    done_at: datetime
    before: Side
    after: Side

    @property
    def is_whole(self) -> bool:
        """Whether both sides have all the days that are looked at."""
        return min(self.before.days, self.after.days) >= LOOKED_AT.days


def effect_of(
    done_at: datetime,
    now: datetime,
    *,
    began: datetime,
    alarms: Sequence[AlarmFigures],
    near_misses: Iterable[datetime],
    pulses: Sequence[PulseTold],
) -> Effect:
    """Return what was before and after a measure was done.

    Args:
        done_at: when it was done.
        now: until when it is known what happened.
        began: since when the office's record goes: before that nothing is known.
        alarms: the office's alarms, of that time at least.
        near_misses: when each was told.
        pulses: those that were told.
    """
    since, until = max(began, done_at - LOOKED_AT), min(now, done_at + LOOKED_AT)
    near = list(near_misses)
    before = [one for one in pulses if one.closed_on <= done_at.date()]
    after = [one for one in pulses if one.closed_on > done_at.date()]
    return Effect(
        done_at=done_at,
        before=_side(since, done_at, alarms, near, max(before, key=_closed_on, default=None)),
        after=_side(done_at, until, alarms, near, min(after, key=_closed_on, default=None)),
    )


def _closed_on(one: PulseTold) -> date:
    return one.closed_on


def _side(
    since: datetime, until: datetime, alarms: Sequence[AlarmFigures], near: Sequence[datetime], pulse: PulseTold | None
) -> Side:
    here = [one for one in alarms if one.mode == "actual" and since <= one.raised_at < until]
    pressed = [one for one in here if one.kind not in SHUT_KINDS]
    shut = [one.shut for one in here if one.shut is not None]
    answers = sorted(one.first_answer for one in pressed if one.first_answer is not None)
    return Side(
        days=max(0, round((until - since) / timedelta(days=1))),
        alarms=len(pressed),
        mistakes=sum(one.ended == "cancelled" for one in pressed),
        near_misses=sum(since <= one < until for one in near),
        answered=len(answers),
        half=percentiles(answers)[0] if answers else None,
        colleague_first=sum(one.first_there == "colleague" for one in pressed),
        guard_first=sum(one.first_there == "guard" for one in pressed),
        closings=len(shut),
        shut=sum(one // 1000 for one in shut),
        pulse=pulse,
    )
