"""The head count in an alarm: who is safe, who needs help, of whom nobody knows, and who is called for."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.incident import PLAN, START, Incident, by, names, press, seconds
from service.alarm.actor import SERVICE
from service.alarm.deadline import deadline
from service.alarm.events import Event
from service.alarm.evolve import replay
from service.alarm.muster import Muster, Standing
from service.alarm.muster_commands import AccountFor, BeginMuster, CountVisitors, EndMuster
from service.alarm.refusal import Refusal
from service.alarm.snapshot import read, write
from service.alarm.states import Mode

EXPECTED = {"anna": "desk-1", "bo": "desk-1", "eva": "room-114", "david": None}
ROUTES = {"anna": ("push", "sms"), "bo": ("sms",), "eva": ("push",)}


def begun(*, mode: Mode = Mode.ACTUAL, within: timedelta = timedelta(minutes=3)) -> Incident:
    """An alarm of Eva's in which Anna has come, so that nothing but the muster is awaited, and which has just begun."""
    incident = Incident({"colleague": ("cecilia",), "warden": ("wilma",)})
    incident.do(press(mode=mode, script=replace(PLAN, steps=PLAN.steps[:1])))
    incident.arrive("cecilia")
    begin = BeginMuster(
        actor=SERVICE, because="plan", people=EXPECTED, within=within, call=("warden",), at="yard", routes=ROUTES
    )
    assert names(incident.do(begin)) == ["MusterBegun"]
    return incident


def say(
    incident: Incident, who: str | None, state: Standing, *people: str, zone: str | None = None, near: bool = False
) -> tuple[Event, ...]:
    """Somebody says on her phone how she is, or how others are."""
    told = people or ((who,) if who else ())
    command = AccountFor(actor=by(who), people=told, state=state, how="phone", zone=zone, with_them=near)
    return incident.do(command)


def standing(incident: Incident) -> Muster:
    """The muster, which must have begun."""
    muster = incident.standing.muster
    assert muster is not None
    return muster


def states(incident: Incident) -> dict[str, str]:
    """How each one counts."""
    return {key: one.state for key, one in standing(incident).people.items()}


def test_whoever_says_nothing_is_called_for_when_the_plans_time_has_passed() -> None:
    """Bo and Anna over their routes, Wilma by her role; who pressed is never asked aloud, and it goes on."""
    incident = begun()
    say(incident, "david", "safe", zone="yard")
    assert names(incident.after(179)) == []
    called, warden = incident.after(1)
    assert called.facts["people"] == ["anna", "bo", "eva"]
    assert (warden.name, warden.facts["responder"]) == ("ResponderCalled", "wilma")
    asked = [(one.address, one.content["routes"]) for one in incident.intents if one.content.get("purpose") == "muster"]
    assert asked == [("anna", ["push", "sms"]), ("bo", ["sms"])]
    again = [event.facts["round"] for event in incident.after(360) if event.name == "UnaccountedCalled"]
    assert again == [2, 3]


def test_when_everybody_is_safe_nobody_is_awaited() -> None:
    """One person vouches for several at once, and the muster has no deadline any more."""
    incident = begun()
    (said,) = say(incident, "anna", "safe", "anna", "bo", "eva", "david", zone="yard")
    assert said.facts["how"] == "vouched"
    assert standing(incident).is_complete
    assert deadline(incident.standing) is None
    assert names(incident.after(3600)) == []


def test_who_needs_help_has_the_roles_called_at_once() -> None:
    """Nobody waits for the plan's time when somebody says that she needs help."""
    incident = begun()
    assert names(say(incident, "bo", "needs_help")) == ["PeopleAccounted", "ResponderCalled"]
    assert states(incident)["bo"] == "needs_help"


@pytest.mark.parametrize("first", ["safe", "needs_help"])
def test_two_say_otherwise_of_the_same_person(first: Standing) -> None:
    """She needs help until somebody who is with her says that she is safe, whoever spoke first; both words are kept."""
    incident = begun()
    second: Standing = "needs_help" if first == "safe" else "safe"
    say(incident, "anna", first, "bo")
    say(incident, "david", second, "bo")
    assert states(incident)["bo"] == "needs_help"
    say(incident, "bo", "safe", near=True)
    assert states(incident)["bo"] == "needs_help", "nor by her own word: somebody may stand beside her"
    assert standing(incident).people["bo"].safe_by == ("bo" if first == "safe" else "david")
    say(incident, "anna", "safe", "bo", near=True)
    assert states(incident)["bo"] == "safe"
    assert standing(incident).people["bo"].safe_by is None


def test_somebody_who_is_absent_is_counted_when_she_is_heard_of() -> None:
    """A check-in of somebody nobody expected is taken, and shown as that."""
    incident = begun()
    say(incident, "farid", "safe")
    assert standing(incident).people["farid"].is_expected is False
    assert states(incident)["farid"] == "safe"


def test_what_was_said_of_the_wrong_person_is_taken_back() -> None:
    """She is looked for again, for the whole time; who needs help cannot be taken back like that."""
    incident = begun()
    say(incident, "anna", "safe", "anna", "bo", "eva", "david")
    incident.after(600)
    say(incident, "anna", "unaccounted", "bo")
    assert deadline(incident.standing) == incident.now + timedelta(minutes=3)
    say(incident, "anna", "needs_help", "bo")
    say(incident, "david", "unaccounted", "bo")
    assert states(incident)["bo"] == "needs_help"


def test_a_word_that_says_nothing_new() -> None:
    """The same again changes nothing and stands nowhere twice; a place that is new does."""
    incident = begun()
    say(incident, "bo", "safe", zone="yard")
    assert say(incident, "bo", "safe", zone="yard") == ()
    assert say(incident, "bo", "safe") == ()
    assert names(say(incident, "bo", "safe", zone="stairs")) == ["PeopleAccounted"]
    incident.do(CountVisitors(actor=by("anna"), count=4, zone="waiting-room"))
    assert incident.do(CountVisitors(actor=by("anna"), count=4, zone="waiting-room")) == ()
    begin = BeginMuster(actor=by("anna"), because="asked", people={"bo": None}, within=seconds(60))
    assert incident.do(begin) == (), "one is on"
    assert states(incident)["bo"] == "safe"


def test_an_end_names_who_is_missing() -> None:
    """Nobody ends it without a right, nor over anybody's head without a reason."""
    incident = begun()
    say(incident, "david", "safe")
    with pytest.raises(Refusal, match="who leads") as refused:
        incident.do(EndMuster(actor=by("bo"), entitled=False, words="I want to go home"))
    assert refused.value.code == "muster_not_entitled"
    with pytest.raises(Refusal, match="3 people are unaccounted"):
        incident.do(EndMuster(actor=by("gun"), entitled=True))
    (ended,) = incident.do(EndMuster(actor=by("gun"), entitled=True, words="Bo has gone home ill"))
    assert ended.facts["people"] == ["anna", "bo", "eva"]
    assert incident.do(EndMuster(actor=by("gun"), entitled=True)) == ()
    assert deadline(incident.standing) is None


def test_a_word_after_the_end() -> None:
    """That somebody is safe is still taken; a call for help opens the muster again while the alarm is on."""
    incident = begun()
    incident.do(EndMuster(actor=by("gun"), entitled=True, words="enough"))
    assert names(say(incident, "bo", "safe")) == ["PeopleAccounted"]
    with pytest.raises(Refusal, match="muster is over"):
        say(incident, "gun", "unaccounted", "bo")
    assert names(say(incident, "anna", "needs_help")) == ["PeopleAccounted", "ResponderCalled"]
    assert standing(incident).is_open
    incident.clear("cecilia", seen_her=True)
    with pytest.raises(Refusal, match="press your button or call 112"):
        say(incident, "david", "needs_help")
    assert names(say(incident, "david", "safe")) == ["PeopleAccounted"]


def test_the_end_of_the_alarm_names_who_is_missing() -> None:
    """Nobody disappears because somebody else says that the danger is over."""
    incident = begun()
    over = incident.clear("cecilia", seen_her=True)
    assert names(over) == ["MusterEnded", "AlarmCleared"]
    assert over[0].facts["people"] == ["anna", "bo", "david", "eva"]
    assert over[0].facts["because"] == "alarm_over"


def test_without_a_muster() -> None:
    """Nothing can be said in a muster that nobody has begun, and a test of a button begins none."""
    incident = Incident()
    incident.do(press())
    with pytest.raises(Refusal, match="no muster"):
        say(incident, "bo", "safe")
    tested = Incident()
    tested.do(press(mode=Mode.TEST))
    with pytest.raises(Refusal, match="test of a button"):
        tested.do(BeginMuster(actor=SERVICE, because="plan", people=EXPECTED, within=seconds(60)))


def test_nobody_says_it() -> None:
    """Whose word it is has to be known: a shared screen without a name vouches for nobody."""
    incident = begun()
    with pytest.raises(Refusal, match="Say who you are"):
        say(incident, None, "safe", "bo")


def test_four_hundred_people() -> None:
    """A muster of 400, ticked off forty at a time, comes to its end."""
    incident = begun()
    incident.do(EndMuster(actor=by("gun"), entitled=True, words="anew"))
    crowd = [f"p-{number:03}" for number in range(400)]
    begin = BeginMuster(actor=by("gun"), because="asked", people=dict.fromkeys(crowd), within=seconds(180))
    incident.do(begin)
    assert len(standing(incident).unaccounted) == 400
    for start in range(0, 400, 40):
        say(incident, "gun", "safe", *crowd[start : start + 40])
    assert standing(incident).is_complete


def test_a_drill_that_turns_real_is_counted_anew() -> None:
    """What was said in a drill says nothing about who is safe now."""
    incident = begun(mode=Mode.DRILL)
    say(incident, "bo", "safe")
    incident.do(press("press-2"))
    assert incident.standing.mode is Mode.ACTUAL
    assert incident.standing.muster is None


SOMEBODY = st.sampled_from(["anna", "bo", "eva", "david", "farid"])
SAID = st.tuples(
    SOMEBODY,
    st.sampled_from(["safe", "safe", "needs_help", "unaccounted"]),
    st.lists(SOMEBODY, max_size=3),
    st.sampled_from([None, "yard", "stairs"]),
    st.booleans(),
    st.sampled_from([0, 1, 200]),
    st.sampled_from(["say", "say", "say", "visitors", "end", "begin"]),
)


@given(st.lists(SAID, max_size=12))
def test_whatever_is_said(story: list[tuple[Any, ...]]) -> None:
    """Nobody leaves the count silently, what is open has a deadline or is complete, and the record makes the state."""
    incident = begun()
    for who, state, people, zone, near, wait, what in story:
        incident.after(wait)
        before = standing(incident)
        try:
            if what == "say":
                say(incident, who, state, *people, zone=zone, near=near)
                assert say(incident, who, state, *people, zone=zone, near=near) == (), "said again it is nothing new"
            elif what == "visitors":
                incident.do(CountVisitors(actor=by(who), count=len(people), zone=zone))
            elif what == "end":
                incident.do(EndMuster(actor=by(who), entitled=near, words="enough" if near else ""))
            else:
                begin = BeginMuster(actor=by(who), because="asked", people=EXPECTED, within=seconds(60))
                incident.do(begin)
        except Refusal:
            assert standing(incident) == before, "what is refused changes nothing"
        after = standing(incident)
        if what != "begin" or before.is_open:
            assert before.people.keys() <= after.people.keys(), "whoever was counted is counted"
        for key, one in before.people.items():
            if one.state == "needs_help" and after.people[key].state != "needs_help":
                assert (near, state) == (True, "safe")
                assert who != key
        if after.is_open:
            due = deadline(incident.standing)
            assert after.is_complete or (due is not None and due <= after.due_at)
            assert after.due_at > START
        assert read(json.loads(json.dumps(write(incident.standing)))) == incident.standing
        assert replay(incident.standing.id, incident.events) == incident.standing
