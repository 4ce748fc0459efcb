"""Where a report stands, computed from its events' facts and from nothing else: its words are in no state."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from service.alarm.instant import parse_instant
from service.report.classification import Aimed, Class, Severity, is_serious
from service.undertaking.event import Event

Stage = Literal["drafted", "written", "finished"]
About = Literal["alarm", "near_miss"]
Calls = Literal["reporter", "lead", "above"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One report. It knows nothing about the other person, and has no place where that could be a fact."""

    about: About
    alarm: str | None
    """The id of the alarm that it is about; None for a near miss without one."""
    began_at: datetime
    """When it was drafted or told."""
    happened_on: date
    zone: str | None
    reporter: str | None
    """Opaque key of who was exposed; None where nobody is known or she wants to have no name here."""
    is_anonymous: bool
    look_at: datetime
    """When it is looked at again; means nothing once it is finished."""
    stage: Stage = "drafted"
    has_her_words: bool = False
    classes: tuple[Class, ...] = ()
    severity: Severity | None = None
    aimed: Aimed | None = None
    serious_since: datetime | None = None
    """Since when it is known to be serious; None while it is not."""
    told_at: datetime | None = None
    """When the authority was told."""
    calls: Calls | None = None
    """Whom it calls upon since it is overdue."""
    called: int = 0
    """How often it has called upon somebody."""
    called_for: str | None = None
    """What was owed when it did last: its words, its end, or that the authority is told."""
    finished_at: datetime | None = None
    met_on: date | None = None
    """The day of the unit meeting in which it was last spoken about."""

    @property
    def is_over(self) -> bool:
        """Whether it is finished: then it is only added to."""
        return self.stage == "finished"

    @property
    def due_at(self) -> datetime | None:
        """When it has to be looked at again; None only when it is finished."""
        return None if self.is_over else self.look_at

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left for the unit to speak about: it has, or nothing had happened and that is finished."""
        return self.met_on is not None or (self.is_over and self.classes == (Class.MISTAKE,))

    @property
    def is_owed(self) -> bool:
        """Whether the authority has still to be told."""
        return is_serious(self.severity) and self.told_at is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """The duty to tell the authority without delay, with its clock."""

    since: datetime
    told_at: datetime | None
    took: timedelta
    """From when it was known until it was told; while it was not, until now."""


def duty(report: Report, at: datetime) -> Duty | None:
    """Return a report's duty at a moment; None for what need not be told to the authority."""
    if report.serious_since is None:
        return None
    took = (report.told_at or at) - report.serious_since
    return Duty(since=report.serious_since, told_at=report.told_at, took=max(took, timedelta(0)))


def evolve(report: Report | None, event: Event) -> Report:
    """Return a report after an event; `report` is None before the first.

    Raises:
        ValueError: when the event follows no `ReportDrafted`, or is no event of a report.
    """
    facts = event.facts
    if event.name == "ReportDrafted":
        return _drafted(event)
    if report is None:
        raise ValueError(f"{event.name} comes before ReportDrafted; the record of this report is incomplete")
    match event.name:
        case "ReportWritten":
            hers = report.has_her_words or facts["by_reporter"]
            return replace(report, stage="written", has_her_words=hers, calls=None, look_at=_look_at(facts))
        case "ReportClassified":
            return _classified(report, event)
        case "AuthorityTold":
            return replace(report, told_at=parse_instant(facts["told_at"]), look_at=_look_at(facts), calls=None)
        case "ReportOverdue":
            return replace(
                report,
                calls=facts["calls"],
                called=report.called + 1,
                called_for=facts["owes"],
                look_at=_look_at(facts),
            )
        case "ReportFinished":
            return replace(report, stage="finished", finished_at=event.at, calls=None)
        case "ReportDiscussed":
            return replace(report, met_on=date.fromisoformat(facts["met_on"]))
        case "ReportAddedTo":
            return report
        case _:
            raise ValueError(f"{event.name!r} is no event of a report")


def evolve_all(events: Iterable[Event]) -> Report | None:
    """Return a report after all of its events; None without any."""
    report = None
    for event in events:
        report = evolve(report, event)
    return report


def _look_at(facts: Any) -> datetime:
    return parse_instant(facts["look_at"])


def _drafted(event: Event) -> Report:
    facts = event.facts
    return Report(
        about=facts["about"],
        alarm=facts["alarm"],
        began_at=event.at,
        happened_on=date.fromisoformat(facts["happened_on"]),
        zone=facts["zone"],
        reporter=facts["reporter"],
        is_anonymous=facts["anonymous"],
        look_at=_look_at(facts),
    )


def _classified(report: Report, event: Event) -> Report:
    facts = event.facts
    severity = Severity(facts["severity"])
    since = (report.serious_since or event.at) if is_serious(severity) else None
    return replace(
        report,
        classes=tuple(Class(one) for one in facts["classes"]),
        severity=severity,
        aimed=Aimed(facts["aimed"]),
        serious_since=since,
        look_at=_look_at(facts),
    )
