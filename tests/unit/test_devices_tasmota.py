"""Tasmota: an Action under any name and on any topic is a press; no message raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.adapters.tasmota.adapter import TasmotaAdapter
from devices.adapters.tasmota.full_topic import FullTopic
from devices.registry import load
from devices.signals import Press, Unreadable, as_json
from devices.topics import matches

ADAPTER = TasmotaAdapter(levels={"cord": frozenset({"Switch1"})})


@pytest.mark.parametrize(
    ("text", "topic", "split"),
    [
        ("%prefix%/%topic%", "stat/desk/RESULT", ("stat", "desk", "RESULT")),
        ("%prefix%/%topic%/", "tele/desk/LWT", ("tele", "desk", "LWT")),
        ("tasmota/%topic%/%prefix%", "tasmota/desk/stat/RESULT", ("stat", "desk", "RESULT")),
        ("house/%id%/%topic%/%prefix%", "house/4F2A/desk/stat/RESULT", ("stat", "desk", "RESULT")),
        ("%prefix%/%topic%", "stat/desk", None),
        ("%prefix%/%topic%", "stat/a/b/RESULT", None),
        ("tasmota/%prefix%/%topic%", "other/stat/desk/RESULT", None),
        ("%prefix%/%topic%", "stat//RESULT", None),
    ],
)
def test_a_full_topic_says_where_the_device_stands(text: str, topic: str, split: object) -> None:
    """Each FullTopic finds its own devices, and what it finds its filters cover."""
    full_topic = FullTopic.parse(text)
    assert full_topic is not None
    assert full_topic.split(topic) == split
    if split is not None:
        assert any(matches(full_topic.filter(prefix, "+"), topic) for prefix in ("stat", "tele"))


@pytest.mark.parametrize(
    "text", ["", "%topic%", "%prefix%", "%prefix%/#", "%prefix%//%topic%", "trygg/%prefix%/%topic%"]
)
def test_what_is_no_full_topic_is_found_fault_with(text: str) -> None:
    """A FullTopic without both of its parts, or with wildcards, listens to nothing."""
    assert FullTopic.parse(text) is None
    if text:
        loaded = load(f"listen: [{{family: tasmota, full_topic: '{text}'}}]", "d")
        assert loaded.sources == ()
        assert loaded.findings[0].code == "D007"


@given(
    name=st.text(min_size=1, max_size=30).filter(lambda name: not name.startswith("POWER")),
    action=st.text(min_size=1, max_size=30).filter(lambda word: word.upper() not in {"CLEAR", "OFF", "RELEASED"}),
    leaf=st.sampled_from(["RESULT", "BUTTON1", "SWITCH2"]),
)
def test_every_action_is_a_press(name: str, action: str, leaf: str) -> None:
    """Names and words are the installer's to choose: whatever an Action says is a press, but the end of one."""
    payload = json.dumps({name: {"Action": action}}).encode()
    signals = ADAPTER.decode(f"stat/desk/{leaf}", payload, retain=False) or ()
    assert isinstance(signals[0], Press)
    assert signals[0].copies_within_s == 1.0


keys = st.sampled_from(["Button1", "Switch1", "Timer1", "POWER", "POWER2", "Action", "Time", "Wifi"])
words = st.sampled_from(["SINGLE", "ON", "OFF", "CLEAR", "HOLD", "Online", "Offline"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=150) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=10,
)
payloads = st.one_of(
    st.binary(max_size=200),
    st.dictionaries(keys | st.text(max_size=150), values, max_size=4).map(lambda value: json.dumps(value).encode()),
    words.map(str.encode),
    st.sampled_from([b"", b"[" * 60_000, b"{" + b" " * 70_000]),
)
topics = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}/{}/{}".format,
        st.sampled_from(["stat", "tele", "cmnd", "x"]),
        st.sampled_from(["cord", "desk", "ö" * 200, ""]),
        st.sampled_from(["RESULT", "SENSOR", "STATE", "LWT", "POWER", "POWER1", "LOGGING", "INFO1", "BUTTON1"]),
    ),
)


@given(topic=topics, payload=payloads, retain=st.booleans())
def test_no_message_raises_and_no_replay_presses(topic: str, payload: bytes, retain: bool) -> None:
    """Whatever comes is told in bounded texts that JSON can hold; kept messages press nothing."""
    for signal in ADAPTER.decode(topic, payload, retain=retain) or ():
        assert not (retain and isinstance(signal, Press))
        told = as_json(signal)
        json.dumps(told, allow_nan=False, ensure_ascii=False).encode()
        assert all(len(value) <= 128 and value.isprintable() for value in told.values() if isinstance(value, str))


@given(topic=topics)
def test_what_is_read_is_subscribed_to(topic: str) -> None:
    """No topic is read that no filter covers: such a message would never come."""
    for adapter in (ADAPTER, TasmotaAdapter()):
        if adapter.decode(topic, b"{}", retain=False):
            filters = (*adapter.press_filters, *adapter.telemetry_filters)
            assert any(matches(one, topic) for one in filters)


def test_a_button_that_cannot_be_read_is_a_fault() -> None:
    """An action of the wrong kind is told with the device's name, so that somebody looks."""
    fault, _ = ADAPTER.decode("stat/desk/RESULT", b'{"Button1": {"Action": [1]}}', retain=False) or ()
    assert isinstance(fault, Unreadable)
    assert (fault.device, fault.reason) == ("desk", "bad_field")
