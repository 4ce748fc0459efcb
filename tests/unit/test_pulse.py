"""The pulse: what is told of it and when, and a box of answers that says nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alarm.actor import SERVICE, Actor
from service.pulse import snapshot
from service.pulse.box import NONCE, AnsweredError, Box, UnsealError, put, seal, unseal
from service.pulse.code import LETTERS, code_of, slips_of, typed
from service.pulse.commands import CallOffPulse, ClosePulse, Command, OpenPulse, PassDue
from service.pulse.decide import decide
from service.pulse.events import EVENTS
from service.pulse.pulse import Pulse, evolve, evolve_all
from service.pulse.questions import HIGHEST, LEAST, MOST, is_answer, mean, told_total
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
UNTIL = AT + timedelta(days=13)
LEAD = Actor(via="api", who="p-maja")
OPEN = OpenPulse(actor=LEAD, entitled=True, week="2026-W48", until=UNTIL, way="own", asked=9)
SECRET, OTHER = b"s" * 32, b"o" * 32

steps = st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), max_size=30)


def begun(**more: object) -> Pulse:
    """Return an open pulse."""
    [event] = decide(None, OPEN, AT)
    pulse = evolve(None, event)
    for command in more.values():
        for one in decide(pulse, command, UNTIL):  # type: ignore[arg-type]
            pulse = evolve(pulse, one)
    return pulse


def refused(pulse: Pulse | None, command: Command, at: datetime = AT) -> str:
    """Return the code with which a command is refused."""
    with pytest.raises(UndertakingRefusal) as why:
        decide(pulse, command, at)
    return why.value.code


@pytest.mark.parametrize("answered", range(8))
def test_a_pulse_tells_its_sums_from_five_answers_on(answered: int) -> None:
    """Of fewer neither how many they were nor what they said goes into the record."""
    closing = ClosePulse(actor=SERVICE, answered=answered, totals=(answered * 4, answered * 3, answered * 5))
    [event] = decide(begun(), closing, UNTIL)
    assert event.name == "PulseClosed"
    if answered >= LEAST:  # that all have said "completely" is no fact, as it is told nowhere
        assert event.facts["totals"][2] < answered * 5
        assert [mean(one, answered) for one in event.facts["totals"]] == [40, 30, HIGHEST]
    told = {
        "answered": answered,
        "totals": [told_total(max(1, answered) * step, max(1, answered)) for step in (4, 3, 5)],
    }
    assert event.facts == (told if answered >= LEAST else {"answered": None, "totals": None})
    closed = evolve(begun(), event)
    assert closed.is_over
    assert snapshot.read(snapshot.write(closed)) == closed
    assert decide(closed, closing, UNTIL) == (), "another node was faster"


@given(st.integers(LEAST, 60), st.data())
def test_the_record_holds_no_more_of_sums_than_is_told(answered: int, data: st.DataObject) -> None:
    """Two sums with the same mean in tenths leave the same fact, whose mean is that one; so at the ends."""
    sums = st.integers(answered, 5 * answered)
    one, other = data.draw(sums), data.draw(sums)
    kept = told_total(one, answered)
    assert mean(kept, answered) == mean(one, answered)
    assert (told_total(other, answered) == kept) is (mean(other, answered) == mean(one, answered))
    assert answered < kept < 5 * answered


def test_a_pulse_is_not_closed_before_its_time() -> None:
    """Whoever could close it early could read each answer as it comes."""
    closing = ClosePulse(actor=SERVICE, answered=5, totals=(5, 5, 5))
    assert refused(begun(), closing, UNTIL - timedelta(seconds=1)) == "pulse_open"
    assert refused(None, closing) == "unknown_pulse"
    assert decide(begun(), PassDue(actor=SERVICE), UNTIL) == ()


def test_who_may_open_and_call_off_and_what_is_refused() -> None:
    """Once a week, with enough people, by who is entitled; a result stands."""
    assert refused(begun(), OPEN) == "pulse_this_week"
    for more, code in (
        ({"entitled": False}, "not_entitled"),
        ({"asked": LEAST - 1}, "too_few"),
        ({"asked": MOST + 1}, "too_many"),
        ({"until": AT}, "bad_until"),
    ):
        assert refused(None, OpenPulse(**{**_fields(OPEN), **more})) == code  # type: ignore[arg-type]
    assert refused(begun(), CallOffPulse(actor=LEAD, entitled=False)) == "not_entitled"
    called_off = begun(off=CallOffPulse(actor=LEAD, entitled=True))
    assert (called_off.ending, called_off.totals) == ("called_off", None)
    assert decide(called_off, CallOffPulse(actor=LEAD, entitled=True), AT) == ()
    closed = begun(closed=ClosePulse(actor=SERVICE, answered=5, totals=(9, 9, 9)))
    assert refused(closed, CallOffPulse(actor=LEAD, entitled=True)) == "pulse_over"


def _fields(command: OpenPulse) -> dict[str, object]:
    return {name: getattr(command, name) for name in command.__dataclass_fields__}


def test_the_events_are_those_that_are_listed_and_each_follows_an_opening() -> None:
    """Every event evolves an open pulse, none comes first, and a stranger is no event."""
    opened = decide(None, OPEN, AT)
    closed = decide(begun(), ClosePulse(actor=SERVICE, answered=5, totals=(9, 9, 9)), UNTIL)
    off = decide(begun(), CallOffPulse(actor=LEAD, entitled=True), AT)
    assert {one.name for one in (*opened, *closed, *off)} == EVENTS
    assert evolve_all((*opened, *closed)) == begun(one=ClosePulse(actor=SERVICE, answered=5, totals=(9, 9, 9)))
    assert evolve_all(()) is None
    with pytest.raises(ValueError, match="before PulseOpened"):
        evolve(None, closed[0])
    with pytest.raises(ValueError, match="no event of a pulse"):
        evolve(begun(), Event(name="MeasureDone", at=AT, actor=LEAD, facts={}))


@given(answers=steps, nonce=st.binary(min_size=NONCE, max_size=NONCE))
def test_a_box_holds_the_sums_and_is_always_equally_long(answers: list[list[int]], nonce: bytes) -> None:
    """Sealed and opened again it holds what was put in, whatever the order; each code counts once."""
    codes = [code_of(SECRET, "pulse-1", f"p-{number}") for number in range(len(answers))]
    box = turned = Box()
    for code, one in zip(codes, answers, strict=True):
        box = put(box, SECRET, "pulse-1", code, one)
    for code, one in reversed(list(zip(codes, answers, strict=True))):
        turned = put(turned, SECRET, "pulse-1", code, one)
    assert box == turned
    assert seal(box, SECRET, "pulse-1", nonce) == seal(turned, SECRET, "pulse-1", nonce), "no order is left in it"
    sealed = seal(box, SECRET, "pulse-1", nonce)
    assert unseal(sealed, SECRET, "pulse-1") == box
    assert (box.answered, sum(box.totals)) == (len(answers), sum(map(sum, answers)))
    assert len(sealed) == len(seal(Box(), SECRET, "pulse-1", nonce))
    for code in codes:
        with pytest.raises(AnsweredError):
            put(box, SECRET, "pulse-1", code, (1, 1, 1))


def test_a_box_opens_with_its_own_secret_and_as_its_own_pulse_alone() -> None:
    """With another secret, as another pulse, or changed in one letter it does not open."""
    sealed = seal(Box(), SECRET, "pulse-1", b"n" * NONCE)
    for text, secret, pulse in (
        (sealed, OTHER, "pulse-1"),
        (sealed, SECRET, "pulse-2"),
        ("B" + sealed[1:], SECRET, "pulse-1"),
        ("no box", SECRET, "pulse-1"),
    ):
        with pytest.raises(UnsealError):
            unseal(text, secret, pulse)


def test_a_code_is_always_the_same_and_each_person_has_her_own() -> None:
    """In another pulse, for another person, with another secret: another code; however it is typed, the same."""
    code = code_of(SECRET, "pulse-1", "p-anna")
    assert code == code_of(SECRET, "pulse-1", "p-anna")
    others = {
        code_of(SECRET, "pulse-2", "p-anna"),
        code_of(SECRET, "pulse-1", "p-bo"),
        code_of(OTHER, "pulse-1", "p-anna"),
    }
    assert len(others | {code}) == 4
    assert set(code) <= {*LETTERS, "-"}
    assert [len(part) for part in code.split("-")] == [4, 4, 4]
    assert typed(f" {code.replace('-', ' ').upper()} ") == code
    assert typed(code + "x") != code
    slips = slips_of(SECRET, "pulse-1", 50)
    assert len(set(slips)) == 50
    assert slips == sorted(slips), "an order that says nothing"


@given(st.lists(st.integers(1, 5), min_size=LEAST, max_size=40))
def test_a_mean_never_tells_that_all_have_said_the_lowest_or_the_highest(answers: list[int]) -> None:
    """It is right to a tenth between its ends, and at its ends it is no more than "4.5 or more"."""
    told, exact = mean(sum(answers), len(answers)), 10 * sum(answers) / len(answers)
    assert 15 <= told <= 45
    assert abs(told - exact) <= 0.5 or not 15 <= exact <= 45


def test_an_answer_is_three_whole_steps() -> None:
    """One to five for each question; anything else is none."""
    assert is_answer([1, 5, 3])
    for wrong in ([1, 5], [0, 1, 1], [6, 1, 1], [True, 1, 1], ["1", 1, 1], "115", None, [1, 1, 1, 1]):
        assert not is_answer(wrong)
