"""Shelly: three generations of buttons, and Bluetooth in five forms; no message raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.adapters.shelly.adapter import ShellyAdapter
from devices.adapters.shelly.settings import Settings
from devices.registry import Registry, load
from devices.signals import Press, Signal, Unreadable, as_json
from devices.topics import matches

ADAPTER = ShellyAdapter(
    settings=Settings(prefixes=("house/hall",), levels={"shellyplus1-a": frozenset({"input:0"}), "x": frozenset()})
)


def presses(topic: str, payload: object, *, adapter: ShellyAdapter = ADAPTER) -> list[Press]:
    """Return the presses of a live message."""
    signals = adapter.decode(topic, json.dumps(payload).encode(), retain=False) or ()
    return [signal for signal in signals if isinstance(signal, Press)]


def notification(*events: dict[str, object]) -> dict[str, object]:
    """Return a message of the second generation."""
    return {"src": "s", "method": "NotifyEvent", "params": {"ts": 1.5, "events": list(events)}}


@pytest.mark.parametrize(
    ("word", "gesture"),
    [
        ("single_push", "single"),
        ("double_push", "double"),
        ("triple_push", "triple"),
        ("quadruple_push", "quadruple"),
        ("long_push", "long"),
        ("long_double_push", "long_double"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_push_is_a_gesture_with_its_inputs_number(word: str, gesture: str, place: int) -> None:
    """Any `…_push` is a gesture, also one that is newer than Trygg; the first input has no number."""
    (press,) = presses(
        "shellyi4g3-0001/events/rpc", notification({"component": f"input:{place}", "event": word, "ts": 7.25})
    )
    assert press.gesture == (gesture if place == 0 else f"{gesture}_{place + 1}")
    assert press.counter == f"input:{place}/7.25"


def test_two_presses_in_one_message_are_two() -> None:
    """A notification may hold several events; each is told, in its order, by its own time."""
    first: dict[str, object] = {"component": "input:0", "event": "single_push", "ts": 1.1}
    told = presses(
        "shellyi4g3-0001/events/rpc", notification(first, {**first, "ts": 1.9}, {**first, "event": "btn_up"})
    )
    assert [press.counter for press in told] == ["input:0/1.1", "input:0/1.9"]


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 6, 0x80, 0xFE])
def test_the_five_forms_of_a_bluetooth_press_agree(code: int) -> None:
    """One press is the same device, gesture and (where it is told) counter, whichever way a gateway passes it on."""
    words = {1: "press", 2: "double_press", 3: "triple_press", 4: "long_press", 5: "long_double_press"}
    values = {"pid": 9, "battery": 88, "button": code}
    raw = {"srcBle": {"mac": "bc:02:6e:00:00:01", "rssi": -50}, "payload": f"4000090158{0x3A:02x}{code:02x}"}
    script: dict[str, object] = {
        "device": "shellyblubutton1-bc026e000001",
        "value": code,
        "event": words.get(code, "unknown"),
    }
    pushes = {1: "single_push", 2: "double_push", 3: "triple_push", 4: "long_push", 5: "long_double_push"}
    native: dict[str, object] = {
        "component": "bthomedevice:200",
        "event": pushes.get(code, {6: "long_triple_push", 0: "none"}.get(code, "hold_press")),
        "data": {"addr": "bc:02:6e:00:00:01"},
    }
    told = [
        presses("shellyblugw-1/events/ble", raw),
        presses("bc:02:6e:00:00:01", {"rssi": -50, "service_data": values}),
        presses("blegateway/bc026e000001/telemetry", {**values, "rssi": -50}),
        presses("shellyblugw-1/events/rpc", notification({"component": "blu", "event": "button", "data": script})),
        presses("shellyblugw-1/blu/shellyblubutton1-bc026e000001/button", code),
        presses("shellyblugw-1/events/rpc", notification(native)),
    ]
    gestures = [[press.gesture for press in form] for form in told]
    assert gestures == [gestures[0]] * 6
    assert len(gestures[0]) == (1 if 1 <= code <= 6 else 0)
    for form in told:
        for press in form:
            assert press.device.replace(":", "") == "bc026e000001"
            assert (press.counter, press.copies_within_s) in {("9", None), (None, 3.0)}


topics = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}/{}".format,
        st.sampled_from(
            [
                "shellies",
                "shellies/shelly1-1",
                "shellies/\x1f\ud800",
                "shellyplus1-a",
                "house/hall",
                "x",
                "blegateway/bc026e000001",
            ]
        ),
        st.sampled_from(
            [
                "announce",
                "online",
                "events/rpc",
                "events/ble",
                "blu/d/button",
                "blu/d/state",
                "blu/d/battery",
                "status/input:0",
                "status/devicepower:0",
                "status/switch:0",
                "telemetry",
                "input_event/0",
                "input/0",
                "relay/0",
                "sensor/battery",
                "info",
                "command",
                "longpush/0",
            ]
        ),
    ),
    st.just("bc:02:6e:00:00:01"),
)
words = st.sampled_from(
    [
        "input:0",
        "blu",
        "bthomedevice:200",
        "bthomesensor:1",
        "switch:0",
        "single_push",
        "button",
        "btn_up",
        "S",
        "true",
        "NotifyEvent",
        "NotifyStatus",
        "NotifyFullStatus",
        "40001d01643a01",
        "bc:02:6e:00:00:01",
        "on",
        "hold_press",
    ]
)
keys = st.sampled_from(
    [
        "method",
        "params",
        "events",
        "component",
        "event",
        "data",
        "device",
        "value",
        "addr",
        "idx",
        "srcBle",
        "payload",
        "mac",
        "rssi",
        "service_data",
        "pid",
        "button",
        "battery",
        "encryption",
        "event_cnt",
        "id",
        "state",
        "output",
        "input:0",
        "blu",
        "bthomedevice:200",
        "switch:0",
        "devicepower:0",
        "percent",
        "V",
        "bat",
        "ts",
        "packet_id",
    ]
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=150), words),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=5)),
    max_leaves=16,
)
payloads = st.one_of(
    st.binary(max_size=200),
    values.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(keys, values, max_size=5).map(lambda value: json.dumps(value).encode()),
    st.lists(st.dictionaries(keys, values, max_size=5), max_size=3).map(
        lambda events: json.dumps({"method": "NotifyEvent", "params": {"events": events}}).encode()
    ),
    st.sampled_from([b"", b"[" * 60_000, b'{"button":1e999}', b"true", b"1", b"{" + b" " * 70_000]),
)


def check(signals: tuple[Signal, ...], *, retain: bool) -> None:
    """Hold signals to what may reach the rest of Trygg."""
    for signal in signals:
        assert not (retain and isinstance(signal, Press))
        told = as_json(signal)
        json.dumps(told, allow_nan=False, ensure_ascii=False).encode()
        assert all(len(value) <= 128 and value.isprintable() for value in told.values() if isinstance(value, str))


@given(topic=topics, payload=payloads, retain=st.booleans())
def test_no_message_raises_and_no_replay_presses(topic: str, payload: bytes, retain: bool) -> None:
    """Whatever comes on any topic is told in bounded texts that JSON can hold; kept messages press nothing."""
    check(ADAPTER.decode(topic, payload, retain=retain) or (), retain=retain)


@given(topic=topics)
def test_what_is_read_is_subscribed_to(topic: str) -> None:
    """No topic is read that no filter covers: such a message would never come."""
    if "/command" not in topic and ADAPTER.decode(topic, b"{}", retain=False):
        filters = (*ADAPTER.press_filters, *ADAPTER.telemetry_filters)
        assert any(matches(one, topic) for one in filters)


@pytest.mark.parametrize("topic", ["panic-a1/online", "x/status/switch:0", "hello", "a/b", "shellies", "tele/x/LWT"])
def test_topics_of_others_are_left_to_them(topic: str) -> None:
    """A plain topic that no Shelly is known by is another family's."""
    assert ADAPTER.decode(topic, b"{}", retain=False) is None


def test_a_document_that_is_wrong_listens_to_nothing() -> None:
    """An address that is none, a prefix with a wildcard and an unknown key are found, each with its remedy."""
    loaded = load(
        """
listen:
  - family: shelly
    prefixes: [a/#]
    bluetooth: {gw: {"bthomedevice:200": 12}}
    levels: {x: input}
    gesture: {}
""",
        "devices.yaml",
    )
    assert loaded.sources == ()
    assert [finding.message for finding in loaded.findings] == [
        "gesture is not known in the family shelly",
        "a prefix cannot be a/#",
        "12 is no Bluetooth address",
        "the levels of x must be a list, and is text",
    ]


def test_every_family_keeps_its_own_topics() -> None:
    """A frame that a BLU encrypts is a fault of the BLU, not of its gateway, with all families listening."""
    raw = {"srcBle": {"mac": "bc:02:6e:00:00:01", "rssi": -50}, "payload": "41a4"}
    fault, *_ = Registry().decode("shellyblugw-1/events/ble", json.dumps(raw).encode(), retain=False)
    assert isinstance(fault, Unreadable)
    assert (fault.device, fault.reason) == ("bc:02:6e:00:00:01", "encrypted")
