"""One node of the service: all its parts, connected."""

import asyncio
import logging
import secrets
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from devices.registry import Registry
from service.access.codes import Codes, Invented
from service.access.door import Door
from service.api.desk import Health
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.ingest import brokers_file
from service.ingest.intake import Intake
from service.ingest.mqtt import OpenSession, Session
from service.ingest.spool import Spool
from service.jobs.folder import Folder
from service.jobs.follow import Follower
from service.jobs.forget import Forgetting
from service.jobs.leaving import Leaving
from service.jobs.outbox import Outbox
from service.jobs.plans import Plans
from service.jobs.time_left import TimeLeft
from service.jobs.timers import Timers
from service.live.hub import Hub
from service.live.screens import Screens
from service.planning.analyst import Analyst
from service.planning.apart import Apart
from service.planning.judgement import Judgements
from service.planning.kept import KeptPlans
from service.planning.record import rebuild_lives
from service.planning.versions import Versions
from service.settings import LOOPBACK, Settings
from service.store.port import Store
from service.timeline.entry import Entry
from service.web import i18n
from service.wiring.beat import Beat
from service.wiring.device_watch import DeviceWatch
from service.wiring.devices import Listening
from service.wiring.enrolment import Enrolment
from service.wiring.figures import Figures
from service.wiring.first import first_app
from service.wiring.jobs import Jobs
from service.wiring.lookup import audience_of
from service.wiring.opening import Opening
from service.wiring.outputs import outputs_of
from service.wiring.part import Part
from service.wiring.passkeys import PasskeysOfNode
from service.wiring.readiness import Readiness
from service.wiring.screened import Screened
from service.wiring.self_watch import SelfWatch
from service.wiring.staff import Staff
from service.wiring.supervision import Supervision
from service.wiring.undertakings import Undertakings
from service.wiring.ways_out import WaysOut, ways_out_of
from service.wiring.wearers import hearing, own_words_of, wearers

if TYPE_CHECKING:
    from uvicorn.server import Server

    from service.web.ports import DemoPort

REMEMBERED = timedelta(hours=24)
FINISH_S = 3.0
"""How long presses that are being recorded may take when the service stops; the broker keeps the rest."""

_log = logging.getLogger(__name__)


class Node:
    """One node of the service: made by `running`."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        epoch: str,
        *,
        clock: Clock,
        mqtt_url: str,
        demo: "DemoPort | None" = None,
        spool: Spool | None = None,
        secure: bool = False,
        invented_codes: Invented = lambda _office, _person: None,
        open_session: OpenSession = Session,
        ways_out: WaysOut | None = None,
    ) -> None:
        """Connect the parts; nothing runs yet."""
        self.settings, self.secure, self.mqtt_url, self.demo = settings, secure, mqtt_url, demo
        self.store, self.clock = store, clock
        self.ways_out = ways_out or ways_out_of(settings, store, clock)
        self.book = Book(settings.catch_all_office, ways=self.ways_out.ways)
        self.faults = Faults(clock)
        self.dispatch = Dispatch(store, self.book, clock)
        self.undertakings = Undertakings(store, self.book, self.dispatch, self.faults, clock, settings=settings)
        self.readiness = Readiness(store, self.book, self.dispatch, self.undertakings.undertaking, self.faults)
        self.notices = self.ways_out.job(store, self.dispatch, self.book, clock, settings.node)
        self.hub = Hub(clock, epoch)
        self.watch, self.figures, self.staff = SelfWatch(self), Figures(self), Staff(self)
        self.passkeys = PasskeysOfNode(self)
        self.parts: list[Part] = [self.undertakings, self.readiness, self.staff, self.watch, self.figures]
        self.parts += [self.passkeys, *self.ways_out.parts(self)]
        self.texts, self._jobs = i18n.load(), Jobs(self.faults, clock)
        self.analysts = (Analyst(self.texts.translations), Analyst(self.texts.translations))
        self._beat = Beat(self.hub, self.book, self.faults, clock, texts=self.texts, health=self.health)
        self._screened = Screened(store, self.hub, self.dispatch.memory, self.faults, self.undertakings.open_entries)
        self.screens = Screens(
            store.access,
            self.hub,
            self.faults,
            clock,
            lambda: [self.book[office].plan for office in self.book],
            alone=settings.store_url.startswith("sqlite"),
        )
        self.supervision = Supervision(self.ways_out, self.dispatch, self.book, self.faults, settings, clock=clock)
        self.registry = Registry()
        self.dispatch.listen(self._publish)
        site = brokers_file.load(settings.brokers_path, brokers_file.own_doors(settings, mqtt_url))
        own_words = own_words_of(lambda: self.registry, self.book, self.texts.into, lambda: self.listening, clock)
        told = wearers(lambda: self.registry, self.book, mqtt_url, *site.urls, own_words=own_words)
        # Not the method itself: what listens is made below, of what is made here.
        self.outbox = Outbox(store, self.dispatch, clock, lambda *one: self.listening.publish(*one), told)  # noqa: PLW0108
        self.timers = Timers(store, self.dispatch, self.faults, clock, TimeLeft(settings.data_dir / "time-left", clock))
        self.dispatch.own_time.counted = self.timers.own_time
        self.intake = Intake(
            registry=self.registry,
            book=self.book,
            dispatch=self.dispatch,
            screens=self.hub,
            faults=self.faults,
            clock=clock,
            session=secrets.token_hex(4),
            feedback_again=self.outbox.feedback_again,
            spool=spool,
        )
        self.intake.hearers.add(hearing(own_words))
        self.watching = DeviceWatch(self)
        if spool is None:
            self.faults.report(Faults.EVERYWHERE, "spool_down")
        self.listening: Listening = Listening(
            settings,
            site,
            mqtt_url=mqtt_url,
            intake=self.intake,
            store=store,
            book=self.book,
            faults=self.faults,
            clock=clock,
            on_change=self._beat.send,
            on_canary=self.watch.heard,
            open_session=open_session,
        )
        radio = self.listening.brokers.publish
        self.outputs = outputs_of(
            store, self.dispatch, clock, intake=self.intake, registry=lambda: self.registry, publish=radio
        )
        self.enrolment = Enrolment(store, self.intake, clock, self._use_devices, book=self.book, faults=self.faults)
        self.folder = Folder(settings.plans_dir, KeptPlans(settings.data_dir / "plans-read"))
        self.plans = Plans(
            self.folder,
            store=store,
            book=self.book,
            faults=self.faults,
            clock=clock,
            on_office=self._screened.open,
            on_devices=self.enrolment.job.from_files,
            on_entries=self._show,
        )
        self.forgetting = Forgetting(store, self.book, clock)
        judgements = Judgements(store, clock, Apart(), standards=self.folder.standards, scenarios=self.folder.scenarios)
        self.versions = Versions(store, clock, judgements, tell=self._published)
        self.door = Door(
            store.access,
            clock,
            audience_of=partial(audience_of, self.book),
            open_while_empty=settings.http_host in LOOPBACK and settings.proxy is None,
        )
        self.codes = Codes(store.access, clock, invented=invented_codes)
        self.leaving = Leaving(store, clock, forget=self.door.forget, tell=self._published)
        showing = (self.hub, self.dispatch.memory, self.faults)
        self.follower = Follower(store, *showing, lambda: list(self.book), past=self._screened)
        self.app, self.desk, self.gate, self.looking = first_app(self)
        self.opening = Opening(self)

    def health(self) -> Health:
        """Say what works right now."""
        works = self._jobs.work
        store = (
            not self._screened.damaged and self.follower.store_answers and works("recording", "following", "pinging")
        )
        timers = self.timers.on_time and self.undertakings.on_time and works("timers", "undertakings")
        return self.watch.whole(Health(broker=self.listening.brokers.connected, store=store, timers=timers))

    async def start(self) -> None:
        """Read plans and the open alarms, then begin to listen."""
        for office in await rebuild_lives(self.store):
            _log.warning("what people decided about the plan of %s was read from the timeline again", office)
        await asyncio.gather(self.listening.load(), self.watching.supervise.begin())
        await self.plans.begin()
        for press_key, alarm in await self.store.presses(self.clock.now() - REMEMBERED):
            self.dispatch.memory.heard(press_key, alarm)
        await self.timers.measure_clock()
        if self.timers.behind:
            self.intake.distrust_clock_until(self.clock.now() + self.timers.behind)
        self.store.listen(self.follower.hint)
        await self.intake.restore()
        self.listening.start(self._jobs)
        self._jobs.begin("recording", self.intake.run)
        self._jobs.begin("timers", self.timers.run)
        for part in self.parts:
            await part.begin(self._jobs)
        self._jobs.begin("outbox", self.outbox.run)
        self._jobs.begin("notices", self.notices.run)
        self._jobs.begin("outputs", self.outputs.run)
        self._jobs.begin("plans", self.plans.run)
        self._jobs.begin("enrolments", self.enrolment.job.run)
        self._jobs.begin("forgetting", self.forgetting.run)
        self._jobs.begin("leaving", self.leaving.run)
        self._jobs.begin("following", self.follower.run)
        self._jobs.begin("pinging", self.follower.watch_writing)
        self._jobs.begin("screens", self.screens.run)
        self.watching.begin(self._jobs)
        self._jobs.begin("route_tests", self.supervision.tests.run)
        self._jobs.begin("route_watch", self.supervision.watch.run)
        self._jobs.begin("heartbeats", self._beat.run)
        self._jobs.begin("opening", self.opening.run)

    async def wait(self, server: "Server") -> None:
        """Return when uvicorn has been told to stop (Ctrl-C, SIGTERM)."""
        while not server.should_exit:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """Hear no more presses, finish those that were heard, tell the screens, and end every job."""
        await self.listening.brokers.stop()
        await self.intake.finish(FINISH_S)
        await asyncio.gather(self.listening.save(), self.watching.supervise.end())
        await self.notices.finish(FINISH_S)
        await self._jobs.stop()
        await self.notices.close()
        await asyncio.gather(self.intake.close(), *(analyst.close() for analyst in self.analysts))
        await self.opening.close()

    def say_goodbye(self) -> None:
        """Tell every screen that the service goes away."""
        self.hub.supersede("the service is stopping")

    def _publish(self, outcome: Outcome) -> None:
        if outcome.entries and self.hub.publish(outcome.office, outcome.entries):
            self.follower.hint(outcome.office, 0)

    def _show(self, office: str, entries: tuple[Entry, ...]) -> None:
        """Show entries that belong to no alarm."""
        if office in self.book and self.hub.publish(office, entries):
            self.follower.hint(office, 0)

    def _published(self, office: str, entries: tuple[Entry, ...]) -> None:
        self._show(office, entries)
        self.plans.hint()

    async def _use_devices(self, registry: Registry) -> None:
        self.registry = self.intake.registry = registry
        self.watching.supervise.use(registry)
        if self._jobs.begun:
            await self.listening.follow()

    def note_access(self, follows: bool) -> None:
        """Show, or show no longer, that the node's own broker does not go by the devices' credentials."""
        (self.faults.mend if follows else self.faults.report)(Faults.EVERYWHERE, "access_stale")
