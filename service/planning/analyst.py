"""Answers questions about plans in a process of its own: one at a time, within a time limit, away from the press path.

The service's loop does nothing but carry bytes. A question that takes too long ends its process; the next one gets a
new one.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from service.planning.frame import HEAD, LARGEST, Translations, pack, problem
from service.settings import environment_of_children

WITHIN_S: Final = 30.0
"""Seconds that one answer may take."""

TURN_S: Final = 10.0
"""Seconds that a question waits for its turn."""

MOST_WAITING: Final = 8
"""Questions that wait at the same time."""

COMMAND: Final = (sys.executable, "-m", "service.planning.child")


class Analyst:
    """One process that answers; started with the first question."""

    def __init__(
        self,
        translations: Translations,
        *,
        command: Sequence[str] = COMMAND,
        within_s: float = WITHIN_S,
        turn_s: float = TURN_S,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        """Prepare it; nothing runs yet.

        Args:
            translations: what the answers' sentences are looked up in.
            command: what is run to answer.
            within_s: seconds that one answer may take.
            turn_s: seconds that a question waits for its turn.
            most_waiting: questions that wait at the same time.
        """
        self._translations = translations
        self._command = command
        self._within_s = within_s
        self._turn_s = turn_s
        self._most_waiting = most_waiting
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process that answers; None while there is none."""
        return self._child.pid if self._child is not None else None

    async def ask(self, question: Mapping[str, Any]) -> tuple[int, bytes]:
        """Return the HTTP status and the JSON of an answer; never raises for what a question holds."""
        if self._closed or self._waiting >= self._most_waiting:
            return _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._turn_s):
                await self._turn.acquire()
        except TimeoutError:
            return _busy()
        finally:
            self._waiting -= 1
        try:
            return await self._answer(json.dumps(question).encode())
        finally:
            self._turn.release()

    async def close(self) -> None:
        """End the process; whatever it was working at is not answered."""
        self._closed = True
        await self._end()

    async def _answer(self, question: bytes) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(self._within_s):
                child = await self._started()
                found = await _exchange(child, question)
        except TimeoutError:
            await self._end()
            detail = "This takes too long to be worked out here; ask about fewer weeks, or use trygg plan coverage."
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, "too_much_work", detail)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            await self._end()
            detail = "The process that works this out has ended; ask again."
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, "analysis_ended", detail)
        except asyncio.CancelledError:
            await self._end()  # its answer would be taken for that of the next question
            raise
        return found

    async def _started(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=environment_of_children(),
                start_new_session=True,  # a Ctrl-C in the terminal ends Trygg first
            )
            words = await asyncio.to_thread(json.dumps, self._translations)  # eight thousand texts
            _pipes(self._child)[0].write(pack(0, words.encode()))
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


async def _exchange(child: asyncio.subprocess.Process, question: bytes) -> tuple[int, bytes]:
    questions, answers = _pipes(child)
    questions.write(pack(0, question))
    await questions.drain()
    size, status = HEAD.unpack(await answers.readexactly(HEAD.size))
    if size > LARGEST:
        raise ValueError("an answer is longer than any may be")
    return status, await answers.readexactly(size)


def _pipes(child: asyncio.subprocess.Process) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
    if child.stdin is None or child.stdout is None:
        raise OSError("the process was started without pipes")
    return child.stdin, child.stdout


def _busy() -> tuple[int, bytes]:
    detail = "Too many ask about plans at the same time; ask again in a few seconds."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "analysis_busy", detail)
