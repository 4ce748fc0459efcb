"""A session with the broker that comes back by itself, and gives a receipt only when it is told to."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from service.clock import Clock
from service.ingest.address import read_address
from service.ingest.connection import Connection, Ending
from service.ingest.session_port import OpenSession
from service.ingest.takeover import Witness
from service.ingest.terms import Message, Terms, Will

__all__ = ["Message", "OpenSession", "Session", "Will", "backoff"]

_log = logging.getLogger(__name__)

_FIRST_WAIT_S = 0.1
_LONGEST_WAIT_S = 2.0
_BETWEEN_REFUSALS_S = 1.0  # a store that stays broken must not turn into a storm of reconnects
_SHORT_S = 10.0  # a connection that the broker ended sooner than this may have been taken over
_SUSPICIOUS = 3  # so many short ones in a row, never a failed attempt between them, and a witness is called
_GOODBYE_S = 1.0


def backoff(failures: int, chance: random.Random) -> float:
    """Return the seconds to wait before the next attempt: 0.1 doubling to 2, up to a quarter more by chance."""
    wait = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** min(failures, 16))
    return wait * (1 + chance.random() / 4)


class Session:
    """One MQTT 3.1.1 session (client id), across as many connections as it takes.

    Everything here is called in, and calls back in, the loop's thread. `on_message` runs inside the read path, several
    messages to a wake-up: it has to be short and must not raise. `on_state` gets True when every filter is subscribed.
    `on_taken_over` means that another client uses this id: the session has stopped and must not be started again
    before somebody has found out who that is, because whoever holds it gets the presses.
    """

    def __init__(
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
        keepalive_s: int = 5,
        chance: random.Random | None = None,
    ) -> None:
        """Describe the session; nothing is sent before `start`.

        Args:
            url: `mqtt://` or `mqtts://`, with user and password where the broker wants them.
            client_id: the session's name at the broker; stable for a persistent session, unique for each node.
            subscriptions: topic filters, all at QoS 1.
            on_message: gets each message, synchronously.
            on_state: gets each change between connected and not.
            clock: monotonic seconds.
            on_taken_over: told once when another client has taken the id.
            clean: False keeps the session at the broker while nobody is connected.
            spare: those filters that the broker may refuse; any other refused one ends the connection.
            in_gusts: messages may wait for each other for a moment, which makes each of many cheaper; never presses.
            will: what the broker says for this client when it vanishes; said by the client itself when it stops.
            ca_file: certificates to trust for `mqtts://` instead of the system's.
            keepalive_s: seconds of silence before asking; a broker that vanished is noticed after at most twice this.
            chance: where the jitter comes from.

        Raises:
            AddressError: the URL cannot be used.
        """
        self.address = read_address(url, ca_file)
        self.dropped_receipts = 0
        self.problem = "not started"
        self.taken_over = False
        self._terms = Terms(
            address=self.address,
            client_id=client_id,
            filters=tuple(subscriptions),
            clean=clean,
            spare=frozenset(spare),
            will=will,
            keepalive_s=keepalive_s,
            in_gusts=in_gusts,
        )
        self._on_message = on_message
        self._on_state = on_state
        self._on_taken_over = on_taken_over
        self._clock = clock
        self._chance = chance if chance is not None else random.Random()  # noqa: S311 - spreads reconnects, no secret
        self._task: asyncio.Task[None] | None = None
        self._connection: Connection | None = None
        self._number = 0
        self._hands = ThreadPoolExecutor(1, thread_name_prefix=f"mqtt {client_id}")
        """A thread of its own to connect in: a broker that does not answer must hold up no other one."""
        self._connected = asyncio.Event()
        self._unreceipted: dict[int, Message] = {}
        self._reopen: asyncio.TimerHandle | None = None
        self._reopened_at = float("-inf")

    def __repr__(self) -> str:
        """Return what may be shown of the session: never user or password."""
        return f"<Session {self._terms.client_id!r} at {self.address}, {self.problem or 'connected'}>"

    @property
    def connected(self) -> bool:
        """Whether every filter is subscribed right now, as far as anybody can know."""
        return self._connected.is_set()

    @property
    def resumed(self) -> bool:
        """Whether the broker has kept what came for this session while it was away; False without a connection."""
        return self._connection is not None and self._connection.resumed

    @property
    def connection(self) -> int:
        """The number of the newest connection, counted from 1; 0 before the first."""
        return self._number

    @property
    def unreceipted(self) -> int:
        """How many messages of this connection still wait for `receipt`."""
        return len(self._unreceipted)

    def start(self) -> None:
        """Begin to connect, and go on for ever; call inside the running loop."""
        if self._task is None or self._task.done():
            self.taken_over = False
            self._task = asyncio.get_running_loop().create_task(self._run(), name=f"mqtt {self._terms.client_id}")

    async def wait_connected(self) -> None:
        """Return when the session is connected; the caller bounds the wait."""
        await self._connected.wait()

    async def stop(self) -> None:
        """Say the will's words oneself, disconnect, and stay away; the broker keeps a persistent session."""
        if self._task is None:
            return
        if self.connected and self._terms.will is not None:
            will = self._terms.will
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_GOODBYE_S):
                    await self.publish(will.topic, will.payload, retain=will.retain)
        task, self._task = self._task, None
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        self.problem = "stopped"

    def publish(self, topic: str, payload: bytes, qos: int = 1, retain: bool = False) -> asyncio.Future[bool]:
        """Send a message, never blocking.

        The future becomes True at the broker's receipt (QoS 0: when it was written). It becomes False when there is
        no connection, when it ends first, or when 2,000 messages already wait: then nobody knows whether it arrived.

        Raises:
            ValueError: the topic is empty, too long or holds a wildcard.
        """
        if self._connection is None or not self.connected:
            answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            answer.set_result(False)
            return answer
        return self._connection.publish(topic, payload, qos, retain)

    def receipt(self, message: Message) -> None:
        """Let the broker forget this message; call it when the message is safe somewhere else.

        A receipt for an earlier connection is dropped and counted: its packet id may name another message by now, and
        the broker sends the message again anyway.
        """
        if message.qos == 0:
            return
        if self._connection is None or self._unreceipted.get(message.mid) is not message:
            self.dropped_receipts += 1
            return
        del self._unreceipted[message.mid]
        self._connection.receipt(message.mid, message.qos)

    def refuse(self, message: Message) -> None:
        """Give no receipt and have the broker send the message again, by reopening its connection.

        Brokers send again only on a new connection. At most one reopening a second; what is refused meanwhile comes
        with the next one.
        """
        if self._connection is None or message.connection != self._connection.number or self._reopen is not None:
            return
        wait = max(0.0, self._reopened_at + _BETWEEN_REFUSALS_S - self._clock.monotonic())
        self._reopen = asyncio.get_running_loop().call_later(wait, self._reopen_now)

    def _reopen_now(self) -> None:
        self._reopen = None
        self._reopened_at = self._clock.monotonic()
        if self._connection is not None:
            self._connection.close()

    async def _run(self) -> None:
        """Connect, stay until the connection ends, decide how long to wait, and begin again."""
        failures = 0
        short = 0
        try:
            while True:
                witness = Witness(self._terms) if short >= _SUSPICIOUS else None
                try:
                    if witness is not None:
                        await witness.open()
                    began = self._clock.monotonic()
                    ending, was_connected = await self._one_connection()
                    lasted = self._clock.monotonic() - began
                    was_short = ending is Ending.BROKER and was_connected and lasted < _SHORT_S
                    if witness is not None and was_short and await witness.saw_the_broker_stay():
                        self._give_way()
                        return
                finally:
                    if witness is not None:
                        witness.close()
                # Whoever takes the id never makes an attempt fail. A witness without proof begins the count again.
                short = short + 1 if was_short and witness is None else 0
                if ending is not Ending.OURS:
                    failures = 0 if was_connected else failures + 1
                    await asyncio.sleep(backoff(failures, self._chance))
        finally:
            self._forget_connection()

    async def _one_connection(self) -> tuple[Ending, bool]:
        """Open one connection and stay with it to its end; say how it ended and whether it ever was connected."""
        self._number += 1
        was_connected = False

        def ready() -> None:
            nonlocal was_connected
            was_connected = True
            self._set_connected()

        connection = Connection(self._number, self._terms, on_ready=ready, on_message=self._heard, hands=self._hands)
        try:
            await connection.open()
        except (OSError, ValueError) as wrong:
            self._note(f"cannot connect to the broker at {self.address}: {wrong}")
            return Ending.SILENT, False
        self._connection = connection
        try:
            ending = await asyncio.shield(connection.closed)
        finally:
            connection.close()
            self._forget_connection()
        if ending is not Ending.OURS:
            self._note(f"{connection.why} ({self.address})")
        return ending, was_connected

    def _heard(self, message: Message) -> None:
        if message.qos:
            self._unreceipted[message.mid] = message
        try:
            self._on_message(message)
        except Exception:
            # Nothing a message holds may end the session. It keeps its place at the broker, and is tried again once.
            _log.exception("handling a message on %s failed; it gets no receipt", message.topic)
            if not message.dup:
                self.refuse(message)

    def _set_connected(self) -> None:
        self.problem = ""
        self._connected.set()
        _log.info("connected to the broker at %s as %s", self.address, self._terms.client_id)
        self._tell(True)

    def _forget_connection(self) -> None:
        """Nothing of this connection counts any more; those who show the state are told once."""
        self._connection = None
        self._unreceipted.clear()
        if self._reopen is not None:
            self._reopen.cancel()
            self._reopen = None
        if self._connected.is_set():
            self._connected.clear()
            self.problem = "reconnecting"
            self._tell(False)

    def _tell(self, connected: bool) -> None:
        """Tell how it is; whoever fails over that must not end the session, for ever and without a word."""
        try:
            self._on_state(connected)
        except Exception:
            _log.exception("somebody could not be told that the broker at %s has come or gone", self.address)

    def _note(self, problem: str) -> None:
        if problem != self.problem:
            _log.warning("%s", problem)
        self.problem = problem

    def _give_way(self) -> None:
        self.taken_over = True
        self.problem = (
            f"another client uses the MQTT client id {self._terms.client_id!r} at {self.address}; this node has "
            "stopped listening. Give each node its own id, or end the other one, then start again"
        )
        _log.critical("%s", self.problem)
        if self._on_taken_over is not None:
            self._on_taken_over()
