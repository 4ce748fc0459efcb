"""What is answered about coverage."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from parts.offices import AS
from roles.document import load
from roles.plan import Plan
from service.planning.proof import prove
from service.planning.task import Task

_AS = load(AS.read_text(), source="as.yaml").plan
assert _AS is not None
AS_PLAN: Plan = _AS


def _proven(
    now: datetime,
    left: tuple[str, ...] = (),
    *,
    down: frozenset[str] = frozenset(),
    mute: Mapping[str, Sequence[str]] | None = None,
    untested: frozenset[str] = frozenset(),
    not_ready: Mapping[str, str] | None = None,
    live: str | None = None,
) -> dict[str, Any]:
    asked = {"weeks": 1, "without_one": False, "mends": False}
    task = Task(
        asked=asked,
        office="as",
        language="en",
        translate=str,
        now=now,
        today=now.date(),
        live=live or AS.read_text(),
        standards={},
        habits={},
        left=left,
        down=down,
        mute=mute or {},
        untested=untested,
        not_ready=not_ready or {},
    )
    return prove(task)


def _week(now: datetime) -> str:
    return str(_proven(now)["grid"]["week"])


def test_the_grid_begins_with_the_week_of_the_next_opening() -> None:
    """On a Friday it shows that week; on a Saturday the days behind are no longer what anybody asks about."""
    assert _week(datetime(2026, 11, 27, 9, tzinfo=UTC)) == "2026-11-23"
    assert _week(datetime(2026, 11, 28, 9, tzinfo=UTC)) == "2026-11-30"


def test_who_has_left_leaves_a_gap_that_is_shown() -> None:
    """The plan still names her, and the proof no longer counts on her."""
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert {one["role"] for one in _proven(now)["gaps"]} == {"door"}
    left = _proven(now, ("gunilla", "cecilia", "david"))["gaps"]
    assert {one["role"] for one in left} == {"door", "manager"}
    (sentence,) = {one["sentence"] for one in left if one["role"] == "manager"}
    assert "Gunilla" in sentence


def test_what_a_route_that_is_down_leaves_empty_is_told_beside_the_gaps() -> None:
    """Whoever is reached by nothing else is missing until it works again; a route that nobody needs takes nobody."""
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    calm = _proven(now)
    assert calm["cut_off"] is None
    assert _proven(now, down=frozenset({"cap"}))["cut_off"] is None
    assert _proven(now, down=frozenset({"push"}))["cut_off"] == {"routes": ["push"], "sentences": []}
    outside = _proven(now, down=frozenset({"voice"}))
    (sentence,) = outside["cut_off"]["sentences"]
    assert sentence.endswith("Väktarbolagets jour is reached by telephone only, and nothing goes out on it.")
    assert {one["role"] for one in outside["gaps"]} == {one["role"] for one in calm["gaps"]}


def test_who_is_told_nothing_and_where_nobody_pressed_are_named() -> None:
    """Each with the name that the plan gives; what the plan does not know is nobody's here."""
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    calm = _proven(now)
    assert (calm["cannot_be_told"], calm["untested_zones"]) == ([], [])
    zone = next(iter(AS_PLAN.zones))
    told = _proven(now, mute={"cecilia": ["Pendant 3"], "stranger": ["x"]}, untested=frozenset({zone, "moon"}))
    assert told["cannot_be_told"] == [
        {"person": "cecilia", "name": AS_PLAN.name_of("cecilia"), "buttons": ["Pendant 3"]}
    ]
    assert told["untested_zones"] == [{"zone": zone, "name": AS_PLAN.zones[zone].name}]
    assert told["gaps"] == calm["gaps"]


def test_rooms_that_are_not_ready_are_named_where_the_plan_has_them_looked_over() -> None:
    """A room that was not as it should be stands beside what is proven; what no plan asks about is left out."""
    turns = "\ninspections: {rooms: {of: [room-114, room-115], every: 30 d}}\n"
    found = {"room-114": "failed", "room-214": "overdue"}
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    told = _proven(now, not_ready=found, live=AS.read_text() + turns)["not_ready"]
    assert told == [{"place": "room-114", "name": "Rum 114", "state": "failed"}]
    assert _proven(now, not_ready=found)["not_ready"] == []
