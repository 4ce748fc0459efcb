"""How long the service waits for a request that comes slowly: nobody holds connections open by a byte at a time.

Only the time in which a request arrives is bounded: its head, and its body after that. What the service answers, and a
WebSocket once it is asked for, take as long as they take. A press comes in one or two packets; where the network loses
them for longer than this, the page that sent it tries again with the same key.

Nor do many connections take what the node needs itself: a broker that is to be started again, a file to be read. There
is an end to how many there are at once; with one more, that one is ended which has kept the service waiting longest
without a request. Screens, and whoever is being answered, stay.

Tried with uvicorn 0.54, whose protocol this is but for the timer.
"""

import asyncio
import functools
import logging
import resource
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

_log = logging.getLogger(__name__)

OPEN_FILES: Final = 65_536
"""Files and connections that a node may have open at once, where the machine allows it."""
KEPT_FREE: Final = 2_560
"""How many of them are no connections of strangers: the node's own, and those that are taken in one go (2,048)."""
SAID_EVERY_S: Final = 60.0


@functools.cache
def room() -> int:
    """Return for how many connections at once there is room."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = OPEN_FILES if files == resource.RLIM_INFINITY else files
    return files - KEPT_FREE if files >= 4 * KEPT_FREE else files // 2


_waiting: WeakKeyDictionary[ServerState, "dict[PatientHttp, None]"] = WeakKeyDictionary()
"""Of each server those connections on which no request has arrived, the longest first."""

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class PatientHttp(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which ends a connection whose request does not arrive; give it to uvicorn as `http=`."""

    head_s: ClassVar[float] = 15.0
    """Seconds from the beginning of a connection, or of a request on it, until all its headers are there."""
    body_s: ClassVar[float] = 120.0
    """Seconds from there until its body is there: the largest plan needs 36 kB a second."""

    most: ClassVar[int | None] = None
    """Connections at once; as many as there is room for, where nothing is said."""

    linger_s: ClassVar[float] = 1.0
    """Seconds in which what still comes is thrown away: a connection closed upon unread bytes loses its last answer."""

    _patience: asyncio.TimerHandle | None = None
    _has_begun = False
    _is_over = False
    _said_at: ClassVar[float | None] = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, and wait for the first request."""
        super().connection_made(transport)
        self._wait(self.head_s)
        if len(self.connections) > (self.most or room()):
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come, or throw it away once the connection is given up."""
        if self._is_over:
            return
        super().data_received(data)
        # uvicorn has taken back its own timer, and sets it again after an answer only. What comes late of a body that
        # was answered already, or an empty line, is followed by none.
        if self._rests() and self._patience is None and self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
            self._may_go()

    def on_message_begin(self) -> None:
        """Wait for the head of a request; the first has been waited for since the connection began."""
        super().on_message_begin()
        self._has_begun = True
        if self._patience is None:
            self._wait(self.head_s)

    def on_headers_complete(self) -> None:
        """Wait for its body."""
        self._wait(self.body_s)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait no more: it is there."""
        self._wait(None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with the next request of this connection; one that sends none may make room for others."""
        super().on_response_complete()
        if self._rests():
            self._may_go()

    def handle_websocket_upgrade(self) -> None:
        """Wait no more: what comes from here on is a WebSocket's."""
        self._wait(None)
        super().handle_websocket_upgrade()

    def _rests(self) -> bool:
        """Say whether all that was asked is answered, on a connection that is still HTTP's."""
        cycle: RequestResponseCycle | None = self.cycle
        is_answered = cycle is not None and cycle.response_complete and not self.pipeline
        return is_answered and self in self.connections and not self.transport.is_closing()

    def _may_go(self) -> None:
        """Count a connection among those that are ended where there is no room; its place there it keeps."""
        _waiting.setdefault(self.server_state, {}).setdefault(self)

    def _wait(self, seconds: float | None) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = None if seconds is None else self.loop.call_later(seconds, self._give_up)
        waiting = _waiting.setdefault(self.server_state, {})
        waiting.pop(self, None)
        if seconds is not None:
            waiting[self] = None

    def _make_room(self) -> None:
        """End the connection that has kept the service waiting longest: it may be this one."""
        longest = next(iter(_waiting[self.server_state]))
        longest._wait(None)
        longest._is_over = True
        longest.transport.abort()
        now, said_at = self.loop.time(), PatientHttp._said_at
        if said_at is None or now - said_at >= SAID_EVERY_S:  # whoever opens thousands shall not fill the log, too
            PatientHttp._said_at = now
            _log.warning(
                "%d connections at once: those that have asked for nothing are ended, the last from %s; let the "
                "firewall count by address",
                len(self.connections),
                self.client[0] if self.client else "–",
            )

    def _give_up(self) -> None:
        self._patience = None
        if self.transport.is_closing():
            return
        _log.info("a request from %s came too slowly; its connection is ended", self.client[0] if self.client else "–")
        if self.transport.get_write_buffer_size():  # it does not even take what it is sent
            self.transport.abort()
            return
        # Browsers open connections ahead and send nothing: an answer to no question would be shown as one to the next.
        cycle: RequestResponseCycle | None = self.cycle
        if self._has_begun and (cycle is None or not cycle.response_started or cycle.response_complete):
            self.transport.write(TOO_SLOW)
            if self.transport.can_write_eof():
                self._is_over = True
                self.transport.write_eof()
                self._patience = self.loop.call_later(self.linger_s, self.transport.close)
                return
        self.transport.close()
