"""Asks a process of its own to judge a text, one at a time and within a time limit: no press waits for it."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

COMMAND: Final = (sys.executable, "-m", "service.planning.judging")

WITHIN_S: Final = 30.0
"""Seconds that a judgement may take, its turn included."""

MOST_WAITING: Final = 32
"""Texts that wait for their turn at the same time: each is kept in memory, and the last has no hope of its turn."""


class TooMuchWorkError(Exception):
    """A text could not be judged in time; it has to become smaller, or whoever asks has to ask again."""


class Judge(Protocol):
    """Whoever can judge a text."""

    async def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what `service.planning.judge.judge` returns; raises TooMuchWorkError."""
        ...


class Apart:
    """A judge in a process of its own."""

    def __init__(
        self, *, command: Sequence[str] = COMMAND, within_s: float = WITHIN_S, most_waiting: int = MOST_WAITING
    ) -> None:
        """Prepare it; a process is started for each question, after at most so many others."""
        self._command = command
        self._within_s = within_s
        self._most_waiting = most_waiting
        self._asked = 0
        self._turn = asyncio.Lock()

    async def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the judgement; raises TooMuchWorkError."""
        if self._asked > self._most_waiting:
            raise TooMuchWorkError("too many plans wait to be worked through")
        self._asked += 1
        try:
            async with asyncio.timeout(self._within_s), self._turn:
                return await self._ask(json.dumps(question).encode())
        except TimeoutError:
            raise TooMuchWorkError("the plan could not be worked through in time") from None
        finally:
            self._asked -= 1

    async def _ask(self, question: bytes) -> Mapping[str, Any]:
        child = await self._started()
        try:
            said, _ = await child.communicate(question)
        finally:
            await _end(child)
        if child.returncode != 0:
            raise TooMuchWorkError(f"the process that works through plans ended with {child.returncode}")
        found: Mapping[str, Any] = json.loads(said)
        return found

    async def _started(self) -> asyncio.subprocess.Process:
        """Start the process; when nobody waits for it any more, it is ended as soon as it is there."""
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
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
