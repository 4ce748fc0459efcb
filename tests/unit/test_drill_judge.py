"""What came of a drill against the plan's times, and what has not practised: never a ranking."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import roles
from roles.document import load
from service.drill.judge import judge
from service.drill.practice import Held, Practice, Unpractised, practice

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
TARGET = {"answered": 15_000, "there": 75_000, "two_there": 110_000}
EXPECTED = {"answered": 8_000, "there": 12_000, "two_there": 20_000}
AS = load((Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes(), source="as.yaml").plan
SHIFTS = load((Path(roles.__file__).parent / "examples" / "shifts.yaml").read_bytes(), source="shifts.yaml").plan
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Entry:
    """What is read of one entry."""

    event: str
    at: datetime
    facts: dict[str, Any]


def _entry(seconds: float, event: str, **facts: Any) -> Entry:
    return Entry(event, START + timedelta(seconds=seconds), facts)


HELD = [
    _entry(0, "AlarmRaised", mode="drill"),
    _entry(0, "ResponderCalled", responder="p-anna", role="colleague"),
    _entry(0, "ResponderCalled", responder="p-bo", role="colleague"),
    _entry(0, "ResponderCalled", responder="p-ida", role="door"),
    _entry(9, "ResponderAccepted", responder="p-anna"),
    _entry(21, "AlarmEscalated", step=1),
    _entry(40, "ResponderArrived", responder="p-anna"),
    _entry(130, "ResponderArrived", responder="p-bo"),
    _entry(300, "AlarmCleared"),
    _entry(400, "ResponderArrived", responder="p-ida"),
]


def test_a_drill_is_judged_against_the_plan_and_the_simulation() -> None:
    """Each time is measured from the press, with whether the plan's own was kept, and what the simulation had said."""
    result = judge(HELD, is_micro=False, target=TARGET, expected=EXPECTED)
    assert (result["answered_ms"], result["there_ms"], result["two_there_ms"]) == (9_000, 40_000, 130_000)
    assert result["met"] == {"answered": True, "there": True, "two_there": False}
    assert result["slower_ms"] == {"answered": 1_000, "there": 28_000, "two_there": 110_000}
    assert result["steps_ms"] == [21_000]
    assert (result["called"], result["answered"]) == (3, 2)
    assert result["people"] == ["p-anna", "p-bo"]
    assert result["roles"] == ["colleague"]


def test_a_drill_of_two_minutes_is_judged_by_its_first_answer_alone() -> None:
    """Nobody is late in it who had no time to come; where nobody answers, that is said."""
    assert judge(HELD, is_micro=True, target=TARGET, expected=EXPECTED)["met"] == {"answered": True}
    silent = judge(HELD[:4], is_micro=True, target=TARGET, expected=EXPECTED)
    assert silent["met"] == {"answered": False}
    assert silent["slower_ms"] == {"answered": None}
    assert silent["people"] == []


def test_a_drill_without_a_target_is_not_judged() -> None:
    """Where the plan asks for nothing, nothing was missed; and a drill without entries ends in nothing."""
    result = judge([], is_micro=False, target=None, expected=None)
    assert set(result["met"].values()) == {None}
    assert result["answered_ms"] is None


def test_what_is_due_and_what_has_not_practised() -> None:
    """An office that has never drilled is due today, and everything stands there, in the order of names."""
    assert AS is not None
    told = practice(AS, [], TODAY)
    assert (told.whole_due, told.micro_due) == (None, None)
    assert [one.name for one in told.people] == sorted(one.name for one in told.people)
    assert {one.id for one in told.people} == set(AS.people)
    assert "manager" in told.roles
    assert "police-contact" not in told.roles


def test_who_has_practised_is_not_named() -> None:
    """Whoever answered in a drill within the year is on no list, and neither is her room or her role."""
    assert AS is not None
    held = Held(day=date(2026, 6, 1), scope="whole", zone="room-114", roles=frozenset({"guard"}),
                people=frozenset({"hassan"}))  # fmt: skip
    old = Held(day=date(2025, 6, 1), scope="whole", zone="room-115", roles=frozenset({"door"}),
               people=frozenset({"ida"}))  # fmt: skip
    told = practice(AS, [held, old], TODAY)
    assert "hassan" not in {one.id for one in told.people}
    assert next(one for one in told.people if one.id == "ida").since == date(2025, 6, 1)
    assert "room-114" not in {one.id for one in told.zones}
    assert "guard" not in told.roles
    assert told.roles_since["door"] == date(2025, 6, 1)


def test_a_shift_has_practised_when_one_of_it_has() -> None:
    """Shifts are counted by those who are in them."""
    assert SHIFTS is not None
    roster = next(one for one in SHIFTS.rosters.values() if one.people)
    held = Held(day=TODAY, scope="micro", zone="x", roles=frozenset(), people=frozenset({roster.people[0]}))
    assert roster.id in {one.id for one in practice(SHIFTS, [], TODAY).shifts}
    assert roster.id not in {one.id for one in practice(SHIFTS, [held], TODAY).shifts}


def test_nothing_counts_how_often_or_how_fast_somebody_was() -> None:
    """What is told of a person is her name and a day: no count, no time, no place in a row."""
    assert {one.name for one in fields(Unpractised)} == {"id", "name", "since"}
    assert not any("count" in one.name or "rank" in one.name for one in fields(Practice))


@given(st.lists(st.builds(
    Held,
    day=st.dates(date(2024, 1, 1), TODAY),
    scope=st.sampled_from(["whole", "micro"]),
    zone=st.sampled_from(["room-114", "room-214", "gone"]),
    roles=st.frozensets(st.sampled_from(["guard", "door", "gone"])),
    people=st.frozensets(st.sampled_from(["anna", "bo", "gone"])),
), max_size=8))  # fmt: skip
def test_the_order_of_drills_says_nothing(held: list[Held]) -> None:
    """In whichever order they are read, and however often one of them took part, the same is told."""
    assert AS is not None
    told = practice(AS, held, TODAY)
    assert told == practice(AS, [*reversed(held), *held], TODAY)
    assert "gone" not in {one.id for one in (*told.people, *told.zones)}
