"""Hears what nodes announce on PostgreSQL. A hint: what is missed here is found at the next look."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

import psycopg
from sqlalchemy import URL

from service.store.postgres import CHANNEL, READING, connect

PACE = 0.25
"""Seconds after which a silent wait looks whether it is to end."""

PAUSES = (0.1, 0.5, 2.0)
"""Seconds before the next try to connect; the last one from then on."""


class PostgresListener:
    """One thread with a connection of its own."""

    def __init__(self, address: URL) -> None:
        self._address = address
        self._ended = Event()
        self._threads: list[Thread] = []

    def start(self, callback: Callable[[str, int], None]) -> None:
        """Call back in the running event loop from now on."""
        loop = asyncio.get_running_loop()

        def tell(payload: str) -> None:
            office, _, position = payload.rpartition(" ")
            if office and position.isdecimal():  # anybody may notify
                with suppress(RuntimeError):  # the loop is closed: nobody listens any longer
                    loop.call_soon_threadsafe(callback, office, int(position))

        thread = Thread(target=self._listen, args=(tell,), name="store-listener", daemon=True)
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        """Call back no longer."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _listen(self, tell: Callable[[str], None]) -> None:
        failures = 0
        while not self._ended.is_set():
            try:
                with connect(self._address, READING, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    failures = 0
                    while not self._ended.is_set():
                        for heard in connection.notifies(timeout=PACE):
                            tell(heard.payload)
            except psycopg.Error:
                self._ended.wait(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
