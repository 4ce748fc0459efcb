"""Asks a disk for one thing: one that does not answer costs a thread, and nobody waits for it for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

GIVEN_S: Final = 5.0
"""Seconds that a disk may take to say what lies in a folder: until then nobody is heard at a start."""


class Patient(Generic[T]):
    """One question, asked anew each time; while it is hanging it is not asked once more."""

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        """Ask by a function that returns what the disk says."""
        self._ask = ask
        self._hangs: asyncio.Task[T] | None = None

    async def __call__(self, within_s: float | None = None) -> T:
        """Return what the disk says now; it has `within_s` seconds for that, `GIVEN_S` where nothing is said.

        Raises:
            TimeoutError: it does not answer, or has not answered before; it is an OSError, as everything else is that
                a disk has to say against a question.
        """
        timeout = GIVEN_S if within_s is None else within_s
        if self._hangs is not None and not self._hangs.done():
            await asyncio.wait({self._hangs}, timeout=timeout)
            if not self._hangs.done():
                raise TimeoutError("the disk does not answer")
        self._hangs = None
        asked = asyncio.get_running_loop().create_task(_awaited(self._ask))
        asked.add_done_callback(_is_known)
        try:
            await asyncio.wait({asked}, timeout=timeout)
        finally:
            if not asked.done():  # also where whoever asks waits no longer
                self._hangs = asked
        if self._hangs is asked:
            raise TimeoutError("the disk does not answer")
        return asked.result()


async def _awaited(ask: Callable[[], Awaitable[T]]) -> T:
    return await ask()


def _is_known(asked: "asyncio.Task[T]") -> None:
    """Take what went wrong from a question for whose answer nobody waits any more."""
    if not asked.cancelled():
        asked.exception()
