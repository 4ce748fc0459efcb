"""Offices that are known and whose plans have not been read since the start: which is read next, and who waits for it.

A node that looks after hundreds of offices listens before it has read their plans. Whoever needs an office that is
still unread waits for that one plan, some hundredths of a second, and it is read before all that nobody asks for.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Iterator
from typing import Any, Final

AT_ONCE: Final = 2
"""Plans that are read at the same time while nobody presses: one that a disk does not give holds up no other."""
AGAIN_S: Final = 0.5
"""Seconds until a plan is read again that could not be."""
STUCK_S: Final = 2.0
"""Seconds that a press may wait for its office's plan before the node is not ready any more."""

PRESSED_S: Final = 5.0
"""Seconds that a plan may take where the record has one that could be used instead."""

_log = logging.getLogger(__name__)

Read = Callable[[str], Awaitable[None]]
"""Read the plan of an office, and put it in force."""


class Unread:
    """Everything is called in the loop's thread, but for what says otherwise."""

    def __init__(self) -> None:
        """Begin with nothing to read."""
        self._there: dict[str, asyncio.Event] = {}
        """Each office that is unread, and what tells that it is no more."""
        self._next: dict[str, None] = {}
        """Those of them that nobody reads right now, in their order."""
        self._asked: dict[str, None] = {}
        """Those of these for which somebody waits, in the order in which they were first asked for."""
        self._pressing: dict[str, asyncio.Task[None]] = {}
        """What is being read because somebody presses."""
        self._waits_since: dict[str, float] = {}
        """Since when a press has waited for an office."""
        self._read: Read = _nothing
        self._now: Callable[[], float] = float
        """The loop's monotonic seconds, from `begin` on."""
        self._over = asyncio.Event()
        self._over.set()

    def __contains__(self, office: object) -> bool:
        """Whether an office is known, and its plan not read yet."""
        return office in self._there

    def __len__(self) -> int:
        """Return how many offices are unread."""
        return len(self._there)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the offices that are unread."""
        return iter(self._there)

    @property
    def is_stuck(self) -> bool:
        """Whether a press has been waiting for its office's plan for longer than it may; asked in any thread."""
        since = min(list(self._waits_since.values()), default=None)
        return since is not None and self._now() - since > STUCK_S

    def waits_s(self, office: str) -> float:
        """Return for how many seconds somebody has needed an office's plan at once; 0 where nobody does."""
        since = self._waits_since.get(office)
        return 0.0 if since is None else self._now() - since

    def begin(self, offices: Iterable[str], read: Read, *, first: Collection[str] = ()) -> None:
        """Know offices that are to be read by `run`, or as soon as somebody needs them; some before the others."""
        self._read, self._now = read, asyncio.get_running_loop().time
        for office in sorted(offices):
            self._there[office] = asyncio.Event()
            self._next[office] = None
            if office in first:
                self._asked[office] = None
        if self._there:
            self._over.clear()

    def is_read(self, office: str) -> None:
        """Take note that the plan of an office is in force: who has waited for it goes on."""
        there = self._there.pop(office, None)
        if there is None:
            return
        for known in (self._next, self._asked, self._waits_since):
            known.pop(office, None)
        there.set()
        if not self._there:
            self._over.set()

    async def wait(self, office: str, *, at_once: bool = False) -> None:
        """Return once the plan of an office has been read.

        Args:
            office: any office; for one that is not unread nobody waits.
            at_once: whether somebody presses there. It is read beside whatever is being read, and nothing else is
                begun meanwhile.
        """
        there = self._there.get(office)
        if there is None:
            return
        if office in self._next:
            self._asked.setdefault(office)
        if at_once:
            self._waits_since.setdefault(office, self._now())
            if office in self._next:
                del self._next[office]  # now: whoever presses there in the same moment begins nothing of her own
                self._pressing[office] = task = asyncio.get_running_loop().create_task(self._read_pressed(office))
                task.add_done_callback(lambda _: self._pressing.pop(office, None))
        await there.wait()

    async def over(self) -> None:
        """Return once every plan has been read."""
        await self._over.wait()

    async def within(self, office: str, work: Coroutine[Any, Any, None], most_s: float, *, pressed_s: float) -> bool:
        """Do something for an office that may not take for ever, and less long where somebody presses there.

        Args:
            office: whose plan is being read.
            work: what to do; it is cancelled when its time is over, and raises here what it raises.
            most_s: how many seconds it may take.
            pressed_s: how many while a press waits.

        Returns:
            Whether it was done in time.
        """
        loop = asyncio.get_running_loop()
        task, began = loop.create_task(work), loop.time()
        try:
            while not task.done():
                left = began + (pressed_s if office in self._waits_since else most_s) - loop.time()
                if left <= 0:
                    return False
                await asyncio.wait({task}, timeout=min(left, AGAIN_S))
            task.result()
            return True
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def run(self) -> None:
        """Read what is unread, until nothing is."""
        try:
            while self._there:
                async with asyncio.TaskGroup() as group:
                    for _ in range(AT_ONCE):
                        group.create_task(self._work())
                if self._there:  # somebody's press has it read
                    await asyncio.sleep(AGAIN_S)
        finally:
            for task in self._pressing.values():
                task.cancel()

    async def _work(self) -> None:
        """Read one plan after the other: those first for which somebody waits, and none while somebody presses."""
        while self._next:
            if self._pressing:
                await asyncio.wait(self._pressing.values(), timeout=AGAIN_S)
            if self._next:
                await self._read_one(next(iter(self._asked or self._next)))

    async def _read_pressed(self, office: str) -> None:
        """Read a plan until it is there: at the start somebody's press may wait for it before `run` reads anything."""
        await self._read_one(office)
        while office in self._next:
            await self._read_one(office)

    async def _read_one(self, office: str) -> None:
        self._next.pop(office, None)
        self._asked.pop(office, None)
        try:
            await self._read(office)
        except Exception:  # whatever is wrong with one office must cost no other its plan
            _log.exception("the plan of %s could not be read, and is read again", office)
            await asyncio.sleep(AGAIN_S)
            self._next[office] = None
            if office in self._waits_since:
                self._asked[office] = None
        else:
            self.is_read(office)


async def _nothing(_office: str) -> None:
    return None
