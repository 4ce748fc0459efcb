"""What the references say of reports and measures is what there is."""

import re
from collections import defaultdict
from pathlib import Path

from parts.reports import AT, DRAFT, HER, LEAD, PLAN, PlayedMeasure, PlayedReport
from service.alarm.actor import SERVICE
from service.measure import commands as measuring
from service.measure.events import EVENTS as MEASURE_EVENTS
from service.report import commands as reporting
from service.report.classification import Aimed, Class, Severity
from service.report.events import EVENTS as REPORT_EVENTS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def _sections(heading: str) -> dict[str, set[str]]:
    page = (REFERENCE / "timeline.md").read_text(encoding="utf-8")
    part = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    sections = re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", part, re.MULTILINE | re.DOTALL)
    return {name: set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) for name, text in sections}


def test_every_event_of_a_report_is_described() -> None:
    """Each has its section, and its table names exactly the facts that occur."""
    played, late = PlayedReport(), AT.replace(year=2027)
    played.ask(DRAFT)
    played.ask(reporting.PassDue(actor=SERVICE), late)
    played.ask(reporting.WriteReport(actor=HER, words="He shouted", entitled=False), late)
    said = reporting.ClassifyReport(
        actor=LEAD, classes=(Class.THREAT,), severity=Severity.SERIOUS_DANGER, aimed=Aimed.NO, entitled=True
    )
    played.ask(said, late)
    played.ask(reporting.TellAuthority(actor=LEAD, told_at=late, entitled=True), late)
    played.ask(reporting.FinishReport(actor=LEAD, entitled=True), late)
    played.ask(reporting.AddToReport(actor=HER, words="He came back", entitled=False), late)
    played.ask(reporting.DiscussReport(actor=LEAD, met_on=AT.date(), words="A door", entitled=True), late)
    found = {event.name: {"undertaking", *event.facts} for event in played.events}
    assert set(found) == REPORT_EVENTS
    assert _sections("The events of a report") == found


def test_every_event_of_a_measure_is_described() -> None:
    """Each has its section, and its table names exactly the facts that occur."""
    found = defaultdict[str, set[str]](set)
    later, far = AT.replace(year=2027), AT.replace(year=2028)
    for last in (
        measuring.FinishMeasure(actor=LEAD, entitled=True),
        measuring.DropMeasure(actor=LEAD, entitled=True, words="Too dear"),
    ):
        played = PlayedMeasure()
        played.ask(PLAN)
        played.ask(measuring.PassDue(actor=SERVICE), later)
        played.ask(measuring.MoveMeasure(actor=LEAD, entitled=True, due_at=far, words="Not yet"), later)
        played.ask(measuring.HandOverMeasure(actor=LEAD, entitled=True, owner="p-bo"), later)
        played.ask(last, later)
        for event in played.events:
            found[event.name] |= {"undertaking", *event.facts}
    assert set(found) == MEASURE_EVENTS
    assert _sections("The events of a measure") == found
