"""A report in words, as its page and the list of reports say it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date

from roles.sentence import say
from service.report.classification import NAMES, SEVERITIES
from service.report.report import Report, duty
from service.web.mark import N
from service.web.report_port import Piece, Step, Told
from service.web.tongue import Tongue, span
from service.web.unit_meeting_page import ENDINGS


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One report in the list."""

    id: str
    day: str
    place: str
    what: str
    is_near_miss: bool
    is_late: bool
    standing: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """One text in a report."""

    title: str
    words: str
    is_hers: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One measure below a report."""

    id: str
    words: str
    owner: str
    until: str
    standing: str
    may_end: bool
    why: Sequence[str]


def sorted_by_due(found: Iterable[tuple[str, Report]], at: datetime) -> list[tuple[str, Report]]:
    """Return reports, the worst first: what is owed to the authority, what is late, what is open, what is finished."""

    def key(pair: tuple[str, Report]) -> tuple[int, float]:
        report = pair[1]
        if report.due_at is None:
            return 4, -(report.finished_at or at).timestamp()
        rank = 0 if report.is_owed else 1 if report.calls == "lead" else 2 if _is_late(report, at) else 3
        return rank, report.began_at.timestamp() if rank < 3 else report.due_at.timestamp()

    return sorted(found, key=key)


def row(id_: str, report: Report, at: datetime, tongue: Tongue) -> Row:
    """Return a report as one row of the list."""
    return Row(
        id=id_,
        day=day_of(report, tongue),
        place=tongue.place(report.zone),
        what=what_of(report, tongue),
        is_near_miss=report.alarm is None,
        is_late=report.is_owed or _is_late(report, at),
        standing=standing_of(report, at, tongue),
    )


def day_of(report: Report, tongue: Tongue) -> str:
    """Return the day on which it happened, in words."""
    return str(format_date(report.happened_on, format="long", locale=tongue.lang))


def what_of(report: Report, tongue: Tongue) -> str:
    """Return what it was, in words."""
    return ", ".join(tongue.t(NAMES[kind]) for kind in report.classes) or tongue.t("not sorted yet")


def standing_of(report: Report, at: datetime, tongue: Tongue) -> str:
    """Say how a report stands: what is owed, what is late, and by when what is open is to be done."""
    if report.is_owed and (owed := duty(report, at)):
        if owed.took < timedelta(minutes=1):
            return tongue.t("The authority has still to be told")
        return tongue.t("The authority has still to be told, for %(span)s now", span=span(owed.took))
    if report.due_at is None:
        return tongue.t("Finished on %(day)s", day=tongue.day(report.finished_at or at))
    if _is_late(report, at):
        is_unwritten = report.stage == "drafted"
        late = N("Overdue: nobody has written what happened") if is_unwritten else N("Overdue: it is not finished")
        return tongue.t(late)
    if report.stage == "drafted":
        return tongue.t("What happened is to be written by %(day)s", day=tongue.day(report.due_at))
    return tongue.t("To be finished by %(day)s", day=tongue.day(report.due_at))


def graveness_of(report: Report, tongue: Tongue) -> str:
    """Say how grave it was; empty where nobody has said."""
    return tongue.t(SEVERITIES[report.severity]) if report.severity else ""


def clock_of(told: Told, tongue: Tongue) -> tuple[str, bool] | None:
    """Say how the duty to tell the authority stands, and whether it is still owed; None where there is none."""
    owed = duty(told.report, told.at)
    if owed is None:
        return None
    since = f"{tongue.day(owed.since)} {tongue.minute(owed.since)}"
    if owed.told_at is None:
        if owed.took < timedelta(minutes=1):
            return tongue.t("Known since %(since)s.", since=since), True
        return tongue.t("Known since %(since)s: %(span)s ago.", since=since, span=span(owed.took)), True
    told_at = f"{tongue.day(owed.told_at)} {tongue.minute(owed.told_at)}"
    return tongue.t("The authority was told on %(at)s, after %(span)s.", at=told_at, span=span(owed.took)), False


def written_of(said: Iterable[Piece], tongue: Tongue) -> list[Written]:
    """Return what was written, but not what the unit decided."""
    return [_written(one, tongue) for one in said if one.event != "ReportDiscussed"]


def is_erased(told: Told) -> bool:
    """Say whether what was written is not kept any more; who sees only her own words is not told of others'."""
    return (
        told.sees and told.report.stage == "finished" and not any(one.event != "ReportDiscussed" for one in told.said)
    )


def decided_of(said: Iterable[Piece], tongue: Tongue) -> list[Written]:
    """Return what the unit decided."""
    return [_written(one, tongue) for one in said if one.event == "ReportDiscussed"]


def lines_of(steps: Sequence[Step], tongue: Tongue, *, named: bool) -> list[Line]:
    """Return the measures in words; whose each is only where `named`."""
    return [
        Line(
            id=one.id,
            words=say(one.words, tongue.t) or tongue.t("The words are not kept any more."),
            owner=(one.owner or tongue.t("whoever leads")) if named else "",
            until=tongue.day(one.until),
            standing=tongue.t(ENDINGS[one.ending]),
            may_end=one.may_end,
            why=one.why,
        )
        for one in steps
    ]


def _written(one: Piece, tongue: Tongue) -> Written:
    when = f"{tongue.day(one.at)} {tongue.minute(one.at)}"
    by = one.by or (tongue.t("Whoever was exposed") if one.by_reporter else tongue.t("Nobody named"))
    parts = [by, when, *([tongue.t("added afterwards")] if one.event == "ReportAddedTo" else [])]
    return Written(title=" · ".join(parts), words=one.words, is_hers=one.by_reporter)


def _is_late(report: Report, at: datetime) -> bool:
    return report.calls is not None or (report.due_at is not None and report.due_at <= at)
