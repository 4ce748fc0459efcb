"""A program beside the bench's own, which does one thing at a time."""

from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any


class Helper:
    """A process that does one thing at a time, and answers when it has done it."""

    def __init__(self, does: Callable[[Connection], None]) -> None:
        """Start it."""
        spawn = get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=does, args=(theirs,))
        self._process.start()
        theirs.close()

    def answer(self) -> Any:
        """Wait for its answer.

        Raises:
            EOFError: when it has died instead; what it said is above.
        """
        return self.pipe.recv()

    def end(self) -> None:
        """Let it end, or end it."""
        with suppress(OSError):
            self.pipe.send(None)
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
