"""The only place that asks the system for the time."""

import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """What time it is, asked in two ways that must never be mixed."""

    def now(self) -> datetime:
        """The wall clock as an aware UTC instant: it places entries, and it may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start that never go back: they count deadlines."""
        ...


@runtime_checkable
class Booted(Protocol):
    """A clock that knows for how long its monotonic seconds mean the same, over the ends of processes."""

    def boot(self) -> str | None:
        """Return what names the machine's last start; None where that is not known."""
        ...


def boot_of(clock: Clock) -> str | None:
    """Return what names the start since which a clock's monotonic seconds count; None where that is not known."""
    return clock.boot() if isinstance(clock, Booted) else None


class SystemClock:
    """The clock of this machine."""

    def boot(self) -> str | None:
        """Return the name that the kernel gave to its last start; None on systems that give none."""
        return _boot()

    def now(self) -> datetime:
        """Return the wall clock as an aware UTC instant."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()


@cache
def _boot() -> str | None:
    try:
        return _BOOT.read_text("utf-8").strip() or None
    except (OSError, ValueError):
        return None
