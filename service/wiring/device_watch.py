"""The watch over the devices, put together."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from devices.signals import Position, Press, Signal
from devices.watch import Said
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.ingest.intake import Heard, Intake
from service.jobs.locating import Locating
from service.jobs.meetings import AskAboutMeetings
from service.jobs.pressed import Pressed
from service.jobs.supervise import Supervise
from service.jobs.tell_wearers import TellWearers
from service.live.hub import Hub
from service.settings import Settings
from service.store.port import Store
from service.web import i18n
from service.wiring.devices import Listening
from service.wiring.follow_ups import begin_follow_ups
from service.wiring.guidance import instruct_zones
from service.wiring.home_assistant import show_in_home_assistant
from service.wiring.jobs import Jobs
from service.wiring.part import Opens
from service.wiring.reminding import RemindingPart
from service.wiring.undertakings import Undertakings
from service.wiring.watched import WatchedMeetings
from service.wiring.ways_out import WaysOut


class Around(Protocol):
    """What the watch needs of its node; what listens is made later."""

    store: Store
    book: Book
    dispatch: Dispatch
    faults: Faults
    hub: Hub
    clock: Clock
    settings: Settings
    intake: Intake
    listening: Listening
    ways_out: WaysOut
    undertakings: Undertakings
    opening: Opens


class DeviceWatch:
    """What looks after a node's devices, and what tells their wearers; it hears all that the intake hears."""

    def __init__(self, node: Around) -> None:
        """Connect it; nothing is watched yet."""
        self._node = node
        self.supervise = Supervise(
            node.store.watch,
            node.book,
            node.faults,
            node.clock,
            grace=timedelta(seconds=node.settings.device_grace_s),
            brokers_down=lambda: node.listening.brokers_down,
        )
        self._telling = TellWearers(
            node.store.watch,
            node.book,
            node.ways_out.channels,
            node.clock,
            subscriptions=self._subscriptions,
            translate=i18n.load().into,
            is_lost=self.supervise.is_lost,
        )
        node.undertakings.asking = AskAboutMeetings(
            node.store,
            node.book,
            node.ways_out.channels,
            node.clock,
            subscriptions=self._subscriptions,
            translate=i18n.load().into,
        )
        node.dispatch.listen(node.undertakings.asking.take)
        self.tested = Pressed(node.store, node.book, node.clock, lambda: node.intake.registry.inventory)
        self._reminding = RemindingPart(node, self._subscriptions, self.tested)
        node.intake.checking_in.watched = WatchedMeetings(node.hub, node.undertakings.meetings)
        node.dispatch.listen(self.tested.take)
        self.supervise.on_moved.append(self._telling.take)
        self._locating = Locating(node.dispatch, node.clock, lambda: node.intake.registry)
        node.intake.hearers.add(self._take)
        node.intake.hearers.add(lambda signals, _: self._locating.hear(signals), Press, Position)

    def begin(self, jobs: Jobs) -> None:
        """Begin to look, and to tell."""
        jobs.begin("devices", self.supervise.run)
        jobs.begin("wearers", self._telling.run)
        jobs.begin("pressed", self.tested.run)
        jobs.begin("reminding", self._reminding.run)
        jobs.begin("locating", self._locating.run)
        begin_follow_ups(self._node, jobs)
        show_in_home_assistant(self._node, jobs)
        instruct_zones(self._node, jobs)

    def _take(self, signals: tuple[Signal, ...], heard: Heard) -> None:
        self.supervise.take(signals, Said(live=not heard.retain, broker=heard.broker, topic=heard.topic))

    async def _subscriptions(self, office: str, person: str) -> tuple[Mapping[str, str], ...]:
        found = await self._node.store.push.of_person(office, person, self._node.clock.now())
        return tuple(one.told for one in found)
