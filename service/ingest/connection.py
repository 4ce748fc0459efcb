"""One connection to the broker: paho's client, driven by the asyncio loop instead of a thread of its own.

A connection is never used twice. Each has a paho client, an outgoing queue and packet ids of its own, so that
nothing of a dead connection can be mistaken for something of a living one.
"""

import asyncio
import contextlib
import logging
import select
import socket
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from enum import Enum
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from service.ingest.gathering import GatheringClient
from service.ingest.terms import Message, Terms

_log = logging.getLogger(__name__)

_TICK_S = 0.25  # how often keepalive and deadlines are looked at
_TCP_CONNECT_S = 3.0
GUST_S = 0.05  # how long what is in no hurry may wait for more, so that many messages cost one wake-up
_PACKETS_PER_WAKE = 512  # a burst of 200 goes out together, and the loop still gets its turn
_QUEUED = 2_000  # outgoing messages held at most; what does not fit is told to its sender at once
_IN_FLIGHT = 200  # outgoing messages without a receipt; paho's own 20 would send a burst's feedback in small steps


class _Context(ssl.SSLContext):
    """Remembers the socket it made: paho leaves it open when the handshake fails."""

    _opened: ssl.SSLSocket | None = None

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        self._opened = super().wrap_socket(*args, **options)
        return self._opened

    def close_opened(self) -> None:
        if self._opened is not None:
            self._opened.close()


class Ending(Enum):
    """Why a connection is over."""

    BROKER = "the broker closed it"
    SILENT = "the broker did not answer in time"
    REFUSED = "the broker refused it"
    GARBLED = "what came could not be read"
    OURS = "closed from this side"


class Connection:
    """One connection, from CONNECT to the end; `closed` resolves exactly once.

    All of it belongs to the loop's thread, except the TCP and TLS handshake.
    """

    def __init__(
        self,
        number: int,
        terms: Terms,
        *,
        on_ready: Callable[[], None],
        on_message: Callable[[Message], None],
        hands: Executor | None = None,
    ) -> None:
        """Prepare connection `number`; `on_ready` is called when every filter is subscribed.

        The handshake is made in a thread of `hands`, in the loop's own ones where there are none.
        """
        self._hands = hands
        self.number = number
        self.why = ""
        self.resumed = False
        """Whether the broker has kept this client's session from before, and what came for it meanwhile."""
        self._terms = terms
        self._on_ready = on_ready
        self._on_message = on_message
        self._loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[Ending] = self._loop.create_future()
        self._sent: dict[int, asyncio.Future[bool]] = {}
        self._socket: socket.socket | None = None
        self._fd = -1
        self._poll = select.poll()
        self._tick: asyncio.TimerHandle | None = None
        self._gust: asyncio.TimerHandle | None = None
        self._deadline = 0.0
        self._ready = False
        self._refusal = ""
        self._in_thread = False
        self._client = self._make_client()

    async def open(self) -> None:
        """Connect without ever blocking the loop; a handshake that hangs keeps only a worker thread.

        Raises:
            OSError: no TCP connection, or no TLS (`ssl.SSLError` is an OSError).
        """
        self._in_thread = True
        handshake = self._loop.run_in_executor(self._hands, self._try_handshake)
        handshake.add_done_callback(self._shaken)
        try:
            wrong = await asyncio.shield(handshake)
        except asyncio.CancelledError:
            self._end(Ending.OURS, "not wanted any more")
            raise
        if wrong is not None:
            raise wrong
        if not self.closed.done():
            self._attach()

    def receipt(self, mid: int, qos: int) -> None:
        """Tell the broker that it may forget message `mid` (PUBACK)."""
        if not self.closed.done():
            self._client.ack(mid, qos)

    def publish(self, topic: str, payload: bytes, qos: int, retain: bool) -> asyncio.Future[bool]:
        """Send a message; resolves to True at the broker's receipt, to False when that will not come."""
        answer: asyncio.Future[bool] = self._loop.create_future()
        if self.closed.done():
            answer.set_result(False)
            return answer
        info = self._client.publish(topic, payload, qos, retain)
        self._end_gust()  # the answer is waited for
        if qos == 0:  # nobody answers, and paho may have told already that it was written
            answer.set_result(info.rc is MQTTErrorCode.MQTT_ERR_SUCCESS)
        elif info.rc is MQTTErrorCode.MQTT_ERR_SUCCESS:
            self._sent[info.mid] = answer
        else:
            answer.set_result(False)
        return answer

    def close(self) -> None:
        """Say goodbye as far as the socket takes it at once, and close; the broker keeps a persistent session.

        Never from inside `on_message`: paho holds a lock there that closing needs.
        """
        if not self.closed.done() and not self._in_thread:
            self._client.disconnect()  # so that the broker does not publish the will
            self._client.loop_write()
        self._end(Ending.OURS, "closed from this side")

    # --- the handshake, in a worker thread --------------------------------------------------------------------------

    def _make_client(self) -> GatheringClient:
        terms = self._terms
        client = GatheringClient(
            CallbackAPIVersion.VERSION2,
            client_id=terms.client_id,
            clean_session=terms.clean,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,  # paho would reconnect on its own, blocking, as MQTT 3.1
            manual_ack=True,
        )
        client.connect_timeout = _TCP_CONNECT_S
        client.max_queued_messages_set(_QUEUED)
        client.max_inflight_messages_set(_IN_FLIGHT)
        if (user := terms.address.user_of(terms.client_id)) is not None:
            client.username_pw_set(user, terms.address.password)
        if terms.will is not None:
            client.will_set(terms.will.topic, terms.will.payload, qos=1, retain=terms.will.retain)
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_message = self._heard
        client.on_publish = self._receipted
        return client

    def _try_handshake(self) -> Exception | None:
        """Return what went wrong: raised where nobody waits any more, it would be logged as something unforeseen."""
        try:
            self._handshake()
        except Exception as wrong:
            return wrong
        return None

    def _handshake(self) -> None:
        address = self._terms.address
        context: _Context | None = None
        if address.tls:
            context = _Context(ssl.PROTOCOL_TLS_CLIENT)  # checks host name and certificate
            if address.ca_file is None:
                context.load_default_certs()
            else:
                try:
                    context.load_verify_locations(address.ca_file)
                except OSError as wrong:  # which itself does not name the file
                    raise OSError(f"cannot read the certificates in {address.ca_file}: {wrong}") from wrong
            self._client.tls_set_context(context)
        try:
            self._client.connect(address.host, address.port, keepalive=self._terms.keepalive_s)
        except OSError:
            if context is not None:
                context.close_opened()
            raise

    def _shaken(self, handshake: asyncio.Future[Exception | None]) -> None:
        """Close what the thread still opened after nobody wanted it any more: a thread cannot be stopped."""
        self._in_thread = False
        if self.closed.done() or handshake.cancelled() or handshake.result() is not None:
            self._release()

    # --- the loop ---------------------------------------------------------------------------------------------------

    def _attach(self) -> None:
        sock = self._client.socket()
        if not isinstance(sock, socket.socket):
            self._end(Ending.BROKER, "the broker closed the connection at once")
            return
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # receipts and feedback are small and must not wait
        self._socket, self._fd = sock, sock.fileno()
        self._poll.register(self._fd, select.POLLIN)
        self._client.on_socket_close = lambda *_: self._detach()
        self._client.on_socket_register_write = lambda *_: self._want_write(True)
        self._client.on_socket_unregister_write = lambda *_: self._want_write(False)
        self._loop.add_reader(self._fd, self._came)
        self._want_write(self._client.want_write())
        self._deadline = self._loop.time() + self._terms.keepalive_s
        self._tick = self._loop.call_later(_TICK_S, self._look)

    def _detach(self) -> None:
        if self._gust is not None:
            self._gust.cancel()
            self._gust = None
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            self._loop.remove_writer(self._fd)
            self._fd = -1

    def _want_write(self, wanted: bool) -> None:
        if self._fd < 0:
            return
        if wanted:
            self._loop.add_writer(self._fd, self._writable)
        else:
            self._loop.remove_writer(self._fd)

    def _came(self) -> None:
        """Read what has come; what comes next may wait for more, unless an answer is waited for."""
        self._readable()
        if self._terms.in_gusts and self._ready and not self._sent and self._fd >= 0:
            self._loop.remove_reader(self._fd)
            self._gust = self._loop.call_later(GUST_S, self._end_gust)

    def _end_gust(self) -> None:
        """Look at the socket again."""
        if self._gust is not None:
            self._gust.cancel()
            self._gust = None
            self._loop.add_reader(self._fd, self._came)

    def _readable(self) -> None:
        """Read what the socket has, message by message."""
        for _ in range(_PACKETS_PER_WAKE):
            if self._fd < 0:
                return
            try:
                if (message := self._client.held_message(self.number)) is not None:
                    outcome = MQTTErrorCode.MQTT_ERR_SUCCESS
                    self._on_message(message)
                else:
                    outcome = self._client.loop_read()
            except Exception as wrong:
                # paho raises a dozen different things at bytes that are not MQTT; none of them may stop the loop.
                _log.exception("reading from the broker failed")
                self._end(Ending.GARBLED, f"the broker sent what cannot be read: {wrong!r}")
                return
            if outcome is not MQTTErrorCode.MQTT_ERR_SUCCESS or self._client.socket() is None:
                self._end(Ending.BROKER, "the broker closed the connection")
                return
            if not self._has_more():
                return
        # A socket that still has bytes wakes the loop again; what has been read or decrypted already does not.
        if self._client.holds or isinstance(self._socket, ssl.SSLSocket):
            self._loop.call_soon(self._readable)

    def _has_more(self) -> bool:
        if self._fd < 0 or self._client.holds:
            return self._fd >= 0
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        return self._client.may_have_more and bool(self._poll.poll(0))

    def _writable(self) -> None:
        if self._client.loop_write() is not MQTTErrorCode.MQTT_ERR_SUCCESS or self._client.socket() is None:
            self._end(Ending.BROKER, "the broker closed the connection")
        else:
            self._want_write(self._client.want_write())

    def _look(self) -> None:
        """Keep the connection alive, and find out when it is not."""
        # Read first: after the loop was held up, an answer may be waiting that only looks late.
        self._readable()
        if self.closed.done():
            return
        self._client.loop_misc()
        if self._client.socket() is not None and (self._ready or self._loop.time() < self._deadline):
            self._tick = self._loop.call_later(_TICK_S, self._look)
        elif self._ready:
            self._end(Ending.SILENT, f"the broker gave no sign of life for {2 * self._terms.keepalive_s} s")
        else:
            self._end(Ending.SILENT, f"the broker did not answer CONNECT within {self._terms.keepalive_s} s")

    def _end(self, ending: Ending, why: str) -> None:
        """Release everything, once; whoever waits for a receipt is told that it will not come."""
        if self.closed.done():
            return
        self._detach()
        if self._tick is not None:
            self._tick.cancel()
        if not self._in_thread:
            self._release()
        self.why = self._refusal or why
        self.closed.set_result(Ending.REFUSED if self._refusal else ending)
        for answer in self._sent.values():
            if not answer.done():
                answer.set_result(False)
        self._sent.clear()

    def _release(self) -> None:
        sock = self._client.socket()
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.close()

    # --- what paho calls back, always in the loop's thread ------------------------------------------------------------

    def _connected(self, _client: paho.Client, _user: Any, flags: Any, reason: ReasonCode, _properties: Any) -> None:
        self.resumed = bool(flags.session_present)
        if reason.is_failure:
            self._refused(f"the broker refused client id {self._terms.client_id!r}: {reason}")
        elif self._terms.filters:
            # Every time, also in a session the broker remembers: filters change between releases.
            self._client.subscribe([(each, 1) for each in self._terms.filters])
        else:
            self._become_ready()

    def _subscribed(
        self, _client: paho.Client, _user: Any, _mid: int, granted: Sequence[ReasonCode], _properties: Any
    ) -> None:
        # Less than QoS 1 is a refusal too: presses would be lost without anybody noticing.
        asked = zip(self._terms.filters, granted, strict=False)
        refused = [each for each, qos in asked if qos.value != 1 and each not in self._terms.spare]
        if refused:
            self._refused(f"the broker refuses the subscription to {', '.join(refused)}; allow it to this client")
        else:
            self._become_ready()

    def _refused(self, why: str) -> None:
        self._refusal = why
        self._loop.call_soon(self._end, Ending.REFUSED, why)  # not from inside paho's own reading

    def _become_ready(self) -> None:
        if not self._ready:
            self._ready = True
            self._on_ready()

    def _heard(self, _client: paho.Client, _user: Any, raw: paho.MQTTMessage) -> None:
        try:
            topic = raw.topic
        except UnicodeDecodeError as wrong:
            topic = bytes(wrong.object).decode("utf-8", "replace")  # no bytes stop the loop
        self._on_message(
            Message(
                topic=topic,
                payload=bytes(raw.payload),
                retain=raw.retain,
                dup=raw.dup,
                qos=raw.qos,
                mid=raw.mid,
                connection=self.number,
            )
        )

    def _receipted(self, _client: paho.Client, _user: Any, mid: int, _reason: Any, _properties: Any) -> None:
        answer = self._sent.pop(mid, None)
        if answer is not None and not answer.done():
            answer.set_result(True)
