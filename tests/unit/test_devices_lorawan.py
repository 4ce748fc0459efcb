"""LoRaWAN: which profile reads a message, what an office's own profiles say, and what is left out on the way."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.adapters.chirpstack.adapter import ChirpStackAdapter
from devices.adapters.tts.adapter import TtsAdapter
from devices.lorawan.profile import FrameAt, choose, written_out
from devices.lorawan.shipped import SHIPPED
from devices.lorawan.uplink import GATEWAYS_LIMIT, frame_of, gateways_of
from devices.registry import load
from devices.signals import Battery, Delivered, Heartbeat, Position, Press, Release, Signal, Unreadable

UP = "application/a/device/0102030405060708/event/up"


def up(**fields: object) -> tuple[Signal, ...]:
    """Return what ChirpStack's uplink with these fields says."""
    signals = ChirpStackAdapter().decode(UP, json.dumps(fields).encode(), retain=False)
    assert signals is not None
    return signals


def gestures(signals: tuple[Signal, ...]) -> list[str]:
    """Return the gestures of the presses among signals."""
    return [signal.gesture for signal in signals if isinstance(signal, Press)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("WS101",), "ws101"),
        (("Milesight WS101 EU868",), "ws101"),
        (("WS156 panels",), "ws136"),
        (("Test device-profile", "trackerd"), "trackerd"),
        (("TWS1010",), None),
        ((), None),
    ],
)
def test_a_network_names_a_profile_in_full_or_word_by_word(words: tuple[str, ...], name: str | None) -> None:
    """A word of the device profile's name is enough, a part of a word is not."""
    chosen = choose(SHIPPED, words, 85, None)
    assert (chosen and chosen.name) == name


def test_a_named_profile_of_which_nothing_is_there_makes_room_for_a_guess() -> None:
    """A tracker that was put under a button's profile still says that its alarm is set."""
    signals = up(deviceInfo={"deviceProfileName": "WS101"}, fPort=2, object={"ALARM_status": "TRUE"})
    assert gestures(signals) == ["sos"]


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ({"button_event": {"status": "short press", "msgid": 1}}, ["single"]),
        ({"button_event": {"status": "unknown", "raw": 9}}, ["single"]),
        ({"button": "double"}, ["double"]),
        ({"button": 2.0}, ["long"]),
        ({"press": "long"}, ["long"]),
        ({"button": 0}, []),
        ({"button": None}, []),
        ({"button_event": {}}, []),
        ({"button_3": "trigger"}, ["single_3"]),
        ({"button_2_event": "long_press", "button_2_mode": ["long_press"]}, ["long_2"]),
        ({"button_1": 0, "button_2": 1}, ["single_2"]),
    ],
)
def test_every_codec_of_a_product_says_the_same_press(spoken: dict[str, object], expected: list[str]) -> None:
    """A word, a number, an object and a field for each key are read alike; nothing is no press."""
    assert gestures(up(fPort=85, object=spoken)) == expected


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ({"button": "short", "battery": 70}, ["single"]),
        ({"button_2_event": "double_press"}, ["double_2"]),
        ({"sosFlag": 1}, ["sos"]),
        ({"press": 1013.2, "battery": 3.6}, []),
        ({"status": 1, "battery": 3.6}, []),
        ({"battery": 3.6}, []),
    ],
)
def test_on_a_port_that_was_changed_a_known_word_is_still_a_press(
    spoken: dict[str, object], expected: list[str]
) -> None:
    """Neither a field that anybody may have nor a charge of unknown unit is taken for a button's."""
    signals = up(fPort=11, object=spoken)
    assert gestures(signals) == expected
    assert expected or not [signal for signal in signals if isinstance(signal, Battery)]


@pytest.mark.parametrize("value", [True, "TRUE", 1, 1.0, "1"])
def test_an_alarm_field_is_a_level(value: object) -> None:
    """Whatever says yes raises the level, as one press that names the field."""
    signals = up(fPort=2, object={"ALARM_status": value})
    assert [signal.level for signal in signals if isinstance(signal, Press)] == ["ALARM_status"]


@pytest.mark.parametrize("value", [False, "FALSE", 0, 0.0])
def test_what_says_no_releases_the_level(value: object) -> None:
    """The text FALSE is no yes: it lowers the level and presses nothing."""
    signals = up(fPort=2, object={"ALARM_status": value})
    assert [signal.level for signal in signals if isinstance(signal, Release)] == ["ALARM_status"]
    assert not gestures(signals)


def test_zero_is_left_out_on_the_way() -> None:
    """A first counter, an empty battery and a refused downlink are fields that are not there."""
    (press, *_) = up(deduplicationId="d", devAddr="00aa", fPort=85, object={"button": "short"})
    assert isinstance(press, Press)
    assert (press.press_id, press.counter) == ("d", "00aa:0")
    adapter = ChirpStackAdapter()
    status = adapter.decode(UP.replace("/up", "/status"), b'{"margin": 3}', retain=False) or ()
    assert [signal.percent for signal in status if isinstance(signal, Battery)] == [0]
    ack = adapter.decode(UP.replace("/up", "/ack"), b'{"queueItemId": "q"}', retain=False)
    assert ack == (Delivered(office=None, device="0102030405060708", token="q", reached=False),)


def test_what_was_kept_under_state_is_history() -> None:
    """Older servers kept the last status: no press, no sign of life, whatever it is."""
    for leaf in ("join", "up", "location"):
        topic = f"application/a/device/01/state/{leaf}"
        assert ChirpStackAdapter().decode(topic, b'{"object": {"sosFlag": 1}, "fPort": 18}', retain=True) == ()
    topic = "application/a/device/01/state/status"
    first, *_ = ChirpStackAdapter().decode(topic, b'{"batteryLevel": 50}', retain=True) or ()
    assert isinstance(first, Heartbeat)
    assert first.retained


def test_a_frame_without_codec_is_a_fault_until_somebody_says_what_it_is() -> None:
    """Raw bytes are read where a profile knows them; else they might be a press, and that is told."""
    pressed: dict[str, object] = {"deviceInfo": {"deviceProfileName": "WS101"}, "fPort": 85}
    assert gestures(up(**pressed, data=base64.b64encode(bytes.fromhex("ff2e02")).decode())) == ["long"]
    quiet = up(**pressed, data=base64.b64encode(bytes.fromhex("017562")).decode())
    assert [signal.KIND for signal in quiet] == ["heartbeat"]
    for data in (bytes.fromhex("ff2e09"), b"\0"):
        strange = up(**pressed, data=base64.b64encode(data).decode(), object={})
        assert [signal.reason for signal in strange if isinstance(signal, Unreadable)] == ["no_codec"]
    assert [signal.KIND for signal in up(fPort=0)] == ["heartbeat"]


def test_an_office_adds_profiles_of_its_own_and_replaces_those_that_trygg_brings() -> None:
    """Own profiles come first, and one of the same name takes the other's place."""
    loaded = load(
        """
trygg: 1
listen:
  - family: tts
    base: site/v3
    profiles:
      ws101:
        press: {at: $.state, means: {"*": long}}
        battery: $.charge
      mast:
        ports: 20
        press: [{at: $.a, means: {"true": sos}, level: true}, {at: $.b, means: {knock: double}}]
        position: {latitude: $.lat, longitude: $.lon}
        heard: {name: [$.net, $.cell], rssi: $.dbm}
""",
        "own.devices.yaml",
    )
    assert loaded.ok, loaded.findings
    assert loaded.sources is not None
    adapter = loaded.sources[0].adapter
    assert isinstance(adapter, TtsAdapter)
    assert [profile.name for profile in adapter.profiles][:2] == ["ws101", "mast"]
    assert [profile.name for profile in adapter.profiles].count("ws101") == 1

    def heard(port: int, **spoken: object) -> tuple[Signal, ...]:
        message = {"uplink_message": {"f_port": port, "decoded_payload": spoken}}
        return adapter.decode("site/v3/app@t/devices/d1/up", json.dumps(message).encode(), retain=False) or ()

    assert gestures(heard(1, state="x", charge="71")) == ["long"]
    assert gestures(heard(20, a=True, b="knock")) == ["sos", "double"]
    assert gestures(heard(21, a=True)) == []
    places = list(heard(20, a=False, lat=59.3, lon=18.0, net="x", cell=7, dbm=-70.4))
    assert [(one.latitude, one.gateway, one.rssi) for one in places if isinstance(one, Position)] == [
        (59.3, None, None),
        (None, "x-7", -70),
    ]


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ("{press: {at: $.a}}", "D008"),
        ('{press: {means: {"1": sos}}}', "D008"),
        ('{press: {at: a.b, means: {"1": sos}}}', "D006"),
        ('{frames: {hex: "1", means: sos}}', "D003"),
        ('{frames: {hex: "a1*"}}', "D008"),
        ("{ports: [300]}", "D003"),
        ("{battery: {at: $.b, unit: furlong}}", "D003"),
        ("{buttons: 1}", "D002"),
    ],
)
def test_a_profile_that_cannot_be_read_says_where(profile: str, code: str) -> None:
    """A mistake in a profile is a finding, and the whole entry is left out: half of one would miss presses."""
    loaded = load(f"trygg: 1\nlisten:\n  - family: chirpstack\n    profiles:\n      p: {profile}\n", "own")
    assert [finding.code for finding in loaded.findings] == [code]
    assert loaded.sources == ()


def test_the_strongest_gateway_comes_first_and_each_once() -> None:
    """Gateways are sorted by what they heard; one without a name is left out, and there is an end."""
    heard: list[tuple[object, object]] = [("a", -90), ("b", -40.6), ("a", -50), (None, -10), ("c", None), ("d", "x")]
    assert gateways_of(heard) == (("b", -41), ("a", -50), ("c", None), ("d", None))
    assert len(gateways_of([(f"g{number}", -number) for number in range(100)])) == GATEWAYS_LIMIT


@given(st.binary(max_size=8), st.booleans())
def test_a_pattern_that_is_the_frame_itself_covers_it(frame: bytes, more: bool) -> None:
    """A frame's own bytes cover it, any half byte may be left open, and only a star covers what follows."""
    pattern = FrameAt(pattern="?" + frame.hex()[1:] if frame else "", gesture="single")
    assert pattern.covers(1, frame + b"\1" * more) is not more
    assert FrameAt(pattern=f"{frame.hex()}*", gesture="single").covers(None, frame + b"\1" * more)


@given(st.one_of(st.none(), st.text(), st.integers(), st.binary()))
def test_what_is_no_base64_is_no_frame(value: object) -> None:
    """Anything may stand where a frame should; bytes come of base64 alone."""
    assert isinstance(frame_of(value), bytes)


def test_values_are_compared_written_out() -> None:
    """1 and 1.0 are one value, true is another, and what is no single value is none."""
    assert [written_out(value) for value in (1, 1.0, True, "1", 1e300, [1], None, 2.5)] == [
        "1",
        "1",
        "true",
        "1",
        None,
        None,
        None,
        "2.5",
    ]


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b'{"gatewayId": "0016c001f1500812", "state": "ONLINE"}', "online"),
        (b'{"gatewayId": "0016c001f1500812", "state": 1}', "online"),
        (b'{"gatewayId": "0016c001f1500812", "state": "OFFLINE"}', "offline"),
        (b'{"gatewayId": "0016c001f1500812"}', "offline"),
        (b"\x10\x01\x1a\x100016c001f1500812", "online"),
        (b"\x1a\x100016c001f1500812\x10\x01", "online"),
        (b"\x1a\x100016c001f1500812", "offline"),
        (b"\x0a\x08\x00\x16\xc0\x01\xf1\x50\x08\x12\x10\x01\x1a\x100016c001f1500812", "online"),
        (b"", None),
        (b"ONLINE", None),
        (b"\x10\x07", None),
        (b"\x1a\x7f0016", None),
        (b"\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", None),
        (b'{"state": true}', None),
        (b'{"state": "MAYBE"}', None),
        (b"{" * 900, None),
    ],
)
def test_whether_a_gateway_is_connected_is_read_in_both_forms(payload: bytes, says: str | None) -> None:
    """As JSON and as protobuf, with what both leave out; whatever else it is, it is no word of a gateway."""
    topic = "eu868/gateway/0016c001f1500812/state/conn"
    (signal,) = ChirpStackAdapter().decode(topic, payload, retain=True) or ()
    if says is None:
        assert isinstance(signal, Unreadable)
    else:
        assert isinstance(signal, Heartbeat)
        assert (signal.status, signal.stands_for, signal.retained) == (says, "gateway", True)


@given(st.binary(max_size=200))
def test_no_bytes_of_a_gateway_raise(payload: bytes) -> None:
    """Random bytes say online, offline, or that they cannot be read."""
    assert ChirpStackAdapter().decode("eu868/gateway/x/state/conn", payload, retain=False)


def test_where_gateways_speak_can_be_said() -> None:
    """By the first levels of their topics; without a region as older bridges have it; or nowhere."""
    one = ChirpStackAdapter(gateways=("gateway", "us915_0/gateway"))
    assert {"gateway/+/state/conn", "us915_0/gateway/+/event/stats"} <= set(one.telemetry_filters)
    assert one.decode("gateway/gw-1/event/stats", b"\x00", retain=False)
    assert one.decode("eu868/gateway/gw-1/event/stats", b"\x00", retain=False) is None
    assert one.decode("gateway/gw-1/event/up", b"\x00", retain=False) == ()
    assert not ChirpStackAdapter(gateways=()).decode("gateway/gw-1/event/stats", b"", retain=False)
