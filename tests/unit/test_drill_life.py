"""The life of a drill, like the wrong things that people do with one; and what must always hold of it."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.drill_life import (
    END,
    JUDGE,
    LEAD,
    REPRESENTATIVE,
    START,
    Office,
    abort,
    agree,
    call_off,
    plan,
    start,
)
from service.alarm.states import Mode
from service.drill import snapshot
from service.drill.commands import Author, Command, PassDue, PlanDrill, StartDrill
from service.drill.decide import NOT_NOW
from service.drill.drill import COUNTDOWN, LASTS, NOTICE, Drill, press_of, replay
from service.drill.events import drill_event
from service.drill.states import OVER, TABLE, Ask, State
from service.undertaking.refusal import UndertakingRefusal

HOUR = timedelta(hours=1)


def test_a_drill_from_its_plan_to_its_result() -> None:
    """It is planned for ten, begun when no visitor is there, counts down, presses, is cleared and judged."""
    office = Office().do(plan()).after(minutes=60).do(start())
    assert office.now.state is State.COUNTING
    assert office.now.due_at == office.at + COUNTDOWN
    assert press_of("as", "drill-1", office.now) is None
    office.after(seconds=10).look()
    press = press_of("as", "drill-1", office.now)
    assert press is not None
    assert (press.mode, press.zone, press.press_key) == (Mode.DRILL, "room-114", "drill:as/drill-1")
    office.after(minutes=4).do(END, JUDGE)
    assert [one.name for one in office.events] == [
        "DrillPlanned", "DrillStarted", "DrillPressed", "DrillEnded", "DrillJudged",
    ]  # fmt: skip
    assert office.now.is_over
    assert office.now.due_at is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (plan(entitled=False), "not_entitled"),
        (plan(zone=None), "unknown_scenario"),
        (plan(after=-HOUR), "past"),
        (plan(after=timedelta(days=400)), "too_far"),
        (plan(is_open=False), "closed_then"),
    ],
)
def test_a_drill_that_cannot_be_planned(command: PlanDrill, code: str) -> None:
    """On a holiday, in the past, too far ahead, by somebody who may not or of what the office has not: in words."""
    with pytest.raises(UndertakingRefusal) as refused:
        Office().do(command)
    assert refused.value.code == code
    assert str(refused.value.sentence)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (start(entitled=False), "not_entitled"),
        (start(real_alarm=True), "real_alarm"),
        (start(is_open=False), "closed_now"),
        (start(is_known=False), "plan_changed"),
        (start(running="drill-2"), "drill_running"),
        (start(visitors="not_asked"), "visitors_not_asked"),
        (start(visitors="there"), "visitors_there"),
    ],
)
def test_a_drill_that_cannot_begin(command: StartDrill, code: str) -> None:
    """With visitors there, while another one runs or a real alarm is open, on a closed day: it does not begin."""
    office = Office().do(plan()).after(minutes=60)
    with pytest.raises(UndertakingRefusal) as refused:
        office.do(command)
    assert refused.value.code == code
    assert office.now.state is State.PLANNED


def test_a_drill_begins_neither_early_nor_long_after() -> None:
    """A quarter of an hour early is well; an hour early is not, and after half a day it lapses by itself."""
    office = Office().do(plan())
    with pytest.raises(UndertakingRefusal, match="quarter"):
        office.do(start())
    office.after(minutes=13 * 60 + 1)
    with pytest.raises(UndertakingRefusal, match="anew"):
        office.do(start())
    assert office.look().now.state is State.LAPSED


@pytest.mark.parametrize(
    ("view", "code"),
    [
        (agree(entitled=False), "not_representative"),
        (agree(author=Author()), "nobody_known"),
        (agree(author=LEAD), "own_drill"),
        (agree(author=Author(person="p-lead", account="acc-2")), "own_drill"),
        (agree(author=Author(person="p-2", account="acc-lead")), "own_drill"),
    ],
)
def test_whose_yes_counts(view: Command, code: str) -> None:
    """It is the safety representative's, somebody's who is known, and never that of whoever planned the drill."""
    office = Office().do(plan(manner="unannounced"))
    with pytest.raises(UndertakingRefusal) as refused:
        office.do(view)
    assert refused.value.code == code
    assert not office.now.is_agreed


def test_an_unannounced_drill_needs_a_yes() -> None:
    """Without it nothing begins; an objection takes it back; with it the drill begins."""
    office = Office().do(plan(manner="unannounced")).after(minutes=60)
    with pytest.raises(UndertakingRefusal, match="yes"):
        office.do(start())
    office.do(agree(), agree(agrees=False))
    with pytest.raises(UndertakingRefusal, match="yes"):
        office.do(start())
    office.do(agree(), start())
    assert office.now.state is State.COUNTING
    assert office.now.view_by == REPRESENTATIVE
    assert [one.name for one in office.events].count("DrillViewGiven") == 3


def test_an_announced_drill_has_stood_on_the_screens_before_it_presses() -> None:
    """Begun at once it counts down for as long as the announcement takes: else it would be an unannounced one."""
    office = Office().do(plan(after=timedelta(0), scope="micro"), start())
    assert office.now.due_at == START + NOTICE["micro"]
    assert office.after(seconds=59).look().now.state is State.COUNTING
    assert office.after(seconds=1).look().now.state is State.RUNNING
    assert office.after(seconds=119).look().now.state is State.RUNNING
    assert office.after(seconds=1).look().now.state is State.RUN
    assert office.now.because == "time"


def test_begun_twice_at_once_it_begins_once() -> None:
    """Two taps on two screens are one beginning, and one press."""
    office = Office().do(plan()).after(minutes=60).do(start(), start()).after(seconds=10).look().look().do(start())
    assert [one.name for one in office.events] == ["DrillPlanned", "DrillStarted", "DrillPressed"]


def test_a_real_alarm_ends_a_drill_before_its_press() -> None:
    """While it counts down somebody presses for real: the drill never presses."""
    office = Office().do(plan()).after(minutes=60).do(start()).after(seconds=10).look(real_alarm=True)
    assert (office.now.state, office.now.because) == (State.ABORTED, "real_alarm")


def test_a_real_alarm_ends_a_drill_in_its_middle() -> None:
    """Somebody presses for real while the drill runs: it is broken off at once, without waiting for any time."""
    office = Office().do(plan()).after(minutes=60).do(start()).after(seconds=10).look().after(seconds=3)
    assert office.look(real_alarm=True).now.because == "real_alarm"
    assert press_of("as", "drill-1", office.now) is None


def test_a_drill_that_stood_still_is_not_pressed_later() -> None:
    """Trygg was down over the countdown: the rooms were looked at long ago, and nothing presses by surprise."""
    office = Office().do(plan()).after(minutes=60).do(start()).after(minutes=30).look()
    assert (office.now.state, office.now.because) == (State.ABORTED, "interrupted")


def test_broken_off_in_the_middle() -> None:
    """Anybody who may breaks it off at any time; twice is once, and what is over stays so."""
    office = Office().do(plan()).after(minutes=60).do(start()).after(seconds=10).look()
    with pytest.raises(UndertakingRefusal):
        office.do(abort(entitled=False))
    office.do(abort(), abort(), END)
    assert office.now.state is State.ABORTED
    assert press_of("as", "drill-1", office.now) is None
    with pytest.raises(UndertakingRefusal):
        office.do(JUDGE)
    with pytest.raises(UndertakingRefusal):
        office.do(start())


def test_what_was_never_planned_is_unknown() -> None:
    """Whatever is asked of a drill that nobody planned is answered in words."""
    for command in (start(), agree(), abort(), call_off(), END, JUDGE, PassDue(actor=END.actor)):
        with pytest.raises(UndertakingRefusal, match="no such drill"):
            Office().do(command)


def test_the_table_is_whole() -> None:
    """Every state has its row, every ask its sentence, and from what is over nothing leads on."""
    assert set(TABLE) == set(State)
    assert set(NOT_NOW) == set(Ask)
    assert all(not TABLE[state] for state in OVER)
    assert {to for row in TABLE.values() for to in row.values()} == set(State)


def test_an_event_outside_the_vocabulary_is_refused() -> None:
    """A word of its own for what happened would be found by nobody who reads the record."""
    with pytest.raises(ValueError, match="no event of a drill"):
        drill_event("DrillFired", START, END.actor, {})


ASKED = st.one_of(
    st.builds(
        lambda manner, scope, hours, author: plan(
            manner=manner, scope=scope, after=timedelta(hours=hours), author=author
        ),
        st.sampled_from(["announced", "unannounced"]),
        st.sampled_from(["whole", "micro"]),
        st.integers(-1, 3),
        st.sampled_from([LEAD, REPRESENTATIVE, Author()]),
    ),
    st.builds(
        lambda author, agrees, entitled: agree(author=author, agrees=agrees, entitled=entitled),
        st.sampled_from([LEAD, REPRESENTATIVE, Author(), Author(account="acc-rep")]),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        lambda visitors, other, real: start(visitors=visitors, running=other, real_alarm=real),
        st.sampled_from(["none", "none", "there", "not_asked"]),
        st.sampled_from([None, None, "drill-2"]),
        st.sampled_from([False, False, True]),
    ),
    st.sampled_from([abort(), call_off(), END, JUDGE, PassDue(actor=END.actor), start()]),
    st.just(PassDue(actor=END.actor, real_alarm=True)),
)
LIVES = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 1.0, 15.0, 50.0, 800.0]), ASKED), max_size=25)


def _lived(asks: list[tuple[float, Command]]) -> tuple[Office, list[Drill]]:
    office, seen = Office(), list[Drill]()
    for minutes, command in asks:
        office.after(minutes=minutes)
        with suppress(UndertakingRefusal):
            office.do(command)
        if office.drill is not None:
            seen.append(office.drill)
    return office, seen


@given(LIVES)
def test_a_drill_is_what_its_events_say(asks: list[tuple[float, Command]]) -> None:
    """Replayed from its events, or read back from the snapshot, it is the same."""
    office, _ = _lived(asks)
    assert replay(office.events) == office.drill
    if office.drill is not None:
        assert snapshot.read(json.loads(json.dumps(snapshot.write(office.drill)))) == office.drill


@given(LIVES)
def test_no_way_leads_to_an_unannounced_drill_without_a_yes(asks: list[tuple[float, Command]]) -> None:
    """Whatever is asked in whichever order: before it begins, somebody else than its planner has agreed to it."""
    office, seen = _lived(asks)
    for drill in seen:
        if drill.manner == "unannounced" and drill.started_at is not None:
            assert drill.view == "agrees"
            assert drill.view_by is not None
            assert drill.view_by.is_known
            assert not drill.view_by.is_same(drill.planned_by)
    begun = [one for one in office.events if one.name == "DrillStarted"]
    assert all(one.facts["visitors"] == "none" for one in begun)


@given(LIVES)
def test_a_drill_presses_at_most_once_and_never_for_real(asks: list[tuple[float, Command]]) -> None:
    """Its one press has the mode of a drill and covers nothing else; an announced one has stood there long enough."""
    office, seen = _lived(asks)
    presses = {press for drill in seen if (press := press_of("as", "drill-1", drill)) is not None}
    assert len(presses) <= 1
    for press in presses:
        assert press.mode is Mode.DRILL
        assert press.open_key.startswith("drill:")
    pressed = [one for one in office.events if one.name == "DrillPressed"]
    assert len(pressed) <= 1
    for one in pressed:
        drill = office.now
        if drill.manner == "announced":
            assert one.at >= drill.planned_at + NOTICE[drill.scope]


@given(LIVES)
def test_what_is_not_over_is_looked_at_again_or_waits_for_its_result(asks: list[tuple[float, Command]]) -> None:
    """No drill hangs: what is planned, counts down or runs has a time at which it goes on; what is over stays."""
    _, seen = _lived(asks)
    for drill, later in pairwise(seen):
        if drill.is_over:
            assert later == drill
    for drill in seen:
        if drill.state is State.RUN or drill.is_over:
            assert drill.due_at is None
            continue
        assert drill.due_at is not None
        office = replace(Office(), at=drill.due_at, drill=drill, events=[])
        assert office.look().now.state is not drill.state
        if drill.state is State.RUNNING:
            assert drill.pressed_at is not None
            assert drill.due_at - drill.pressed_at == LASTS[drill.scope]
