"""Reads beside the writer: a few threads, each with a connection of its own."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any, TypeVar

from sqlalchemy import Dialect, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from service.store.job import lost
from service.store.port import StoreUnavailable
from service.store.rows import Row
from service.store.watchdog import Watchdog

T = TypeVar("T")

Named = tuple[str, str]
"""An office, and what of it: `alarm a-1` for its deadline, `notice n-1` …"""


class Reader:
    """Runs single statements; each sees what was committed when it began."""

    def __init__(self, engine: Engine, *, threads: int, watchdog: Watchdog | None = None) -> None:
        self._engine = engine
        self._watch = watchdog.watch if watchdog else nullcontext
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="store-reader")
        self.damaged: dict[Named, Exception] = {}
        """What could not be read when it was to be served, and why: until it can be, or as long as this life lasts."""
        self._damaged_for: dict[Named, dict[Callable[[Row], Any], None]] = {}
        """Who could not read it: that another one can, who needs less of the row, mends nothing."""

    @property
    def dialect(self) -> Dialect:
        """How this database spells its statements."""
        return self._engine.dialect

    async def rows(self, statement: str, values: Mapping[str, Any], read: Callable[[Row], T]) -> list[T]:
        """Return what is found, each row read in the reader's thread; raises StoreUnavailable."""
        loop = asyncio.get_running_loop()
        try:
            found = loop.run_in_executor(self._threads, self._rows, statement, values, read)
        except RuntimeError as error:  # the threads have been ended
            raise StoreUnavailable("the store is closed") from error
        return await found

    async def readable(
        self, statement: str, values: Mapping[str, Any], read: Callable[[Row], T], named: Callable[[Row], Named]
    ) -> list[T]:
        """Return what is found and can be read, for whoever serves all offices in one go; raises StoreUnavailable.

        One damaged row keeps no other from being served: it is left out, and kept in `damaged` under what `named` says.
        """

        def one(row: Row) -> tuple[T, ...]:
            return self.sound([row], read, named)

        return [found for part in await self.rows(statement, values, one) for found in part]

    def sound(self, found: Iterable[Row], read: Callable[[Row], T], named: Callable[[Row], Named]) -> tuple[T, ...]:
        """Return those of some rows that can be read, as `readable` does; called in any thread."""
        sound: list[T] = []
        for row in found:
            try:
                sound.append(read(row))
            except Exception as reason:  # whatever it is that no row of ours is like
                self._damaged_for.setdefault(named(row), {})[read] = None
                self.damaged[named(row)] = reason
            else:
                if self.damaged:
                    self._mend(named(row), read)
        return tuple(sound)

    def _mend(self, what: Named, read: Callable[[Row], Any]) -> None:
        damaged_for = self._damaged_for.get(what, {})
        damaged_for.pop(read, None)
        if not damaged_for:
            self._damaged_for.pop(what, None)
            self.damaged.pop(what, None)

    async def row(self, statement: str, values: Mapping[str, Any], read: Callable[[Row], T]) -> T | None:
        """Return the first row found, None without one; raises StoreUnavailable."""
        found = await self.rows(statement, values, read)
        return found[0] if found else None

    def close(self) -> None:
        """End the threads and let go of the connections."""
        self._threads.shutdown()
        self._engine.dispose()

    def _rows(self, statement: str, values: Mapping[str, Any], read: Callable[[Row], T]) -> list[T]:
        try:
            try:
                found = self._fetch(statement, values)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                found = self._fetch(statement, values)  # it had died unnoticed: a fresh connection tells how things are
        except SQLAlchemyError as error:
            raise lost(error) from error
        return [read(row) for row in found]

    def _fetch(self, statement: str, values: Mapping[str, Any]) -> Sequence[Row]:
        with self._engine.connect() as connection, self._watch(connection.connection.driver_connection):
            return connection.exec_driver_sql(statement, dict(values)).fetchall()
