"""The name of one physical press, for ever.

A device that names its presses is believed. Where a family has no such name, the k-th identical signal within a
window of the shared clock is the k-th press: several nodes that hear the same signals count alike, and only a second
one in the same session is a second press. Where that can go wrong (the first moments of a window, a window in which
the node was restarted or that the clock has gone back to, a message the broker sends again) the press is doubtful: it
may raise, but never counts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(seconds=10)
EDGE = timedelta(seconds=2)
"""How far apart two nodes may hear the same signal."""

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, kw_only=True, slots=True)
class PressName:
    """A press's name, and whether it might be a copy of another one."""

    key: str
    doubtful: bool


def named(device: str, press_id: str) -> PressName:
    """Return the name of a press that its device has named."""
    return PressName(key=f"{device}/{press_id}", doubtful=False)


class Nameless:
    """Counts the presses of devices that do not name them, for one session of one node."""

    def __init__(self, started_at: datetime, session: str) -> None:
        """Begin to count.

        Args:
            started_at: when the session began; its first window is shared with whatever ran before.
            session: a name for this run, only used in that first window.
        """
        self._first_window = self._latest = _window(started_at)
        """In windows up to the first, presses may have been counted before: by a former run, or by an earlier clock."""
        self._session = session
        self._went_back = 0
        self._counted: dict[tuple[str, str], tuple[int, int]] = {}

    def distrust_until(self, at: datetime) -> None:
        """Take it that presses were counted up to `at`, because the clock went back.

        Else a press could get the name of one that is in the record already, and be swallowed.
        """
        self._first_window = max(self._first_window, _window(at))
        self._went_back += 1

    def name(self, device: str, gesture: str, heard_at: datetime, *, again: bool) -> PressName:
        """Return the name of a press heard now; `again` when the broker says that it sends it another time."""
        window = _window(heard_at)
        if window < self._latest:
            self.distrust_until(_EPOCH + self._latest * WINDOW)
        self._latest = window
        before, count = self._counted.get((device, gesture), (window, 0))
        count = count + 1 if before == window else 1
        self._counted[device, gesture] = (window, count)
        restarted = window <= self._first_window
        at_edge = count == 1 and heard_at - _EPOCH - window * WINDOW < EDGE
        is_same_signal = again and not self._went_back  # the name it had when it was heard first
        run = f"{self._session}+{self._went_back}/" if restarted and not is_same_signal else ""
        return PressName(key=f"{device}/~{gesture}/{window}/{run}{count}", doubtful=again or restarted or at_edge)


def _window(at: datetime) -> int:
    return (at - _EPOCH) // WINDOW
