"""Reports: what a draft becomes, whom it calls upon, and the clock of the duty to tell the authority."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from parts.reports import AT, DAY, DRAFT, HER, HOUR, LEAD, NEAR_MISS, SECRET, STRANGER, PlayedReport
from service.alarm.actor import SERVICE
from service.report.classification import DEFINITIONS, NAMES, SEVERITIES, Aimed, Class, Severity
from service.report.commands import (
    AddToReport,
    ClassifyReport,
    DiscussReport,
    FinishReport,
    PassDue,
    TellAuthority,
    WriteReport,
)
from service.report.rate import Rate
from service.report.report import duty
from service.undertaking.refusal import UndertakingRefusal

WRITE = WriteReport(actor=HER, words=SECRET, entitled=False)
CLASSIFY = ClassifyReport(actor=LEAD, classes=(Class.THREAT,), severity=Severity.NONE, aimed=Aimed.YES, entitled=True)
FINISH = FinishReport(actor=LEAD, entitled=True)
PASS = PassDue(actor=SERVICE)


def played(*commands: Any) -> PlayedReport:
    """Return a report of an alarm after commands, all at once."""
    report = PlayedReport()
    for command in (DRAFT, *commands):
        report.ask(command)
    return report


def refused(report: PlayedReport, command: Any) -> str:
    """Return the code with which a command is refused."""
    with pytest.raises(UndertakingRefusal) as why:
        report.ask(command)
    return why.value.code


def test_from_the_draft_to_the_end() -> None:
    """Drafted by itself, written by her, classified and finished by the lead; then only added to and spoken about."""
    report = played(WRITE, CLASSIFY, FINISH)
    assert report.names == ["ReportDrafted", "ReportWritten", "ReportClassified", "ReportFinished"]
    assert report.report is not None
    assert (report.report.stage, report.report.has_her_words, report.report.due_at) == ("finished", True, None)
    assert refused(report, WRITE) == "finished"
    assert refused(report, replace(CLASSIFY, severity=Severity.DEATH)) == "finished"
    before = report.report
    report.ask(AddToReport(actor=HER, words="He came back", entitled=False))
    report.ask(DiscussReport(actor=LEAD, met_on=AT.date(), words="A second door", entitled=True))
    assert report.report == replace(before, met_on=AT.date())


def test_nothing_is_finished_that_nobody_wrote_or_sorted() -> None:
    """Each missing part has its own answer."""
    report = played()
    assert refused(report, FINISH) == "not_written"
    report.ask(WRITE)
    assert refused(report, FINISH) == "not_classified"
    assert refused(report, replace(CLASSIFY, classes=())) == "no_class"
    assert refused(report, replace(WRITE, words="  ")) == "no_words"
    assert refused(report, AddToReport(actor=HER, words="x", entitled=False)) == "not_finished"


def test_only_she_and_whoever_follows_up_write() -> None:
    """A colleague without that right reads nothing into her report, and she herself finishes nothing."""
    report = played(WRITE, CLASSIFY)
    assert refused(report, replace(WRITE, actor=STRANGER)) == "not_entitled"
    assert refused(report, replace(FINISH, actor=HER, entitled=False)) == "not_entitled"
    report.ask(replace(WRITE, actor=LEAD, entitled=True))
    assert report.events[-1].facts["by_reporter"] is False


def test_a_draft_that_nobody_writes_calls_upon_her_then_upon_the_lead_again_and_again() -> None:
    """After a day upon her, a day later upon whoever leads, then every week: nobody is the last link."""
    report = played()
    assert report.ask(PASS, AT + 23 * HOUR) == ()
    at, found = AT, []
    for _ in range(4):
        assert report.report is not None
        assert report.report.due_at is not None
        at = report.report.due_at
        report.ask(PASS, at)
        found.append((at - AT, report.report.calls))
    assert found == [(DAY, "reporter"), (2 * DAY, "lead"), (9 * DAY, "lead"), (16 * DAY, "lead")]
    report.ask(WRITE, at)
    assert report.report is not None
    assert (report.report.calls, report.report.due_at) == (None, at + DAY)


def test_the_clock_of_the_duty_runs_from_when_it_is_known() -> None:
    """It calls upon the lead after an hour and each day, no word puts it off, and nothing is finished before."""
    report = played(WRITE)
    known_at = AT + 2 * HOUR
    report.ask(replace(CLASSIFY, severity=Severity.SERIOUS_DANGER), known_at)
    assert report.report is not None
    assert report.report.due_at == known_at + HOUR
    report.ask(WRITE, known_at + timedelta(minutes=50))
    report.ask(replace(CLASSIFY, severity=Severity.SEVERE_INJURY), known_at + timedelta(minutes=55))
    assert report.report.due_at == known_at + HOUR
    assert refused(report, FINISH) == "authority_untold"
    report.ask(PASS, known_at + HOUR)
    assert (report.report.calls, report.report.due_at) == ("lead", known_at + HOUR + DAY)
    owed = duty(report.report, known_at + 3 * HOUR)
    assert owed is not None
    assert (owed.since, owed.told_at, owed.took) == (known_at, None, 3 * HOUR)
    told = TellAuthority(actor=LEAD, told_at=known_at + 2 * HOUR, entitled=True)
    assert refused(report, told) == "not_yet"
    report.ask(told, known_at + 3 * HOUR)
    done = duty(report.report, known_at + 9 * HOUR)
    assert done is not None
    assert done.took == 2 * HOUR
    report.ask(FINISH, known_at + 4 * HOUR)
    assert report.report.is_over


def test_what_turns_out_not_to_be_serious_has_no_duty() -> None:
    """Said again to be harmless, the clock is gone; and nothing can be told that need not be."""
    report = played(WRITE, replace(CLASSIFY, severity=Severity.DEATH), CLASSIFY)
    assert report.report is not None
    assert duty(report.report, AT) is None
    assert refused(report, TellAuthority(actor=LEAD, told_at=AT, entitled=True)) == "not_serious"


def test_a_near_miss_is_one_command() -> None:
    """Drafted, written and sorted at once; hers with her key, and finished by the lead alone."""
    report = PlayedReport()
    report.ask(NEAR_MISS)
    assert report.names == ["ReportDrafted", "ReportWritten", "ReportClassified"]
    assert report.report is not None
    assert (report.report.reporter, report.report.about, report.report.stage) == ("p-sara", "near_miss", "written")
    assert report.ask(NEAR_MISS) == ()
    with pytest.raises(UndertakingRefusal):
        PlayedReport().ask(replace(NEAR_MISS, happened_on=(AT + 3 * DAY).date()))


def test_without_a_name_nothing_says_who_told_it() -> None:
    """No key in any fact, nobody who acts, and not even through what it came."""
    report = PlayedReport()
    report.ask(replace(NEAR_MISS, anonymous=True))
    for event in report.events:
        assert event.actor.as_json() == {"who": None, "via": "anonymous", "behalf_of": None}
    assert "sara" not in f"{[(event.facts, event.personal) for event in report.events]} {report.report}"


def test_the_report_rate_is_a_share_only_where_there_was_something() -> None:
    """One of four is a quarter; of nothing there is none."""
    assert Rate(finished=1, all=4).share == 0.25
    assert Rate(finished=0, all=0).share is None


def test_every_class_and_severity_is_explained() -> None:
    """Each has its plain words, and improper influence asks the question of the one who was exposed."""
    assert set(DEFINITIONS) == set(NAMES) == set(Class)
    assert set(SEVERITIES) == set(Severity)
    assert str(DEFINITIONS[Class.IMPROPER_INFLUENCE]).startswith("Was the aim to influence my decision?")
