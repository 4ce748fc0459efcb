"""What Home Assistant is told: how it finds an office, and how little it learns of an alarm."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.families import USUAL
from devices.home_assistant import SHOWN, STEPS, Shown, Step, steps
from devices.registry import Registry
from devices.topics import matches

OFFICE = Shown(prefix="homeassistant", node="node-1", office="as")
MODES = st.sampled_from(("actual", "drill", "test"))
ALARMS = st.dictionaries(st.sampled_from("abcd"), MODES)


def test_how_an_office_is_found() -> None:
    """Two entities of one device, kept by the broker, gone when the node is."""
    problem, event = OFFICE.discovery("Kommunhuset Ås")
    assert (problem.topic, problem.retain) == ("homeassistant/binary_sensor/trygg/node-1_as_problem/config", True)
    assert (event.topic, event.retain) == ("homeassistant/event/trygg/node-1_as_event/config", True)
    both = {
        "availability_topic": "trygg/v1/service/node-1/status",
        "payload_available": "online",
        "payload_not_available": "offline",
        "qos": 1,
        "device": {"identifiers": ["trygg_node-1_as"], "name": "Trygg Kommunhuset Ås", "manufacturer": "Trygg"},
        "origin": {"name": "Trygg"},
    }
    assert json.loads(problem.payload) == {
        **both,
        "name": "Problem",
        "unique_id": "trygg_node-1_as_problem",
        "state_topic": "homeassistant/trygg/node-1/as/problem",
        "device_class": "problem",
        "payload_on": "ON",
        "payload_off": "OFF",
        "entity_category": "diagnostic",
    }
    assert json.loads(event.payload) == {
        **both,
        "name": "Alarm",
        "unique_id": "trygg_node-1_as_event",
        "state_topic": "homeassistant/trygg/node-1/as/event",
        "event_types": ["raised", "cleared", "drill_raised", "drill_over"],
    }


def test_whether_anything_is_wrong_is_kept() -> None:
    """Home Assistant finds it when it starts, and what is removed leaves nothing behind."""
    said = OFFICE.problem(is_on=True)
    assert (said.topic, said.payload, said.retain) == ("homeassistant/trygg/node-1/as/problem", b"ON", True)
    assert OFFICE.problem(is_on=False).payload == b"OFF"
    kept = {one.topic for one in (*OFFICE.discovery("Ås"), said)}
    assert {one.topic for one in OFFICE.removal()} == kept
    assert all(one.payload == b"" and one.retain for one in OFFICE.removal())


@given(st.sampled_from(STEPS), MODES)
def test_an_event_is_never_retained_and_says_nothing_else(step: Step, mode: str) -> None:
    """The kind of step and the mode: no name, no place, no alarm, no time."""
    said = OFFICE.event(step, mode)
    assert not said.retain
    assert said.topic == "homeassistant/trygg/node-1/as/event"
    assert json.loads(said.payload) == {"event_type": step, "mode": mode}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"a": "actual"}, (("raised", "actual"),)),
        ({"a": "actual"}, {}, (("cleared", "actual"),)),
        ({}, {"a": "drill"}, (("drill_raised", "drill"),)),
        ({"a": "test"}, {}, (("drill_over", "test"),)),
        ({"a": "drill"}, {"a": "actual"}, (("drill_over", "drill"), ("raised", "actual"))),
        ({"a": "actual", "b": "actual"}, {"b": "actual"}, ()),
        ({"a": "actual"}, {"b": "actual"}, (("raised", "actual"),)),
        ({"a": "actual", "b": "drill"}, {"b": "drill"}, (("cleared", "actual"),)),
        ({"a": "test"}, {"a": "drill"}, (("drill_raised", "drill"),)),
    ],
)
def test_what_happened_between_two_looks(
    before: Mapping[str, str], after: Mapping[str, str], told: tuple[tuple[str, str], ...]
) -> None:
    """A real press in a drill ends the drill first; an alarm that ends beside another one is not over yet."""
    assert steps(before, after) == told


@given(st.lists(ALARMS, max_size=8))
def test_a_lamp_that_follows_the_steps_shows_what_is_so(looks: list[dict[str, str]]) -> None:
    """Whoever switches on at raised and off at cleared has it right after each look; the same for drills."""
    before: Mapping[str, str] = {}
    lamps = {"actual": False, "drill": False}
    for after in looks:
        for step, _ in steps(before, after):
            lamps["drill" if step.startswith("drill") else "actual"] = step.endswith("raised")
        is_actual = [mode == "actual" for mode in after.values()]
        assert lamps == {"actual": any(is_actual), "drill": not all(is_actual)}
        assert not steps(after, after)
        before = after


def test_the_broker_lets_it_out_and_no_family_hears_it() -> None:
    """What Trygg may say for Home Assistant is all of it, and is no press and nothing that a device says."""
    said = [*OFFICE.discovery("Ås"), OFFICE.problem(is_on=True), OFFICE.event("raised", "actual")]
    presses = [wanted for source in USUAL for wanted in source.adapter.press_filters]
    for one in said:
        assert not any(matches(wanted, one.topic) for wanted in presses)
        assert any(matches(let, one.topic) for let in SHOWN)
        assert not Registry().decode(one.topic, one.payload, retain=one.retain)
