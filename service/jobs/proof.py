"""Whether a path was proven lately, as it follows from presses that came in time or did not. Pure."""

from dataclasses import dataclass, replace
from typing import Final

LONGEST: Final = 64
"""Presses in time in a row that are asked for at most before a path that fails again and again is believed."""

FORGOTTEN_S: Final = 3600.0
"""Seconds after which it is held against a path no longer that it failed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """One path. One press that is late is a doubt, two in a row are a failure; a doubt changes nothing yet."""

    passes: bool = False
    """Whether a press would be shown, as far as is known; not before the first one was."""
    fails: bool = False
    """Whether presses are late or lost."""
    doubtful: bool = False
    """Whether the last press was late, and the one before it was not."""
    streak: int = 0
    needed: int = 1
    mended_at: float | None = None

    def in_time(self, at: float) -> "Proof":
        """Return the proof after a press that was shown in time; `at` is monotonic seconds."""
        if self.fails and self.streak + 1 < self.needed:
            return replace(self, streak=self.streak + 1)
        mended_at = at if self.fails else self.mended_at
        return replace(self, passes=True, fails=False, doubtful=False, streak=0, mended_at=mended_at)

    def late(self, at: float) -> "Proof":
        """Return the proof after a press that was shown late or not at all."""
        if self.fails:
            return replace(self, streak=0)
        if not self.doubtful:
            return replace(self, doubtful=True)
        is_again = self.mended_at is not None and at - self.mended_at < FORGOTTEN_S
        needed = min(LONGEST, 4 * self.needed) if is_again else 1
        return replace(self, passes=False, fails=True, doubtful=False, streak=0, needed=needed)

    def unknown(self) -> "Proof":
        """Return the proof of a path that nothing can come by: that is said of it elsewhere, and is no failure here."""
        return replace(self, passes=False, fails=False, doubtful=False, streak=0)
