"""Jobs that run for as long as the node does: one that fails is started again, and is not said to work meanwhile."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from service.clock import Clock
from service.dispatch.faults import Faults

AGAIN_S = 1.0
"""Seconds before a job that has failed is started again."""

STEADY_S = 10.0
"""Seconds after which a job that was started again is believed to work."""

_log = logging.getLogger(__name__)


class Jobs:
    """A node's jobs, by name."""

    def __init__(self, faults: Faults, clock: Clock, *, again_s: float = AGAIN_S) -> None:
        """Begin without jobs; one that fails is shown as a fault."""
        self._faults = faults
        self._clock = clock
        self._again_s = again_s
        self._failed_at: dict[str, float] = {}
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def begun(self) -> bool:
        """Whether any job has been begun."""
        return bool(self._tasks)

    def begin(self, name: str, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a job until `stop`; call inside the running loop."""
        self._tasks.append(asyncio.get_running_loop().create_task(self._keep(name, job), name=name))

    def work(self, *names: str) -> bool:
        """Whether none of these jobs has failed lately."""
        now = self._clock.monotonic()
        return all(now - self._failed_at.get(name, float("-inf")) > STEADY_S for name in names)

    async def stop(self) -> None:
        """End all jobs; one that goes on all the same is told again, for a node must come to its end."""
        left = set(self._tasks)
        while left:
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=AGAIN_S)

    async def _keep(self, name: str, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await job()
                _log.critical("the job %s has ended, which must never happen; it is started again", name)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                _log.critical("what the job %s waited for was cancelled; it is started again", name, exc_info=True)
            except Exception:
                _log.critical(
                    "the job %s has failed, which must never happen; it is started again", name, exc_info=True
                )
            self._failed_at[name] = self._clock.monotonic()
            self._faults.report(Faults.EVERYWHERE, "job_failed", name)
            await asyncio.sleep(self._again_s)
