"""A broker at our own port, on the virtual loop: sessions that outlive their connections, QoS 1, receipts.

What real brokers do and tests have shown: a message without a receipt comes again only on the next connection of its
session, with the same content and marked `dup`; at most twenty wait for a receipt at a time; a session that was opened
clean forgets everything.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random

from paho.mqtt.client import topic_matches_sub

from nights.loop import LIFE, Life
from service.clock import Clock
from service.ingest.terms import Message, Will

IN_FLIGHT = 20
AGAIN_S = 1.0


@dataclass(eq=False)
class Kept:
    """One message in a session's queue."""

    topic: str
    payload: bytes
    retain: bool
    was_sent: bool = False


@dataclass(eq=False)
class Queue:
    """What the broker keeps for one client id."""

    filters: tuple[str, ...]
    clean: bool
    waiting: list[Kept] = field(default_factory=list)
    session: "NightSession | None" = None


class NightBroker:
    """One broker; it may be away, be started again, or be replaced by an empty one."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.away = False
        self.queues: dict[str, Queue] = {}
        self.on_device: Callable[[str, bytes], None] = lambda _topic, _payload: None
        """Gets what a node has published, for the devices."""

    def hops(self) -> float:
        """Return how many seconds a message takes through the house."""
        return self._chance.uniform(0.001, 0.02)

    def take(self, topic: str, payload: bytes) -> bool:
        """Take a device's message; True for the broker's own receipt: some session that outlives a crash has it."""
        if self.away:
            return False
        was_kept = False
        for queue in self.queues.values():
            if _is_for(queue.filters, topic):
                if queue.session is not None or not queue.clean:
                    queue.waiting.append(Kept(topic, payload, retain=False))
                    was_kept = was_kept or not queue.clean
                if queue.session is not None:
                    queue.session.deliver()
        return was_kept

    def end_connections(self) -> None:
        """Let every connection end, as at a restart."""
        for queue in self.queues.values():
            if queue.session is not None:
                queue.session.lose()

    def forget_everything(self) -> None:
        """Be another, empty broker."""
        self.end_connections()
        self.queues.clear()


class NightSession:
    """A node's session; a fake at the port `service.ingest.session_port`."""

    def __init__(
        self,
        broker: NightBroker,
        client_id: str,
        subscriptions: Sequence[str],
        *,
        on_message: Callable[[Message], None],
        on_state: Callable[[bool], None],
        clean: bool,
    ) -> None:
        self._broker = broker
        self._client_id = client_id
        self._filters = tuple(subscriptions)
        self._on_message = on_message
        self._on_state = on_state
        self._clean = clean
        self._context: Context = copy_context()
        self._life: Life | None = self._context.get(LIFE)
        self._is_wanted = False
        self._resumed = False
        self._number = 0
        self._mid = 0
        self._queue: Queue | None = None
        self._in_flight: dict[int, Kept] = {}
        self._unanswered: dict[asyncio.Future[bool], None] = {}
        self._reopens = False
        self._arrives_at = 0.0
        self.before_message: Callable[[Message], None] = lambda _message: None

    @property
    def connected(self) -> bool:
        """Whether it is subscribed."""
        return self._queue is not None

    @property
    def resumed(self) -> bool:
        """Whether the broker has kept its queue."""
        return self._resumed

    def belongs_to(self, life: Life) -> bool:
        """Say whether it is that life's."""
        return self._life is life

    def start(self) -> None:
        """Begin to connect."""
        self._is_wanted = True
        self._later(0.05, self._connect)

    async def stop(self) -> None:
        """Disconnect."""
        self._is_wanted = False
        self.lose()

    def publish(self, topic: str, payload: bytes, qos: int = 1, retain: bool = False) -> "asyncio.Future[bool]":
        """Send a message."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if not self.connected:
            answer.set_result(False)
            return answer
        self._unanswered[answer] = None
        number, hops = self._number, self._broker.hops

        def arrives() -> None:
            if self._number == number and self.connected:
                self._broker.on_device(topic, payload)
                self._later(hops(), answered)

        def answered() -> None:
            if self._unanswered.pop(answer, True) is None and not answer.done():
                answer.set_result(True)

        self._later(hops(), arrives)
        return answer

    def receipt(self, message: Message) -> None:
        """Let the broker forget a message."""
        kept = self._in_flight.get(message.mid)
        if kept is None or message.connection != self._number or self._queue is None:
            return
        del self._in_flight[message.mid]
        self._queue.waiting.remove(kept)
        self.deliver()

    def refuse(self, message: Message) -> None:
        """Connect anew, at most once a second."""
        if message.connection == self._number and not self._reopens:
            self._reopens = True
            self._later(AGAIN_S, self._reopen)

    def deliver(self) -> None:
        """Send what waits and has not been sent on this connection."""
        assert self._queue is not None
        under_way = set(map(id, self._in_flight.values()))
        for kept in self._queue.waiting:
            if len(self._in_flight) >= IN_FLIGHT:
                return
            if id(kept) in under_way:
                continue
            self._mid = self._mid % 65_535 + 1
            self._in_flight[self._mid] = kept
            message = Message(
                topic=kept.topic,
                payload=kept.payload,
                retain=kept.retain,
                dup=kept.was_sent,
                qos=1,
                mid=self._mid,
                connection=self._number,
            )
            kept.was_sent = True
            loop = asyncio.get_running_loop()
            self._arrives_at = max(self._arrives_at, loop.time() + self._broker.hops())  # in order, as TCP has it
            self._later(self._arrives_at - loop.time(), self._hear, message)

    def lose(self) -> None:
        """End this connection: nobody knows what of it has arrived."""
        if self._queue is None:
            return
        queue, self._queue = self._queue, None
        if queue.session is self:
            queue.session = None
        if self._clean:
            queue.waiting.clear()
        self._in_flight.clear()
        self._number += 1
        self._reopens = False
        unanswered, self._unanswered = self._unanswered, {}
        if self._life is not None and self._life.is_over:
            return
        for answer in unanswered:
            if not answer.done():
                self._later(0.0, _say_no, answer)
        self._later(0.0, self._on_state, False)
        self._later(0.2, self._connect)

    def _later(self, seconds: float, call: Callable[..., object], *args: object) -> None:
        asyncio.get_running_loop().call_later(seconds, call, *args, context=self._context)

    def _connect(self) -> None:
        if not self._is_wanted or self.connected:
            return
        if self._broker.away:
            self._later(1.0, self._connect)
            return
        queue = self._broker.queues.get(self._client_id)
        self._resumed = queue is not None and not self._clean
        if queue is None or self._clean:
            queue = self._broker.queues[self._client_id] = Queue(self._filters, self._clean)
        if queue.session is not None:
            queue.session.lose()  # somebody else had this name
        queue.filters, queue.session = self._filters, self
        self._queue = queue
        self._number += 1
        self._on_state(True)
        self.deliver()

    def _reopen(self) -> None:
        self._reopens = False
        self.lose()

    def _hear(self, message: Message) -> None:
        if message.connection == self._number:
            self.before_message(message)
            self._on_message(message)


@lru_cache(4096)
def _is_for(filters: tuple[str, ...], topic: str) -> bool:
    return any(topic_matches_sub(one, topic) for one in filters)


def _say_no(answer: "asyncio.Future[bool]") -> None:
    if not answer.done():
        answer.set_result(False)


class OpenNightSession:
    """Opens sessions with the night's broker, whatever address the node knows."""

    def __init__(self, broker: NightBroker, before_message: Callable[[Message], None]) -> None:
        self._broker = broker
        self._before_message = before_message

    def __call__(
        self,
        url: str,
        client_id: str,
        subscriptions: Sequence[str],
        *,
        on_message: Callable[[Message], None],
        on_state: Callable[[bool], None],
        clock: Clock,
        on_taken_over: Callable[[], None] | None = None,
        clean: bool = False,
        spare: Sequence[str] = (),
        in_gusts: bool = False,
        will: Will | None = None,
        ca_file: Path | None = None,
    ) -> NightSession:
        """Return a session."""
        session = NightSession(
            self._broker, client_id, subscriptions, on_message=on_message, on_state=on_state, clean=clean
        )
        if not clean:
            session.before_message = self._before_message
        return session
