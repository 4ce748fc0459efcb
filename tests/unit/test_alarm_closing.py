"""Closing the office, played as an incident: who is told, who answers, and how it opens again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from parts.closed import CAFE, CLOSES, EXPECTS, HOLD, LOCK, SCRIPT, begin, closing
from parts.incident import Incident, by, called, names, press, seconds
from service.alarm.actor import SERVICE
from service.alarm.call import Roster
from service.alarm.closing_command import AnswerItem, CloseOffice, DescribeReturn, LookAgain, ReleaseOutputs
from service.alarm.commands import Clear, Raise, ReportOutput
from service.alarm.deadline import deadline
from service.alarm.decide import decide
from service.alarm.events import Event
from service.alarm.refusal import Refusal
from service.alarm.states import Mode, ResponderState, State


def answer(office: Incident, who: str, item: str, said: str = "done") -> tuple[Event, ...]:
    """Somebody answers a line of the checklist."""
    return office.do(AnswerItem(actor=by(who), item=item, answer="done" if said == "done" else "cannot"))


def states(office: Incident) -> dict[str, str]:
    """How each line of the checklist stands."""
    assert office.standing.closing is not None
    return {item.id: item.state for item in office.standing.closing.items}


def test_everybody_is_called_and_has_a_line() -> None:
    """The door, the reception, the lead, staff outside and the neighbour are called at once, each with a line."""
    office = closing()
    assert called(office.events) == ["anna", "cecilia", "maja", "hugo", CAFE]
    assert set(states(office)) == {"door", "hall", "desk", "outside/hugo", f"neighbours/{CAFE}"}
    assert [i.address for i in office.intents if i.kind == "call"] == ["hugo", CAFE]


def test_closed_once_every_line_has_an_answer() -> None:
    """Doors by their lock, the rest by people; then it calls nobody any more, and only waits for the next look."""
    office = closing()
    office.do(ReportOutput(actor=SERVICE, output="front-lock", on=True, tries=1))
    assert states(office)["door"] == "done", "the lock has proven that it did"
    answer(office, "anna", "hall")
    answer(office, "cecilia", "desk")
    office.accept("hugo")
    assert states(office)["outside/hugo"] == "done", "whoever is outside answers by coming not in"
    assert office.due_in() != 30 * 60, "the neighbour has not answered"
    office.accept(CAFE)
    office.accept("maja")
    assert office.standing.is_answered
    assert not office.standing.responders["anna"].accept_by
    assert office.due_in() == 30 * 60


def test_who_is_on_it_has_not_done_it() -> None:
    """That she is on it, from whoever is to do something, answers no line; that it is done does."""
    office = closing()
    office.accept("cecilia")
    assert states(office)["desk"] == "open"
    assert office.standing.responders["cecilia"].arrive_by is not None
    office.arrive("cecilia")
    assert states(office)["desk"] == "done"


def test_who_cannot_is_replaced() -> None:
    """Whoever cannot do her last line is asked no more, and somebody else of her role is called; done overrules it."""
    office = closing()
    answer(office, "anna", "door")
    events = answer(office, "anna", "hall", "cannot")
    assert called(events) == ["bo"]
    assert states(office)["hall"] == "cannot"
    answer(office, "bo", "hall")
    assert states(office)["hall"] == "done"
    assert answer(office, "bo", "hall") == ()


def test_a_line_that_nobody_could_do_is_no_end() -> None:
    """Cecilia cannot, and nobody else has her role: Maja is asked with each step until she has looked, or it is done.

    So it is again when a lock is let go, whose line was done before.
    """
    office = closing()
    office.do(ReportOutput(actor=SERVICE, output="front-lock", on=True, tries=1))
    answer(office, "anna", "hall")
    for who in ("hugo", CAFE, "maja"):
        office.accept(who)
    answer(office, "cecilia", "desk", "cannot")
    assert not office.standing.is_answered
    assert reminded(office.after(100)).count("maja") == 2
    office.do(LookAgain(actor=by("maja"), after=timedelta(minutes=30)))
    assert (states(office)["desk"], office.standing.is_answered, office.due_in()) == ("cannot", True, 30 * 60)
    assert reminded(office.after(20 * 60)) == []
    office.do(ReleaseOutputs(actor=SERVICE, because="behind", zones=frozenset({"hall"})))
    assert states(office)["door"] == "cannot"
    assert "maja" in reminded(office.after(10))
    answer(office, "anna", "door")
    assert office.standing.is_answered


def reminded(events: tuple[Event, ...]) -> list[str]:
    """Who was reminded, in order."""
    return [who for event in events if event.name == "RespondersReminded" for who in event.facts["responders"]]


def test_silence_goes_on_to_the_next_and_never_ends() -> None:
    """Who does not answer is replaced, and the plan repeats for as long as a line has no answer."""
    office = closing()
    happened = office.after(20 * 60)
    assert "bo" in called(happened)
    assert names(happened).count("RespondersReminded") > 20
    assert office.due_in() is not None


def test_looked_at_again_until_somebody_opens() -> None:
    """A complete closing is looked at again and again; who looks sets the next time, and it never opens itself."""
    office = closing(replace(CLOSES, items=(), calls=()))
    office.accept("maja")
    answer_all(office)
    happened = office.after(30 * 60)
    assert "LookAgainDue" in names(happened)
    assert "maja" in office.answering(ResponderState.CALLED), "the lead is reminded"
    office.do(LookAgain(actor=by("maja"), after=timedelta(minutes=10)))
    assert "maja" in office.answering(ResponderState.ARRIVED)
    assert office.due_in() == 600
    assert names(office.after(3600)).count("LookAgainDue") >= 2
    assert office.standing.is_open


def answer_all(office: Incident) -> None:
    """Every line of the checklist is answered."""
    for item in states(office):
        answer(office, "maja", item)


def test_only_somebody_entitled_opens_the_office_again() -> None:
    """Whoever has done her part is not entitled by that; the one whom the plan names says so with her name."""
    office = closing()
    answer_all(office)
    office.arrive("cecilia")
    with pytest.raises(Refusal) as refused:
        office.clear("cecilia")
    assert refused.value.code == "not_entitled"
    with pytest.raises(Refusal):
        office.clear(None, entitled=True)
    [*_, cleared] = office.clear("maja", entitled=True)
    assert (cleared.name, cleared.facts["by"]) == ("AlarmCleared", "maja")
    assert deadline(office.standing) is None


def test_expected_and_then_closed() -> None:
    """Somebody is expected back: nothing locks yet. When the office closes, everybody is called anew."""
    office = closing(EXPECTS)
    assert not [i for i in office.intents if i.kind == "output"]
    office.accept("maja")
    events = office.do(CloseOffice(actor=by("maja"), plan=CLOSES))
    assert names(events)[0] == "ClosingBegun"
    assert called(events) == ["anna", "cecilia", "maja", "hugo", CAFE]
    assert [i.address for i in office.intents if i.kind == "output"] == ["front-lock"]
    assert office.do(CloseOffice(actor=by("maja"), plan=CLOSES)) == ()


def test_nothing_locks_while_a_danger_may_be_behind_the_door() -> None:
    """The origin of another alarm in the lock's zone, beside its door, or anywhere: the door is a person's task."""
    for behind in (frozenset({"hall"}), frozenset({"street"}), None):
        office = closing(replace(CLOSES, behind=behind))
        [withheld] = [e for e in office.events if e.name == "OutputWithheld"]
        assert withheld.facts["because"] == "behind"
        assert "OutputCommanded" not in names(office.events)
        assert states(office)["door"] == "open"
    assert "OutputCommanded" in names(closing(replace(CLOSES, behind=frozenset({"cellar"}))).events)


def test_a_fire_releases_and_nothing_locks_again() -> None:
    """A fire lets go every lock, also in an alarm, and none is locked again by a later step."""
    office = closing()
    [released] = office.do(ReleaseOutputs(actor=SERVICE, because="fire"))
    assert released.facts == {**released.facts, "outputs": ["front-lock"], "because": "fire"}
    assert office.intents[-1].content == {"on": False, "until": None}
    alarm = Incident()
    step = replace(SCRIPT.steps[0], call=("colleague",))
    alarm.do(press(script=replace(SCRIPT, steps=(step, replace(step, after=seconds(20))), repeat_call=("colleague",))))
    alarm.do(ReleaseOutputs(actor=SERVICE, because="fire"))
    later = [e for e in alarm.after(25) if e.name.startswith("Output")]
    assert [(e.name, e.facts["because"]) for e in later] == [("OutputWithheld", "fire")]


def test_only_the_lock_that_somebody_is_behind_is_let_go() -> None:
    """Where somebody turns out to be behind one door, that one is let go and not all."""
    office = closing()
    assert office.do(ReleaseOutputs(actor=SERVICE, because="behind", zones=frozenset({"cellar"}))) == ()
    [released] = office.do(ReleaseOutputs(actor=SERVICE, because="behind", zones=frozenset({LOCK.zone or ""})))
    assert released.facts["outputs"] == ["front-lock"]
    assert not office.standing.released


def test_a_hold_ends_by_itself_or_by_a_name() -> None:
    """People come to the reception first: it calls nobody, ends at its time, or earlier by somebody entitled."""
    office = closing(HOLD)
    assert called(office.events) == []
    assert names(office.after(14 * 60)) == []
    assert names(office.after(2 * 60)) == ["AlarmCleared", "AlarmClosed"]
    office = closing(HOLD)
    office.clear("cecilia", entitled=True)
    assert office.standing.state is State.CLOSED


def test_a_press_is_never_part_of_a_closing() -> None:
    """Whatever keys they have, a press raises an alarm of its own, and a closing begins beside an open alarm."""
    office = closing()
    [raised, *_] = decide(office.standing, replace(press(), open_key="closing:as"), Roster(), office.now)
    assert (raised.name, raised.facts["kind"]) == ("AlarmRaised", "emergency")
    alarm = Incident()
    alarm.do(press())
    [raised, *_] = decide(alarm.standing, begin(), Roster(), alarm.now)
    assert (raised.name, raised.facts["kind"]) == ("AlarmRaised", "closing")
    assert decide(office.standing, begin(key="close-2"), Roster(), office.now) == (), "it has begun"


def test_a_closing_keeps_nobody_from_an_alarm() -> None:
    """Who closes doors is as free as anybody for whoever presses."""
    office = closing()
    office.accept("anna")
    assert office.standing.engaged == frozenset()


def test_a_drill_tells_nobody_outside() -> None:
    """A closing that is a drill calls no neighbour, and so waits for no answer of one."""
    office = Incident(office={"door": ("anna",)})
    office.do(begin(replace(CLOSES, calls=CLOSES.calls[:1]), mode=Mode.DRILL))
    assert CAFE not in called(office.events)
    assert not [i for i in office.intents if i.reach == "outside"]


def test_whoever_is_known_answers_for_somebody_else_by_name() -> None:
    """On her own telephone she answers her own lines and her role's; a line of another's is answered for that one."""
    office = closing()
    for who, item in (("anna", "outside/hugo"), ("hugo", "hall"), ("anna", "desk")):
        with pytest.raises(Refusal) as refused:
            office.do(AnswerItem(actor=by(who), item=item, answer="done", is_known=True))
        assert refused.value.code == "not_your_line"
        assert states(office)[item] == "open"
    office.do(AnswerItem(actor=by("anna"), item="hall", answer="done", is_known=True))
    for_hugo = by("anna", behalf_of="hugo")
    told = office.do(AnswerItem(actor=for_hugo, item="outside/hugo", answer="done", is_known=True))
    answered = next(event for event in told if event.name == "ItemAnswered")
    assert (answered.actor.who, answered.actor.behalf_of, answered.facts["by"]) == ("anna", "hugo", "hugo")
    office.decline("cecilia")
    office.do(AnswerItem(actor=by("anna"), item="desk", answer="done", is_known=True))
    assert states(office)["desk"] == "done", "nobody of the role is left: whoever does it may say so"


def test_what_is_said_needs_a_name_and_a_closing() -> None:
    """Every answer has a name, a line that there is, and a closing; an alarm has none of it."""
    office = closing()
    for command in (
        AnswerItem(actor=by(None), item="door", answer="done"),
        LookAgain(actor=by(None), after=timedelta(minutes=5)),
        DescribeReturn(actor=by(None), words="a blue jacket"),
    ):
        with pytest.raises(Refusal) as refused:
            office.do(command)
        assert refused.value.code == "nobody_named"
    with pytest.raises(Refusal) as refused:
        office.do(AnswerItem(actor=by("anna"), item="roof", answer="done"))
    assert refused.value.code == "unknown_item"
    with pytest.raises(Refusal) as refused:
        office.do(DescribeReturn(actor=by("anna"), words="  "))
    assert refused.value.code == "nothing_told"
    alarm = Incident()
    alarm.do(press())
    with pytest.raises(Refusal) as refused:
        alarm.do(LookAgain(actor=by("anna"), after=timedelta(minutes=5)))
    assert refused.value.code == "no_closing"


def test_what_somebody_looks_like_is_words_and_no_fact() -> None:
    """Clothes and a vehicle are personal words of one entry, which can be erased; nothing is computed from them."""
    office = closing()
    before = office.standing
    [described] = office.do(DescribeReturn(actor=by("maja"), words=" a blue jacket "))
    assert described.words == "a blue jacket"
    assert set(described.facts) - {"next_at", "answered", "step_at"} == {"by"}
    assert office.standing == before
    assert isinstance(begin(), Raise)
    assert isinstance(Clear(actor=by("maja"), entitled=True), Clear)
