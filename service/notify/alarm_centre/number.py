"""The numbers of messages, 0001 to 9999: each notice has one for good, also after a restart and at a repeat.

A receiver that gets the number of its last message again takes it for that message. So a notice keeps its number for
all its tries, and a new notice never begins again where numbers began last time. They are kept in a small file of the
data folder. A file that cannot be written or read stops no alarm: numbers then go on in memory, or begin at one that
the time decides.
"""

import asyncio
import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from service.clock import Clock

LAST: Final = 9999
KEPT: Final = 500
"""Notices whose numbers are remembered; tries end long before as many others have been sent."""
LARGEST_FILE: Final = 256 * 1024
DISK_S: Final = 1.0
"""Seconds that an alarm waits for the disk; then its number is kept in memory alone."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Which numbers have been given. Pure."""

    last: int
    notices: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Notice → number, the oldest first."""

    def give(self, key: str) -> tuple[int, "Given"]:
        """Return a notice's number, and what has been given from then on."""
        if key in self.notices:
            return self.notices[key], self
        number = self.last % LAST + 1
        kept = dict(list(self.notices.items())[1 - KEPT :])
        return number, Given(last=number, notices=MappingProxyType(kept | {key: number}))


def begun(at: datetime) -> Given:
    """Return numbers that nobody has given yet: the second decides where they begin."""
    return Given(last=int(at.timestamp()) % LAST)


def read(text: str) -> Given | None:
    """Return what a file says; None where it is damaged."""
    try:
        said: Any = json.loads(text)
        last, notices = said["last"], said["notices"]
        fits = all(type(key) is str and _is_number(number) for key, number in notices.items())
        return Given(last=last, notices=MappingProxyType(dict(notices))) if _is_number(last) and fits else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def written(given: Given) -> str:
    """Return what the file says."""
    return json.dumps({"last": given.last, "notices": dict(given.notices)}, separators=(",", ":"))


def _is_number(value: object) -> bool:
    return type(value) is int and 1 <= value <= LAST


class Numbers:
    """The numbers of one account at one centre."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Keep them in a file; its folder has to be there."""
        self._path = path
        self._clock = clock
        self._given: Given | None = None
        self._at_the_disk: asyncio.Task[Given | None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def of(self, key: str) -> int:
        """Return a notice's number; a new one is on the disk before it is used, if the disk is well."""
        async with self._one_at_a_time:
            before = self._given or await self._beside(self._read) or begun(self._clock.now())
            number, self._given = before.give(key)
            if self._given is not before:
                text = written(self._given)
                await self._beside(lambda: self._write(text))
        return number

    async def _beside(self, work: Callable[[], Given | None]) -> Given | None:
        """Read or write in a thread, and wait only so long; while one hangs, no other is begun."""
        if self._at_the_disk is not None and not self._at_the_disk.done():
            return None
        self._at_the_disk = asyncio.create_task(asyncio.to_thread(work))
        done, _ = await asyncio.wait({self._at_the_disk}, timeout=DISK_S)
        if not done:
            _log.warning("the disk does not answer: the alarm centre's numbers are kept in memory alone")
            return None
        return self._at_the_disk.result()

    def _read(self) -> Given | None:
        try:
            with self._path.open(encoding="utf-8") as file:
                found = read(file.read(LARGEST_FILE))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as wrong:
            _log.warning("the alarm centre's numbers cannot be read from %s: %s", self._path, type(wrong).__name__)
            return None
        if found is None:
            _log.warning("%s is damaged: the alarm centre's numbers begin anew", self._path)
        return found

    def _write(self, text: str) -> None:
        beside = self._path.with_name(f".{self._path.name}.new")
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(handle)
            beside.replace(self._path)
            folder = os.open(self._path.parent, os.O_RDONLY)  # a number that a lost power gives twice hides an alarm
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as wrong:
            _log.warning("the alarm centre's numbers are kept in memory alone: %s (%s)", type(wrong).__name__, beside)
