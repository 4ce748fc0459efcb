"""Cuts connections whose server no longer answers.

The bounds on the server hold only while it answers; a network that swallows everything, or a server that stands still,
would keep a thread waiting for ever, and with it an office.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import Any

PACE = 0.25
"""Seconds between two looks."""


class Watchdog:
    """One thread that looks at what is under way."""

    def __init__(self, *, limit: float) -> None:
        """Allow each thing watched about `limit` seconds."""
        self._looks = round(limit / PACE)
        self._watched: dict[int, list[Any]] = {}
        self._guard = Lock()
        self._ended = Event()
        self._thread = Thread(target=self._look, name="store-watchdog", daemon=True)
        self._thread.start()

    @contextmanager
    def watch(self, connection: Any) -> Iterator[None]:
        """Cut a driver's connection if the block takes too long: then what waits in it fails."""
        with self._guard:
            self._watched[id(connection)] = [connection, 0]
        try:
            yield
        finally:
            with self._guard:
                del self._watched[id(connection)]

    def close(self) -> None:
        """Watch no longer."""
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(PACE):
            with self._guard:  # while it is held, nobody closes a connection that is watched and gives its number away
                for watched in self._watched.values():
                    watched[1] += 1
                    if watched[1] >= self._looks:
                        _cut(watched[0])


def _cut(connection: Any) -> None:
    with suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as wire:  # or it has ended meanwhile
        wire.shutdown(socket.SHUT_RDWR)
