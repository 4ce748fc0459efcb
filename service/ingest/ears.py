"""The sessions with the broker: presses apart from everything else, so that a flood never pushes a press out."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from devices.family import OWN_BROKER
from devices.filters import matching, overlap
from devices.topics import canary_topic, service_status
from service.clock import Clock
from service.ingest.access_list import press_client, telemetry_client
from service.ingest.belated import Absence
from service.ingest.held_back import HOLDS_S, HeldBack
from service.ingest.intake import Heard, Intake
from service.ingest.mqtt import Message, OpenSession, Session, Will
from service.ingest.session_port import BrokerSession

_TICK_S = 0.5

_log = logging.getLogger(__name__)


class Ears:
    """Hears presses over one persistent session and telemetry over another; feedback leaves over the second."""

    def __init__(
        self,
        url: str,
        node: str,
        intake: Intake,
        clock: Clock,
        *,
        broker: str = OWN_BROKER,
        ca_file: Path | None = None,
        on_state: Callable[[bool], None],
        on_taken_over: Callable[[], None],
        away_since: datetime | None = None,
        on_canary: Callable[[bytes], None] | None = None,
        open_session: OpenSession = Session,
        holds_s: float = HOLDS_S,
    ) -> None:
        """Describe the sessions of a node at one broker; `on_state` hears whether presses can come in.

        `away_since` is when a former life of this node listened last, None where there was none.
        At Trygg's own broker the node says that it is online; at a site's it says nothing that nobody asked for.
        With `on_canary` the node hears there, over the session of presses, what it says to itself by `sing`.
        What is published waits `holds_s` seconds for a session that is just coming back.
        """
        self._broker = broker
        self._is_own = broker == OWN_BROKER
        self._url = url
        self._node = node
        self._intake = intake
        self._clock = clock
        self._ca_file = ca_file
        self._on_state = on_state
        self._on_taken_over = on_taken_over
        self._absence = Absence(clock, away_since)
        self._ticking: asyncio.TimerHandle | None = None
        self._on_canary = on_canary
        self._canary = canary_topic(node)
        self._open_session = open_session
        self._presses: BrokerSession | None = None
        self._telemetry: BrokerSession | None = None
        self._held = HeldBack(holds_s)
        self._is_shared: Callable[[str], bool] = matching(())
        """Whether a topic may come over both sessions."""

    @property
    def connected(self) -> bool:
        """Whether presses can come in, and feedback can go out."""
        return bool(self._presses and self._presses.connected and self._telemetry and self._telemetry.connected)

    def start(self) -> None:
        """Begin to connect both sessions; they come back by themselves for ever."""
        press_filters, other_filters = self._intake.registry.subscriptions(self._broker)
        canary = () if self._on_canary is None else (self._canary,)
        self._is_shared = matching(one for one in press_filters if any(overlap(one, other) for other in other_filters))
        will = Will(topic=service_status(self._node), payload=b"offline") if self._is_own else None
        behind = "" if self._is_own else f"-{self._broker}"
        presses = self._open_session(
            self._url,
            f"{press_client(self._node)}{behind}",
            (*press_filters, *canary),
            on_message=lambda message: self._hear(presses, message),
            on_state=self._say_online,
            on_taken_over=self._on_taken_over,
            clock=self._clock,
            clean=False,
            spare=canary,
            will=will,
            ca_file=self._ca_file,
        )
        telemetry = self._open_session(
            self._url,
            f"{telemetry_client(self._node)}{behind}",
            other_filters,
            on_message=lambda message: self._hear_telemetry(telemetry, message),
            on_state=self._say_heard,
            on_taken_over=self._on_taken_over,
            clock=self._clock,
            clean=True,
            in_gusts=True,
            ca_file=self._ca_file,
        )
        self._presses, self._telemetry = presses, telemetry
        presses.start()
        telemetry.start()
        self._tick()

    async def stop(self) -> None:
        """Say offline and disconnect; the broker keeps the presses that come meanwhile."""
        if self._ticking is not None:
            self._ticking.cancel()
        for session in (self._presses, self._telemetry):
            if session is not None:
                await session.stop()

    async def resubscribe(self) -> None:
        """Begin again with the topics of the registry in force now."""
        await self.stop()
        self.start()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> "asyncio.Future[bool]":
        """Publish at QoS 1; the future tells whether the broker has it."""
        if self._telemetry is None:  # before start: whoever asks tries again
            nobody_heard = asyncio.get_running_loop().create_future()
            nobody_heard.set_result(False)
            return nobody_heard
        if not self._telemetry.connected:
            return self._held.hold(topic, payload, retain=retain)
        return self._telemetry.publish(topic, payload, retain=retain)

    def sing(self, payload: bytes) -> bool:
        """Say something to oneself through the broker; False without a connection.

        Without a receipt (QoS 0), and so without a save of the broker's memory, for which a real press would wait.
        """
        if self._telemetry is None or not self.connected:
            return False
        self._telemetry.publish(self._canary, payload, qos=0)
        return True

    def _hear_telemetry(self, session: BrokerSession, message: Message) -> None:
        # The session of the presses has it as well, and only that one keeps it while nobody is connected. While that
        # one is away it is taken here: better twice than not at all.
        is_there = self._presses is not None and self._presses.connected
        if is_there and self._is_shared(message.topic):
            session.receipt(message)
        else:
            self._hear(session, message)

    def _hear(self, session: BrokerSession, message: Message) -> None:
        if self._on_canary is not None and message.topic == self._canary:
            session.receipt(message)
            self._on_canary(message.payload)
            return
        self._intake.hear(
            Heard(
                topic=message.topic,
                payload=message.payload,
                retain=message.retain,
                again=message.dup,
                receipt=lambda: session.receipt(message),
                refuse=lambda: session.refuse(message),
                broker=self._broker,
                heard_as=f"{self._node}/{self._broker}/{message.mid if session is self._presses else '-'}",
                missed_since=self._absence.since_of(message.qos) if session is self._presses else None,
            )
        )

    def _tick(self) -> None:
        self._absence.tick()
        self._ticking = asyncio.get_running_loop().call_later(_TICK_S, self._tick)

    def _say_heard(self, connected: bool) -> None:
        if connected and self._telemetry is not None:
            self._held.let_go(self._telemetry.publish)
        self._on_state(connected)

    def _say_online(self, connected: bool) -> None:
        if connected:
            self._absence.came(resumed=self._presses is not None and self._presses.resumed)
        else:
            self._absence.went()
        if connected and self._is_own and self._presses is not None:
            self._presses.publish(service_status(self._node), b"online", retain=True)
        self._on_state(connected)
