"""The plan for when there is none."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import roles
from roles.check import check
from roles.document import load
from roles.fallback import fallback_plan
from roles.plan import EVERYBODY, Plan
from roles.resolve import Question, resolve

EXAMPLES = Path(roles.__file__).parent / "examples"
AS = (EXAMPLES / "as.yaml").read_text(encoding="utf-8")
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


WORDS = [(found.start(), found.end()) for found in re.finditer(r"[\w.-]+", AS)]


def _errors(plan: Plan) -> list[str]:
    return [finding.code for finding in check(plan, {}) if finding.severity == "error"]


def test_everybody_who_can_be_read_is_called() -> None:
    """A plan with mistakes in every part still calls all the people it names, the nearest first."""
    broken = AS.replace("kind: meeting_room", "kind: cave").replace("holders:", "holder:").replace("steps:", "stepz:")
    plan = fallback_plan(broken, office="as")
    assert len(plan.people) == 9
    assert plan.response_to("emergency") is plan.response_to("assist")
    roster = resolve(plan, Question(at=AT, roles=(EVERYBODY,), zone="room-114", presser="anna"))
    assert len(roster.assignments) == 8
    assert roster.assignments[0].person == "bo"


def test_it_repeats_and_ends_in_the_last_resort() -> None:
    """Everybody is called at once, again every 30 seconds, and the screens tell to call 112."""
    response = fallback_plan(AS, office="as").response_to("emergency")
    assert response is not None
    assert [step.call for step in response.steps] == [(EVERYBODY,)]
    assert response.repeat is not None
    assert (response.repeat.every.total_seconds(), response.repeat.call) == (30, (EVERYBODY,))
    assert response.last_resort is not None
    assert response.last_resort.phone == "112"


def test_a_staff_screen_in_a_public_place_becomes_discreet() -> None:
    """What a faulty plan would show to visitors is not shown."""
    plan = fallback_plan(
        AS.replace("zone: staff-room, audience: staff", "zone: reception, audience: staff"), office="as"
    )
    assert plan.screens["staff"].audience == "discreet"
    assert plan.screens["security"].audience == "security"


def test_what_points_nowhere_is_let_go() -> None:
    """A home, a screen or a walk in a zone nobody knows keeps its person or screen and loses the zone."""
    plan = fallback_plan(AS.replace("  desk-1: {", "  Desk 1: {").replace("  staff-room: {", "  STAFF: {"), office="as")
    assert plan.people["anna"].home is None
    assert plan.screens["staff"].zone is None
    assert all({walk.start, walk.end} <= set(plan.zones) for walk in plan.walks)


@pytest.mark.parametrize("text", [None, "", b"\xff", "a: [", "people: 3", "- x", b"x" * 2_000_000, "\ud800"])
def test_a_text_that_is_no_plan_gives_an_empty_office(text: str | bytes | None) -> None:
    """With nothing to read there is still an office that answers and a last resort."""
    plan = fallback_plan(text, office="as")
    assert (plan.office, plan.name, dict(plan.people)) == ("as", "as", {})
    assert len(plan.version) == 64
    assert _errors(plan) == ["R009"]


@settings(max_examples=max(1, settings().max_examples * 2 // 5))  # each reads a whole plan
@given(st.lists(st.tuples(st.integers(0, len(AS)), st.integers(0, 400)), max_size=3))
@example(cuts=[(851, 400), (871, 373)])  # a meeting room and the end of a retreat room make a room that locks
def test_whatever_is_left_of_a_document_the_plan_is_valid(cuts: list[tuple[int, int]]) -> None:
    """Cut anywhere, the plan breaks no rule but that it may name nobody, and everybody it names is called."""
    text = AS
    for start, length in cuts:
        text = text[:start] + text[start + length :]
    plan = fallback_plan(text, office="as")
    assert _errors(plan) == ([] if plan.people else ["R009"])
    roster = resolve(plan, Question(at=AT, roles=(EVERYBODY,), zone="room-114"))
    assert {one.person for one in roster.assignments} == set(plan.people)


@settings(max_examples=max(1, settings().max_examples * 2 // 5))
@given(st.lists(st.tuples(st.integers(0, len(WORDS) - 1), st.integers(0, len(WORDS) - 1)), max_size=12))
def test_whatever_words_stand_in_the_wrong_place_the_plan_is_valid(moved: list[tuple[int, int]]) -> None:
    """With words of the document put where others stood, no rule is broken but that there may be nobody."""
    put = {at: AS[slice(*WORDS[other])] for at, other in moved}
    text, end = "", 0
    for at, word in sorted(put.items()):
        text, end = f"{text}{AS[end : WORDS[at][0]]}{word}", WORDS[at][1]
    plan = fallback_plan(text + AS[end:], office="as")
    assert _errors(plan) == ([] if plan.people else ["R009"])


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("kind: meeting_room", "kind: meeting_room, lockable: true"),
        ("lockable: true, room_for: 10", "lockable: false, room_for: 10"),
        ("kind: reception,", "kind: reception, in_sight_of: [staff-room],"),
        ("zone: staff-room, audience: staff", "zone: staff-room, audience: staff, neighbour: cafe"),
        ("screens:\n", "screens:\n  cafe: {name: Café, audience: public, neighbour: shop}\n"),
        ("zones:\n", "emergency_call: {call_back: the desk, numbers: {police: ring}}\nzones:\n"),
        ("zones:\n", "drills: {at_least_every: 600 months, micro: 0 months}\nzones:\n"),
    ],
)
def test_what_cannot_be_true_is_let_go(there: str, instead: str) -> None:
    """A lock, a sight, a number or a cadence that breaks a rule is let go; everybody is called all the same."""
    text = re.sub(r"(?m)^(emergency_call|drills):.*\n(?: .*\n)*", "", AS)
    assert there in text
    text = text.replace(there, instead, 1)
    assert _errors_of(text) != []
    plan = fallback_plan(text, office="as")
    assert _errors(plan) == []
    assert len(plan.people) == 9


def _errors_of(text: str) -> list[str]:
    """Return the errors of a document as it stands."""
    found = load(text, source="as.yaml").findings
    return [one.code for one in found if one.severity == "error"]
