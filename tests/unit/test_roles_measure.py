"""Answer times from a record: by role and never by person, real alarms apart from drills."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parts.history import random_history
from roles.measure import LEAST_CALLS, Heard, habits
from service.alarm.actor import SERVICE
from service.timeline.calls import heard_in
from service.timeline.entry import Entry

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _heard(count: int, *, people: int = 4, **told: Any) -> list[Heard]:
    return [Heard(role="door", who=f"p-{number % people}", **told) for number in range(count)]


def test_a_role_is_measured_once_it_was_called_often_enough() -> None:
    """Twenty calls are enough, nineteen are not; the share of answers, of noes and of arrivals are the calls' own."""
    assert habits(_heard(LEAST_CALLS - 1, after=timedelta(seconds=5))) == {}
    heard = [
        *(Heard(role="door", who=f"p-{n}", after=timedelta(seconds=n + 1), has_arrived=n != 0) for n in range(20)),
        *_heard(10),
        *_heard(10, after=timedelta(seconds=40), is_no=True),
    ]
    found = habits(heard)["door"]
    assert (found.answers, found.declines, found.arrives) == (30 / 40, 10 / 30, 19 / 20)
    assert (found.median, found.p90) == (timedelta(seconds=15), timedelta(seconds=40))
    assert (found.calls, found.source) == (40, "measured in 40 calls")


def test_nobody_is_measured_by_herself() -> None:
    """A role that one or two people hold stays assumed, however often they were called; a contact is nobody."""
    assert habits(_heard(200, people=2, after=timedelta(seconds=5))) == {}
    assert set(habits(_heard(200, people=1, is_contact=True, after=timedelta(seconds=5)))) == {"door"}
    assert habits(_heard(200)) == {}, "nobody answered: there is no time to tell"


def _entries(*told: tuple[float, str, dict[str, Any]]) -> list[Entry]:
    return [
        Entry(
            office="as",
            position=number,
            at=START + timedelta(seconds=after),
            event=event,
            alarm="a-1",
            actor=SERVICE,
            facts=facts,
            personal=None,
            personal_digest=None,
            previous="",
            hash="",
        )
        for number, (after, event, facts) in enumerate(told, start=1)
    ]


def _called(who: str, role: str) -> dict[str, Any]:
    return {"responder": who, "role": role}


INCIDENT = _entries(
    (0, "AlarmRaised", {"mode": "actual"}),
    (0, "ResponderCalled", _called("p-1", "colleague")),
    (0, "ResponderCalled", _called("p-2", "door")),
    (0, "ResponderCalled", _called("p-3", "door")),
    (6, "ResponderAccepted", {"responder": "p-1"}),
    (20, "ResponderSilent", {"responder": "p-2"}),
    (20, "ResponderCalled", _called("p-4", "lead")),
    (20, "ResponderCalled", _called("contact:police", "police")),
    (21, "CallFailed", {"responder": "contact:police"}),
    (25, "ResponderDeclined", {"responder": "p-3"}),
    (31, "ResponderArrived", {"responder": "p-1"}),
    (34, "ResponderAccepted", {"responder": "p-2"}),
    (35, "ResponderArrived", {"responder": "p-9"}),
    (60, "AlarmCleared", {"by": "p-1"}),
    (61, "ResponderAccepted", {"responder": "p-4"}),
)


def test_what_became_of_each_call_of_an_alarm() -> None:
    """Answers are timed from the call, late ones too; who was still awaited when it ended tells nothing."""
    found = {one.who: one for one in heard_in(INCIDENT)}
    assert {who: one.after and one.after.total_seconds() for who, one in found.items()} == {
        "p-1": 6.0,
        "p-2": 34.0,
        "p-3": 25.0,
        "contact:police": None,
    }
    assert (found["p-1"].has_arrived, found["p-2"].has_arrived, found["p-3"].is_no) == (True, None, True)
    assert list(heard_in(INCIDENT, drills=True)) == []


def test_drills_are_apart_and_one_that_turned_real_counts_from_there() -> None:
    """Answers to a drill are a drill's; when a real press turns it, what was answered before is forgotten."""
    drill = [*_entries((0, "AlarmRaised", {"mode": "drill"})), *INCIDENT[1:]]
    assert list(heard_in(drill)) == []
    assert len(list(heard_in(drill, drills=True))) == 4
    turned = [*drill[:8], *_entries((22, "AlarmJoined", {"mode": "actual", "turned": True})), *INCIDENT[8:]]
    assert list(heard_in(turned)) == []


@given(st.integers(0, 2**32))
def test_any_history_can_be_measured(seed: int) -> None:
    """Whatever happened, no call is told twice, none before it was made, and none in both kinds."""
    entries = [entry for transaction in random_history(Random(seed), 40) for entry in transaction]
    by_alarm = sorted((one for one in entries if one.alarm), key=lambda one: (str(one.alarm), one.position))
    for _, group in groupby(by_alarm, key=lambda one: one.alarm):
        alarm: Sequence[Entry] = list(group)
        real, drill = list(heard_in(alarm)), list(heard_in(alarm, drills=True))
        assert not (real and drill)
        assert len({one.who for one in real}) == len(real)
        assert all(one.after is None or one.after >= timedelta(0) for one in [*real, *drill])
        habits(real, least=1)
