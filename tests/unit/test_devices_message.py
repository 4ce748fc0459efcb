"""A payload is read strictly, and what an office says of its buttons' words is believed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.message import Wrong, number, read_json, read_object, read_text, shown, whole
from devices.registry import load
from devices.signals import Ignored, Press
from devices.told import Told, strength
from devices.wording import Wording


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"\xff", "not_utf8"),
        (b"", "not_json"),
        (b"{", "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b"[" * 60_000, "not_json"),
        (b"1" * 6_000, "not_json"),
        (b"[1]", "not_an_object"),
        (b'"sos"', "not_an_object"),
        (b" " * 65_537, "too_large"),
    ],
)
def test_what_is_no_object_has_a_reason(payload: bytes, reason: str) -> None:
    """Whatever is wrong with a payload is named, and nothing raises."""
    read = read_object(payload)
    assert isinstance(read, Wrong)
    assert read.reason == reason


def test_a_limit_is_for_what_is_longer() -> None:
    """A payload of exactly the limit is read, one byte more is not."""
    assert read_text(b"abcd", 4) == "abcd"
    assert isinstance(read_text(b"abcde", 4), Wrong)


@pytest.mark.parametrize(("value", "found"), [(True, None), ("5", None), (None, None), (5, 5), (5.5, 5.5), (101, None)])
def test_a_number_is_no_truth_and_no_text(value: object, found: float | None) -> None:
    """Only a JSON number within its bounds is one."""
    assert number(value, 0, 100) == found


def test_what_is_beyond_every_number_is_none() -> None:
    """1e999 is infinite once it is read, and no number here; 92.0 is the whole number 92, 92.5 none."""
    assert number(read_json("1e999")) is None
    assert (whole(92.0, 0, 100), whole(92.5, 0, 100), whole(float("inf"), 0, 100)) == (92, None, None)
    assert strength({"rssi": -48.6}) == -49
    assert strength({"rssi": "-48"}) is None


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=2)))
def test_what_is_shown_is_short(value: object) -> None:
    """Whatever stood in a message, what a person reads of it fits on a line."""
    assert len(shown(value)) <= 32


@given(gesture=st.text(max_size=300), device=st.text(max_size=300), retain=st.booleans())
def test_a_replay_never_presses(gesture: str, device: str, retain: bool) -> None:
    """What the broker kept is told as ignored, with its level; live, it is a press whose texts are bounded."""
    told = Told(None, device, retain=retain)
    told.press(gesture, level="sos", gateway=device)
    (signal,) = told.signals
    assert isinstance(signal, Ignored if retain else Press)
    assert signal.level == "sos"
    assert len(signal.device or "") <= 128
    json.dumps(gesture)


def test_a_documents_wording_is_for_one_device_or_for_all() -> None:
    """A device's own words win over everybody's, and a word nobody named stays the family's."""
    wording = Wording(words={"desk": {"off": "none"}, "*": {"off": "long", "on": "single"}})
    assert wording.of("desk", "off") == "none"
    assert wording.of("hall", "off") == "long"
    assert wording.of("desk", "on") == "single"
    assert wording.of("desk", "toggle") is None
    assert Wording().of("desk", "off") is None


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("trygg/v1", "the topics below trygg/v1 are Trygg's own, or the broker's"),
        ("$SYS", "the topics below $SYS are Trygg's own, or the broker's"),
        ("a/#", "base cannot be a/#"),
        ("a//b", "base cannot be a//b"),
        ("/a", "base cannot be /a"),
    ],
)
def test_a_base_that_is_none_is_found_fault_with(base: str, message: str) -> None:
    """A base topic with wildcards, empty levels, or Trygg's own topics below it listens to nothing."""
    loaded = load(f"listen: [{{family: zigbee2mqtt, base: '{base}'}}]", "d")
    assert [finding.message for finding in loaded.findings] == [message]
    assert loaded.sources == ()
