"""Set off by mistake, says who pressed: somebody looks first. Under duress help comes anew, and nobody there knows."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.incident import ASSIST, POLICE, RULED, Incident, called, names, outside, press, seconds, told
from service.alarm.deadline import LOOK_WITHIN
from service.alarm.evolve import replay
from service.alarm.refusal import Refusal
from service.alarm.states import Mode

CODES = pytest.mark.parametrize("under_duress", [False, True], ids=["by mistake", "under duress"])


def pressed(**changes: object) -> Incident:
    """Eva has pressed; Anna and Bo are called."""
    office = Incident()
    office.do(press(**{"script": RULED, **changes}))  # type: ignore[arg-type]  # each test names the fields it means
    return office


@CODES
def test_it_is_not_ended_and_goes_on_without_an_answer(under_duress: bool) -> None:
    """With nobody answering the plan climbs to the police contact and to "call 112" as if nothing had been said."""
    office = pressed()
    office.say_mistake(under_duress=under_duress)
    assert office.standing.is_open
    happened = office.after(120)
    assert {"maja", POLICE} <= set(called(happened))
    assert "ResponseExhausted" in names(happened)


def test_one_who_comes_and_looks_is_enough() -> None:
    """While Anna is on the way nobody further is called; when she is there that is enough, and she ends it."""
    office = pressed()
    office.say_mistake()
    office.accept("anna")
    assert called(office.after(50)) == []
    office.arrive("anna")
    assert office.standing.is_answered
    assert office.clear("anna", seen_her=True)[-1].facts["seen_her"] is True


def test_who_says_that_she_comes_and_never_does_stops_nothing() -> None:
    """When Anna's time to arrive is over the plan takes its next step in the same moment."""
    office = pressed()
    office.say_mistake()
    office.accept("anna")
    happened = office.after(60)
    assert names(happened)[0] == "ResponderSilent", "Bo has not answered"
    assert "ResponderOverdue" in names(happened)
    overdue = next(e for e in happened if e.name == "ResponderOverdue")
    assert next(e.at for e in happened if e.name == "AlarmEscalated") == overdue.at
    assert "maja" in called(happened)


def test_the_plan_waits_for_nobody_longer_than_that_whatever_the_clock_does() -> None:
    """A clock that goes back by two hours makes no arrival two hours away."""
    office = pressed()
    office.say_mistake()
    office.accept("anna")
    office.unserved(-7200)
    office.see("bo")
    office.accept("bo")
    due = office.due_in()
    assert due is not None
    assert seconds(due) <= seconds(20) + LOOK_WITHIN


def test_under_duress_help_begins_anew_and_who_is_there_is_not_that_help() -> None:
    """Anna, who stands beside her, needs help too: whoever is free is called at once, at the level of an emergency."""
    office = pressed(kind="assist", script=ASSIST)
    office.accept("anna")
    office.arrive("anna")
    assert "step_at" not in office.events[-1].facts, "the response was complete"
    said = office.say_mistake(under_duress=True)
    assert names(said)[0] == "MistakeSaid"
    assert called(said) == ["cecilia", "david"], "Anna is there, Bo is called already"
    assert "step_at" in said[-1].facts, "and is so no longer"
    assert office.standing.police_asked_at is None, "the plan says who asks for the police; a code does not"
    happened = office.after(90)
    assert {"maja", POLICE} <= set(called(happened))
    police = [i for i in office.intents if i.reach == "outside"]
    assert police[0].content["kind"] == "emergency"


def test_under_duress_stays_whatever_is_typed_later() -> None:
    """The other code, typed later, changes nothing; typed the other way about it raises the level."""
    office = pressed()
    office.say_mistake(under_duress=True)
    assert office.say_mistake() == ()
    assert office.standing.is_under_duress
    other = pressed()
    other.say_mistake()
    assert other.say_mistake() == ()
    assert names(other.say_mistake(under_duress=True))[0] == "MistakeSaid"
    assert other.standing.is_under_duress


@CODES
def test_the_device_of_who_pressed_feels_the_same(under_duress: bool) -> None:
    """Nothing is told to it for either code, and later what is true: somebody is coming, is there, it is over."""
    office = pressed()
    office.say_mistake(under_duress=under_duress)
    assert told(office.intents) == told(pressed().intents)
    office.accept("anna")
    office.arrive("anna")
    office.clear("anna", seen_her=True)
    assert told(office.intents)[-4:] == ["seen", "coming", "arrived", "cleared"]


@CODES
def test_a_further_press_is_meant(under_duress: bool) -> None:
    """Whoever presses after that needs help: the response begins anew, and asks for no less than before."""
    office = pressed()
    office.say_mistake(under_duress=under_duress)
    joined = office.do(press("press-2", kind="assist", script=ASSIST))
    assert joined[0].facts["anew"] is True
    assert office.standing.kind == "emergency"
    assert office.standing.script.done_when == RULED.done_when
    assert not office.standing.only_to_check
    assert office.standing.is_under_duress == under_duress
    assert names(office.say_mistake())[0] == "MistakeSaid", "she can say it again, and it looks the same again"
    assert office.standing.is_under_duress == under_duress


def test_a_press_after_it_is_meant_in_doubt_too() -> None:
    """A button that names no press is doubted one time in five: none of these is taken for the mistake's copy."""
    office = pressed()
    office.say_mistake()
    joined = office.do(press("press-2", doubtful=True, script=RULED))
    assert joined[0].facts["anew"] is True
    assert not office.standing.only_to_check
    office.say_mistake()
    office.do(press("press-1", script=RULED))
    assert office.standing.only_to_check, "a press that is known says nothing new"


def test_nobody_else_says_it() -> None:
    """Neither a colleague, nor nobody; of a button that nobody wears, nobody at all. Whoever joined by pressing may."""
    office = pressed()
    for who in ("anna", None):
        with pytest.raises(Refusal) as refused:
            office.say_mistake(who)
        assert refused.value.code == "not_the_presser"
    office.do(press("press-2", presser="lena", script=RULED))
    assert names(office.say_mistake("lena")) == ["MistakeSaid"]
    nobody = pressed(presser=None)
    with pytest.raises(Refusal):
        nobody.say_mistake("eva")


@CODES
def test_after_the_end_both_codes_are_refused_alike(under_duress: bool) -> None:
    """Whoever was quicker to end it: the same words for either code."""
    office = pressed()
    office.clear("maja", entitled=True, seen_her=True)
    with pytest.raises(Refusal) as refused:
        office.say_mistake(under_duress=under_duress)
    assert refused.value.code == "wrong_state"


def test_in_a_drill_it_can_be_tried_and_nobody_outside_hears_of_it() -> None:
    """A drill stays a drill; a real press afterwards has no trace of what was said in it."""
    office = pressed(mode=Mode.DRILL)
    office.say_mistake(under_duress=True)
    office.after(120)
    assert office.standing.mode is Mode.DRILL
    assert outside(office.intents) == []
    office.do(press("press-2", script=RULED))
    assert office.standing.mistake is None


@CODES
def test_a_restart_in_the_middle_changes_nothing(under_duress: bool) -> None:
    """What was said is in the record, and the state is made of that alone."""
    office = pressed()
    office.say_mistake(under_duress=under_duress)
    office.accept("anna")
    assert replay(office.standing.id, office.events) == office.standing


@CODES
@pytest.mark.parametrize("seen_her", [None, False])
def test_after_a_code_only_somebody_who_has_seen_her_ends_it(under_duress: bool, seen_her: bool | None) -> None:
    """Neither the lead with words nor somebody at the door: the answer has to be yes."""
    office = pressed()
    office.say_mistake(under_duress=under_duress)
    office.arrive("anna")
    endings: tuple[Callable[[], object], ...] = (
        lambda: office.clear("maja", entitled=True, is_lead=True, words="rang her", seen_her=seen_her),
        lambda: office.clear("anna", seen_her=seen_her),
        lambda: office.cancel("maja", is_lead=True, words="rang her", seen_her=seen_her),
    )
    for ending in endings:
        with pytest.raises(Refusal) as refused:
            ending()
        assert refused.value.code == "not_seen"
    assert names(office.cancel("anna", entitled=False, words="the sleeve", seen_her=True)) == ["AlarmCancelled"]


def test_without_having_seen_her_the_lead_alone_ends_it_and_says_how_she_knows() -> None:
    """Nobody else, and not without words; the record keeps both. Who was not asked ends it as before."""
    office = pressed()
    for who, is_lead, words in (("maja", False, "rang her"), ("maja", True, "  ")):
        with pytest.raises(Refusal):
            office.clear(who, entitled=True, seen_her=False, is_lead=is_lead, words=words)
    cleared = office.clear("maja", entitled=True, seen_her=False, is_lead=True, words="rang her")[-1]
    assert (cleared.facts["seen_her"], cleared.words) == (False, "rang her")
    assert pressed().clear("maja", entitled=True)[-1].facts["seen_her"] is None


def test_it_is_not_hers_to_say_for_another_who_has_pressed() -> None:
    """Eva's code does not make the plan wait for one who looks when Cecilia has pressed in the same alarm."""
    office = pressed()
    office.do(press("press-2", script=RULED, presser="cecilia"))
    office.say_mistake()
    office.accept("anna")
    assert not office.standing.only_to_check
    assert called(office.after(50)) != []


def test_asking_for_the_police_tells_her_nothing_about_the_code() -> None:
    """An assist has no rule for the police and an emergency has one: who pressed is refused alike for either code."""
    for under_duress in (False, True):
        office = pressed(kind="assist", script=ASSIST)
        office.say_mistake(under_duress=under_duress)
        with pytest.raises(Refusal) as refused:
            office.ask_police("eva")
        assert refused.value.code == "police_presser"


answers = st.sampled_from(["accept", "decline", "arrive", "see"])
who = st.sampled_from(["anna", "bo", "cecilia", "maja"])
doings = st.lists(st.tuples(answers, who, st.integers(0, 40)), max_size=6)


@given(before=doings, after=doings)
def test_both_codes_leave_the_same_to_whoever_watches_her(
    before: list[tuple[str, str, int]], after: list[tuple[str, str, int]]
) -> None:
    """Whatever people do before and after: the same state, kind, mode and feedback, and never a lower level of help."""
    ends = []
    for under_duress in (False, True):
        office = pressed(kind="assist", script=ASSIST)
        for doing in before:
            _do(office, doing)
        needed = office.standing.script.done_when
        office.say_mistake(under_duress=under_duress)
        assert office.standing.script.done_when.arrived >= needed.arrived
        assert office.standing.is_answered or office.due_in() is not None
        for doing in after:
            _do(office, doing)
        alarm = office.standing
        felt = [intent.content for intent in office.intents if intent.kind == "feedback"]
        ends.append((alarm.state, alarm.kind, alarm.mode, alarm.feedback, felt))
    assert ends[0] == ends[1]


def _do(office: Incident, doing: tuple[str, str, int]) -> None:
    what, person, later = doing
    getattr(office, what)(person)
    office.after(later)
