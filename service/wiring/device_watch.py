"""The watch over the devices, put together."""

from datetime import timedelta
from typing import Protocol

from devices.signals import Signal
from devices.watch import Said
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.ingest.intake import Heard, Intake
from service.jobs.supervise import Supervise
from service.settings import Settings
from service.store.port import Store
from service.wiring.devices import Listening


class Around(Protocol):
    """What the watch needs of its node; what listens is made later."""

    store: Store
    book: Book
    faults: Faults
    clock: Clock
    settings: Settings
    intake: Intake
    listening: Listening


def device_watch(node: Around) -> Supervise:
    """Return what looks after the devices of a node; it hears all that its intake hears."""
    watch = Supervise(
        node.store.watch,
        node.book,
        node.faults,
        node.clock,
        grace=timedelta(seconds=node.settings.device_grace_s),
        brokers_down=lambda: node.listening.brokers_down,
    )

    def take(signals: tuple[Signal, ...], heard: Heard) -> None:
        watch.take(signals, Said(live=not heard.retain, broker=heard.broker, topic=heard.topic))

    node.intake.on_signals.append(take)
    return watch
