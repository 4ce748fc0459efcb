"""How much time deadlines have left, kept for this node's next life: after a jump of the clock nothing else tells."""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from service.clock import Clock, boot_of

MODE = 0o600
_FAR = 1e10
"""Seconds, hundreds of years: no clock and no deadline has as many, and no number that is none is less."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Left:
    """One deadline, and when it is due by the monotonic clock."""

    due_at: datetime
    monotonic: float


class TimeLeft:
    """A file that says when each deadline is due by seconds that never jump.

    It is a help and no record: what it does not say is worked out from the entries, and no deadline is served because
    of it alone. So it is written without a sync: a crash of the service loses nothing of it, and behind a crash of the
    machine its seconds mean little anyhow.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Keep it in a file; its folder has to be there."""
        self._path = path
        self._clock = clock
        self._wanted: str | None = None
        self._writing: asyncio.Task[None] | None = None
        self._is_told = False
        self.former: timedelta | None = None
        """How far the wall clock by which this was kept is ahead of the one as it is; None behind another start."""

    @property
    def is_idle(self) -> bool:
        """Whether everything is kept, or could not be."""
        return self._writing is None or self._writing.done()

    async def read(self) -> dict[str, Left]:
        """Return what the former life has kept, by alarm, in the seconds of this one; empty where nothing can be read.

        Since the same start of the machine its monotonic seconds go on. Behind another start they begin anew, and what
        has passed since this was kept is told by the wall clock: it counts if it has not jumped meanwhile.
        """
        now, monotonic = self._clock.now(), self._clock.monotonic()
        try:
            text = await asyncio.to_thread(self._path.read_text, "utf-8")
            kept = json.loads(text)
            before = float(kept["monotonic"])
            if kept["boot"] is not None and kept["boot"] == boot_of(self._clock) and before <= monotonic:
                passed = monotonic - before
                former = datetime.fromisoformat(kept["at"]) + timedelta(seconds=passed) - now
            else:
                passed, former = max(0.0, (now - datetime.fromisoformat(kept["at"])).total_seconds()), None
            found = {
                alarm: Left(datetime.fromisoformat(due_at), monotonic + float(left) - passed)
                for alarm, (due_at, left) in kept["left"].items()
            }
            if not all(abs(one.monotonic) < _FAR for one in found.values()):
                raise ValueError("there are seconds in it that nobody can wait for")
            self.former = former
            return found
        except FileNotFoundError:
            return {}
        except (OSError, ArithmeticError, ValueError, KeyError, TypeError, AttributeError) as damage:
            _log.warning("what deadlines had left cannot be read from %s: %s", self._path, damage)
            return {}

    def keep(self, deadlines: Mapping[str, Left]) -> None:
        """Have this kept, soon, beside what goes on; call inside the running loop."""
        monotonic = self._clock.monotonic()
        self._wanted = json.dumps(
            {
                "boot": boot_of(self._clock),
                "at": self._clock.now().isoformat(),
                "monotonic": monotonic,
                "left": {
                    alarm: [one.due_at.isoformat(), one.monotonic - monotonic] for alarm, one in deadlines.items()
                },
            }
        )
        if self.is_idle:
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        while self._wanted is not None:
            text, self._wanted = self._wanted, None
            try:
                await asyncio.to_thread(self._put, text)
                self._is_told = False
            except OSError as wrong:
                if not self._is_told:  # it is tried again with the next deadline, and would say the same
                    _log.warning("what deadlines have left cannot be kept in %s: %s", self._path, wrong)
                self._is_told = True

    def _put(self, text: str) -> None:
        beside = self._path.with_name(f".{self._path.name}.new")
        beside.touch(MODE)
        beside.write_text(text, encoding="utf-8")
        beside.replace(self._path)
