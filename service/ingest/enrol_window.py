"""Press to enrol: while a window is open, what devices press that nobody has enrolled is offered to its office.

It only listens: what a press does, it does as at any other time. What is offered stands in memory, is bounded, and is
forgotten with its window.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from devices.registry import Registry
from devices.signals import Battery, Press, Signal
from devices.spoken_by import family_of
from service.clock import Clock
from service.ingest.intake import Heard

LISTENS: Final = timedelta(seconds=60)
KEPT: Final = timedelta(seconds=15)
"""How long what was offered can still be read after the window has closed."""
MOST_OFFERED: Final = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """A device that was pressed: what it is called, at which broker, and what it said."""

    family: str
    broker: str
    device: str
    office: str | None
    """The office that its topic names."""
    gestures: tuple[str, ...]
    """In the order in which they were heard, each once."""
    presses: int
    unmistakable: bool
    """Its press has raised an alarm."""
    battery: str | None = None


@dataclass(kw_only=True, slots=True)
class Window:
    """One office's window."""

    until: datetime
    ends: float
    """By the monotonic clock."""
    offered: dict[tuple[str, str | None, str], Offered]
    left_out: int = 0


class EnrolWindows:
    """The windows that are open at this node, at most one for each office."""

    def __init__(self, clock: Clock, registry: Callable[[], Registry]) -> None:
        """Listen to what intake hears, while a window is open."""
        self._clock = clock
        self._registry = registry
        self._open: dict[str, Window] = {}

    def open(self, office: str) -> Window:
        """Open an office's window anew: what an earlier one offered is forgotten."""
        now = self._clock.now()
        window = Window(
            until=now + LISTENS, ends=self._clock.monotonic() + LISTENS.total_seconds(), offered={}, left_out=0
        )
        self._open[office] = window
        return window

    def close(self, office: str) -> None:
        """Close an office's window, and forget what it offered."""
        self._open.pop(office, None)

    def of(self, office: str) -> Window | None:
        """Return an office's window, for a moment after it has closed too; None where there is none."""
        self._forget()
        return self._open.get(office)

    def listens(self, window: Window) -> bool:
        """Whether a window is open still."""
        return self._clock.monotonic() < window.ends

    def hear(self, signals: tuple[Signal, ...], heard: Heard) -> None:
        """Take what a message said."""
        if not self._open:
            return
        self._forget()
        registry = self._registry()
        for signal in signals:
            if isinstance(signal, Press) and registry.inventory.find(signal.office, signal.device) is None:
                self._press(signal, heard, registry)
        for signal in signals:
            if isinstance(signal, Battery):
                self._battery(signal, heard)

    def _press(self, press: Press, heard: Heard, registry: Registry) -> None:
        key = heard.broker, press.office, press.device
        for office, window in self._open.items():
            if press.office not in (None, office) or not self.listens(window):
                continue
            before = window.offered.get(key)
            if before is None and len(window.offered) >= MOST_OFFERED:
                window.left_out += 1
                continue
            window.offered[key] = Offered(
                family=before.family if before else family_of(registry, heard.topic, heard.payload, heard.broker),
                broker=heard.broker,
                device=press.device,
                office=press.office,
                gestures=tuple(dict.fromkeys((*(before.gestures if before else ()), press.gesture)))[:8],
                presses=(before.presses if before else 0) + 1,
                unmistakable=press.unmistakable or (before is not None and before.unmistakable),
                battery=before.battery if before else None,
            )

    def _battery(self, battery: Battery, heard: Heard) -> None:
        key = heard.broker, battery.office, battery.device
        for window in self._open.values():
            if key in window.offered:
                window.offered[key] = replace(window.offered[key], battery=_charge(battery))

    def _forget(self) -> None:
        over = self._clock.monotonic() - KEPT.total_seconds()
        for office in [one for one, window in self._open.items() if window.ends <= over]:
            del self._open[office]


def _charge(battery: Battery) -> str | None:
    if battery.percent is not None:
        return f"{battery.percent:.0f} %"
    return battery.text if battery.volts is None else f"{battery.volts:.1f} V"
