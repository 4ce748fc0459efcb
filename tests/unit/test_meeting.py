"""A watched meeting: who is asked when nobody says a word, and what cannot be asked of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from parts.meetings import AT, HER, MINUTE, PLAN, VISIT, WATCHER, Played, begun
from service.alarm.actor import SERVICE
from service.meeting.commands import Begin, CallHelp, CheckIn, Command, End, Extend, PassDue
from service.meeting.planning import MOST_OPEN
from service.undertaking.refusal import UndertakingRefusal


def _refused(played: Played, command: Command, at: datetime = AT) -> str:
    with pytest.raises(UndertakingRefusal) as refused:
        played.ask(command, at)
    return refused.value.code


def test_nobody_says_a_word() -> None:
    """Ends at 14:00: she is asked at 14:05, the watcher at 14:07, and at 14:10 there is an alarm."""
    played = begun()
    played.until(AT + 180 * MINUTE)
    told = [(event.name, (event.at - AT) / MINUTE) for event in played.events]
    assert told[:5] == [
        ("MeetingPlanned", 0),
        ("MeetingBegun", 0),
        ("PersonAsked", 65),
        ("WatcherAsked", 67),
        ("MeetingAlarmed", 70),
    ]
    assert played.names.count("MeetingAlarmed") == 1


def test_it_goes_well() -> None:
    """She extends with one tap, says that she is well when asked, and ends it: nobody else hears of it."""
    played = begun()
    played.ask(Extend(actor=HER, entitled=True, by=15 * MINUTE), AT + 58 * MINUTE)
    played.until(AT + 79 * MINUTE)
    assert "PersonAsked" not in played.names
    played.until(AT + 81 * MINUTE)
    played.ask(CheckIn(actor=HER, entitled=True), AT + 81 * MINUTE)
    assert played.meeting is not None
    assert (played.meeting.stage, played.meeting.due_at) == ("running", AT + 86 * MINUTE)
    played.ask(End(actor=HER, entitled=True), AT + 84 * MINUTE)
    assert (played.meeting.is_over, played.meeting.ending, played.meeting.due_at) == (True, "ended", None)
    assert "WatcherAsked" not in played.names


def test_one_planned_ahead_begins_by_itself() -> None:
    """Who forgets to begin is watched all the same; one that is not held is ended, and nobody is asked."""
    ahead = replace(PLAN, begins_at=AT + 30 * MINUTE)
    played = begun(ahead)
    assert played.names == ["MeetingPlanned"]
    played.until(AT + 66 * MINUTE)
    assert played.names[1:] == ["MeetingBegun", "PersonAsked"]
    other = begun(ahead)
    other.ask(End(actor=HER, entitled=True), AT + MINUTE)
    assert other.meeting is not None
    assert (other.meeting.ending, other.meeting.due_at) == ("not_held", None)


def test_lone_work_is_asked_between() -> None:
    """With a check every half hour the question comes when one is left out, long before the end."""
    lone = replace(PLAN, place="lone", zone=None, times=replace(PLAN.times, check_every=30 * MINUTE))
    played = begun(lone)
    played.ask(CheckIn(actor=HER, entitled=True), AT + 20 * MINUTE)
    played.until(AT + 54 * MINUTE)
    assert "PersonAsked" not in played.names
    played.until(AT + 55 * MINUTE)
    assert played.names[-1] == "PersonAsked"


def test_a_word_after_the_alarm_ends_the_watch_and_not_the_alarm() -> None:
    """Her word is kept as late, and there is nothing that would take the alarm back."""
    played = begun()
    played.until(AT + 70 * MINUTE)
    assert _refused(played, Extend(actor=HER, entitled=True, by=15 * MINUTE), AT + 71 * MINUTE) == "alarm_raised"
    first, last = played.ask(CheckIn(actor=HER, entitled=True), AT + 71 * MINUTE)
    assert first.facts == {"late": True}
    assert last.facts == {"ending": "well"}
    assert _refused(played, CheckIn(actor=HER, entitled=True), AT + 72 * MINUTE) == "meeting_over"


def test_a_visits_street_stays_while_its_alarm_is_open() -> None:
    """Whoever is on the way reads it in the meeting: neither her late word nor an end ends that before its alarm."""
    played = begun(VISIT)
    played.ask(CallHelp(actor=WATCHER, entitled=True, alarm="a-1"), AT + 10 * MINUTE)
    for command in (CheckIn(actor=HER, entitled=True), End(actor=WATCHER, entitled=True)):
        [late] = played.ask(command, AT + 11 * MINUTE)
        assert (late.name, late.facts) == ("CheckedIn", {"late": True})
        assert played.meeting is not None
        assert (played.meeting.stage, played.meeting.alarm) == ("alarmed", "a-1")
    due_at = AT + 12 * MINUTE
    assert played.ask(PassDue(actor=SERVICE, alarm="a-1", alarm_is_open=True), due_at) == ()
    [ended] = played.ask(PassDue(actor=SERVICE, alarm="a-1"), due_at)
    assert ended.facts == {"ending": "alarm_over"}


def test_the_watch_ends_when_its_alarm_is_over() -> None:
    """While the alarm is open the meeting stays, with where she is; then it ends by itself."""
    played = begun()
    played.ask(CallHelp(actor=WATCHER, entitled=True, alarm="a-1"), AT + 10 * MINUTE)
    assert played.meeting is not None
    assert played.meeting.alarm == "a-1"
    assert played.ask(PassDue(actor=SERVICE, alarm="a-1", alarm_is_open=True), AT + 11 * MINUTE) == ()
    [ended] = played.ask(PassDue(actor=SERVICE, alarm="a-1"), AT + 12 * MINUTE)
    assert ended.facts == {"ending": "alarm_over"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_at": AT - MINUTE}, "ends_before_it_starts"),
        ({"ends_at": AT}, "ends_before_it_starts"),
        ({"begins_at": AT - 60 * MINUTE, "ends_at": AT - MINUTE}, "is_past"),
        ({"ends_at": AT + timedelta(days=1, seconds=1)}, "too_long"),
        ({"begins_at": AT + timedelta(days=61), "ends_at": AT + timedelta(days=61, hours=1)}, "too_far"),
        ({"open_now": MOST_OPEN}, "too_many_meetings"),
        ({"watcher": "p-sara"}, "watches_herself"),
        ({"colleague": "p-sara"}, "beside_herself"),
        ({"colleague": "p-bo"}, "watcher_is_beside"),
        ({"absent": frozenset({"p-bo"})}, "watcher_absent"),
        ({"colleague": "p-anna", "absent": frozenset({"p-anna"})}, "colleague_absent"),
        ({"busy": frozenset({"p-sara"})}, "already_in_meeting"),
        ({"knows_zone": False}, "unknown_room"),
        ({"zone": None}, "unknown_room"),
        ({"where": "Storgatan 1"}, "place_not_asked"),
        ({"place": "home_visit", "where": "  "}, "no_place"),
        ({"place": "home_visit", "where": "x" * 121}, "place_too_long"),
        ({"entitled": False}, "not_entitled"),
    ],
)
def test_what_cannot_be_watched_is_refused_in_words(changes: dict[str, Any], code: str) -> None:
    """Each wrong wish has a code of its own, and nothing is begun."""
    played = Played()
    assert _refused(played, replace(PLAN, **changes)) == code
    assert played.events == []


def test_what_the_state_does_not_allow() -> None:
    """Nothing is asked of a meeting that does not exist, has not begun, is over, or would last longer than a day."""
    assert _refused(Played(), End(actor=HER, entitled=True)) == "unknown_meeting"
    ahead = begun(replace(PLAN, begins_at=AT + 30 * MINUTE))
    assert _refused(ahead, CheckIn(actor=HER, entitled=True)) == "not_begun"
    assert _refused(ahead, CallHelp(actor=WATCHER, entitled=True, alarm="a-1")) == "not_begun"
    assert _refused(ahead, Begin(actor=HER, entitled=True), AT + 60 * MINUTE) == "ends_before_it_starts"
    assert [e.name for e in ahead.ask(Begin(actor=HER, entitled=True), AT)] == ["MeetingBegun"]
    assert ahead.ask(Begin(actor=HER, entitled=True), AT) == ()
    assert _refused(ahead, Extend(actor=HER, entitled=True, by=timedelta(hours=23, minutes=1))) == "too_long"
    assert _refused(ahead, Extend(actor=HER, entitled=True, by=timedelta(0))) == "bad_extension"
    assert _refused(ahead, Extend(actor=HER, entitled=False, by=MINUTE)) == "not_entitled"
    ahead.ask(End(actor=HER, entitled=True), AT)
    assert ahead.ask(End(actor=HER, entitled=True), AT) == ()
    assert _refused(ahead, Begin(actor=HER, entitled=True)) == "meeting_over"


def test_where_a_visit_is_stands_in_the_personal_part_alone() -> None:
    """The address is in no fact, so that erasing what is personal leaves none of it."""
    played = begun(VISIT)
    assert played.events[0].personal == {"place": "Storgatan 1"}
    assert all("Storgatan" not in str(event.facts) for event in played.events)


def test_planning_the_same_again_changes_nothing() -> None:
    """A request that is sent again because its answer was lost begins no second meeting."""
    played = begun()
    assert played.ask(PLAN, AT + MINUTE) == ()
