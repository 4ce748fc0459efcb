"""What a node's next life has to know of silent devices: a day by which each is lost, and no time of any word."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from devices.watch import Key, Watch
from service.clock import Clock
from service.store.port import StoreError
from service.store.watch_port import WatchDay, WatchStore

SWEEP_EVERY: Final = timedelta(hours=1)
SPARE: Final = timedelta(days=2)
"""How much later than it would be lost the day that is kept of a device is: a day for the rounding, and one because a
node that ends without a word has kept nothing of its last hour."""
AT_ONCE: Final = 500
"""Rows in one transaction: nothing else of the store waits long for them."""

NODE: Final[Key] = ("*", "*")
"""The row of the last day on which anybody watched: days on which nobody listened are no device's silence."""

_log = logging.getLogger(__name__)


class LostDays:
    """The days that are kept, and those that have to be kept next."""

    def __init__(self, store: WatchStore, clock: Clock) -> None:
        """Know nothing yet."""
        self._store = store
        self._clock = clock
        self._kept: dict[Key, date] = {}
        self._learnt: dict[Key, date] = {}
        self._told: set[Key] = set()
        self._next_at = 0.0

    async def learn(self) -> None:
        """Read what is kept. A store that does not answer costs only that: every device has its whole time again."""
        self._next_at = self._clock.monotonic() + SWEEP_EVERY / timedelta(seconds=1)
        try:
            days = await self._store.days()
        except StoreError as reason:
            _log.warning("which devices are lost is found out anew: %s", reason)
            return
        self._kept = {(one.office, one.device): one.lost_on for one in days}
        self._told = {(one.office, one.device) for one in days if one.told}
        today = self._clock.now().date()
        watched = self._kept.get(NODE, today)
        deaf = max(today - watched, timedelta(0))
        self._learnt = {key: day if day <= watched else day + deaf for key, day in self._kept.items() if key != NODE}

    def lost_by(self, now: float) -> Mapping[Key, float]:
        """Return when each device is lost at the latest, on the clock that says `now`."""
        wall = self._clock.now()
        return {key: now + (_begins(day) - wall).total_seconds() for key, day in self._learnt.items()}

    def told_and_heard(self, watch: Watch) -> list[Key]:
        """Return, once, the devices whose wearers were told in a former life that they are lost, and that are not."""
        heard = [key for key in self._told if watch.was_heard(key) and not watch.is_lost(key)]
        self._told -= {*heard}
        return heard

    def is_due(self) -> bool:
        """Say whether it is time to sweep."""
        return self._clock.monotonic() >= self._next_at

    async def sweep(self, watch: Watch) -> None:
        """Keep what has changed since the last time: at most one row of a device a day."""
        self._next_at = self._clock.monotonic() + SWEEP_EVERY / timedelta(seconds=1)
        today, now = self._clock.now().date(), self._clock.monotonic()
        wanted = {NODE: today}
        for number, key in enumerate(watch.supervised()):
            day = self._day(watch, key, today, now)
            if day is not None and self._kept.get(key) != day:
                wanted[key] = day
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        gone = [key for key in self._kept if key != NODE and watch.standing(key) is None]
        changed = [(key, day) for key, day in wanted.items() if self._kept.get(key) != day]
        try:
            for start in range(0, len(changed), AT_ONCE):
                part = changed[start : start + AT_ONCE]
                await self._store.keep([WatchDay(office=o, device=d, lost_on=day) for (o, d), day in part])
                self._kept.update(part)
            if gone:
                await self._store.drop(gone)
                for key in gone:
                    self._kept.pop(key, None)
                    self._learnt.pop(key, None)
        except StoreError as reason:
            _log.warning("which devices are lost could not be kept: %s", reason)

    def _day(self, watch: Watch, key: Key, today: date, now: float) -> date | None:
        """Return the day to keep of a device; None where what is kept goes on being true."""
        kept = self._kept.get(key)
        if watch.is_silent(key):
            return today if kept is None or kept > today else None
        if kept is not None and not watch.was_heard(key):
            return None
        lost_at = watch.lost_at(key)
        if lost_at is None:
            return None
        return (self._clock.now() + timedelta(seconds=lost_at - now) + SPARE).date()


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)
