"""ESPHome: buttons by their names or by a document's; kept states press nothing; no message raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.adapters.esphome.adapter import EspHomeAdapter
from devices.adapters.esphome.words import gesture_of, is_button
from devices.registry import load
from devices.signals import Ignored, Press, Release, as_json
from devices.topics import matches

ADAPTER = EspHomeAdapter(prefixes=("house/hall",))


@pytest.mark.parametrize(
    "name", ["button", "panic_button", "sos", "knapp_2", "overfallslarm", "reception_push_button", "emergency", "btn"]
)
def test_a_name_says_that_it_is_a_button(name: str) -> None:
    """Words for a button in the languages of the offices are known, whatever stands beside them."""
    assert is_button(name)


@pytest.mark.parametrize("name", ["motion", "door", "status", "tamper", "buttonhole", "soso", "panicky", "water_leak"])
def test_a_part_of_a_word_is_no_word(name: str) -> None:
    """Whatever only resembles a button is none."""
    assert not is_button(name)


@pytest.mark.parametrize(
    ("event_type", "gesture"),
    [
        ("press", "single"),
        ("pressed", "single"),
        ("single_click", "single"),
        ("double click", "double"),
        ("triple-press", "triple"),
        ("long_press", "long"),
        ("hold", "hold"),
        ("SOS", "sos"),
        ("released", "release"),
        ("long_release", "release"),
        ("storm", None),
    ],
)
def test_an_events_words_are_gestures(event_type: str, gesture: str | None) -> None:
    """However an event's type is spelt, its gesture is found in its words."""
    assert gesture_of(event_type) == gesture


@given(name=st.from_regex(r"[a-z_]{0,12}button(_[a-z]{1,6})?", fullmatch=True).filter(is_button))
def test_a_button_is_a_level(name: str) -> None:
    """ON presses, OFF releases, and what the broker kept does neither but says how the level stands."""
    topic = f"panic-a1/binary_sensor/{name}/state"
    if "battery" in name or "tamper" in name:
        return
    press, _ = ADAPTER.decode(topic, b"ON", retain=False) or ()
    release, _ = ADAPTER.decode(topic, b"OFF", retain=False) or ()
    (kept,) = ADAPTER.decode(topic, b"ON", retain=True) or ()
    assert isinstance(press, Press)
    assert isinstance(release, Release)
    assert isinstance(kept, Ignored)
    assert press.level == release.level == kept.level == name


words = st.sampled_from(["ON", "OFF", "online", "offline", "LOCKED", "nan", "press", "1e999", "-5", "101"])
payloads = st.one_of(
    st.binary(max_size=200),
    words.map(str.encode),
    st.dictionaries(
        st.sampled_from(["event_type", "state", "brightness"]),
        st.none() | st.booleans() | st.floats() | st.text(max_size=150) | words | st.lists(st.none(), max_size=2),
    ).map(lambda value: json.dumps(value).encode()),
    st.sampled_from([b"", b"[" * 60_000, b"{" + b" " * 70_000]),
)
topics = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}/{}/{}/state".format,
        st.sampled_from(["a1", "house/hall", "ö" * 200, ""]),
        st.sampled_from(["binary_sensor", "event", "switch", "light", "lock", "sensor", "number"]),
        st.sampled_from(["panic_button", "x", "battery_voltage", "battery", "tamper", "b" * 200, ""]),
    ),
    st.sampled_from(["a1/status", "house/hall/status", "/status"]),
)


@given(topic=topics, payload=payloads, retain=st.booleans())
def test_no_message_raises_and_no_replay_presses(topic: str, payload: bytes, retain: bool) -> None:
    """Whatever comes is told in bounded texts that JSON can hold; kept messages press nothing."""
    for signal in ADAPTER.decode(topic, payload, retain=retain) or ():
        assert not (retain and isinstance(signal, Press))
        told = as_json(signal)
        json.dumps(told, allow_nan=False, ensure_ascii=False).encode()
        assert all(len(value) <= 128 and value.isprintable() for value in told.values() if isinstance(value, str))


@given(topic=topics, payload=st.sampled_from([b"ON", b"online", b"{}"]))
def test_what_is_read_is_subscribed_to(topic: str, payload: bytes) -> None:
    """No topic is read that no filter covers: such a message would never come."""
    if ADAPTER.decode(topic, payload, retain=False):
        filters = (*ADAPTER.press_filters, *ADAPTER.telemetry_filters)
        assert any(matches(one, topic) for one in filters)


def test_a_document_names_the_buttons() -> None:
    """Buttons are read by device; what stands there is text, and whatever is not is found."""
    loaded = load("listen: [{family: esphome, buttons: {kiosk: [help, 7]}, prefixes: [a/b]}]", "devices.yaml")
    assert [finding.message for finding in loaded.findings] == ["one of the buttons of kiosk must be text, and is 7"]
    loaded = load("listen: [{family: esphome, buttons: {kiosk: [help]}, prefixes: [a/b]}]", "devices.yaml")
    assert loaded.sources is not None
    (source,) = loaded.sources
    press, _ = source.adapter.decode("kiosk/binary_sensor/help/state", b"ON", retain=False) or ()
    assert isinstance(press, Press)
    assert "a/b/event/+/state" in source.adapter.press_filters
