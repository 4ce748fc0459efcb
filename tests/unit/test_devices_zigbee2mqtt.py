"""Zigbee2MQTT: gestures by their words, for models that nobody has seen yet; no message raises."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.adapters.zigbee2mqtt.adapter import Zigbee2MqttAdapter
from devices.adapters.zigbee2mqtt.words import gesture_of
from devices.registry import Registry, load
from devices.signals import Heartbeat, Inventoried, Press, Release, Unreadable, as_json

ADAPTER = Zigbee2MqttAdapter()
ENDPOINTS = ["left", "right", "both", "1", "4", "l1", "top", "up", "dots_1"]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    ("word", "gesture"),
    [
        ("single", "single"),
        ("double", "double"),
        ("triple", "triple"),
        ("quadruple", "quadruple"),
        ("hold", "hold"),
        ("long", "long"),
        ("press", "single"),
        ("click", "single"),
        ("short_press", "single"),
        ("short_release", "single"),
        ("double_press", "double"),
        ("long_press", "long"),
        ("sos", "sos"),
        ("emergency", "emergency"),
        ("panic", "panic"),
    ],
)
def test_a_gesture_is_found_before_and_behind_its_endpoint(word: str, gesture: str, endpoint: str) -> None:
    """Models write an endpoint on either side of the gesture; the gesture is the same, with the endpoint behind it."""
    assert gesture_of(word) == gesture
    assert gesture_of(f"{word}_{endpoint}") == f"{gesture}_{endpoint}"
    assert gesture_of(f"{endpoint}_{word}") == f"{gesture}_{endpoint}"


@pytest.mark.parametrize(
    "word",
    ["release", "hold_release", "up_press_release", "2_long_release", "button_1_release", "left_release"],
)
def test_the_end_of_a_press_is_no_press(word: str) -> None:
    """A release raises nothing, whichever button it is of."""
    assert gesture_of(word) == "release"


@pytest.mark.parametrize(
    "word",
    [
        "1_initial_press",
        "brightness_stop",
        "stop",
        "arm_day_zones",
        "disarm",
        "rotate_right",
        "dial_rotate_left_slow",
        "unlock",
        "zigbee_lock",
        "region_1_enter",
        "exit_delay",
    ],
)
def test_what_nobody_pressed_is_no_press(word: str) -> None:
    """Beginnings, turning, arming, locks and who walks by share the field, and press nothing."""
    assert gesture_of(word) is None


@pytest.mark.parametrize("word", ["on", "off", "toggle", "brightness_move_up", "recall_2", "arrow_left", "Tap"])
def test_a_word_that_no_rule_knows_is_a_press(word: str) -> None:
    """A button that says something new is believed, under its own word."""
    assert gesture_of(word) == word


@given(st.text(max_size=60), st.sampled_from(["sos", "emergency", "panic"]))
def test_a_call_for_help_is_heard_in_any_company(beside: str, word: str) -> None:
    """Whatever else is said beside it, a panic word is a press that needs no enrolment."""
    action = f"{beside}_{word}"
    (press, *_) = ADAPTER.decode("zigbee2mqtt/x", json.dumps({"action": action}).encode(), retain=False) or ()
    assert isinstance(press, Press)
    assert press.unmistakable


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
fields = st.sampled_from(
    [
        "action",
        "click",
        "sos",
        "sos_alarm",
        "alarm_1",
        "battery",
        "battery_low",
        "tamper",
        "voltage",
        "state",
        "state_l1",
        "lock_state",
        "alarm",
        "type",
        "data",
        "friendly_name",
        "ieee_address",
        "definition",
        "exposes",
        "property",
        "values",
        "status",
        "id",
    ]
)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=200),
        st.sampled_from(["ON", "LOCK", "online", "emergency", "off", "device_leave", "ok", "action"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(fields, inner, max_size=4)),
    max_leaves=12,
)
payloads = st.one_of(
    st.binary(max_size=200),
    values.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(fields, values).map(lambda value: json.dumps(value).encode()),
    st.sampled_from([b"", b"[" * 60_000, b'{"battery":1e999}', b"online", b"{" + b" " * 70_000]),
)
leaves = st.sampled_from(
    [
        "/action",
        "/sos",
        "/availability",
        "/set",
        "/get/state",
        "/battery",
        "bridge/state",
        "bridge/devices",
        "bridge/groups",
        "bridge/event",
        "bridge/logging",
        "bridge/health",
        "bridge/response/device/remove",
        "bridge",
    ]
)


@given(topic=st.one_of(names, st.builds("{}{}".format, names, leaves), leaves), payload=payloads, retain=st.booleans())
@example(topic="bridge/devices", payload=b'[{"ieee_address":"0x1","definition":{"exposes":[[],{}]}}, 4]', retain=True)
def test_no_message_raises_and_no_replay_presses(topic: str, payload: bytes, retain: bool) -> None:
    """Whatever comes below the base topic is told in bounded texts that JSON can hold; kept messages press nothing."""
    signals = ADAPTER.decode(f"zigbee2mqtt/{topic}", payload, retain=retain)
    assert signals is not None
    for signal in signals:
        assert not (retain and isinstance(signal, Press | Release) and getattr(signal, "level", None) is None) or (
            isinstance(signal, Release)
        )
        assert not (retain and isinstance(signal, Press))
        told = as_json(signal)
        json.dumps(told, allow_nan=False, ensure_ascii=False).encode()
        assert all(len(value) <= 128 and value.isprintable() for value in told.values() if isinstance(value, str))


def test_a_topic_of_somebody_else_is_left_to_others() -> None:
    """A name that only begins like the base topic is another family's."""
    assert ADAPTER.decode("zigbee2mqtt2/x", b"{}", retain=False) is None
    assert ADAPTER.decode("zigbee2mqtt", b"{}", retain=False) is None


def test_two_bridges_have_names_words_and_offices_of_their_own() -> None:
    """Each entry of `listen` reads its own base topic, and says by its own words what its buttons mean."""
    loaded = load(
        """
listen:
  - family: zigbee2mqtt
    base: house/zigbee
    office: as
    gestures: {"*": {"off": none, toggle: emergency}, desk: {"off": long}}
  - {family: zigbee2mqtt, base: annexe}
""",
        "devices.yaml",
    )
    assert loaded.ok, loaded.findings
    registry = Registry(sources=loaded.sources)

    def gestures(topic: str, action: str) -> list[object]:
        signals = registry.decode(topic, json.dumps({"action": action}).encode(), retain=False)
        return [signal.gesture for signal in signals if isinstance(signal, Press)]

    assert gestures("house/zigbee/hall", "off") == []
    assert gestures("house/zigbee/desk", "off") == ["long"]
    assert gestures("annexe/hall", "off") == ["off"]
    (press, _) = registry.decode("house/zigbee/hall", b'{"action": "toggle"}', retain=False)
    assert isinstance(press, Press)
    assert (press.office, press.gesture, press.unmistakable) == ("as", "emergency", True)
    (state,) = registry.decode("annexe/bridge/state", b"offline", retain=False)
    assert state == Heartbeat(office=None, device="annexe-bridge", status="offline", stands_for="bridge")
    assert registry.subscriptions()[0] == ("trygg/v1/+/+/press", "house/zigbee/#", "annexe/#")


def test_an_inventory_of_four_hundred_devices_is_read_whole() -> None:
    """A list far longer than a device's message is read; one that is no list is a fault."""
    entry = {"friendly_name": "n" * 60, "definition": {"description": "d" * 2_000, "exposes": []}}
    devices = [{**entry, "ieee_address": f"0x{number:016x}"} for number in range(400)]
    (found,) = ADAPTER.decode("zigbee2mqtt/bridge/devices", json.dumps(devices).encode(), retain=True) or ()
    assert isinstance(found, Inventoried)
    assert found.listed is not None
    assert len(found.listed) == 400
    (fault,) = ADAPTER.decode("zigbee2mqtt/bridge/groups", b'{"a": 1}', retain=True) or ()
    assert isinstance(fault, Unreadable)
