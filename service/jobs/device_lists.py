"""The lists of devices in the folder of plans: read when they change, the last good ones kept in force.

A disk that does not give a list holds up nothing: it goes on as it was last, in this life or in the one before, and is
asked for until it comes.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from devices.document import Loaded, load
from devices.reading import Finding
from devices.registry import Registry
from service.dispatch.faults import Faults
from service.jobs.folder import Looked, Stamp, beside, read, registry_of
from service.jobs.kept_lists import KeptLists
from service.jobs.patient import GIVEN_S

AT_ONCE: Final = 32
"""Lists that are read at the same time."""

_log = logging.getLogger(__name__)


class DeviceLists:
    """What has been read of them."""

    def __init__(
        self, faults: Faults, on_devices: Callable[[Registry], Awaitable[None]], kept: KeptLists | None = None
    ) -> None:
        """Have a registry taken over by `on_devices`; nothing is read yet. `kept` knows the lists of the last life."""
        self._faults = faults
        self._on_devices = on_devices
        self._kept = kept
        self._read: dict[Path, Stamp] = {}
        """What the disk has given, as it was then."""
        self._loaded: dict[Path, Loaded] = {}
        self._asked: dict[Path, tuple[Stamp, asyncio.Task[bytes | OSError]]] = {}
        """What the disk has been asked for, as it was then."""
        self._listed: Mapping[Path, Stamp] = {}
        self._late: set[Path] = set()
        self._is_taken = False

    async def see(self, looked: Looked) -> None:
        """Read the lists where they have changed; what the disk does not give is taken up by a later call."""
        last, self._listed = self._listed, looked.devices
        if self._loaded and looked.is_empty:
            for path in self._loaded:
                self._is_late(path, "nothing lies in the folder any more: its disk may be away")
            return
        if self._is_taken and looked.devices == self._read and self._read.keys() == self._loaded.keys():
            for path in list(self._late):
                self._no_longer_late(path)
            return
        if looked.may_be_read(self._read, last) and (await self._ask(looked.devices) or not self._is_taken):
            await self._take(looked.devices)

    async def _ask(self, listed: Mapping[Path, Stamp]) -> bool:
        """Have what has changed read, and say whether anything has."""
        is_new = await self._forget(self._loaded.keys() - listed.keys())
        wanted = {path: stamp for path, stamp in listed.items() if self._read.get(path) != stamp}
        await self._begin(wanted)
        for path, stamp in wanted.items():
            asked, text = self._asked.get(path, (None, None))
            if text is None or not text.done():
                self._is_late(path, "the disk does not give it")
                continue
            del self._asked[path]
            said = text.result()
            if isinstance(said, OSError):
                self._is_late(path, str(said))
            elif asked == stamp:  # else it has been written since, and is asked for anew
                self._loaded[path] = await beside(partial(self._load, path.name, said))
                self._read[path], is_new = stamp, True
                self._no_longer_late(path)
        for path in self._late - wanted.keys():
            self._no_longer_late(path)
        return is_new

    async def _forget(self, gone: Collection[Path]) -> bool:
        for path in list(gone):
            del self._loaded[path]
            self._read.pop(path, None)
            if self._kept is not None:
                await beside(partial(self._kept.forget, path.name))
        return bool(gone)

    async def _begin(self, wanted: Mapping[Path, Stamp]) -> None:
        """Ask the disk for lists, for each once at a time, and wait for a while."""
        loop, left = asyncio.get_running_loop(), [path for path in wanted if path not in self._asked]
        until, reading = loop.time() + GIVEN_S, set[asyncio.Task[bytes | OSError]]()
        while (left or reading) and (seconds := until - loop.time()) > 0:
            while left and len(reading) < AT_ONCE:
                path = left.pop()
                self._asked[path] = wanted[path], (text := loop.create_task(_text(path)))
                reading.add(text)
            _, reading = await asyncio.wait(reading, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    def _load(self, name: str, text: bytes) -> Loaded:
        loaded = load(text, name)
        if self._kept is not None and not _errors(loaded):
            self._kept.keep(name, text)
        return loaded

    def _load_kept(self, name: str) -> Loaded | None:
        text = self._kept.fetch(name) if self._kept is not None else None
        return load(text, name) if text is not None else None

    async def _take(self, listed: Mapping[Path, Stamp]) -> None:
        for path in listed.keys() - self._loaded.keys():
            if (kept := await beside(partial(self._load_kept, path.name))) is not None:
                self._loaded[path] = kept
        loaded = [self._loaded[path] for path in sorted(listed) if path in self._loaded]
        errors = [finding for one in loaded for finding in _errors(one)]
        for finding in errors:
            _log.error("%s", finding)
        if errors:
            self._faults.report(Faults.EVERYWHERE, "devices_errors", count=len(errors))
            if self._is_taken:
                return
        else:
            self._faults.mend(Faults.EVERYWHERE, "devices_errors")
        await self._on_devices(registry_of(loaded))
        self._is_taken = True

    def _is_late(self, path: Path, reason: str) -> None:
        if path not in self._late:
            self._late.add(path)
            _log.error("%s cannot be read, and goes on as it was last: %s", path.name, reason)
            self._faults.report(Faults.EVERYWHERE, "devices_unread", path.name)

    def _no_longer_late(self, path: Path) -> None:
        if path in self._late:
            self._late.discard(path)
            self._faults.mend(Faults.EVERYWHERE, "devices_unread", path.name)


async def _text(path: Path) -> bytes | OSError:
    """Return a list's text, or why there is none: nobody may ask for what came of it any more."""
    try:
        return await beside(partial(read, path))
    except OSError as reason:
        return reason


def _errors(loaded: Loaded) -> list[Finding]:
    return [finding for finding in loaded.findings if finding.severity == "error"]
