"""Lets go the locks behind which something may be by now: right behind what is told, and never on a press's path."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from service.dispatch.outcome import Outcome
from service.store.port import StoreError

LOOK_S: Final = 5.0
"""How often offices with an open alarm are looked at although nothing was told: another node may have died."""
AGAIN_S: Final = 0.5

CHANGES: Final = frozenset(
    {
        "FireTold",
        "AlarmRaised",
        "AlarmJoined",
        "PressesCounted",
        "ZoneMeasured",
        "ZoneDoubted",
        "MusterBegun",
        "PeopleAccounted",
        "UnaccountedCalled",
        "ClosingBegun",
        "OutputCommanded",
        "OutputConfirmed",
    }
)
"""Events after which something may be behind a lock that was free before, or a lock where something is."""

_log = logging.getLogger(__name__)


class Lets(Protocol):
    """Lets locks go."""

    async def let_go(self, office: str) -> tuple[Outcome, ...]:
        """Let go each lock of an office's open alarms behind which something may be; return what was written."""
        ...


class LettingGo:
    """Looks at an office whenever something may have changed about who is behind its locks."""

    def __init__(self, lets: Lets, open_alarms: Callable[[], Iterable[str]]) -> None:
        """Look at nothing yet; `open_alarms` returns the offices with open alarms as far as this node has seen."""
        self._lets = lets
        self._open_alarms = open_alarms
        self._waiting: dict[str, None] = {}
        self._wanted = asyncio.Event()

    def take(self, outcome: Outcome) -> None:
        """Hear what was written."""
        if any(entry.event in CHANGES for entry in outcome.entries):
            self._waiting[outcome.office] = None
            self._wanted.set()

    async def run(self) -> None:
        """Until cancelled: look at the offices in which something has changed, and at all at first and now and then."""
        while True:
            if not self._waiting:
                self._waiting |= dict.fromkeys(self._open_alarms())
            await self.look()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S if self._waiting else LOOK_S):
                    await self._wanted.wait()
            self._wanted.clear()

    async def look(self) -> None:
        """Look at each office that waits, once."""
        offices, self._waiting = list(self._waiting), {}
        for office in offices:
            try:
                await self._lets.let_go(office)
            except StoreError as reason:
                self._waiting[office] = None
                _log.warning("whether somebody is behind a lock in %s waits for the store: %s", office, reason)
            except Exception:
                _log.exception("the locks of %s could not be looked at; they are looked at again", office)
