"""The supervision of the routes out of the house, put together: standing, self-tests, faults, figures."""

from datetime import timedelta
from typing import TYPE_CHECKING

from service.addresses import Addresses
from service.api.desk import Desk
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.metric import Families
from service.dispatch.notice_figures import NoticeFigures
from service.dispatch.outcome import Outcome
from service.jobs.route_test import RouteTests
from service.jobs.route_watch import RouteWatch, ways_down
from service.notify.ways import CENTRES, proven_for, ways_set_up
from service.settings import Settings
from service.wiring.channels import receivers_of
from service.wiring.ways_out import WaysOut

if TYPE_CHECKING:
    from service.wiring.privacy import PrivacyPages


class Supervision:
    """What one node knows of the ways out."""

    def __init__(
        self, out: WaysOut, dispatch: Dispatch, book: Book, faults: Faults, settings: Settings, *, clock: Clock
    ) -> None:
        """Watch the ways that a node has, for the offices in a book."""
        self._clock, self._settings, self._out = clock, settings, out
        self._every = {
            True: timedelta(seconds=settings.route_test_centre_s),
            False: timedelta(seconds=settings.route_test_s),
        }
        self.ways = ways_set_up(out.channels.keys(), receivers_of(out.file))
        self.standing = out.standing
        self._channels = out.channels
        self.figures = NoticeFigures()
        self.tests = RouteTests(self.ways, out.channels, self.standing, clock, every=self.every)
        self.watch = RouteWatch(self.ways, self.standing, faults, clock, lambda: [book[office].plan for office in book])
        dispatch.listen(self._take)

    def every(self, route: str) -> timedelta:
        """Return how often a route is tested."""
        return self._every[route in CENTRES]

    def routes_down(self) -> frozenset[str]:
        """Return the routes, and the receivers on a route, over which nobody is reached right now."""
        return ways_down(self.watch.down(), self.ways)

    def _take(self, outcome: Outcome) -> None:
        self.figures.take(outcome.entries)

    def router(self, desk: Desk) -> Addresses:
        """Return the routes of the API."""
        from service.api import privacy, way_to_me, ways_out

        routes = Addresses()
        routes.add(ways_out.router(desk, self.tests, self.standing))
        routes.add(way_to_me.router(desk, self._channels, self.standing))
        routes.add(privacy.router(desk, self.privacy(desk).sheet))
        return routes

    def privacy(self, desk: Desk) -> "PrivacyPages":
        """Return what the pages of privacy work with: the data sheet tells what leaves the house."""
        from service.wiring.privacy import PrivacyPages

        return PrivacyPages(desk, self._settings, self._out)

    def text(self) -> bytes:
        """Return the figures for Prometheus; of a way of which nothing is known there is none."""
        figures = Families()
        for way in self.ways:
            known = self.standing.of(way.route, way.receiver)
            state = known.state(self._clock.now(), proven_for(self.every(way.route)))
            if state != "unknown":
                figures.put("trygg_route_up", state == "up", way.name)
        return figures.text() + self.figures.text()
