"""Who leads: taken in the open, handed on, lost with a name, and never a question."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.incident import PLAN, START, Incident, by, call, called, names, press
from service.alarm.call import Roster
from service.alarm.commands import Accept, Arrive, Clear, CountPress, Decline, HandLead, HandOver, TakeLead
from service.alarm.deadline import deadline
from service.alarm.evolve import replay
from service.alarm.refusal import Refusal
from service.alarm.snapshot import read, write
from service.alarm.states import Mode

LED = replace(PLAN, lead="manager")
"""The same plan; managers lead."""


def _raised(**changes: Any) -> Incident:
    office = Incident({"colleague": ("anna", "bo", "cecilia"), "manager": ("maja", "david"), "police": ()})
    office.do(press(script=LED, **changes))
    return office


def _leads(office: Incident) -> str | None:
    return office.standing.lead.responder if office.standing.lead else None


def test_the_first_of_the_lead_role_who_comes_leads() -> None:
    """A colleague who comes first does not lead; the manager does, by her role, and a deputy later does not."""
    office = _raised()
    office.accept("anna")
    assert _leads(office) is None
    office.after(20)
    taken = office.accept("maja")
    assert names(taken) == ["ResponderAccepted", "LeadTaken"]
    assert taken[-1].facts["because"] == "first"
    office.do(Accept(actor=by("david"), responder="david", is_lead=True))
    assert _leads(office) == "maja"


@pytest.mark.parametrize("what", [Accept, Arrive])
def test_whom_the_plan_names_for_the_lead_leads_also_without_being_called_for_it(
    what: type[Accept | Arrive],
) -> None:
    """A deputy of the lead role who comes by herself, or stands there at once, leads from that on."""
    office = _raised()
    office.do(what(actor=by("david"), responder="david", is_lead=True))
    assert _leads(office) == "david"


def test_the_lead_is_taken_over_in_the_open_and_handed_on() -> None:
    """Who takes it from another says so by that; it is handed only to somebody who comes, and only by who has it."""
    office = _raised()
    office.accept("anna")
    [taken] = office.do(TakeLead(actor=by("bo"), words="jag är närmast"))
    assert (taken.facts["before"], taken.facts["because"], taken.words) == (None, "taken", "jag är närmast")
    assert office.do(TakeLead(actor=by("bo"))) == ()
    [over] = office.do(TakeLead(actor=by("maja")))
    assert over.facts["before"] == "bo"
    refusals = {("bo", "anna"): "not_lead", ("maja", "cecilia"): "lead_not_coming", ("maja", "eva"): "lead_presser"}
    for (actor, to), code in refusals.items():
        with pytest.raises(Refusal) as refused:
            office.do(HandLead(actor=by(actor), to=to))
        assert refused.value.code == code
    [handed] = office.do(HandLead(actor=by("maja"), to="anna"))
    assert (handed.facts["responder"], handed.facts["before"], handed.facts["because"]) == ("anna", "maja", "handed")
    assert office.do(HandLead(actor=by("anna"), to="anna")) == ()


@pytest.mark.parametrize("who", ["eva", None])
def test_who_pressed_or_has_no_name_does_not_lead(who: str | None) -> None:
    """It is she who is to be helped; and nobody knows whom to ask when the lead has no name."""
    office = _raised()
    with pytest.raises(Refusal):
        office.do(TakeLead(actor=by(who)))
    office.do(Accept(actor=by("eva"), responder="eva", is_lead=True))
    assert _leads(office) is None


def _led_by_maja() -> Incident:
    office = _raised()
    office.after(20)
    office.accept("maja")
    return office


def test_a_lead_who_declines_is_lost_and_somebody_of_the_role_is_called() -> None:
    """The loss has a name, and the deputy is called, once."""
    lost = _led_by_maja().decline("maja")
    assert names(lost) == ["ResponderDeclined", "LeadLost", "ResponderCalled"]
    assert next(e for e in lost if e.name == "LeadLost").facts == {
        **lost[0].facts,
        "responder": "maja",
        "because": "declined",
    }
    assert called(lost) == ["david"]


def test_a_lead_who_accepts_and_never_comes_is_lost_also_when_help_is_there() -> None:
    """Help that is there does not hide that nobody leads: the deputy is called although the response is complete."""
    office = _led_by_maja()
    office.arrive("anna")
    assert office.standing.is_answered
    lost = office.after(60)
    assert [e.facts["because"] for e in lost if e.name == "LeadLost"] == ["overdue"]
    assert called(lost) == ["david"]
    assert names(office.accept("david")) == ["ResponderAccepted", "LeadTaken"]


def test_a_lead_who_presses_is_lost() -> None:
    """Who leads and presses needs help herself; who presses elsewhere may still lead here."""
    office = _led_by_maja()
    office.do(CountPress(actor=by("maja"), presser="maja"))
    assert _leads(office) == "maja"
    office.do(press("press-2", presser="maja", script=LED, doubtful=True))
    assert _leads(office) == "maja", "perhaps a copy of somebody else's"
    joined = office.do(press("press-3", presser="maja", script=LED))
    assert [e.facts["because"] for e in joined if e.name == "LeadLost"] == ["pressed"]
    assert called(joined) == ["david"]


def test_a_lead_who_hands_over_her_role_is_lost() -> None:
    """Who hands over the role that leads hands on no lead: who takes the role leads as soon as she answers."""
    office = _led_by_maja()
    handed = office.do(HandOver(actor=by("maja"), to="david"))
    assert [e.facts["because"] for e in handed if e.name == "LeadLost"] == ["ended"]
    assert called(handed) == ["david"]
    office.accept("david")
    assert _leads(office) == "david"


def test_a_lead_without_the_role_is_followed_by_somebody_of_the_role() -> None:
    """Who had taken the lead declines: one more of her own role is called, and one of the role that leads."""
    office = _raised()
    office.accept("anna")
    office.do(TakeLead(actor=by("anna")))
    assert set(called(office.decline("anna"))) == {"cecilia", "maja"}


def test_somebody_silent_is_called_again_where_nobody_is_new() -> None:
    """When all of the role were called, who was silent gets another call with a deadline of its own."""
    office = Incident({"colleague": ("anna", "bo"), "manager": ("maja",), "police": ()})
    office.do(press(script=LED))
    office.after(20 + 15)
    assert office.answering("silent") >= {"maja"}
    office.do(TakeLead(actor=by("anna")))
    office.accept("anna")
    again = office.do(Decline(actor=by("anna"), responder="anna"), roster=Roster(calls=(call("maja", "manager"),)))
    assert called(again) == ["maja"]
    assert office.standing.responders["maja"].accept_by is not None


def test_a_step_a_repeat_and_a_press_that_begins_anew_leave_the_lead() -> None:
    """The plan goes on around who leads; only what she does herself costs the lead."""
    office = _raised()
    office.do(TakeLead(actor=by("hugo")))
    office.after(200)
    office.arrive("anna")
    assert "anew" in {key for e in office.do(press("press-2", script=LED)) for key, value in e.facts.items() if value}
    assert _leads(office) == "hugo"


def test_a_drill_that_turns_real_forgets_who_led() -> None:
    """What was practised says nothing of the real alarm: nobody leads it yet."""
    office = _raised(mode=Mode.DRILL)
    office.do(TakeLead(actor=by("bo")))
    office.do(press("press-2", script=LED))
    assert office.standing.lead is None


def test_an_alarm_that_has_ended_calls_nobody_to_lead_it() -> None:
    """A deadline or a press after the end costs nobody the lead."""
    office = _led_by_maja()
    office.do(Clear(actor=by("maja"), entitled=True))
    assert office.after(300) == ()
    assert _leads(office) == "maja"


@given(
    order=st.permutations(["anna", "maja", "david"]),
    what=st.lists(st.sampled_from([Accept, Arrive]), min_size=3, max_size=3),
)
def test_somebody_leads_as_soon_as_one_of_the_role_comes(order: list[str], what: list[type[Accept | Arrive]]) -> None:
    """In whatever order people come, the first of the lead role leads, and stays it."""
    office = _raised()
    for who, how in zip(order, what, strict=True):
        office.do(how(actor=by(who), responder=who, is_lead=who in ("maja", "david")))
    first = next(who for who in order if who != "anna")
    assert _leads(office) == first
    assert replay(office.standing.id, office.events) == office.standing
    assert read(write(office.standing)) == office.standing
    assert deadline(office.standing) is None or office.standing.is_open


def test_an_alarm_that_an_earlier_version_stored_has_no_lead_yet() -> None:
    """A state without the later fields is read, and goes on with nobody leading it."""
    stored = write(_raised().standing)
    for later in ("lead", "more_asked", "police_calls", "situation"):
        del stored[later]
    del stored["script"]["lead"]
    alarm = read(stored)
    assert (alarm.lead, alarm.more_asked, alarm.police_calls, alarm.situation) == (None, None, {}, {})
    assert alarm.script.lead is None
    assert alarm.raised_at == START
