"""Refuses recordings of encrypted presses: what a device has sealed counts upwards, so an old frame is known as one.

A frame may be heard by several gateways, some seconds apart, and overtake another. A device that starts anew, with
another battery, begins to count at nothing: also one that has counted to three so far. Which of the two a low count is
nobody can tell, and an open question costs no press: a recording of a button's first hundred frames presses once more.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from devices.folding import folded
from devices.signals import Press, Signal, Unreadable

LATE_S: Final = 10.0
"""How long after a frame it, or one that it has overtaken, may still come."""

ANEW: Final = 100
"""A count below this is that of a device that has just started."""

BATTERY_S: Final = 60.0
"""A device that had not counted to `ANEW` has not got another battery within this time."""

MOST: Final = 4_096
"""Devices that are remembered; the one that has been silent longest is forgotten first."""


class Sealed:
    """The highest count of each device, and when it was heard; kept in memory, since this node has started."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._highest: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def refused(self, signals: Sequence[Signal], at_s: float, *, again: bool) -> tuple[Signal, ...]:
        """Return the signals with each press that is a recording as a fault instead; `at_s` is monotonic seconds.

        What the broker sends `again` was not receipted, so it may be the only word of its press.
        """
        if again or Press not in map(type, signals):
            return tuple(signals)
        return tuple(self._judged(signal, at_s) for signal in signals)

    def _judged(self, signal: Signal, at_s: float) -> Signal:
        if not isinstance(signal, Press) or signal.sealed is None:
            return signal
        device = folded(signal.device)
        highest, heard_at_s = self._highest.get(device, (-1, at_s))
        waited = BATTERY_S if highest < ANEW else 0
        has_started = signal.sealed < ANEW and at_s - heard_at_s >= waited
        if signal.sealed > highest or has_started:
            self._highest[device] = (signal.sealed, at_s)
            self._highest.move_to_end(device)
            if len(self._highest) > MOST:
                self._highest.popitem(last=False)
        elif at_s - heard_at_s > LATE_S:
            detail = "a frame that was sent before has come again: somebody may have recorded it"
            return Unreadable(office=signal.office, device=signal.device, reason="replayed", detail=detail)
        return signal
