"""What holds of every watched meeting, whatever is asked of it and in whichever order."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from parts.meetings import AT, MINUTE, PLAN, TIMES, VISIT, Played, random_command
from service.meeting.meeting import Meeting, evolve
from service.meeting.snapshot import read, write
from service.undertaking.refusal import UndertakingRefusal

_CHANCE = st.integers(0, 2**32).map(Random)
WELL = {"CheckedIn", "MeetingExtended", "MeetingEnded"}
PATIENCE = TIMES.grace + TIMES.ask_person + TIMES.ask_watcher


def _history(rng: Random, steps: int) -> Played:
    played, at = Played(), AT
    every = rng.choice([None, 30 * MINUTE])
    plan = replace(rng.choice([PLAN, VISIT]), times=replace(TIMES, check_every=every))
    played.ask(replace(plan, begins_at=AT + rng.choice([0, 20]) * MINUTE), at)
    for _ in range(steps):
        at += rng.choice([0, 1, 3, 10]) * MINUTE
        try:
            played.ask(random_command(rng), at)
        except UndertakingRefusal:
            continue
    return played


@given(_CHANCE, st.integers(0, 30))
def test_what_is_not_over_is_looked_at_again(rng: Random, steps: int) -> None:
    """Liveness: a meeting has a due time exactly as long as it is not over."""
    meeting = _history(rng, steps).meeting
    assert meeting is not None
    assert (meeting.due_at is None) == meeting.is_over


@given(_CHANCE, st.integers(0, 30))
def test_silence_always_leads_to_an_alarm(rng: Random, steps: int) -> None:
    """Whatever was said before: when nobody says a word any more, an alarm comes within the plan's times."""
    played = _history(rng, steps)
    meeting = played.meeting
    assert meeting is not None
    if meeting.is_over or meeting.alarm:
        return
    last = max(meeting.expected_at, meeting.begins_at, played.events[-1].at)
    latest = last + PATIENCE + (meeting.times.check_every or 0 * MINUTE)
    played.until(latest)
    assert played.meeting is not None
    assert played.meeting.alarm is not None


@given(_CHANCE, st.integers(0, 40))
def test_a_meeting_raises_at_most_one_alarm_and_a_word_keeps_it_from_that(rng: Random, steps: int) -> None:
    """One alarm at most; one that nobody asked for comes only after she and the watcher were asked in vain."""
    played = _history(rng, steps)
    names = played.names
    assert names.count("MeetingAlarmed") <= 1
    overdue = [n for n, event in enumerate(played.events) if event.facts.get("why") == "overdue"]
    for index in overdue:
        assert names[index - 2 : index] == ["PersonAsked", "WatcherAsked"]


@given(_CHANCE, st.integers(0, 30))
def test_the_state_is_what_its_events_say(rng: Random, steps: int) -> None:
    """Replayed from facts alone, and read back from its snapshot, it is the same; after the end nothing is asked."""
    played = _history(rng, steps)
    again: Meeting | None = None
    for event in played.events:
        again = evolve(again, replace(event, personal={}))
    assert again == played.meeting
    assert again is not None
    assert read(write(again)) == again
    over = [n for n, event in enumerate(played.events) if event.name == "MeetingEnded"]
    assert over in ([], [len(played.events) - 1])


@given(_CHANCE, st.integers(0, 30))
def test_nothing_personal_is_a_fact(rng: Random, steps: int) -> None:
    """Names and where a visit is are in no fact and no snapshot: once the entries are erased, nobody knows them."""
    played = _history(rng, steps)
    assert played.meeting is not None
    said = f"{[event.facts for event in played.events]} {write(played.meeting)}"
    assert "Storgatan" not in said
    assert "Sara" not in said
