"""An event loop whose time jumps to the next thing that is due: no selector, no thread, and one order for ever.

Whatever belongs to a node runs in a context that names the node's life. A life that has ended is never run again: no
callback, no task, no work that it had handed to a thread. That is `kill -9` between any two awaits, with no `finally`
that could still reach anything.
"""

import asyncio
import heapq
from asyncio import events
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context, ContextVar, copy_context
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Life:
    """One run of a node, from its start to its crash."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_over = False
        self.fuse: int | None = None
        """After how many more callbacks it crashes; None for never."""
        self.on_end: Callable[[], None] = lambda: None

    def burn(self) -> bool:
        """Count one callback; True where the life ends instead of it."""
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse <= 0:
                self.fuse = None
                self.is_over = True
                self.on_end()
        return self.is_over


LIFE: ContextVar[Life | None] = ContextVar("LIFE", default=None)
"""Whose work this is; None for the world around the nodes."""


class Due(asyncio.TimerHandle):
    """A callback that waits for its turn: asyncio's own, without what is only for debugging."""

    __slots__ = ("args", "asked", "callback", "context", "is_cancelled", "life")

    def __init__(self, when: float, callback: Any, args: tuple[Any, ...], context: Context | None) -> None:
        """Wait; deliberately without asyncio's own beginning, which costs more than all the rest."""
        self._when = when
        self.callback = callback
        self.args = args
        self.context = copy_context() if context is None else context
        self.life: Life | None = self.context.get(LIFE)
        self.is_cancelled = False
        self.asked: tuple[float, float] | None = None
        """When it was asked for and for how long, where it waits longer than that because all is quiet."""

    @property
    def is_needless(self) -> bool:
        """Whether it was cancelled, or belongs to a life that has ended."""
        return self.is_cancelled or (self.life is not None and self.life.is_over)

    def cancel(self) -> None:
        """Have it passed over when its turn comes."""
        self.is_cancelled = True
        self.callback, self.args = None, ()

    def cancelled(self) -> bool:
        """Whether it is passed over."""
        return self.is_cancelled

    def when(self) -> float:
        """Return when its turn comes."""
        return self._when


OF_LIFE = ": "
"""What stands between a life's name and the rest of a task's: what it leaves behind is known by it."""
TICKS_S = (0.2, 5.0)
"""Seconds that whoever looks again and again waits between two looks, from the shortest to the longest."""
QUIET_S = 12.0
"""Seconds between two looks while all is quiet: less than any part of the service may take until it is said to hang."""


class Deadlock(RuntimeError):  # noqa: N818 - it names the state
    """Somebody waits, and nothing is due any more."""


class VirtualLoop:
    """Runs what is ready in the order in which it became ready, and then goes to the next due time at once.

    It has of asyncio's loops what a service without sockets uses.
    """

    def __init__(self, thread_takes: Callable[[], float]) -> None:
        """Begin at 0; `thread_takes` says how many seconds a work takes that is handed to a thread."""
        self._now = 0.0
        self._count = 0
        self._thread_takes = thread_takes
        self._ready: deque[Due] = deque()
        self._due: list[tuple[float, int, Due]] = []
        self._closed = False
        self._as_loop = cast("asyncio.AbstractEventLoop", self)
        self._pending: dict[asyncio.Task[Any], None] = {}
        self._remembered: dict[Any, Any] = {}
        self._is_quiet = False
        self._tasks = 0
        self.steps = 0
        """How many callbacks have run."""
        self.on_unhandled: Callable[[dict[str, Any]], None] = lambda _context: None

    # --- time ---

    def time(self) -> float:
        """Return virtual seconds since the beginning."""
        return self._now

    def call_soon(self, callback: Any, *args: Any, context: Context | None = None) -> asyncio.Handle:
        """Run a callback behind what is ready."""
        handle = Due(0.0, callback, args, context)
        if not self._closed:
            self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon  # there is one thread

    def call_later(
        self, delay: float, callback: Any, *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run a callback after so many seconds."""
        return self.call_at(self._now + delay if delay > 0.0 else self._now, callback, *args, context=context)

    def call_at(self, when: float, callback: Any, *args: Any, context: Context | None = None) -> asyncio.TimerHandle:
        """Run a callback at an instant of this loop; a mere look comes later while all is quiet."""
        asked = None
        if self._is_quiet and TICKS_S[0] <= when - self._now <= TICKS_S[1]:
            asked = (self._now, when - self._now)
            when = self._now + QUIET_S
        handle = Due(when, callback, args, context)
        handle.asked = asked
        if not self._closed:
            self._count += 1
            heapq.heappush(self._due, (when, self._count, handle))
        return handle

    def rest(self) -> None:
        """Let looks be rare from now on: whoever calls this knows that there is nothing to see."""
        self._is_quiet = True

    def wake(self) -> None:
        """Let looks be as frequent as they are asked for, each at an instant at which it would have come anyhow."""
        if not self._is_quiet:
            return
        self._is_quiet = False
        drawn = []
        for when, count, handle in self._due:
            at = when
            if handle.asked is not None and not handle.is_cancelled:
                since, period = handle.asked
                at = min(when, since + period * (1 + (self._now - since) // period))
                handle.asked = None
                handle._when = at
            drawn.append((at, count, handle))
        heapq.heapify(drawn)
        self._due[:] = drawn

    # --- futures, tasks, threads ---

    def create_future(self) -> "asyncio.Future[Any]":
        """Return a future of this loop."""
        return asyncio.Future(loop=self._as_loop)

    def create_task(
        self, coro: Any, *, name: str | None = None, context: Context | None = None, **_more: Any
    ) -> "asyncio.Task[Any]":
        """Begin a task; it is kept until it is done, so that nothing of a life that has ended is swept up."""
        life = LIFE.get() if context is None else context.get(LIFE)
        self._tasks += 1
        named = f"{life.name if life else ''}{OF_LIFE}{name or self._tasks}"
        task = asyncio.Task(coro, loop=self._as_loop, name=named, context=context)
        self._pending[task] = None
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: "asyncio.Task[Any]") -> None:
        self._pending.pop(task, None)

    def run_in_executor(self, _executor: Any, func: Callable[..., T], *args: Any) -> "asyncio.Future[T]":
        """Do in this thread, later, what was meant for another one."""
        answer: asyncio.Future[T] = self.create_future()

        def work() -> None:
            if answer.cancelled():
                return
            try:
                result = func(*args)
            except Exception as error:
                answer.set_exception(error)
            else:
                answer.set_result(result)

        self.call_later(self._thread_takes(), work)
        return answer

    def get_debug(self) -> bool:
        """Say no."""
        return False

    def is_running(self) -> bool:
        """Say whether it has not been closed."""
        return not self._closed

    def is_closed(self) -> bool:
        """Say whether it has been closed."""
        return self._closed

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Pass on what nobody has caught."""
        if not self._closed:
            self.on_unhandled(context)

    # --- running ---

    def run(self, main: Coroutine[Any, Any, T], until: float = float("inf")) -> T:
        """Run a task to its end, and everything else meanwhile.

        Raises:
            Deadlock: nothing is due any more, or not before `until`.
        """
        events._set_running_loop(self._as_loop)
        try:
            task = self.create_task(main)
            while not task.done():
                self._once(until)
            result: T = task.result()
            return result
        finally:
            events._set_running_loop(None)

    def close(self) -> None:
        """Run nothing any more, and forget everything."""
        self._closed = True
        self._ready.clear()
        self._due.clear()
        while self._pending:
            task, _ = self._pending.popitem()
            task._log_destroy_pending = False  # type: ignore[attr-defined]  # it was killed
            with suppress(Exception):
                task.get_coro().close()  # nothing reaches a loop that is closed

    def _once(self, until: float) -> None:
        ready, due = self._ready, self._due
        if not ready:
            while due and due[0][2].is_needless:
                heapq.heappop(due)
            if not due or due[0][0] > until:
                raise Deadlock(f"at {self._now:.3f} s nothing is due before {until:.0f} s, and somebody waits")
            self._now = max(self._now, due[0][0])
        now = self._now
        while due and due[0][0] <= now:
            ready.append(heapq.heappop(due)[2])
        for _ in range(len(ready)):
            handle = ready.popleft()
            if handle.is_cancelled:
                continue
            life = handle.life
            if life is not None and (life.is_over or (life.fuse is not None and life.burn())):
                continue
            self.steps += 1
            try:
                handle.context.run(handle.callback, *handle.args)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:
                self.call_exception_handler({"message": f"{handle.callback!r} failed", "exception": error})


def context_of(life: Life) -> Context:
    """Return a context in which everything belongs to a life."""
    context = copy_context()
    context.run(LIFE.set, life)
    return context
