"""What holds of every report and measure, whatever is asked of it and in whichever order."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from parts.reports import (
    AT,
    DRAFT,
    HER,
    HOUR,
    LEAD,
    NEAR_MISS,
    PLAN,
    SECRET,
    STRANGER,
    PlayedMeasure,
    PlayedReport,
    every_measure_command,
    every_report_command,
)
from service.measure.measure import evolve_all as evolve_measure
from service.measure.snapshot import read as read_measure
from service.measure.snapshot import write as write_measure
from service.report.commands import Command, PassDue
from service.report.report import Report
from service.report.report import evolve_all as evolve_report
from service.report.snapshot import read, write
from service.timeline.chain import link, start, verify
from service.timeline.entry import Draft, Entry, Head
from service.undertaking.event import Event

_CHANCE = st.integers(0, 2**32).map(Random)
_WHO = [(HER, False), (LEAD, True), (LEAD, True), (STRANGER, False)]
ADDED = {"ReportAddedTo", "ReportDiscussed"}


def _report(rng: Random, steps: int) -> PlayedReport:
    played, at = PlayedReport(), AT
    begun: list[Command] = [DRAFT, NEAR_MISS, replace(NEAR_MISS, anonymous=True)]
    played.ask(rng.choice(begun), at)
    for _ in range(steps):
        at += rng.choice([0, 1, 20, 200]) * HOUR
        actor, entitled = rng.choice(_WHO)
        before = list(played.events), played.report
        if played.refusal(rng.choice(every_report_command(actor, entitled=entitled, at=at, rng=rng)), at):
            assert (played.events, played.report) == before
    return played


def _measure(rng: Random, steps: int) -> PlayedMeasure:
    played, at = PlayedMeasure(), AT
    played.ask(replace(PLAN, owner=rng.choice([None, "p-anna"])), at)
    for _ in range(steps):
        at += rng.choice([0, 1, 20, 200]) * HOUR
        actor, entitled = rng.choice(_WHO)
        played.refusal(rng.choice(every_measure_command(actor, entitled=entitled, at=at, rng=rng)), at)
    return played


@given(_CHANCE, st.integers(0, 30))
def test_what_is_not_finished_is_looked_at_again_and_calls_upon_somebody(rng: Random, steps: int) -> None:
    """Liveness: a due time as long as it is not over; when it has come, somebody is called upon, later ever again."""
    played = _report(rng, steps)
    report = played.report
    assert report is not None
    assert (report.due_at is None) == report.is_over
    if report.due_at is not None:
        at = max(report.due_at, played.events[-1].at)
        [event] = played.ask(PassDue(actor=LEAD), at)
        assert event.name == "ReportOverdue"
        assert played.report is not None
        assert played.report.due_at is not None
        assert played.report.due_at > at
        assert played.report.calls in {"reporter", "lead"}


@given(_CHANCE, st.integers(0, 40))
def test_a_finished_report_is_only_added_to(rng: Random, steps: int) -> None:
    """After its end nothing but additions and meetings follow, and they change nothing that was said."""
    played = _report(rng, steps)
    names = played.names
    if "ReportFinished" in names:
        end = names.index("ReportFinished")
        assert set(names[end + 1 :]) <= ADDED
        then, now = evolve_report(played.events[: end + 1]), played.report
        assert then is not None
        assert now is not None
        assert then == replace(now, met_on=then.met_on)
        assert not now.is_owed
        assert now.classes


@given(_CHANCE, st.integers(0, 30))
def test_every_command_in_every_state_is_answered(rng: Random, steps: int) -> None:
    """Events, nothing, or a refusal in words: whoever asks whatever of whichever report."""
    played = _report(rng, steps)
    at = played.events[-1].at
    for actor, entitled in _WHO:
        for command in every_report_command(actor, entitled=entitled, at=at, rng=rng):
            again = PlayedReport(report=played.report)
            if again.refusal(command, at):
                assert again.report == played.report


@given(_CHANCE, st.integers(0, 30))
def test_the_state_is_what_the_facts_say_and_words_are_in_neither(rng: Random, steps: int) -> None:
    """Replayed without anything personal, and read back from its snapshot, it is the same."""
    played = _report(rng, steps)
    again = evolve_report(replace(event, personal={}) for event in played.events)
    assert again == played.report
    assert isinstance(again, Report)
    assert read(write(again)) == again
    assert SECRET not in f"{[event.facts for event in played.events]} {write(again)}"


@given(_CHANCE, st.integers(0, 30))
def test_without_a_name_none_ever_comes_in_by_itself(rng: Random, steps: int) -> None:
    """Of a near miss without a name no entry holds the key of who told it, whatever others write later."""
    played = PlayedReport()
    played.ask(replace(NEAR_MISS, anonymous=True))
    at = AT
    for _ in range(steps):
        at += rng.choice([0, 1, 200]) * HOUR
        played.refusal(rng.choice(every_report_command(LEAD, entitled=True, at=at, rng=rng)), at)
    told = [(event.actor, event.facts, event.personal) for event in played.events]
    assert "p-sara" not in f"{told} {played.report}"
    assert played.report is not None
    assert played.report.is_anonymous


@given(_CHANCE, st.integers(0, 30))
def test_words_can_be_erased_and_the_chain_still_holds(rng: Random, steps: int) -> None:
    """Every personal part taken away with its salt: the chain verifies, and the state is the same."""
    played = _report(rng, steps)
    drafts = [
        Draft(at=one.at, event=one.name, alarm=None, actor=one.actor, facts=one.facts, personal=one.personal)
        for one in played.events
    ]
    entries: list[Entry] = []
    head = Head(office="as", position=0, hash=start("as"))
    for draft in drafts:
        entries.append(link(head, draft, salt="0" * 32))
        head = Head(office="as", position=entries[-1].position, hash=entries[-1].hash)
    erased = [replace(entry, personal=None) for entry in entries]
    assert verify("as", erased).broken is None
    assert SECRET not in str(erased)
    events = (Event(name=e.event, at=e.at, actor=e.actor, facts=e.facts) for e in erased)
    assert evolve_report(events) == played.report


@given(_CHANCE, st.integers(0, 30))
def test_a_measure_goes_on_until_it_is_done_or_dropped(rng: Random, steps: int) -> None:
    """A due time exactly as long as it is not over; its owner is called upon first, then whoever leads."""
    played = _measure(rng, steps)
    measure = played.measure
    assert measure is not None
    assert (measure.due_at is None) == measure.is_over
    names = [event.name for event in played.events]
    over = [n for n, name in enumerate(names) if name in ("MeasureDone", "MeasureDropped")]
    assert over in ([], [len(names) - 1])
    calls = [event.facts["calls"] for event in played.events if event.name == "MeasureOverdue"]
    if "MeasureHandedOver" not in names and "MeasureMoved" not in names and calls:
        assert "owner" not in calls[1:]
        assert (calls[0] == "owner") == (played.events[0].facts["owner"] is not None)
    again = evolve_measure(replace(event, personal={}) for event in played.events)
    assert again == measure
    assert read_measure(write_measure(measure)) == measure
    assert SECRET not in f"{[event.facts for event in played.events]} {write_measure(measure)}"


@given(_CHANCE, st.integers(0, 20))
def test_every_command_to_every_measure_is_answered(rng: Random, steps: int) -> None:
    """Events, nothing, or a refusal in words."""
    played = _measure(rng, steps)
    at = played.events[-1].at
    for actor, entitled in _WHO:
        for command in every_measure_command(actor, entitled=entitled, at=at, rng=rng):
            again = PlayedMeasure(measure=played.measure)
            if again.refusal(command, at):
                assert again.measure == played.measure
