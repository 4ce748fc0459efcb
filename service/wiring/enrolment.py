"""Enrolling, connected: what hears, what keeps, and the routes."""

from collections.abc import Awaitable, Callable

from devices.registry import Registry
from devices.signals import Battery, Heartbeat, Inventoried, Position, Press
from service.addresses import Addresses
from service.api.desk import Desk
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.ingest.bridges import Bridges
from service.ingest.enrol_window import EnrolWindows
from service.ingest.intake import Intake
from service.ingest.outside import Outside
from service.ingest.standing import PressedStanding
from service.jobs.enrolments import Enrolments
from service.settings import Settings
from service.store.port import Store


class Enrolment:
    """What a node needs so that devices can be enrolled at it."""

    def __init__(
        self,
        store: Store,
        intake: Intake,
        clock: Clock,
        use: Callable[[Registry], Awaitable[None]],
        *,
        book: Book,
        faults: Faults,
    ) -> None:
        """Connect the parts; `use` takes over the registry in force."""
        self.job = Enrolments(store.enrolments, use)
        self._store = store
        self._clock = clock
        self._windows = EnrolWindows(clock, lambda: intake.registry)
        self._bridges = Bridges(lambda: intake.registry)
        pressed = PressedStanding(lambda: intake.registry, book, faults)
        self.outside = Outside(lambda: intake.registry, book)
        intake.hearers.add(self._windows.hear, Press, Battery)
        intake.hearers.add(self._bridges.hear, Inventoried)
        intake.hearers.add(pressed.hear, Press)
        intake.hearers.add(self.outside.hear, Heartbeat, Press, Position)

    def routes(self, desk: Desk, settings: Settings, mqtt_url: str) -> list[Addresses]:
        """Return the routes of devices: enrolling, credentials, tests; `mqtt_url` is where this node connects."""
        from service.access.enrolling import Enrolling
        from service.api import enrol_file, enrol_window, enrolment, labels
        from service.api.enrolment import EnrolDesk
        from service.wiring.broker_place import device_routes

        enrolling = Enrolling(
            self._store.enrolments,
            self._clock,
            files=lambda: self.job.files.inventory,
            known=lambda: self.job.inventory,
        )
        on = EnrolDesk(
            desk=desk, enrolments=self.job, enrolling=enrolling, windows=self._windows, bridges=self._bridges
        )
        parts = (enrolment, enrol_window, enrol_file, labels)
        return [device_routes(desk, settings, mqtt_url), *(part.router(on) for part in parts)]
