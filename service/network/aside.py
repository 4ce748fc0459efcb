"""What blocks and cannot be stopped runs beside the service: in few threads, for a time, and nobody waits at the end.

Looking a name up, or a library that speaks to a provider in its own way, may hang for as long as it likes. Threads of
a pool would be waited for when the service stops, and those of the loop's own pool are everybody's.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

T = TypeVar("T")


class AsideError(Exception):
    """A work was not done in time; `busy` says that it was not even begun."""

    def __init__(self, detail: str, *, busy: bool) -> None:
        super().__init__(detail)
        self.busy = busy


class OwnThreads(Executor):
    """Gives each work a daemon thread of its own: one that hangs costs nobody else a thread, and no node its end."""

    def __init__(self, name: str) -> None:
        """Call the threads by a name."""
        self._name = name

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        """Begin a work; raises RuntimeError where no thread can be started."""
        done: Future[T] = Future()

        def run() -> None:
            if not done.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as wrong:
                done.set_exception(wrong)
            else:
                done.set_result(result)

        threading.Thread(target=run, name=self._name, daemon=True).start()
        return done


class Aside:
    """Runs works in daemon threads of its own, only so many at once."""

    def __init__(self, name: str, *, most: int) -> None:
        """Call the threads by a name, and have at most `most` of them."""
        self._name = name
        self._free = asyncio.Semaphore(most)

    async def run(self, work: Callable[[], T], *, patience_s: float) -> T:
        """Return what a work returns, or raise what it raises.

        Where all threads are at work it waits for one: an alarm calls many at once. A work that takes too long goes on,
        and its thread counts until it ends.

        Raises:
            AsideError: it took longer than `patience_s` seconds, or no thread was free within a quarter of that.
        """
        try:
            async with asyncio.timeout(patience_s / 4):
                await self._free.acquire()
        except TimeoutError as wrong:
            raise AsideError(f"all threads of {self._name} are at work", busy=True) from wrong
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, wrong: BaseException | None) -> None:
            self._free.release()
            if done.done():
                return  # nobody waits any more
            if wrong is not None:
                done.set_exception(wrong)
            else:
                done.set_result(result)  # type: ignore[arg-type]  # what the work returned

        def run() -> None:
            result: T | None = None
            wrong: BaseException | None = None
            try:
                result = work()
            except BaseException as raised:
                wrong = raised
            try:
                loop.call_soon_threadsafe(settle, result, wrong)
            except RuntimeError:
                return  # the service has stopped meanwhile

        try:
            threading.Thread(target=run, name=self._name, daemon=True).start()
        except RuntimeError as wrong:
            self._free.release()
            raise AsideError("no thread can be started", busy=True) from wrong
        try:
            async with asyncio.timeout(patience_s):
                return await done
        except TimeoutError as wrong:
            raise AsideError(f"{self._name} took longer than {patience_s:g} s", busy=False) from wrong
