"""An office next door closes, played as an incident: heard in any order, answered, and ended by them or here."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.closed import CAFE, CLOSES, EXPECTS, OFFICE, SCRIPT, begin, closing
from parts.incident import START, Incident, by, called, seconds
from service.alarm.actor import Actor
from service.alarm.closed_office import ANSWER, Answer, Plan
from service.alarm.closing_command import AnswerItem, HearAnswer, HearNeighbour
from service.alarm.commands import Clear
from service.alarm.deadline import deadline
from service.alarm.events import Event
from service.alarm.next_door import KIND, NextDoor, Standing
from service.alarm.refusal import Refusal
from service.alarm.snapshot import read, write
from service.alarm.states import ResponderState, State

THEM = "contact:next-door"
TRYGG = Actor(via="neighbour:next-door", who=THEM)


def theirs(version: int, stage: Standing = "closing", *, looks_in: int = 30) -> Plan:
    """How the closing next door stands, as their Trygg tells."""
    return Plan(
        stage="neighbour",
        look_again=timedelta(minutes=30),
        look_again_at=START + timedelta(minutes=looks_in),
        next_door=NextDoor(
            contact="next-door", closing="a-theirs", stage=stage, version=version, name="Grannen", since=START
        ),
    )


def next_door(stage: Standing = "closing", *, calls: bool = False) -> Incident:
    """An office that has heard that the one next door closes, or expects somebody."""
    office = Incident(office=OFFICE)
    script = SCRIPT if calls else replace(SCRIPT, steps=(), repeat_call=())
    office.do(replace(begin(theirs(1, stage), script=script), actor=TRYGG, kind=KIND))
    return office


def hear(office: Incident, plan: Plan) -> tuple[Event, ...]:
    """Their Trygg tells more."""
    return office.do(HearNeighbour(actor=TRYGG, plan=plan))


def answered(office: Incident, answer: Answer, version: int, stage: Standing = "closing") -> list[str]:
    """Their Trygg answers our closing; return what follows."""
    command = HearAnswer(actor=Actor(via="neighbour:cafe", who=CAFE), responder=CAFE, answer=answer, stage=stage,
                         version=version)  # fmt: skip
    return [event.name for event in office.do(command)]


def test_screens_say_it_and_nobody_is_called() -> None:
    """It is below every alarm, calls nobody, locks nothing, and waits for nothing but the time of their next look."""
    office = next_door()
    alarm = office.standing
    assert (called(office.events), office.intents, alarm.script.level) == ([], [], 0)
    assert office.due_in() == 30 * 60
    assert not alarm.engaged
    office.after(30 * 60)
    assert office.events[-1].name == "LookAgainDue"
    assert office.due_in() == 30 * 60, "it never ends by itself"
    assert read(write(alarm)) == alarm


def test_where_the_plan_calls_somebody_it_does() -> None:
    """A plan's own response calls its roles as ever, and still no lock of ours is switched."""
    office = next_door(calls=True)
    assert called(office.events) == ["anna", "cecilia", "maja"]
    assert not office.standing.outputs
    office.accept("anna")
    [line] = office.standing.closing.items if office.standing.closing else ()
    assert (line.state, line.by) == ("received", "anna"), "who answers her call has received it"


def test_answered_and_asked_anew_once_they_close() -> None:
    """That somebody is expected was answered; that they close now is asked anew; an older word changes nothing."""
    office = next_door("expected")
    office.do(AnswerItem(actor=by("anna"), item=ANSWER, answer="received"))
    office.do(AnswerItem(actor=by("anna"), item=ANSWER, answer="done"))
    assert [e.name for e in hear(office, theirs(4))] == ["ClosingBegun"]
    closing_ = office.standing.closing
    assert closing_ is not None
    assert closing_.items[0].state == "open"
    assert hear(office, theirs(3, "expected")) == ()
    assert hear(office, theirs(5)) == (), "nothing new in it"
    assert [e.name for e in hear(office, theirs(6, looks_in=60))] == ["ClosingLookedAt"]
    assert hear(office, theirs(5, looks_in=45)) == ()
    assert office.due_in() == 60 * 60


def test_it_ends_with_theirs_or_by_somebody_entitled() -> None:
    """Their opening ends it, and so may somebody here whom the plan entitles, and nobody else; no record is left."""
    for who, entitled in ((THEM, True), ("maja", True)):
        office = next_door()
        office.do(Clear(actor=Actor(via="x", who=who), entitled=entitled))
        assert office.standing.state is State.CLOSED
        assert deadline(office.standing) is None
    with pytest.raises(Refusal):
        next_door().do(Clear(actor=by("anna"), entitled=False))


def test_their_answer_is_our_line() -> None:
    """Received is an answer, done replaces it, cannot is said as such; twice or late it changes nothing."""
    office = closing()
    assert answered(office, "received", 5) == ["ItemAnswered", "AlarmAcknowledged", "ResponderArrived"]
    assert answered(office, "received", 5) == []
    assert answered(office, "done", 9) == ["ItemAnswered"]
    assert answered(office, "cannot", 7) == [], "said before, heard after"
    line = office.standing.closing.item(f"neighbours/{CAFE}") if office.standing.closing else None
    assert line is not None
    assert (line.state, line.by, line.version) == ("done", CAFE, 9)
    assert read(write(office.standing)) == office.standing
    assert answered(office, "cannot", 12)[0] == "ItemAnswered"
    assert office.standing.responders[CAFE].state is ResponderState.DECLINED


def test_an_answer_to_what_we_no_longer_do_is_none() -> None:
    """What was answered while somebody was expected says nothing of the closing; nor does a stranger's answer."""
    assert answered(closing(), "done", 5, "expected") == []
    expects = closing(EXPECTS)
    assert answered(expects, "done", 5, "expected") == [], "it was not told"
    with pytest.raises(Refusal):
        closing().do(AnswerItem(actor=by("anna"), item="hall", answer="received"))


@given(st.permutations([(2, "expected", 30), (3, "expected", 40), (5, "closing", 50), (8, "closing", 60)]))
def test_in_whatever_order_it_comes_the_newest_word_stands(words: list[tuple[int, Standing, int]]) -> None:
    """However often and in whatever order words come, what was told last there is what stands here."""
    office = next_door("expected")
    for version, stage, minutes in [*words, *words]:
        hear(office, theirs(version, stage, looks_in=minutes))
    standing = office.standing.closing
    assert standing is not None
    assert standing.next_door is not None
    assert (standing.next_door.stage, standing.look_again_at) == ("closing", START + timedelta(minutes=60))


def test_a_neighbour_is_nobody_to_be_locked_in() -> None:
    """The plan of a closing says what a neighbour is told of; what it tells has no list and no person in it."""
    facts = theirs(1).facts((), START)
    assert set(facts) == {"stage", "items", "look_again_ms", "look_again_at", "behind", "next_door"}
    assert CLOSES.facts((), START).get("next_door") is None
    assert seconds(0) == timedelta(0)
