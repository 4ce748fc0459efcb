"""Asks a process of its own to judge a text, few at a time and within a time limit: no press waits for it."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, Protocol

from service.settings import environment_of_children

COMMAND: Final = (sys.executable, "-m", "service.planning.judging")

WITHIN_S: Final = 30.0
"""Seconds that a judgement may take."""

WAITS_S: Final = 15.0
"""Seconds that a text waits for its turn."""

AT_ONCE: Final = 4
"""Texts that are judged at the same time: a slow one holds up no other as long as not all of them are slow."""

MOST_WAITING: Final = 32
"""Texts that wait for their turn at the same time: each is kept in memory, and the last has no hope of its turn."""


class TooMuchWorkError(Exception):
    """A text could not be judged in time; it has to become smaller, or whoever asks has to ask again."""


class TooLongError(TooMuchWorkError):
    """A text needs more time, or more memory, than it may have: asking again helps only once it has changed."""


class Judge(Protocol):
    """Whoever can judge a text."""

    async def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what `service.planning.judge.judge` returns; raises TooMuchWorkError, TooLongError."""
        ...


class Apart:
    """A judge in processes of its own."""

    def __init__(
        self,
        *,
        command: Sequence[str] = COMMAND,
        within_s: float = WITHIN_S,
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        """Prepare it; a process is started for each question, so many at once, after at most so many others."""
        self._command = command
        self._within_s = within_s
        self._most_waiting = most_waiting
        self._asked = 0
        self._turns = asyncio.Semaphore(at_once)

    async def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the judgement; raises TooMuchWorkError, TooLongError."""
        if self._asked > self._most_waiting:
            raise TooMuchWorkError("too many plans wait to be worked through")
        self._asked += 1
        try:
            async with self._turn():
                return await self._within(json.dumps(question).encode())
        finally:
            self._asked -= 1

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(WAITS_S):
                await self._turns.acquire()
        except TimeoutError:
            raise TooMuchWorkError("other plans are being worked through") from None
        try:
            yield
        finally:
            self._turns.release()

    async def _within(self, question: bytes) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(self._within_s):
                return await self._ask(question)
        except TimeoutError:
            raise TooLongError("the plan could not be worked through in time") from None

    async def _ask(self, question: bytes) -> Mapping[str, Any]:
        child = await self._started()
        try:
            said, _ = await child.communicate(question)
        finally:
            await _end(child)
        if child.returncode != 0:
            raise TooLongError(f"the process that works through plans ended with {child.returncode}")
        found: Mapping[str, Any] = json.loads(said)
        return found

    async def _started(self) -> asyncio.subprocess.Process:
        """Start the process; when nobody waits for it any more, it is ended as soon as it is there."""
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=environment_of_children(),
                start_new_session=True,  # a Ctrl-C in the terminal ends Trygg first
            )
        )
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            await _end(await starting)
            raise


async def _end(child: asyncio.subprocess.Process) -> None:
    """Leave nothing behind."""
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    await child.wait()
