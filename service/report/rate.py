"""The report rate: of all alarms and near misses of a period, how many have a finished report. Of no person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from service.report.report import Report


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """How many of what should have a report have a finished one."""

    finished: int
    all: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there was nothing to report."""
        return self.finished / self.all if self.all else None


def report_rate(alarms: Collection[str], reports: Iterable[Report]) -> Rate:
    """Return the report rate of a period.

    Args:
        alarms: the ids of its real alarms that are over, with or without a report.
        reports: the reports about those alarms, and about near misses of the period; others are left out.
    """
    wanted, finished, near = frozenset(alarms), set[str](), [0, 0]
    for report in reports:
        if report.alarm is None:
            near[0] += 1
            near[1] += report.is_over
        elif report.alarm in wanted and report.is_over:
            finished.add(report.alarm)
    return Rate(finished=len(finished) + near[1], all=len(wanted) + near[0])
