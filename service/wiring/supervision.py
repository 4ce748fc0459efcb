"""The supervision of the routes out of the house, put together: standing, self-tests, faults, figures."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from roles.plan import Plan
from service.api import ways_out
from service.api.desk import Desk
from service.clock import Clock
from service.dispatch.faults import Faults
from service.dispatch.notice_figures import NoticeFigures
from service.dispatch.outcome import Outcome
from service.jobs.route_test import RouteTests
from service.jobs.route_watch import RouteWatch
from service.notify.port import Channel
from service.notify.standing import Standing
from service.notify.ways import CENTRES, proven_for, ways_set_up
from service.settings import Settings


class Supervision:
    """What one node knows of the ways out."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        receivers: Mapping[str, Collection[str]],
        standing: Standing,
        *,
        settings: Settings,
        faults: Faults,
        clock: Clock,
        plans: Callable[[], Iterable[Plan]],
    ) -> None:
        """Watch the routes that have a channel; `receivers` are their names on each route that has several."""
        self._clock = clock
        self._every = {
            True: timedelta(seconds=settings.route_test_centre_s),
            False: timedelta(seconds=settings.route_test_s),
        }
        self.ways = ways_set_up(channels.keys(), receivers)
        self.standing = standing
        self.figures = NoticeFigures()
        self.tests = RouteTests(self.ways, channels, self.standing, clock, every=self.every)
        self.watch = RouteWatch(self.ways, self.standing, faults, clock, plans)

    def every(self, route: str) -> timedelta:
        """Return how often a route is tested."""
        return self._every[route in CENTRES]

    def take(self, outcome: Outcome) -> None:
        """Count what has just been committed."""
        self.figures.take(outcome.entries)

    def router(self, desk: Desk) -> APIRouter:
        """Return the routes of the API."""
        return ways_out.router(desk, self.tests, self.standing)

    def text(self) -> bytes:
        """Return the figures for Prometheus; of a way of which nothing is known there is none."""
        figures = CollectorRegistry()
        up = Gauge("trygg_route_up", "1 where a way out works, 0 where it is down", ["way"], registry=figures)
        for way in self.ways:
            known = self.standing.of(way.route, way.receiver)
            state = known.state(self._clock.now(), proven_for(self.every(way.route)))
            if state != "unknown":
                up.labels(way.name).set(state == "up")
        return generate_latest(figures) + self.figures.text()
