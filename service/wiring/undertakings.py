"""A node's undertakings: the one way in, their due times, and what screens begin with."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from service.addresses import Addresses
from service.api.desk import Desk
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.drilling import Drilling
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.meetings import Meetings
from service.dispatch.undertake import Undertaking
from service.jobs.drills import Drills
from service.jobs.meetings import AskAboutMeetings
from service.jobs.time_left import TimeLeft
from service.jobs.timers import Timers
from service.jobs.undertakings import undertaking_times
from service.planning.history import measured
from service.settings import Settings
from service.store.port import Store
from service.timeline.entry import Entry
from service.wiring.part import Jobs

if TYPE_CHECKING:
    from roles.simulate_answers import Habit
    from service.api.report_desk import ReportDesk
    from service.wiring.report_pages import ReportPages

_log = logging.getLogger(__name__)


class Undertakings:
    """What a node has of undertakings."""

    def __init__(
        self, store: Store, book: Book, dispatch: Dispatch, faults: Faults, clock: Clock, *, settings: Settings
    ) -> None:
        """Connect the parts; nothing runs yet."""
        self._store = store
        self.undertaking = Undertaking(store, book, dispatch, clock)
        time_left = TimeLeft(settings.data_dir / "time-left-of-undertakings", clock)
        self.times: Timers = undertaking_times(store, self.undertaking, dispatch, faults, clock, time_left=time_left)
        self.undertaking.own_time.counted = self.times.own_time
        self.meetings = Meetings(store, book, self.undertaking, clock)
        self.asking: AskAboutMeetings | None = None
        """Asks people quietly; None until it is known over what."""
        self.drilling = Drilling(store, book, self.undertaking, clock, self._habits)
        self._report_desk: ReportDesk | None = None
        self._drills = Drills(store, book, dispatch, self.undertaking, clock)

    @property
    def on_time(self) -> bool:
        """Whether no due time has been waiting longer than it may."""
        return self.times.on_time

    async def begin(self, jobs: Jobs) -> None:
        """Count the due times down from now on."""
        await self.times.measure_clock()
        jobs.begin("undertakings", self.times.run)
        jobs.begin("drills", self._drills.run)
        if self.asking:
            jobs.begin("meetings", self.asking.run)

    def routes(self, desk: Desk, _settings: Settings) -> Sequence[Addresses]:
        """Return the routes of every kind of undertaking."""
        from service.api import drills, measures, meetings, reports

        written = self._written(desk)
        return (
            drills.router(desk, self.drilling),
            meetings.router(desk, self.meetings),
            reports.router(written),
            measures.router(written),
        )

    def report_pages(self, desk: Desk) -> "ReportPages":
        """Return what the pages about reports work with."""
        from service.wiring.report_pages import ReportPages

        return ReportPages(self._written(desk))

    def _written(self, desk: Desk) -> "ReportDesk":
        from service.api.report_desk import ReportDesk
        from service.dispatch.reports import Reports

        if self._report_desk is None:  # one for routes and pages alike: it counts how often something is told
            self._report_desk = ReportDesk(desk=desk, reports=Reports(self._store, self.undertaking))
        return self._report_desk

    async def _habits(self, office: str) -> Mapping[str, "Habit"]:
        """Return how calls were answered in an office: in real alarms, and where those are too few, in its drills."""
        try:
            drills, real = [await measured(self._store, office, drills=drills) for drills in (True, False)]
        except ValueError as damage:  # what cannot be read keeps nobody from practising
            _log.warning("how calls were answered in %s cannot be read: %s", office, damage)
            return {}
        return {**drills, **real}

    async def open_entries(self, office: str) -> list[Entry]:
        """Return everything that an office's screens have to know: open alarms and open undertakings."""
        alarms = await self._store.open_entries(office)
        return [*alarms, *await self._store.open_undertaking_entries(office)]
