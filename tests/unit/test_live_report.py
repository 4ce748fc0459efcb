"""No screen is sent a word of a report or a measure, whoever looks at it."""

import json
from dataclasses import replace

from parts.reports import AT, DRAFT, HER, LEAD, PLAN, SECRET, PlayedMeasure, PlayedReport
from service.live.render import Audience, render
from service.live.undertaking import Undertakings, render_undertaking
from service.measure.commands import FinishMeasure
from service.report.classification import Aimed, Class, Severity
from service.report.commands import AddToReport, ClassifyReport, FinishReport, WriteReport
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head
from service.undertaking.event import Event


def _entries(undertaking: str, events: list[Event]) -> list[Entry]:
    head, entries = Head(office="as", position=0, hash=start("as")), list[Entry]()
    for one in events:
        facts = {"undertaking": undertaking, **one.facts}
        draft = Draft(at=one.at, event=one.name, alarm=None, actor=one.actor, facts=facts, personal=one.personal)
        entries.append(link(head, draft, salt="0" * 32))
        head = Head(office="as", position=entries[-1].position, hash=entries[-1].hash)
    return entries


def test_every_entry_is_withheld_from_every_audience_also_after_the_end() -> None:
    """It keeps its position, and its board has nothing of it: drafted, written, finished, and added to."""
    report, measure = PlayedReport(), PlayedMeasure()
    report.ask(DRAFT)
    report.ask(WriteReport(actor=HER, words=SECRET, entitled=False))
    said = ClassifyReport(actor=LEAD, classes=(Class.THREAT,), severity=Severity.NONE, aimed=Aimed.NO, entitled=True)
    report.ask(said)
    report.ask(FinishReport(actor=LEAD, entitled=True))
    report.ask(AddToReport(actor=HER, words=SECRET, entitled=False))
    measure.ask(replace(PLAN, words=SECRET), AT)
    measure.ask(FinishMeasure(actor=LEAD, entitled=True, words=SECRET))
    known = Undertakings()
    for entry in (*_entries("report-a-1", report.events), *_entries("measure-1", measure.events)):
        shown = known.take(entry)
        for audience in Audience:
            told = render_undertaking(entry, shown, audience) if shown else render(entry, audience)
            assert told == {"type": "withheld", "position": entry.position}
            assert SECRET not in json.dumps(known.views(audience))
            assert known.views(audience) == []
