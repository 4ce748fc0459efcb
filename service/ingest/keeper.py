"""The spool as the event loop sees it: written in a thread of its own, several presses with one sync."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from service.dispatch.faults import Faults
from service.ingest.spool import Record, Spool, SpoolFull

_log = logging.getLogger(__name__)


class Keeper:
    """Keeps payloads durable until they are done. Called in the loop's thread."""

    def __init__(self, spool: Spool | None, faults: Faults) -> None:
        """Write to a spool; without one nothing is ever kept."""
        self._spool = spool
        self._faults = faults
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="spool")
        self._waiting: list[tuple[bytes, asyncio.Future[int | None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._marking: set[asyncio.Future[None]] = set()

    @property
    def left_behind(self) -> Sequence[Record]:
        """What a former life has kept and not marked done, in order."""
        return self._spool.left_behind if self._spool else ()

    def keep(self, payload: bytes) -> "asyncio.Future[int | None]":
        """Keep a payload; the future gives its number when it is durable, or None when it cannot be kept."""
        kept: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((payload, kept))
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write())
        return kept

    def done(self, number: int) -> None:
        """Say that a payload need not be kept any longer."""
        if self._spool is not None:
            marking = asyncio.get_running_loop().run_in_executor(self._thread, self._spool.done, (number,))
            self._marking.add(marking)
            marking.add_done_callback(self._marking.discard)

    async def close(self) -> None:
        """Finish what is being written, and let go of the file."""
        if self._writing:
            await asyncio.wait((self._writing,))
        await asyncio.gather(*self._marking, return_exceptions=True)
        await asyncio.to_thread(self._thread.shutdown)
        if self._spool:
            self._spool.close()
            self._spool = None

    async def _write(self) -> None:
        """Write what waits; what comes meanwhile is written together the next time."""
        while self._waiting:
            these, self._waiting = self._waiting, []
            numbers = await self._append([payload for payload, _ in these])
            for (_, kept), number in zip(these, numbers, strict=True):
                kept.set_result(number)
        self._writing = None

    async def _append(self, payloads: list[bytes]) -> list[int | None]:
        nothing: list[int | None] = [None] * len(payloads)
        if self._spool is None:
            return nothing
        try:
            numbers = await asyncio.get_running_loop().run_in_executor(self._thread, self._spool.append, payloads)
        except OSError as reason:
            _log.critical("the spool cannot be written: %s", reason)
            self._faults.report(Faults.EVERYWHERE, "spool_down")
            return nothing
        full = next((number for number in numbers if isinstance(number, SpoolFull)), None)
        if full:
            _log.critical("%s", full)
            self._faults.report(Faults.EVERYWHERE, "spool_down")
        else:
            self._faults.mend(Faults.EVERYWHERE, "spool_down")
        return [number if isinstance(number, int) else None for number in numbers]
