"""A sign of life to an address outside, only while all is well: when it stops, somebody there says so."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Protocol

from service.clock import Clock
from service.dispatch.faults import Faults

EVERY_S: Final = 60.0
"""Seconds between two signs."""

LOOK_S: Final = 1.0
"""Seconds between two looks whether all is well and a sign is due."""

MISSED: Final = 3
"""Signs in a row that did not arrive before the screens say so."""

_log = logging.getLogger(__name__)


class Receiver(Protocol):
    """Who is given signs of life."""

    async def ask(self) -> str | None:
        """Give one sign; return why it did not arrive, None when it did. Never names the address."""
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...


class SignOfLife:
    """Asks one address every minute; never while anything is wrong, and never more than that."""

    def __init__(
        self,
        receiver: Receiver,
        is_well: Callable[[], bool],
        faults: Faults,
        clock: Clock,
        *,
        every_s: float = EVERY_S,
    ) -> None:
        """Describe it.

        Args:
            receiver: who is given signs.
            is_well: whether all is well now.
            faults: where it is shown that signs do not arrive.
            clock: monotonic seconds.
            every_s: seconds between two signs.
        """
        self._receiver = receiver
        self._is_well = is_well
        self._faults = faults
        self._clock = clock
        self._every_s = every_s
        self._next_at = clock.monotonic()
        self._missed = 0
        self.given = 0
        """How many signs have arrived."""
        self.failed = 0
        """How many have not."""

    def due(self) -> None:
        """Have the next sign be due now."""
        self._next_at = self._clock.monotonic()

    async def run(self) -> None:
        """Until cancelled: give a sign while all is well, and be silent while it is not."""
        try:
            while True:
                if self._is_well() and self._clock.monotonic() >= self._next_at:
                    self._next_at = self._clock.monotonic() + self._every_s
                    self._note(await self._receiver.ask())
                await asyncio.sleep(min(LOOK_S, self._every_s))
        finally:
            await self._receiver.close()

    def _note(self, why_not: str | None) -> None:
        if why_not is None:
            self.given += 1
            if self._missed >= MISSED:
                self._faults.mend(Faults.EVERYWHERE, "heartbeat_unreachable")
            self._missed = 0
            return
        self.failed += 1
        self._missed += 1
        _log.warning("the sign of life did not arrive outside: %s", why_not)
        if self._missed == MISSED:
            self._faults.report(Faults.EVERYWHERE, "heartbeat_unreachable")
