"""The report rate: of all alarms and near misses of a period, how many have a finished report. Of no person."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """How many of what should have a report have a finished one; the store counts, however many there are."""

    finished: int
    all: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there was nothing to report."""
        return self.finished / self.all if self.all else None
