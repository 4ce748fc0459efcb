"""An alarm's row of figures: what it says, and that nobody stands in it."""

from dataclasses import fields, replace
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parts.closed_history import closed_entries
from parts.history import NAMES, random_history
from service.alarm.actor import Actor
from service.figures.alarm import AlarmFigures, figures_of
from service.timeline.entry import Entry
from web import incident


def told(event: str, after: float, **facts: Any) -> Entry:
    """Return one entry of an alarm, so many seconds after its press."""
    first = incident.real().entries[0]
    return replace(
        first, event=event, at=first.at + timedelta(seconds=after), facts=facts, position=first.position + int(after)
    )


def raised(**facts: Any) -> Entry:
    """Return a press in room 114."""
    base = {"mode": "actual", "kind": "emergency", "zone": "room-114", "device": "as/pendant-1", "presser": "p-ci"}
    return told("AlarmRaised", 0, **{**base, **facts})


def test_the_real_incident_in_figures() -> None:
    """First answer, arrival and end are counted from the press, as its review counts them."""
    row = figures_of(incident.real().entries)
    assert (row.first_answer, row.on_site, row.over) == (9_000, 48_000, 132_000)
    assert (row.ended, row.closed, row.missed, row.mode) == ("cleared", True, 2, "actual")
    assert row.first_there == "colleague"


def test_who_is_there_first_is_a_guard_a_colleague_or_somebody_from_outside() -> None:
    """What counts is the role somebody was last called to; who came by herself is a colleague."""
    called = told("ResponderCalled", 1, responder="p-h", role="guard")
    handed = told("ResponderCalled", 3, responder="contact:g", role="guard-evening")
    guard = told("ResponderArrived", 40, responder="p-h")
    colleague = told("ResponderArrived", 30, responder="p-anna")
    first = figures_of([raised(), called, colleague, guard])
    assert (first.first_there, first.guard_called, first.guard_on_site) == ("colleague", True, 40_000)
    company = told("ResponderArrived", 20, responder="contact:g")
    assert figures_of([raised(), handed, company]).first_there == "guard"
    other = told("ResponderArrived", 20, responder="contact:police")
    assert figures_of([raised(), other]).first_there == "outside"
    assert figures_of([raised()]).first_there is None


def test_a_drill_that_turns_real_counts_from_the_press_that_turned_it() -> None:
    """What was answered to the drill is no answer to the alarm; its mode is that of its end."""
    drill = raised(mode="drill")
    answered = told("AlarmAcknowledged", 5, by="p-anna")
    real = told("AlarmJoined", 60, mode="actual", kind="emergency", turned=True)
    again = told("AlarmAcknowledged", 67, by="p-bo")
    row = figures_of([drill, answered, real, again])
    assert (row.mode, row.first_answer, row.presses) == ("actual", 7_000, 2)


def test_a_closing_has_the_time_that_the_office_was_closed() -> None:
    """Waiting for somebody shuts nobody out: it counts from when the office closes until it opens again."""
    entries = closed_entries()
    begun = next(one for one in entries if one.event == "ClosingBegun")
    over = next(one for one in entries if one.event == "AlarmCleared")
    row = figures_of(entries)
    assert row.kind == "closing"
    assert row.shut == (over.at - begun.at) // timedelta(milliseconds=1)
    assert figures_of(entries[: entries.index(over)]).shut is None, "it is closed still"


@given(seed=st.integers(0, 10_000), cut=st.integers(1, 60))
def test_no_key_of_a_person_is_ever_in_it_and_erasure_changes_nothing(seed: int, cut: int) -> None:
    """Whatever happens: no field holds anybody, and without names and words every figure is the same."""
    entries = [one for step in random_history(Random(seed), cut) for one in step]
    for alarm in {one.alarm for one in entries if one.alarm}:
        of_alarm = [one for one in entries if one.alarm == alarm]
        row = figures_of(of_alarm)
        values = [getattr(row, field.name) for field in fields(AlarmFigures)]
        assert not set(NAMES) & {value for value in values if isinstance(value, str)}
        assert figures_of([replace(one, personal=None) for one in of_alarm]) == row


def test_the_police_were_asked_for_or_called() -> None:
    """Either counts; that they answered counts apart."""
    assert figures_of([raised(), told("PoliceAskedFor", 4, because="lead")]).police
    rung = figures_of([raised(), told("PoliceCallBegun", 4, by="p-anna"), told("PoliceAnswered", 20, by="p-anna")])
    assert (rung.police, rung.police_answered) == (True, True)
    assert not figures_of([replace(raised(), actor=Actor(via="x"))]).police
