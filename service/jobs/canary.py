"""The canary: a node presses to itself, over the broker and back to a screen of its own, and says when it is late."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from service.clock import Clock
from service.dispatch.faults import Faults
from service.jobs.proof import Proof

EVERY_S: Final = 3.0
"""Seconds between two presses."""

LATE_S: Final = 3.0
"""Seconds within which a press has to be shown."""

SURE_S: Final = 2.0
"""Seconds for the next one, pressed at once when one was late; and between two while they fail."""

LOOK_S: Final = 0.1
"""Seconds between two looks whether the broker is there."""

STALE_S: Final = 15.0
"""Seconds after which an earlier press proves nothing any more: whoever should press again has not."""

START_S: Final = 15.0
"""Seconds that the node's own server may take until its screen is connected for the first time."""

SOON_S: Final = 0.005
"""Seconds between two looks whether its screen is connected: until then the node is not ready."""

RENEWED: Final = 20
"""Presses after which the canary's screen connects anew, as any screen may have to."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How often a node presses to itself, and how long it waits."""

    every_s: float = EVERY_S
    late_s: float = LATE_S
    sure_s: float = SURE_S


USUAL: Final = Pace()


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """What lies between a press through one broker and the screen; each is given the press's own id."""

    broker: str
    code: str
    """The fault that stands for it."""
    subject: str
    """The fault's subject."""
    is_there: Callable[[], bool]
    """Whether the broker is connected."""
    press: Callable[[str], bool]
    """Press through the broker; False when it could not leave."""
    show: Callable[[str], None]
    """Show what has come from the broker, as a press is shown."""
    end: Callable[[str], None]
    """Take back what was shown."""
    renew: Callable[[], None]
    """Have the screen connect anew."""
    is_watched: Callable[[], bool] = lambda: True
    """Whether the screen is connected."""


class Canary:
    """Presses through one broker, again and again."""

    def __init__(self, path: Path, faults: Faults, clock: Clock, pace: Pace = USUAL) -> None:
        """Describe it; nothing is pressed before `run`."""
        self.path = path
        self.proof = Proof()
        self.took_s: float | None = None
        """Seconds that the last press took that was shown."""
        self.pressed = self.late = 0
        """How many were pressed, and how many of them were not shown in time."""
        self._faults = faults
        self._clock = clock
        self._pace = pace
        self._id = ""
        self._began = 0.0
        self._came_in = False
        self._is_shown = asyncio.Event()
        self._proven_at = self._turned_at = float("-inf")

    @property
    def passes(self) -> bool:
        """Whether a press was shown in time lately, and none has failed since."""
        is_fresh = self._clock.monotonic() - self._proven_at < STALE_S
        return self.proof.passes and is_fresh and self.path.is_there()

    @property
    def fails_now(self) -> bool:
        """Whether presses came through since the start, and do not any more."""
        return self.proof.fails and self._proven_at != float("-inf")

    @property
    def turns(self) -> bool:
        """Whether it goes on trying, whatever comes of it."""
        return self._clock.monotonic() - self._turned_at < STALE_S

    def heard(self, press: str) -> None:
        """Show a press that has come back from the broker; anything else that comes by its topic is nothing."""
        if press == self._id and not self._came_in:
            self._came_in = True
            self.path.show(press)

    def shown(self, alarms: frozenset[str]) -> None:
        """Take note of what the canary's screen shows."""
        if self._id in alarms and not self._is_shown.is_set():
            self.took_s = self._clock.monotonic() - self._began
            self._is_shown.set()

    async def run(self) -> None:
        """Until cancelled: press, wait until it is shown, and say so when it is not."""
        began = self._clock.monotonic()
        while not self.path.is_watched() and self._clock.monotonic() - began < START_S:  # noqa: ASYNC110 - bounded
            await asyncio.sleep(SOON_S)
        while True:
            self._turned_at = self._clock.monotonic()
            if not self.path.is_there():
                self._note(self.proof.unknown())
                await asyncio.sleep(LOOK_S)
                continue
            await self._press()
            if self.pressed % RENEWED == 0:
                self.path.renew()
            if not self.proof.doubtful:
                await asyncio.sleep(self._pace.sure_s / 2 if self.proof.fails else self._pace.every_s)

    async def _press(self) -> None:
        """Press once.

        1. Press under an id that nobody knows.
        2. Wait until the canary's screen shows it, for as long as a press may take.
        3. In time or late: note what follows, and take back what was shown.
        """
        self._id, self._began = secrets.token_hex(8), self._clock.monotonic()
        self._came_in = False
        self._is_shown.clear()
        if not self.path.press(self._id):
            return await asyncio.sleep(LOOK_S)
        self.pressed += 1
        is_sure = self.proof.doubtful or self.proof.fails
        try:
            async with asyncio.timeout(self._pace.sure_s if is_sure else self._pace.late_s):
                await self._is_shown.wait()
        except TimeoutError:
            await self._is_late()
        else:
            self._proven_at = self._clock.monotonic()
            self._note(self.proof.in_time(self._proven_at))
        if self._came_in:
            self.path.end(self._id)
        self._id = ""
        return None

    async def _is_late(self) -> None:
        await asyncio.sleep(0.1)  # after the loop stood still, what has come meanwhile is read first
        if not self.path.is_there():
            return  # the lost broker says so itself
        self.late += 1
        _log.warning(
            "a press through %s to itself was not shown in time: it %s",
            self.path.broker,
            "came from the broker, and reached no screen" if self._came_in else "did not come from the broker",
        )
        self.path.renew()
        self._note(self.proof.late(self._clock.monotonic()))

    def _note(self, proof: Proof) -> None:
        before, self.proof = self.proof, proof
        if proof.fails and not before.fails:
            self._faults.report(Faults.EVERYWHERE, self.path.code, self.path.subject)
        elif before.fails and not proof.fails:
            self._faults.mend(Faults.EVERYWHERE, self.path.code, self.path.subject)
