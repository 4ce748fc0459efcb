"""The differences between two plans in words: none is missed, and the most important stands first."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import roles
from roles.after_alarm import AfterAlarm, FollowUp
from roles.cadence import Cadence
from roles.closing import Closing
from roles.diff import GROUPS, differences, report
from roles.document import load
from roles.level import RaisedBy
from roles.meeting import MeetingPlan
from roles.muster import MusterPlan
from roles.overdue import OverduePlan
from roles.plan import All, Condition, Listed, Nearest, Plan, Police, Response, Step, Walk
from roles.route import Patience

EXAMPLES = Path(roles.__file__).parent / "examples"
PLAN_TEXTS = {name: (EXAMPLES / f"{name}.yaml").read_text() for name in ("as", "shifts")}
UNTOLD = {
    "Plan": {"version", "source"},  # which text it is, not what it does
    "Role": {"id", "named", "named_deputies"},  # how people are named, not who is meant
    "Group": {"id", "named"},
    "Shifts": {"id", "named"},
    "Response": {"kind"},
}

_FILLED: dict[str, Any] = {"unless": Condition(arrived=9), "shape": ((0.0, 0.0), (4.5, 0.0), (4.5, 3.0))}
"""What stands where nothing did."""


def _plan(name: str, *changes: tuple[str, str]) -> Plan:
    text = PLAN_TEXTS[name]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    plan = load(text, source=name).plan
    assert plan is not None
    return plan


def _words(*changes: tuple[str, str]) -> list[str]:
    return [one.words for one in differences(_plan("as"), _plan("as", *changes))]


def _other(value: Any) -> Any:
    """Return another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "x"
        case timedelta() | date():
            return value + timedelta(days=1)
        case time():
            return time(3)
        case None:
            return date(2030, 1, 1)
        case All():
            return Nearest()
        case Nearest():
            return Listed(ids=("bo",))
        case Listed():
            return Listed(ids=value.ids[1:])
        case frozenset():
            return value | {date(2031, 1, 1)}
        case tuple():
            return value[1:] if value and not isinstance(value[0], str) else (*value, "somebody-else")
        case _:
            raise AssertionError(value)


ABSENT: dict[tuple[type, str], Any] = {
    (Step, "unless"): Condition(arrived=9),
    (Step, "only_if"): Condition(pressers=2),
    (Response, "police"): Police(call=("guard",), when=("lead",)),
    (Response, "level"): "assist",
    (Response, "raised_by"): RaisedBy(further_press="emergency"),
    (Plan, "patience"): {"sms": Patience(delivered_within=timedelta(seconds=5), answered_within=timedelta(seconds=30))},
    (Plan, "muster"): MusterPlan(call=("guard",)),
    (Plan, "meetings"): MeetingPlan(),
    (MeetingPlan, "check_every"): timedelta(minutes=30),
    (Plan, "after_alarm"): AfterAlarm(tell=("guard",)),
    (Plan, "drills"): Cadence(whole=6),
    (Plan, "overdue"): OverduePlan(manager="guard"),
    (Cadence, "micro"): 1,
    (Plan, "closing"): Closing(items={}),
    (Closing, "outside"): "guard",
    (AfterAlarm, "follow_up"): FollowUp(role="manager", within=timedelta(days=3)),
}
"""What is put where a plan has nothing of the kind."""


def _changed(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every plan-like value that differs in one place somewhere inside, with what was changed."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from ((f"{key}.{what}", MappingProxyType({**value, key: new})) for what, new in _changed(inner))
        if value:
            yield "one less", MappingProxyType(dict(list(value.items())[1:]))
    elif is_dataclass(value) and not isinstance(value, type | All | Nearest | Listed):
        for field in fields(value):
            if field.name in UNTOLD.get(type(value).__name__, {"id"}):
                continue
            new = ABSENT.get((type(value), field.name), _FILLED.get(field.name))
            if new is not None and not getattr(value, field.name):
                yield field.name, replace(value, **{field.name: new})
                continue
            for what, new in _changed(getattr(value, field.name)):
                yield f"{field.name}.{what}", replace(value, **{field.name: new})
    elif isinstance(value, tuple) and value and isinstance(value[0], Step | Walk | Mapping):
        for index, inner in enumerate(value):
            for what, new in _changed(inner):
                yield f"{index}.{what}", (*value[:index], new, *value[index + 1 :])
        yield "one more", (*value, *value[:1]) if not isinstance(value[0], Walk) else value[1:]
    else:
        yield "value", _other(value)


@pytest.mark.parametrize("name", ["as", "shifts"])
def test_no_difference_is_missed(name: str) -> None:
    """Whatever one thing in a plan is changed, down to the minute of a shift, the differences name something."""
    plan = _plan(name)
    seen = 0
    for what, other in _changed(plan):
        assert differences(plan, other), what
        seen += 1
    assert seen > 200


def test_the_same_plan_has_no_difference() -> None:
    """Comments, a walk written the other way round, and another order of people make no difference."""
    same = _plan(
        "as",
        ("# Floor 1", "# The first floor"),
        ("[entrance, reception, 8]", "[reception, entrance, 8]"),
        ("  anna: {name: Anna Berg, home: desk-1}\n", ""),
        ("\ncontacts:", "  anna: {name: Anna Berg, home: desk-1}\n\ncontacts:"),
    )
    assert same.version != _plan("as").version
    assert differences(_plan("as"), same) == ()
    assert report(()) == ()


def test_a_group_in_place_of_its_people_makes_no_difference() -> None:
    """Naming a team or its four people calls the same people; somebody less in the team is told wherever it counts."""
    team, four = "who: team-a", "who: [agnes, bengt, carina, greta]"
    assert differences(_plan("shifts"), _plan("shifts", (team, four))) == ()
    found = differences(_plan("shifts"), _plan("shifts", ("bengt, carina, greta]}", "bengt, carina]}")))
    assert {one.path[0] for one in found} == {"roles", "rosters", "groups"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    holders: [ida]", "    holders: [ida]\n    deputies: [bo]", "Dörrvakt: deputies was nobody, is Bo Lind"),
        ("accept_within: 15 s", "accept_within: 25 s", "Väktare: time to accept was 15 s, is 25 s"),
        ("name: Rum 114", "name: Rum 14", "Zone Rum 14: name was Rum 114, is Rum 14"),
        ("stairs, 10]", "stairs, 18]", "The walk between Korridoren plan 1 and Trappan: was 10 s, is 18 s"),
        ("fri: \"08:00-15:00\"", "fri: \"08:00-14:00\"", "Open on fri: was 08:00–15:00, is 08:00–14:00"),
        ("2026-12-23, ", "", "2026-12-23 is no longer a closed day"),
        ("home: reception, goes_in: false", "home: reception", "Ida Holm: goes in: was no, is yes"),
        ("arrived: 2}", "arrived: 3}", "At emergency: help is there when: was 2 have arrived, is 3 have arrived"),
    ],
)  # fmt: skip
def test_a_difference_reads_like_a_sentence(old: str, new: str, words: str) -> None:
    """Each difference names its subject, what it was and what it is."""
    assert _words((old, new)) == [words]


def test_a_step_in_between_is_one_difference() -> None:
    """A step put between two others is told as new, and the steps after it are not told as changed."""
    found = _words(("      - after: 40 s\n", "      - {after: 5 s, call: [everybody]}\n      - after: 40 s\n"))
    assert found == ["At emergency: step 3 is new: after 5 s: call everybody"]


def test_what_changes_in_an_alarm_stands_first() -> None:
    """The report has the groups in their order, each with its differences."""
    found = differences(
        _plan("as"),
        _plan(
            "as",
            ("kontoret Ås", "kontoret Åsen"),
            ("home: desk-3", "home: desk-4"),
            ("[cecilia, david]", "[david]"),
            ("30 s, c", "9 s, c"),
        ),
    )
    assert [line for line in report(found) if line.endswith(":")] == [f"{GROUPS[n]}:" for n in (0, 1, 2, 5)]
    assert found[0].path == ("response", "emergency", "repeat")


def test_somebody_new_and_somebody_gone() -> None:
    """Who is new is told with all that is known, who is gone by name; two of one name are told apart by id."""
    line = "  bo: {name: Bo Lind, home: desk-1}\n"
    assert _words((line, "")) == ["Bo Lind is gone"]
    more = "  bea: {name: Bea Lo, home: desk-1}\n"
    assert _words((line, line + more)) == ["Bea Lo is new: name Bea Lo; goes in: yes; home Plats 1; phone none"]
    twin = "  bo-2: {name: Ida Holm, home: reception}\n"
    told = _words((line, line + twin), ("holders: [ida]", "holders: [bo-2]"))
    assert "Dörrvakt: holders was ida, is bo-2" in told
