"""Who does what: incidents in the two example offices."""

import gc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from weakref import ref

import pytest

import roles
from roles.document import load
from roles.plan import EVERYBODY, Plan
from roles.resolve import Question, resolve
from roles.roster import Roster, Unfilled

EXAMPLES = Path(roles.__file__).parent / "examples"
QUESTION = Question(
    at=datetime(2026, 11, 23, 9, tzinfo=UTC), roles=("colleague", "guard", "door"), zone="room-114", presser="anna"
)


def _plan(name: str, *changes: tuple[str, str]) -> Plan:
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    plan = load(text, source=name).plan
    assert plan is not None
    return plan


AS = _plan("as")
FJELLVIK = _plan("no-guard")


def _who(roster: Roster) -> list[tuple[str, str, str, str]]:
    return [(one.role, one.person or one.contact or "", one.position, one.reason.code) for one in roster.assignments]


def _names(roster: Roster, role: str) -> list[str]:
    return [one.person or one.contact or "" for one in roster.assignments if one.role == role]


def test_a_press_in_room_114() -> None:
    """Anna presses: the two nearest colleagues, the guard and the door are called, and the first waits at the door."""
    roster = resolve(AS, QUESTION)
    assert _who(roster) == [
        ("colleague", "bo", "waits_at_door", "nearest"),
        ("colleague", "elin", "goes_in", "nearest"),
        ("guard", "hassan", "goes_in", "holder"),
        ("door", "ida", "duty", "holder"),
    ]
    assert roster.unfilled == ()
    assert [one.walk for one in roster.assignments] == [timedelta(seconds=time) for time in (11, 15, 19, 13)]
    assert roster.assignments[0].reason.args == {"seconds": 11}
    assert (roster.assignments[2].accept_within, roster.assignments[2].arrive_within) == (
        timedelta(seconds=15),
        timedelta(seconds=60),
    )


def test_somebody_else_presses_upstairs() -> None:
    """A press in room 214 calls those upstairs; the presser herself is never called."""
    assert _names(resolve(AS, replace(QUESTION, zone="room-214", presser="david")), "colleague") == ["gunilla", "anna"]


def test_the_absent_and_the_engaged_are_left_out() -> None:
    """Bo is away and Elin is engaged in another alarm, so the next nearest are called."""
    question = replace(QUESTION, absent=frozenset({"bo"}), engaged=frozenset({"elin"}))
    assert _names(resolve(AS, question), "colleague") == ["farid", "cecilia"]


def test_whoever_does_not_go_in_is_left_out() -> None:
    """Ida is near the reception but does not go in; nothing says why."""
    roster = resolve(AS, replace(QUESTION, roles=("colleague",), zone="reception", presser=None))
    assert "ida" not in _names(roster, "colleague")


def test_the_next_step_calls_others() -> None:
    """Twenty seconds later nobody has accepted: two more colleagues are called, not the same two again."""
    question = replace(QUESTION, roles=("colleague", "manager"), already=frozenset({"bo", "elin", "hassan", "ida"}))
    roster = resolve(AS, question)
    assert _names(roster, "colleague") == ["farid", "cecilia"]
    assert _names(roster, "manager") == ["gunilla"]


def test_when_all_were_called_they_are_called_again() -> None:
    """With nobody new left the nearest of those called before are called once more, and it is said."""
    question = replace(QUESTION, roles=("colleague",), already=frozenset(AS.people))
    assert _who(resolve(AS, question)) == [
        ("colleague", "bo", "waits_at_door", "called_again"),
        ("colleague", "elin", "goes_in", "called_again"),
    ]


def test_engaged_people_are_called_rather_than_nobody() -> None:
    """When everybody is engaged in another alarm, they are called anyway, and the reason says so."""
    question = replace(QUESTION, roles=("colleague",), engaged=frozenset(AS.people))
    roster = resolve(AS, question)
    assert {one.reason.code for one in roster.assignments} == {"engaged_but_nobody_else"}
    assert len(roster.assignments) == 2


def test_nobody_is_pulled_out_of_another_alarm_while_one_is_free() -> None:
    """One free colleague is called alone and told to wait at the door; that one is missing is said."""
    question = replace(QUESTION, roles=("colleague",), engaged=frozenset(AS.people) - {"david"})
    roster = resolve(AS, question)
    assert _who(roster) == [("colleague", "david", "waits_at_door", "nearest")]
    assert roster.unfilled[0].missing == 1
    assert roster.unfilled[0].reason.args == {"found": 1, "needed": 2}


def test_those_who_declined_are_the_very_last() -> None:
    """Somebody engaged is called before somebody who said no; if all said no, they are asked once more."""
    question = replace(
        QUESTION, roles=("colleague",), declined=frozenset(AS.people) - {"bo"}, engaged=frozenset({"bo"})
    )
    assert _names(resolve(AS, question), "colleague") == ["bo"]
    everybody_said_no = replace(QUESTION, roles=("colleague",), declined=frozenset(AS.people))
    codes = {one.reason.code for one in resolve(AS, everybody_said_no).assignments}
    assert codes == {"declined_but_nobody_else"}


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("absent", "deputy_for_absent"),
        ("engaged", "deputy_for_engaged"),
        ("declined", "deputy_for_declined"),
        ("already", "deputy_for_called"),
    ],
)
def test_a_deputy_stands_in_and_it_is_said_for_whom(field: str, code: str) -> None:
    """Whatever keeps the manager away, her deputy is called and the reason names her."""
    asked = Question(at=QUESTION.at, roles=("manager",), zone="room-114", presser="anna")
    question = {
        "absent": replace(asked, absent=frozenset({"gunilla"})),
        "engaged": replace(asked, engaged=frozenset({"gunilla"})),
        "declined": replace(asked, declined=frozenset({"gunilla"})),
        "already": replace(asked, already=frozenset({"gunilla"})),
    }[field]
    roster = resolve(AS, question)
    assert _names(roster, "manager") == ["cecilia"]
    assert (roster.assignments[0].reason.code, roster.assignments[0].reason.args) == (code, {"person": "gunilla"})


def test_the_manager_presses() -> None:
    """When the manager is the one who pressed, her deputy leads."""
    roster = resolve(AS, replace(QUESTION, roles=("manager",), presser="gunilla"))
    assert _who(roster) == [("manager", "cecilia", "duty", "deputy_for_presser")]


def test_a_deputy_of_somebody_with_another_role() -> None:
    """A holder who was given another role in this call is stood in for."""
    plan = _plan("as", ("holders: [gunilla]", "holders: [hassan]"))
    roster = resolve(plan, replace(QUESTION, roles=("guard", "manager")))
    assert _names(roster, "manager") == ["cecilia"]
    assert roster.assignments[1].reason.code == "deputy_for_occupied"


def test_one_person_may_telephone_for_two_roles() -> None:
    """With nobody else left, somebody takes a second role that does not go in, and the reason says so."""
    plan = _plan("as", ("holders: [gunilla]", "holders: [ida]"), ("deputies: [cecilia, david]", "deputies: []"))
    assert _who(resolve(plan, replace(QUESTION, roles=("door", "manager")))) == [
        ("door", "ida", "duty", "holder"),
        ("manager", "ida", "duty", "second_role"),
    ]


def test_a_second_role_before_another_alarm() -> None:
    """Somebody free takes a second role before anybody is pulled out of another alarm."""
    plan = _plan("as", ("holders: [gunilla]", "holders: [ida]"), ("deputies: [cecilia, david]", "deputies: [cecilia]"))
    roster = resolve(plan, replace(QUESTION, roles=("door", "manager"), engaged=frozenset({"cecilia"})))
    assert _names(roster, "manager") == ["ida"]


def test_the_guard_is_not_used_up_as_the_nearest_colleague() -> None:
    """In the guard's own room he is the nearest of all, and is still called as the guard."""
    roster = resolve(AS, replace(QUESTION, zone="security-room"))
    assert _names(roster, "guard") == ["hassan"]
    assert "hassan" not in _names(roster, "colleague")


def test_a_press_at_an_unknown_place() -> None:
    """Where nobody knows the place, colleagues are called in the order of the plan, and it is said."""
    for zone in (None, "a-zone-nobody-knows"):
        roster = resolve(AS, replace(QUESTION, roles=("colleague",), zone=zone))
        assert _who(roster) == [
            ("colleague", "bo", "waits_at_door", "no_zone_known"),
            ("colleague", "cecilia", "goes_in", "no_zone_known"),
        ]


def test_a_zone_without_a_way() -> None:
    """Where nobody knows the way, somebody is called all the same."""
    plan = _plan("as", ("zones:\n", "zones:\n  attic: {name: Vinden, kind: staff_room}\n"))
    roster = resolve(plan, replace(QUESTION, roles=("colleague",), zone="attic"))
    assert [one.reason.code for one in roster.assignments] == ["no_way_known", "no_way_known"]


def test_those_farther_than_asked_for_are_called_when_nobody_is_nearer() -> None:
    """A plan that asks for colleagues within ten seconds gets those within first, and then the next, with a word."""
    plan = _plan("as", ("within: 60 s", "within: 12 s"))
    assert [(one.person, one.reason.code) for one in resolve(plan, QUESTION).assignments[:2]] == [
        ("bo", "nearest"),
        ("elin", "nearest_beyond"),
    ]
    assert resolve(plan, QUESTION).assignments[1].reason.args == {"seconds": 15, "within": 12}


def test_somebody_in_the_very_zone() -> None:
    """A colleague whose place is in the zone of the press is the first."""
    roster = resolve(AS, replace(QUESTION, roles=("colleague",), zone="desk-1"))
    assert (roster.assignments[0].person, roster.assignments[0].reason.code) == ("bo", "home_zone")


def test_here_today_decides_between_equal_ways_only() -> None:
    """Of two with the same way the one confirmed this morning is called; a shorter way still counts more."""
    question = replace(QUESTION, roles=("colleague",), absent=frozenset({"elin", "bo"}))
    plan = _plan("as", ("home: counter-1", "home: desk-2"))
    assert _names(resolve(plan, question), "colleague") == ["cecilia", "farid"]
    confirmed = resolve(plan, replace(question, here=frozenset({"farid", "david"})))
    assert [(one.person, one.here) for one in confirmed.assignments] == [("farid", True), ("cecilia", False)]


def test_everybody_is_everybody_else() -> None:
    """Everybody is all but the presser and the absent, the nearest first, those called before included."""
    question = replace(QUESTION, roles=(EVERYBODY,), absent=frozenset({"bo"}), already=frozenset({"elin"}))
    roster = resolve(AS, question)
    assert sorted(_names(roster, EVERYBODY)) == ["cecilia", "david", "elin", "farid", "gunilla", "hassan", "ida"]
    assert _names(roster, EVERYBODY)[:2] == ["ida", "elin"]
    assert [one.position for one in roster.assignments[:3]] == ["duty", "waits_at_door", "goes_in"]
    assert {one.reason.code for one in roster.assignments} == {"everybody"}


def test_the_police_contact_is_outside() -> None:
    """The police contact is a contact, and the call goes outside."""
    roster = resolve(AS, replace(QUESTION, roles=("police-contact",)))
    assert _who(roster) == [("police-contact", "police", "duty", "holder")]
    assert roster.assignments[0].reach == "outside"


def test_a_drill_calls_nobody_outside() -> None:
    """In a drill the police contact is not called, nobody is called in its place, and the answer says why."""
    roster = resolve(AS, replace(QUESTION, roles=("police-contact",), reach_limit="inside"))
    assert roster.assignments == ()
    assert [(one.role, one.missing, one.reason.code) for one in roster.unfilled] == [
        ("police-contact", 1, "outside_not_called")
    ]


def test_in_a_drill_an_absent_guard_is_not_replaced_from_outside() -> None:
    """The guard company stands in for the guard in earnest, and in a drill nobody does."""
    question = replace(QUESTION, absent=frozenset({"hassan"}))
    assert _names(resolve(AS, question), "guard") == ["guard-company"]
    drill = resolve(AS, replace(question, reach_limit="staff"))
    assert _names(drill, "guard") == []
    assert drill.unfilled[0].reason.code == "outside_not_called"


def test_the_neighbouring_agency_is_staff() -> None:
    """A drill may reach the agency's other staff when it is limited to staff, and not when limited to the inside."""
    question = replace(QUESTION, roles=("neighbour",), zone="samtale-1", presser="kari")
    assert _names(resolve(FJELLVIK, replace(question, reach_limit="staff")), "neighbour") == ["naboetaten"]
    assert _names(resolve(FJELLVIK, replace(question, reach_limit="inside")), "neighbour") == []


def test_an_office_without_a_guard() -> None:
    """Without any guard the two nearest colleagues go and the manager leads."""
    question = Question(at=QUESTION.at, roles=("colleague", "manager"), zone="samtale-1", presser="kari")
    assert _who(resolve(FJELLVIK, question)) == [
        ("colleague", "astrid", "waits_at_door", "nearest"),
        ("colleague", "jonas", "goes_in", "nearest"),
        ("manager", "marit", "duty", "holder"),
    ]


@pytest.mark.parametrize("asked", [(), ("a-role-nobody-knows",)])
def test_a_question_without_a_known_role_calls_everybody(asked: tuple[str, ...]) -> None:
    """What cannot be looked up is never answered with silence."""
    roster = resolve(AS, replace(QUESTION, roles=asked))
    assert len(roster.assignments) == len(AS.people) - 1
    assert {one.reason.code for one in roster.assignments} == {"instead"}
    assert [one.reason.code for one in roster.unfilled] == ["unknown_role"] * len(asked)


def test_when_the_only_holder_is_away_everybody_is_called_instead() -> None:
    """A role nobody can fill is reported, and everybody is called in its place."""
    roster = resolve(AS, replace(QUESTION, roles=("door",), absent=frozenset({"ida"})))
    assert [(one.role, one.reason.code) for one in roster.unfilled] == [("door", "nobody_left")]
    assert roster.assignments[0].reason.args == {"role": "door"}


def test_a_role_that_can_only_be_filled_alone_waits_at_the_door() -> None:
    """A guard who is called without anybody else does not go in alone."""
    assert _who(resolve(AS, replace(QUESTION, roles=("guard",)))) == [("guard", "hassan", "waits_at_door", "holder")]


def test_nobody_is_left() -> None:
    """When everybody but the presser is away, the answer is empty and says so."""
    roster = resolve(AS, replace(QUESTION, roles=("colleague",), absent=frozenset(AS.people) - {"anna"}))
    assert roster.assignments == ()
    assert [(one.role, one.reason.code) for one in roster.unfilled] == [
        ("colleague", "nobody_left"),
        (EVERYBODY, "nobody_left"),
    ]
    assert all(isinstance(one, Unfilled) for one in roster.unfilled)


def test_a_role_asked_for_twice_is_filled_once() -> None:
    """Naming a role twice in a step calls nobody twice."""
    assert resolve(AS, replace(QUESTION, roles=("guard", "guard"))) == resolve(AS, replace(QUESTION, roles=("guard",)))


def test_a_holder_makes_room_when_only_she_can_do_another_role() -> None:
    """Gunilla holds the lead and is the only one for the door: her deputy leads, and both roles are filled."""
    plan = _plan("as", ("holders: [ida]", "holders: [gunilla]"))
    roster = resolve(plan, replace(QUESTION, roles=("manager", "door")))
    assert _who(roster) == [
        ("manager", "cecilia", "duty", "deputy_for_occupied"),
        ("door", "gunilla", "duty", "holder"),
    ]


def test_the_plan_may_forbid_a_second_role() -> None:
    """Where two roles are not to be held at once, the second stays open rather than being given to the same person."""
    only_ida = (("holders: [gunilla]", "holders: [ida]"), ("deputies: [cecilia, david]", "not_with: [door]"))
    roster = resolve(_plan("as", *only_ida), replace(QUESTION, roles=("door", "manager")))
    assert _names(roster, "manager") == []
    assert [one.role for one in roster.unfilled] == ["manager"]


def test_what_is_kept_of_a_plan_ends_with_it() -> None:
    """A plan that was asked and replaced takes no memory, however often plans are replaced."""
    plan = _plan("as")
    resolve(plan, QUESTION)
    kept = ref(plan)
    del plan
    gc.collect()
    assert kept() is None
