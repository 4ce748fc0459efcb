"""A thread beside the event loop: notes a loop that does not turn, while nothing else in this process can say so."""

import asyncio
import logging
import sys
import traceback
from threading import Event, Thread, get_ident
from typing import Final

from service.dispatch.faults import Faults

PACE_S: Final = 0.25
"""Seconds between two looks."""

LOOKS: Final = 5
"""Looks in a row at which the loop had not turned: more than a second. A process that gets no processor, or is stopped,
looks no more often than it turns, and so blames nobody."""

TELL_S: Final = 0.5
"""Seconds between two looks of the loop at what the thread has found."""

_log = logging.getLogger(__name__)


class LoopWatch:
    """Asks the loop to answer four times a second, and counts how often it did not."""

    def __init__(self, faults: Faults) -> None:
        """Describe it; nothing is watched before `run`."""
        self._faults = faults
        self._answered = True
        self._missed = 0
        self._told = 0
        self.blocked = 0
        """How often the loop has stood still for more than a second."""
        self.blocked_s = 0.0
        """For how many seconds in all, as far as the thread could see."""
        self.longest_s = 0.0

    async def run(self) -> None:
        """Watch until cancelled, and say what was found as soon as the loop turns again."""
        loop, ended = asyncio.get_running_loop(), Event()
        Thread(target=self._look, args=(loop, get_ident(), ended), name="loop-watch", daemon=True).start()
        try:
            while True:
                await asyncio.sleep(TELL_S)
                self.tell()
        finally:
            ended.set()

    def tell(self) -> None:
        """Report what the thread has found since; the fault fades when it has not come again for ten minutes."""
        if self.blocked > self._told:
            self._told = self.blocked
            self._faults.report(Faults.EVERYWHERE, "loop_blocked", seconds=max(1, round(self.longest_s)))

    def answered(self, has: bool) -> None:
        """Note that the loop has answered, or was asked and has not yet."""
        self._answered = has

    def look(self, thread: int) -> None:
        """Look once, in the watch's own thread, at whether the loop of another thread has answered since."""
        if self._answered:
            self._missed = 0
            return
        self._missed += 1
        if self._missed < LOOKS:
            return
        if self._missed == LOOKS:
            self.blocked += 1
            self.blocked_s += LOOKS * PACE_S
            frame = sys._current_frames().get(thread)
            stack = "".join(traceback.format_stack(frame)) if frame else "it is in no Python code\n"
            _log.critical("the event loop has not turned for a second; nothing is shown meanwhile. It is in\n%s", stack)
        else:
            self.blocked_s += PACE_S
        self.longest_s = max(self.longest_s, self._missed * PACE_S)

    def _look(self, loop: asyncio.AbstractEventLoop, thread: int, ended: Event) -> None:
        while not ended.wait(PACE_S):
            self.look(thread)
            if self._answered:
                self.answered(False)
                try:
                    loop.call_soon_threadsafe(self.answered, True)
                except RuntimeError:  # the loop has been closed
                    return
