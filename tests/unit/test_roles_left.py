"""Who has left is called last: neither before others, nor does a mistake leave nobody."""

from datetime import UTC, datetime

from parts.offices import AS
from roles.document import load
from roles.plan import Plan
from roles.presence import off_duty, without
from roles.question import Question
from roles.resolve import resolve

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def _plan() -> Plan:
    plan = load(AS.read_text(), source="as.yaml").plan
    assert plan
    return plan


def _called(plan: Plan, left: frozenset[str], here: frozenset[str] = frozenset()) -> list[tuple[str | None, str]]:
    question = Question(at=AT, roles=("manager",), zone=None, left=left, here=here)
    return [(one.person, one.reason.code) for one in resolve(plan, question).assignments]


def test_the_deputy_is_called_for_who_has_left() -> None:
    """As for somebody who is not on duty; whoever says that she is here today is called as ever."""
    plan = _plan()
    assert _called(plan, frozenset()) == [("gunilla", "holder")]
    assert _called(plan, frozenset({"gunilla"})) == [("cecilia", "deputy_for_off_duty")]
    assert _called(plan, frozenset({"gunilla"}), here=frozenset({"gunilla"})) == [("gunilla", "holder")]


def test_a_mistake_that_has_everybody_leave_silences_no_alarm() -> None:
    """Somebody is called all the same, and it is said why."""
    plan = _plan()
    called = _called(plan, frozenset(plan.people))
    assert called
    assert {code for _, code in called} == {"off_duty_but_nobody_else"}


def test_a_plan_without_those_who_have_left_never_places_them_in_the_office() -> None:
    """Whatever roster they were in; the others stay as they were, and without anybody the plan is itself."""
    plan = _plan()
    assert without(plan, ["nobody"]) is plan
    assert off_duty(without(plan, ["bo", "ida"]), AT) == {"bo", "ida"} | off_duty(plan, AT)
