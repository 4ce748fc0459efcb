"""Bluetooth gateways, meshes, trackers: what their documents say, and what must never be a press."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.adapters.meshtastic.adapter import MeshtasticAdapter
from devices.adapters.owntracks.adapter import OwnTracksAdapter
from devices.adapters.theengs.adapter import TheengsAdapter, address_of
from devices.adapters.traccar.adapter import TraccarAdapter
from devices.family import Adapter
from devices.registry import load
from devices.signals import Heartbeat, Press, Release, Signal


def said(adapter: Adapter, topic: str, message: object, *, retain: bool = False) -> tuple[Signal, ...]:
    """Return what the adapter makes of a message."""
    signals = adapter.decode(topic, json.dumps(message).encode(), retain=retain)
    assert signals is not None
    return signals


def presses(signals: tuple[Signal, ...]) -> list[Press]:
    """Return the presses among signals."""
    return [signal for signal in signals if isinstance(signal, Press)]


def from_document(entry: str) -> Adapter:
    """Return the adapter of one entry of `listen`."""
    loaded = load(f"trygg: 1\nlisten:\n  - {entry}\n", "radio")
    assert loaded.ok, loaded.findings
    assert loaded.sources is not None
    return loaded.sources[0].adapter


def packet(text: object, **more: object) -> dict[str, object]:
    """Return a text as a mesh's gateway publishes it."""
    return {"from": 1, "id": 5, "type": "text", "payload": {"text": text}, **more}


@given(st.text(max_size=12))
def test_only_the_whole_agreed_text_is_a_press(text: str) -> None:
    """Nothing but the word itself, in any case, with bells or white space around it, calls for help."""
    pressed = presses(said(MeshtasticAdapter(), "msh/2/json/Safety/!00000001", packet(text)))
    assert bool(pressed) == (text.strip("\a\n\r\t ").casefold() == "sos")


@pytest.mark.parametrize("channel", ["LongFast", "MediumSlow", "safety", "Safety2", ""])
def test_on_any_other_channel_the_word_is_a_conversation(channel: str) -> None:
    """A channel has to be named exactly, and those that every radio has are none of ours."""
    assert not presses(said(MeshtasticAdapter(), f"msh/EU_868/2/json/{channel}/!00000001", packet("SOS")))


@pytest.mark.parametrize("channel", ["LongFast", "shortturbo", "a/b", "+", "#"])
def test_a_document_cannot_name_a_channel_that_everybody_writes_on(channel: str) -> None:
    """Presets are refused, and so is what would change the topic."""
    loaded = load(f'listen: [{{family: meshtastic, channels: ["{channel}"]}}]', "mesh")
    assert [finding.code for finding in loaded.findings] in (["D003"], ["D007"])
    assert loaded.sources == ()


def test_words_of_a_document_are_compared_whatever_their_case() -> None:
    """A document gives each word its gesture; an empty word is refused."""
    adapter = from_document('{family: meshtastic, channels: [Vakt], words: {"Behöver Hjälp": long}}')
    (press,) = presses(said(adapter, "msh/2/json/Vakt/!00000001", packet("BEHÖVER hjälp")))
    assert press.gesture == "long"
    assert not presses(said(adapter, "msh/2/json/Vakt/!00000001", packet("SOS")))
    assert not load('listen: [{family: meshtastic, words: {" ": sos}}]', "mesh").ok


def test_a_text_that_is_itself_an_object_or_a_bare_string() -> None:
    """Gateways write a text as an object, as a bare string, or as whatever JSON the text was."""
    topic = "msh/2/json/Safety/!00000001"
    assert presses(said(MeshtasticAdapter(), topic, {**packet(""), "payload": "sos"}))
    assert not presses(said(MeshtasticAdapter(), topic, {**packet(""), "payload": {"sos": True}}))


def position(number: int, alarm: str | None = None, unique: str = "86") -> dict[str, object]:
    """Return a position as Traccar forwards it."""
    attributes = {} if alarm is None else {"alarm": alarm}
    told = {"id": number, "deviceTime": f"2026-01-01T00:00:{number:02}", "attributes": attributes}
    return {"position": told, "device": {"uniqueId": unique}}


def test_an_event_and_its_position_are_one_press() -> None:
    """Both carry the same name, so that the second is a copy of the first."""
    event = {"type": "alarm", "attributes": {"alarm": "sos"}, "positionId": 4, "eventTime": "2026-01-01T00:00:04"}
    (first,) = presses(said(TraccarAdapter(), "traccar/events", {**position(4, "sos"), "event": event}))
    (second,) = presses(said(TraccarAdapter(), "traccar/positions", position(4, "sos")))
    assert first.press_id == second.press_id
    assert (first.level, second.level) == (None, "alarm:sos")


def test_each_alarm_of_a_device_is_a_level_of_its_own() -> None:
    """One that begins while another still stands is a press, and each that ends is released."""
    adapter = from_document('{family: traccar, alarms: {"86": {general: help}, "*": {fallDown: fall}}}')
    signals = said(adapter, "traccar/positions", position(7, "general,overspeed"))
    assert [press.gesture for press in presses(signals)] == ["help"]
    assert {signal.level for signal in signals if isinstance(signal, Release)} == {"alarm:fall", "alarm:sos"}
    assert [press.gesture for press in presses(said(adapter, "traccar/positions", position(8, "fallDown", "87")))] == [
        "fall"
    ]
    assert not presses(said(adapter, "traccar/positions", position(9, "general", "87")))


def test_a_location_sent_by_hand_is_a_press_only_where_a_document_says_so() -> None:
    """A thumb sends it by accident; whoever wants it as a press has to write that down."""
    message = {"_type": "location", "t": "u", "lat": 59.0, "lon": 18.0, "_id": "a1"}
    assert not presses(said(OwnTracksAdapter(), "owntracks/a/b", message))
    meant = from_document("{family: owntracks, manual: sos}")
    (press,) = presses(said(meant, "owntracks/a/b", message))
    assert (press.counter, press.unmistakable) == ("a1", True)
    assert not presses(said(meant, "owntracks/a/b", {**message, "t": "p"}))
    assert meant.press_filters == ("owntracks/+/+",)
    assert OwnTracksAdapter().press_filters == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bc026eaabbcc", "BC:02:6E:AA:BB:CC"),
        ("bc:02:6e:aa:bb:cc", "BC:02:6E:AA:BB:CC"),
        ("undecoded", "undecoded"),
        ("0102030405060708", "0102030405060708"),
    ],
)
def test_an_address_is_written_one_way(name: str, expected: str) -> None:
    """Capitals with colons, however it came; what is no address stays."""
    assert address_of(name) == expected


def test_gateways_below_a_base_of_several_levels() -> None:
    """A house may put its gateways below a topic of its own."""
    adapter = from_document("{family: theengs, office: torget, base: house/ble}")
    (heartbeat,) = adapter.decode("house/ble/gw/LWT", b"online", retain=False) or ()
    assert heartbeat == Heartbeat(office="torget", device="gw", status="online", stands_for="gateway")
    assert adapter.decode("home/gw/LWT", b"online", retain=False) is None
    assert adapter.decode("house/ble/gw/commands/x", b"", retain=False) is None


@pytest.mark.parametrize(("value", "count"), [(0, 0), (1, 1), (5, 1), (11, 0), (10, 0), (None, 0), ("1", 1), ("x", 0)])
def test_codes_of_a_bluetooth_button(value: object, count: int) -> None:
    """Nothing, a finger still down and a release are no presses; any other code is one."""
    message = {"id": "AA:BB:CC:DD:EE:FF", "packet": 1, "button": value}
    assert len(presses(said(TheengsAdapter(), "home/g/BTtoMQTT/AABBCCDDEEFF", message))) == count
