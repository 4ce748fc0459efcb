"""Says as a fault, to the offices whose plan uses it, that a way out is down."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from roles.plan import Plan
from service.clock import Clock
from service.dispatch.faults import Faults
from service.notify.standing import Standing
from service.notify.ways import Way, ways_used

LOOK_EVERY_S: Final = 1.0


class RouteWatch:
    """Looks at the standing of all ways and at the plans in force."""

    def __init__(
        self,
        ways: Sequence[Way],
        standing: Standing,
        faults: Faults,
        clock: Clock,
        plans: Callable[[], Iterable[Plan]],
    ) -> None:
        """Watch ways that are set up; `plans` returns the plans in force."""
        self._ways = ways
        self._standing = standing
        self._faults = faults
        self._clock = clock
        self._plans = plans
        self._said: dict[str, set[Way]] = {}

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Say what is down now, and take back what is no longer."""
        down = self.down()
        for plan in self._plans():
            used = ways_used(plan)
            now, before = {way for way in down if way in used}, self._said.get(plan.office, set())
            for way in sorted(now - before):
                receiver = {"receiver": way.receiver} if way.receiver else {}
                self._faults.report(plan.office, "route_down", way.name, route=way.route, **receiver)
            for way in before - now:
                self._faults.mend(plan.office, "route_down", way.name)
            self._said[plan.office] = now

    def down(self) -> set[Way]:
        """Return the ways that are down."""
        at = self._clock.now()
        return {way for way in self._ways if self._standing.of(way.route, way.receiver).state(at) == "down"}


def routes_down(down: Iterable[Way], set_up: Iterable[Way]) -> frozenset[str]:
    """Return the routes over which nobody is reached: of one with several receivers, when all of them are down."""
    open_ways = {way.route for way in set(set_up) - set(down)}
    return frozenset(way.route for way in down) - open_ways
