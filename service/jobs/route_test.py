"""Finds out on a schedule whether each way out is open, without disturbing anybody."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from service.clock import Clock
from service.notify.journal import Keeps
from service.notify.port import Channel, NotHandedOver
from service.notify.standing import Standing
from service.notify.ways import Way

LIMIT_S: Final = 15.0
"""Seconds after which a test has failed, should a channel not keep its own limit."""

AGAIN: Final = timedelta(seconds=15)
"""How soon a way is tested again after one failure: one alone says little."""

AGAIN_DOWN: Final = timedelta(seconds=60)
"""How soon while it is down: it shall not be said for an hour after it was mended."""

APART_S: Final = 0.5
"""Seconds between the first tests after a start, so that they do not come all at once."""

_log = logging.getLogger(__name__)


class RouteTests:
    """Tests each way again and again; what comes of it stands in `Standing`."""

    def __init__(
        self,
        ways: Sequence[Way],
        channels: Mapping[str, Channel],
        standing: Standing,
        clock: Clock,
        *,
        every: Callable[[str], timedelta],
    ) -> None:
        """Test ways by the channels of their routes; `every` says how often a route is tested."""
        self.ways = tuple(ways)
        self.every = every
        self._channels = channels
        self._standing = standing
        self._clock = clock
        self._next_at: dict[Way, datetime] = {}
        self._under_way: set[Way] = set()

    def next_at(self, way: Way) -> datetime | None:
        """Return when a way is tested next; None where it never is."""
        return self._next_at.get(way)

    def keeper(self, way: Way) -> Keeps | None:
        """Return what keeps a journal of a way; None where nothing does."""
        channel: object = self._channels.get(way.route)
        return channel if isinstance(channel, Keeps) else None

    async def run(self) -> None:
        """Test until cancelled: one way that hangs holds up no other."""
        async with asyncio.TaskGroup() as group:
            for number, way in enumerate(self.ways):
                group.create_task(self._keep(way, number * APART_S))
            group.create_task(asyncio.Event().wait())  # without any way the job goes on all the same

    async def test(self, way: Way) -> str | None:
        """Test a way now; return why it is not open, None when it is or while a test of it is under way already."""
        if way in self._under_way:
            return None
        self._under_way.add(way)
        try:
            reason = await self._probe(way)
        finally:
            self._under_way.discard(way)
        self._standing.probed(way.route, way.receiver, reason, at=self._clock.now())
        return reason

    async def _keep(self, way: Way, wait_s: float) -> None:
        while True:
            self._next_at[way] = self._clock.now() + timedelta(seconds=wait_s)
            await asyncio.sleep(wait_s)
            await self.test(way)
            wait_s = self._wait(way).total_seconds()

    def _wait(self, way: Way) -> timedelta:
        known, every = self._standing.of(way.route, way.receiver), self.every(way.route)
        if not known.failures:
            return every
        return min(every, AGAIN_DOWN if known.state(self._clock.now()) == "down" else AGAIN)

    async def _probe(self, way: Way) -> str | None:
        try:
            async with asyncio.timeout(LIMIT_S):
                await self._channels[way.route].probe(way.receiver)
        except NotHandedOver as wrong:
            _log.warning("the self-test of %s has failed (%s): %s", way.name, wrong.reason, wrong)
            return wrong.reason
        except TimeoutError:
            _log.warning("the self-test of %s has taken more than %s s", way.name, LIMIT_S)
            return "too_slow"
        except Exception:  # the last net: the next test is made all the same
            _log.exception("the self-test of %s has failed in a way that must never happen", way.name)
            return "broken_answer"
        return None
