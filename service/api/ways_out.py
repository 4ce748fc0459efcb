"""How the routes out of the house stand, for those who look after them."""

import asyncio
from collections import defaultdict
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Query

from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.gate import Who
from service.api.problem import Problem
from service.jobs.route_test import RouteTests
from service.notify.journal import Entry, PlaceStanding
from service.notify.standing import Standing
from service.notify.ways import Way, proven_for, ways_used

TEST_EVERY: Final = timedelta(seconds=1)
"""Between two tests of one way, whoever asks: a provider that is asked too often has no time for an alarm."""


def router(desk: Desk, tests: RouteTests, standing: Standing, *, every: timedelta = TEST_EVERY) -> Addresses:
    """Return the routes' routes.

    Args:
        desk: the running service's parts.
        tests: knows which ways are set up, and tests them.
        standing: what each way has proven to this node.
        every: how far two tests of one way are apart.
    """
    routes = Addresses(prefix="/routes", tags=["health"])
    turns = defaultdict[Way, asyncio.Lock](asyncio.Lock)

    def hers(visitor: Visitor) -> dict[Way, list[str]]:
        """Return the ways that somebody may see, with those of her offices whose plan uses each."""
        offices = [office for office in desk.book if allowed(visitor, Action.SEE_ROUTES, office)]
        used: dict[Way, list[str]] = {way: [] for way in tests.ways if _is_everybodys(visitor, way)}
        for office in offices:
            for way in ways_used(desk.book[office].plan):
                used.setdefault(way, []).append(office)
        return used

    def told(way: Way, offices: list[str]) -> dict[str, Any]:
        known, next_at = standing.of(way.route, way.receiver), tests.next_at(way)
        state = known.state(desk.clock.now(), proven_for(tests.every(way.route)))
        return {
            "route": way.route,
            "receiver": way.receiver,
            "state": state if way in tests.ways else "not_set_up",
            "success_at": instant(known.success_at) if known.success_at else None,
            "delivered_at": instant(known.delivered_at) if known.delivered_at else None,
            "failure_at": instant(known.failure_at) if known.failure_at else None,
            "reason": known.reason,
            "failures": known.failures,
            "test_at": instant(known.test_at) if known.test_at else None,
            "next_test_at": instant(next_at) if next_at else None,
            "used_by": offices,
        }

    @routes.get("")
    async def ways(visitor: Who) -> dict[str, Any]:
        """Tell how each way out stands, as this node has found out since it was started."""
        return {"at": instant(desk.clock.now()), "routes": [told(*one) for one in sorted(hers(visitor).items())]}

    @routes.post("/{route}/test")
    async def test(
        route: str, visitor: Who, receiver: Annotated[str | None, Query(max_length=64)] = None
    ) -> dict[str, Any]:
        """Test a way now, without sending anybody anything, and tell how it stands afterwards."""
        way, seen = Way(route=route, receiver=receiver), hers(visitor)
        if way not in seen or way not in tests.ways:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_route", "There is no such way out here.")
        async with turns[way]:
            tested_at = standing.of(way.route, way.receiver).test_at
            rest = every - (desk.clock.now() - tested_at) if tested_at else timedelta(0)
            if rest > timedelta(0):
                await asyncio.sleep(min(rest, every).total_seconds())
            await tests.test(way)
        return told(way, seen[way])

    @routes.get("/{route}/journal")
    async def journal(
        route: str, visitor: Who, receiver: Annotated[str | None, Query(max_length=64)] = None
    ) -> dict[str, Any]:
        """Tell what was sent to a centre lately and what it answered, as this node keeps it in memory."""
        way = Way(route=route, receiver=receiver)
        keeper = tests.keeper(way)
        if way not in hers(visitor) or way not in tests.ways or keeper is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_route", "There is no journal of such a way out here.")
        return {
            "at": instant(desk.clock.now()),
            "places": [_place(one) for one in keeper.standing(receiver)],
            # What other offices have sent is in it too.
            "entries": [_entry(one, visitor) for one in reversed(keeper.journal(receiver))]
            if allowed(visitor, Action.SEE_ROUTES, None)
            else None,
        }

    return routes


def _place(one: PlaceStanding) -> dict[str, Any]:
    return {
        "place": one.place,
        "address": one.address,
        "acknowledged_at": instant(one.acknowledged_at) if one.acknowledged_at else None,
        "failed_at": instant(one.failed_at) if one.failed_at else None,
        "reason": one.reason,
        "clock_ahead_s": round(one.clock_ahead.total_seconds()),
    }


def _entry(one: Entry, visitor: Visitor) -> dict[str, Any]:
    return {
        "at": instant(one.at),
        "place": one.place,
        "sent": one.sent if allowed(visitor, Action.SEE_ALARMS, None) else _without_the_alarm(one.sent),
        "encrypted": one.encrypted,
        "answer": one.answer,
        "reason": one.reason,
        "took_ms": round(one.took.total_seconds() * 1000),
    }


def _without_the_alarm(sent: str) -> str:
    """Leave out of a message what has happened where: whoever runs the machine reads nothing of what people did."""
    head, bracket, said = sent.partition("[")
    return sent if said.startswith("]") else f"{head}{bracket}…]"


def _is_everybodys(visitor: Visitor, way: Way) -> bool:
    """Say whether somebody sees a way that no plan of hers uses: a receiver's name is other offices' business."""
    return way.receiver is None or allowed(visitor, Action.SEE_ROUTES, None)
