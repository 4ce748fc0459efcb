"""What people answer, in any order: the same end, one more person for the same role, and nobody forgotten."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parts.drawn_incident import people, roles
from parts.incident import Incident, by, call, press
from service.alarm.call import Roster
from service.alarm.commands import Accept, Arrive, Decline
from service.alarm.decide import decide

answers = st.sampled_from([Accept, Decline, Arrive])


@given(
    first=st.tuples(answers, st.just("anna")),
    second=st.tuples(answers, st.just("bo")),
    free=st.lists(st.sampled_from(["cecilia", "david", "frida"]), unique=True),
)
def test_two_people_tap_at_once(first: Any, second: Any, free: list[str]) -> None:
    """Whoever of two people is first, the same responders stand the same way in the end."""
    ends = []
    for order in ((first, second), (second, first)):
        office = Incident()
        office.do(press(), roster=Roster(calls=(call("anna", "colleague"), call("bo", "colleague"))))
        for what, who in order:
            known = office.standing.responders
            roster = Roster(calls=tuple(call(p, "colleague") for p in free if p not in known))
            office.do(what(actor=by(who), responder=who), roster=roster)
        ends.append(office.standing)
    assert ends[0].responders == ends[1].responders
    assert (ends[0].state, ends[0].feedback) == (ends[1].state, ends[1].feedback)


@given(free=st.lists(st.tuples(people, roles), max_size=6))
def test_a_decline_calls_somebody_for_the_same_role(free: list[tuple[str, str]]) -> None:
    """Where somebody new is free for the role of the one who declined, exactly one is called, the first on the list."""
    office = Incident()
    office.do(press(), roster=Roster(calls=(call("anna", "colleague"), call("bo", "colleague"))))
    roster = Roster(calls=tuple(call(who, role) for who, role in free))
    events = decide(office.alarm, Decline(actor=by("anna"), responder="anna"), roster, office.now)
    fitting = [who for who, role in free if role == "colleague" and who not in ("anna", "bo")]
    assert [e.facts["responder"] for e in events if e.name == "ResponderCalled"] == fitting[:1]


@given(times=st.integers(1, 5), silent=st.booleans())
def test_whoever_was_reminded_is_not_forgotten(times: int, silent: bool) -> None:
    """Who was reminded stays called without a deadline of her own, is reminded again, and counts when she comes."""
    office = Incident()
    office.do(press())
    if not silent:
        office.accept("anna")
    office.after(60 + 60)
    for _ in range(times):
        [reminded] = [e for e in office.after(30) if e.name == "RespondersReminded"]
        assert "anna" in reminded.facts["responders"]
    assert office.standing.responders["anna"].accept_by is None
    office.accept("anna")
    assert office.standing.responders["anna"].arrive_by is not None
    assert "anna" not in [k for e in office.after(30) for k in e.facts.get("responders", ())]
