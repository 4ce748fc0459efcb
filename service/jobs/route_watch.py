"""Says as a fault, to the offices whose plan uses it, that a way out is down, and whom nothing reaches by that."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from roles.plan import Plan
from roles.reach import cut_off
from service.clock import Clock
from service.dispatch.faults import Faults
from service.notify.standing import Standing
from service.notify.ways import Way, ways_used

LOOK_EVERY_S: Final = 1.0
MOST_NAMED: Final = 3
"""How many are named in the one line of a screen whom no call reaches."""


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
        self._named: dict[str, str] = {}

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Say what is down now, and take back what is no longer."""
        down = self.down()
        for plan in self._plans():
            if not (down or self._said.get(plan.office) or self._named.get(plan.office)):
                continue  # nothing to say and nothing to take back, as nearly always, of hundreds of plans
            used = ways_used(plan)
            now, before = {way for way in down if way in used}, self._said.get(plan.office, set())
            for way in sorted(now - before):
                receiver = {"receiver": way.receiver} if way.receiver else {}
                self._faults.report(plan.office, "route_down", way.name, route=way.route, **receiver)
            for way in before - now:
                self._faults.mend(plan.office, "route_down", way.name)
            names, named = _names(plan, now), self._named.get(plan.office, "")
            if names and names != named:
                self._faults.report(plan.office, "cut_off", names=names)
            elif named and not names:
                self._faults.mend(plan.office, "cut_off")
            self._named[plan.office] = names
            self._said[plan.office] = now

    def down(self) -> set[Way]:
        """Return the ways that are down."""
        at = self._clock.now()
        return {way for way in self._ways if self._standing.of(way.route, way.receiver).state(at) == "down"}


def ways_down(down: Collection[Way], set_up: Iterable[Way]) -> frozenset[str]:
    """Return over what nobody is reached: each way by its name, and a route when all its receivers are down."""
    open_routes = {way.route for way in set(set_up) - set(down)}
    return frozenset(way.name for way in down) | (frozenset(way.route for way in down) - open_routes)


def _names(plan: Plan, down: Collection[Way]) -> str:
    """Return by name whom nothing reaches while ways are down, contacts first; "" where everybody can be reached."""
    found = cut_off(plan, {way.name for way in down})
    names = [one.name for some in (plan.contacts, plan.people) for who, one in some.items() if who in found]
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
