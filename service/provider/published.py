"""A document that the provider publishes: asked for when it is needed, kept for a while, never asked for in a flood."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

from service.clock import Clock
from service.provider.fetch import Fetch
from service.provider.port import ProviderError
from service.provider.signature import parsed

T = TypeVar("T")

FRESH_S: Final = 3600.0
"""Seconds for which a document is believed without asking."""
KEPT_S: Final = 24 * 3600.0
"""Seconds for which it is believed while the provider does not say it anew."""
AGAIN_S: Final = 30.0
"""Seconds between two looks for keys that are not there: a forger could send us looking."""
REST_S: Final = 5.0
"""Seconds after a failure in which nobody asks again; who comes meanwhile is told at once."""


class Published(Generic[T]):
    """One document of one provider."""

    def __init__(self, fetch: Fetch, clock: Clock, read: Callable[[Mapping[str, Any]], T]) -> None:
        """Begin without it; `read` makes something of it, or raises ProviderError."""
        self._fetch = fetch
        self._clock = clock
        self._read = read
        self._turn = asyncio.Lock()
        self._address = ""
        self._failed_at = float("-inf")
        self._had_at = float("-inf")
        self._failure: ProviderError | None = None
        self.known: T | None = None
        """What was said last; None before that."""

    async def get(self, address: str) -> T:
        """Return what it says.

        Raises:
            ProviderError: it does not answer, or wrongly, and has not answered rightly for a day.
        """
        return await self._within(address, FRESH_S)

    async def again(self, address: str) -> T:
        """Return it as it is now, unless that was asked a moment ago; raises ProviderError."""
        return await self._within(address, AGAIN_S)

    async def _within(self, address: str, age_s: float) -> T:
        async with self._turn:  # who comes while somebody asks gets the same answer
            now = self._clock.monotonic()
            known = self.known if address == self._address else None
            if known is not None and now - self._had_at < age_s:
                return known
            if now - self._failed_at < REST_S and self._failure is not None:
                return self._old(known, now, self._failure)
            try:
                self.known, self._address = await self._ask(address), address
            except ProviderError as wrong:
                self._failure, self._failed_at = wrong, self._clock.monotonic()
                return self._old(known, now, wrong)
            self._had_at, self._failure = self._clock.monotonic(), None
            return self.known

    def _old(self, known: T | None, now: float, wrong: ProviderError) -> T:
        if known is None or now - self._had_at >= KEPT_S:
            raise ProviderError(wrong.why, str(wrong))
        return known

    async def _ask(self, address: str) -> T:
        status, body = await self._fetch(address)
        if status != 200:
            raise ProviderError("down", f"{address} answers {status}")
        try:
            said = parsed(body)
        except ValueError as wrong:
            raise ProviderError("wrong", f"{address} answers with something else than a JSON object") from wrong
        return self._read(said)
