"""Reports and measures that are played: commands at random, and what they have come to."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from service.alarm.actor import SERVICE, Actor
from service.measure import commands as measuring
from service.measure.aftercare import Task
from service.measure.decide import decide as decide_measure
from service.measure.measure import Measure
from service.measure.measure import evolve as evolve_measure
from service.report import commands as reporting
from service.report.classification import Aimed, Class, Severity
from service.report.decide import decide as decide_report
from service.report.report import Report
from service.report.report import evolve as evolve_report
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HER = Actor(via="phone:as", who="p-sara")
LEAD = Actor(via="screen:as/staff", who="p-maja")
STRANGER = Actor(via="phone:as", who="p-hugo")
SECRET = "He said that he knows where my children go to school"
DRAFT = reporting.DraftReport(
    actor=SERVICE, alarm="a-1", happened_on=date(2026, 11, 23), zone="room-114", reporter="p-sara"
)
NEAR_MISS = reporting.ReportNearMiss(
    actor=HER, words=SECRET, happened_on=date(2026, 11, 22), classes=(Class.THREAT,), severity=Severity.NONE
)
PLAN = measuring.PlanMeasure(
    actor=LEAD, entitled=True, owner="p-anna", due_at=AT + 7 * DAY, words="A second door", report="report-a-1"
)


@dataclass
class PlayedReport:
    """One report and all that has happened to it."""

    report: Report | None = None
    events: list[Event] = field(default_factory=list)

    def refusal(self, command: reporting.Command, at: datetime = AT) -> str:
        """Ask it for something; return in which words it is refused, and nothing where it is not."""
        try:
            self.ask(command, at)
        except UndertakingRefusal as why:
            return f"{why.code}: {why.sentence}"
        return ""

    def ask(self, command: reporting.Command, at: datetime = AT) -> tuple[Event, ...]:
        """Ask it for something; raises UndertakingRefusal."""
        events = decide_report(self.report, command, at)
        for event in events:
            self.report = evolve_report(self.report, event)
        self.events.extend(events)
        return events

    @property
    def names(self) -> list[str]:
        """What has happened, by its names."""
        return [event.name for event in self.events]


@dataclass
class PlayedMeasure:
    """One measure and all that has happened to it."""

    measure: Measure | None = None
    events: list[Event] = field(default_factory=list)

    def refusal(self, command: measuring.Command, at: datetime = AT) -> str:
        """Ask it for something; return in which words it is refused, and nothing where it is not."""
        try:
            self.ask(command, at)
        except UndertakingRefusal as why:
            return f"{why.code}: {why.sentence}"
        return ""

    def ask(self, command: measuring.Command, at: datetime = AT) -> tuple[Event, ...]:
        """Ask it for something; raises UndertakingRefusal."""
        events = decide_measure(self.measure, command, at)
        for event in events:
            self.measure = evolve_measure(self.measure, event)
        self.events.extend(events)
        return events


def every_report_command(actor: Actor, *, entitled: bool, at: datetime, rng: Random) -> list[reporting.Command]:
    """Return one command of each sort to a report that there is, with details at random."""
    classes = tuple(rng.sample(list(Class), rng.randint(1, 3)))
    severity, aimed, on = rng.choice(list(Severity)), rng.choice(list(Aimed)), at.date()
    return [
        DRAFT,
        NEAR_MISS,
        reporting.WriteReport(actor=actor, words=SECRET, entitled=entitled),
        reporting.ClassifyReport(actor=actor, classes=classes, severity=severity, aimed=aimed, entitled=entitled),
        reporting.TellAuthority(actor=actor, told_at=at, entitled=entitled),
        reporting.FinishReport(actor=actor, entitled=entitled),
        reporting.AddToReport(actor=actor, words=SECRET, entitled=entitled),
        reporting.DiscussReport(actor=actor, met_on=on, words=SECRET, entitled=entitled),
        reporting.PassDue(actor=SERVICE),
    ]


def every_measure_command(actor: Actor, *, entitled: bool, at: datetime, rng: Random) -> list[measuring.Command]:
    """Return one command of each sort to a measure, with details at random."""
    due_at, task = at + rng.randint(1, 30) * DAY, rng.choice([None, *Task])
    return [
        measuring.PlanMeasure(actor=actor, entitled=entitled, owner=None, due_at=due_at, words=SECRET, task=task),
        measuring.MoveMeasure(actor=actor, entitled=entitled, due_at=due_at, words=SECRET),
        measuring.HandOverMeasure(actor=actor, entitled=entitled, owner=rng.choice(["p-anna", "p-bo"])),
        measuring.FinishMeasure(actor=actor, entitled=entitled, words=SECRET),
        measuring.DropMeasure(actor=actor, entitled=entitled, words=SECRET),
        measuring.PassDue(actor=SERVICE),
    ]
