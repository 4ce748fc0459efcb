"""What Home Assistant is shown, put together; nothing where no setting asks for it."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from devices.family import OWN_BROKER
from service.alarm.states import OPEN
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.jobs.home_assistant import HomeAssistant, Seen
from service.live.hub import Hub, UnknownOfficeError
from service.live.render import Audience
from service.settings import Settings
from service.wiring.devices import Listening
from service.wiring.jobs import Jobs


class Around(Protocol):
    """What it needs of its node."""

    book: Book
    faults: Faults
    hub: Hub
    clock: Clock
    settings: Settings
    listening: Listening


def show_in_home_assistant(node: Around, jobs: Jobs) -> None:
    """Begin to show, where the operator has named Home Assistant's prefix."""
    prefix = node.settings.home_assistant_prefix
    if prefix is None:
        return

    def publish(topic: str, payload: bytes, *, retain: bool) -> "asyncio.Future[bool]":
        return node.listening.brokers.publish(OWN_BROKER, topic, payload, retain=retain)

    seen = Seen(
        offices=lambda: {office: node.book[office].plan.name for office in node.book},
        alarms=Discreet(node.hub).open_in,
        is_faulty=lambda office: bool(node.faults.of(office)),
    )
    shown = HomeAssistant(prefix, node.settings.node, seen, publish, node.clock)
    shown.begin()
    jobs.begin("home_assistant", shown.run)


class Discreet:
    """What a discreet screen knows, looked at often: nobody learns more from a lamp than from such a screen."""

    def __init__(self, hub: Hub) -> None:
        """Begin without having looked."""
        self._hub = hub
        self._known: dict[str, tuple[int, Mapping[str, str]]] = {}

    def open_in(self, office: str) -> Mapping[str, str] | None:
        """Return an office's open alarms with their modes; None before the office is opened."""
        try:
            position = self._hub.position(office)
            at, known = self._known.get(office, (-1, {}))
            if at != position:
                board = self._hub.board(office, Audience.DISCREET)
                known = {one["alarm"]: one["mode"] for one in board["alarms"] if one["state"] in OPEN}
                self._known[office] = (position, known)
        except UnknownOfficeError:
            return None
        return known
