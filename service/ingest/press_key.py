"""The name of one physical press, for ever.

A device that names its presses is believed. Where a family has no such name, it has to be found out what is a copy of
a press (heard by a second gateway, said on a second topic, sent twice) and what is a further press: `copies` does. The
k-th press within a window of the shared clock then has the same name at every node that hears the same signals. Where
that can go wrong (the first moments of a window, a window in which the node was restarted or that the clock has gone
back to, a message the broker sends again) the press is doubtful: it may raise, but never counts.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WINDOW = timedelta(seconds=10)
COUNTED_WINDOW = timedelta(seconds=60)
"""The window of presses that a device counts: the count tells most of them apart, so there are fewer edges."""
EDGE = timedelta(seconds=2)
"""How far apart two nodes may hear the same signal."""

MOST: Final = 20_000
"""Of how many devices and gestures is remembered what was counted; strangers make up names."""

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, kw_only=True, slots=True)
class PressName:
    """A press's name, and whether it might be a copy of another one."""

    key: str
    doubtful: bool
    is_copy: bool = False
    """A copy of a press that this node has heard already: evidence, and nothing else."""


def named(device: str, press_id: str) -> PressName:
    """Return the name of a press that its device has named."""
    return PressName(key=f"{device}/{press_id}", doubtful=False)


def begins(device: str, gesture: str) -> str:
    """Return with what the names begin that nodes give a device's presses with a gesture."""
    return f"{device}/~{gesture}/"


class Nameless:
    """Counts the presses of devices that do not name them, for one session of one node."""

    def __init__(self, started_at: datetime, session: str, *, window: timedelta = WINDOW) -> None:
        """Begin to count.

        Args:
            started_at: when the session began; its first window is shared with whatever ran before.
            session: a name for this run, only used in that first window.
            window: how long presses are counted before the count begins anew.
        """
        self._length = window
        self._first_window = self._latest = self._window(started_at)
        """In windows up to the first, presses may have been counted before: by a former run, or by an earlier clock."""
        self._session = session
        self._went_back = 0
        self._counted: OrderedDict[tuple[str, str], tuple[int, int]] = OrderedDict()

    def distrust_until(self, at: datetime) -> None:
        """Take it that presses were counted up to `at`, because the clock went back.

        Else a press could get the name of one that is in the record already, and be swallowed.
        """
        self._first_window = max(self._first_window, self._window(at))
        self._went_back += 1

    def name(self, device: str, gesture: str, heard_at: datetime, *, again: bool, waited: bool = False) -> PressName:
        """Return the name of a press; `again` when the broker says that it sends it another time.

        One that has `waited` was heard before what was named meanwhile: it is named as it would have been then.
        """
        window = self._window(heard_at)
        before, count = self._counted.get((device, gesture), (window, 0))
        if waited:
            window = max(window, before)  # what the same button has said later has a name already
        else:
            if window < self._latest:
                self.distrust_until(_EPOCH + self._latest * self._length)
            self._latest = window
        count = count + 1 if before == window else 1
        self._remember(device, gesture, window, count)
        restarted = window <= self._first_window
        at_edge = count == 1 and heard_at - _EPOCH - window * self._length < EDGE
        # Also what the broker sends again: a count that begins anew would give it the name of an earlier press.
        run = f"{self._session}+{self._went_back}/" if restarted else ""
        key = f"{begins(device, gesture)}{window}/{run}{count}"
        return PressName(key=key, doubtful=again or restarted or at_edge)

    def _remember(self, device: str, gesture: str, window: int, count: int) -> None:
        self._counted[device, gesture] = (window, count)
        self._counted.move_to_end((device, gesture))
        if len(self._counted) > MOST:
            # Whoever is forgotten in the middle of a window would get an old name: it gets one of its own instead.
            _, (forgotten, _) = self._counted.popitem(last=False)
            if forgotten >= window:
                self.distrust_until(_EPOCH + window * self._length)

    def _window(self, at: datetime) -> int:
        return (at - _EPOCH) // self._length
