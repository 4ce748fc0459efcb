"""The day's backup: made once a day in a process of its own, and missed aloud when it is not."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from service.backup.kept import Kept, due_since, kept_in
from service.backup.request import request_of
from service.clock import Clock
from service.dispatch.faults import Faults
from service.settings import Settings, environment_of_children

LOOK_EVERY_S: Final = 600.0
LATE: Final = timedelta(days=3)
"""How old the newest backup may be before the screens say so: whoever runs the service hears of it a day earlier."""
LASTS_S: Final = 6 * 3600.0
"""How long one may take before it is given up."""

_log = logging.getLogger(__name__)


class Backups:
    """Makes a backup whenever the newest one is older than the hour at which one was due."""

    def __init__(
        self,
        settings: Settings,
        faults: Faults,
        clock: Clock,
        *,
        make: Callable[[], Awaitable[bool]] | None = None,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """Look after the folder that the settings name; without one there is nothing to do.

        Args:
            settings: what the operator has set.
            faults: where it is said that backups are late.
            clock: what time it is.
            make: makes one and says whether it could; the real thing when left out.
            look_every_s: seconds between two looks.
        """
        self._settings = settings
        self._faults = faults
        self._clock = clock
        self._make = make or self._in_a_process
        self._look_every_s = look_every_s
        self._began = clock.now()
        self.made = 0
        """How many this node has made since its start."""
        self.failed = 0
        """How many attempts came to nothing."""
        self.newest: Kept | None = None
        """The newest one in the folder, by the last look."""

    @property
    def folder(self) -> Path | None:
        """Where backups are made; None where none are."""
        return self._settings.backup_dir

    async def run(self) -> None:
        """Look, again and again, until cancelled."""
        while True:
            if self.folder is not None:
                await self.look(self.folder)
            await asyncio.sleep(self._look_every_s)

    async def look(self, folder: Path) -> None:
        """Look whether a backup is due, make it, and say whether the newest one is too old."""
        self.newest = await asyncio.to_thread(_newest, folder)
        due = due_since(self._clock.now(), self._settings.backup_hour)
        if self.newest is None or self.newest.made_at < due:
            if await self._make():
                self.made += 1
            else:
                self.failed += 1
            self.newest = await asyncio.to_thread(_newest, folder)
        since = self.newest.made_at if self.newest else self._began
        if self._clock.now() - since > LATE:
            self._faults.report(Faults.EVERYWHERE, "backup_late", day=since.date().isoformat())
        else:
            self._faults.mend(Faults.EVERYWHERE, "backup_late")

    async def _in_a_process(self) -> bool:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "service.backup.child"),
            env=environment_of_children(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(LASTS_S):
                said, words = await child.communicate(request_of(self._settings, self._settings.read_from))
        except TimeoutError:
            said, words = b"", b"it took too long"
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode == 0:
            _log.info("a backup was made: %s", said.decode(errors="replace"))
            return True
        _log.error("no backup could be made: %s", words.decode(errors="replace").strip()[-500:])
        return False


def _newest(folder: Path) -> Kept | None:
    try:
        return next(iter(kept_in(folder)), None)
    except OSError as reason:
        _log.error("the folder of backups %s cannot be read: %s", folder, reason)
        return None
