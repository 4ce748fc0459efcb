"""What is told upward, from the figures of all offices."""

import asyncio
from collections.abc import Callable
from typing import Final

from service.alarm.instant import instant
from service.alarm.states import Mode
from service.clock import Clock
from service.dispatch.book import Book
from service.figures.months import Times, month_before
from service.figures.upward import Period, counted, periods_until
from service.store.port import Store
from service.web.ports import KeptAttention, Upward
from service.wiring.attention import Attentions

FRESH_S: Final = 600.0
"""Seconds for which the answer times of a period that is over are not read again."""


class Upwards:
    """Tells of all offices, as far as it may be told."""

    def __init__(self, store: Store, book: Book, clock: Clock, attentions: Attentions) -> None:
        """Read from a store, for the offices of a book."""
        self._store = store
        self._book = book
        self._clock = clock
        self._attentions = attentions
        self._answers: dict[Period, tuple[float, list[Times]]] = {}
        """By period that is over, when it was read: it seldom changes, and reading it takes a moment."""

    async def upward(self, mine: Callable[[str], bool]) -> Upward:
        """Return what is told of the offices that are somebody's to see.

        Raises:
            StoreUnavailable: the figures cannot be read now.
        """
        now = self._clock.now()
        every = sorted(self._book, key=lambda office: (self._book[office].plan.name.casefold(), office))
        seen = [office for office in every if mine(office)]
        periods = periods_until(instant(now)[:7])
        since, until = periods[0].months[0], month_before(instant(now)[:7], -1)
        months = await self._store.figures.months(since, until)
        tables = await asyncio.to_thread(counted, months, every, periods)
        kept = [await self._attentions.of(office) for office in seen]
        return Upward(
            offices=[(office, self._book[office].plan.name) for office in seen],
            counted=tables,
            times=await self._times(periods),
            drills={(one.office, period.name): _drills(one, period) for one in kept for period in periods},
            attention=kept,
            whole=len(seen) == len(every),
            at=now,
        )

    async def _times(self, periods: tuple[Period, ...]) -> dict[tuple[str, str], Times]:
        found = {}
        for period in periods:
            now = self._clock.monotonic()
            read, answers = self._answers.get(period, (float("-inf"), []))
            if now - read > FRESH_S:
                answers = await self._store.figures.whole_times(*period.months, Mode.ACTUAL.value)
                self._answers[period] = now, answers
            found.update({(one.office, period.name): one for one in answers})
        return found


def _drills(kept: KeptAttention, period: Period) -> tuple[int, int]:
    since, until = period.months
    held = [one for one in kept.drills if since <= one.day.isoformat()[:7] < until]
    return len(held), sum(one.kept for one in held)
