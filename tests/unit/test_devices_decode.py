"""`trygg device decode` answers every line with one line."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.decode import decode_line
from devices.registry import Registry

REGISTRY = Registry()
PRESS = "trygg/v1/as/pendant-1/press"


def _decoded(line: str | bytes) -> dict[str, object]:
    answer = decode_line(line, REGISTRY)
    assert "\n" not in answer
    told = json.loads(answer)
    assert set(told) == {"device", "signals"}
    return dict(told)


@pytest.mark.parametrize(
    "payload",
    [
        {"payload": '{"id": "x"}'},
        {"payload": {"id": "x"}},
        {"payload_base64": base64.b64encode(b'{"id": "x"}').decode()},
    ],
)
def test_a_line_gives_its_signals(payload: dict[str, object]) -> None:
    """A payload as text, as an object or as bytes gives the same press, with all its fields."""
    assert _decoded(json.dumps({"topic": PRESS, "retain": False, **payload})) == {
        "device": "pendant-1",
        "signals": [
            {
                "kind": "press",
                "office": "as",
                "device": "pendant-1",
                "press_id": "x",
                "gesture": "single",
                "at": None,
                "zone": None,
                "unmistakable": True,
                "counter": None,
                "channel": None,
                "copies_within_s": None,
                "level": None,
                "gateway": None,
                "rssi": None,
                "sealed": None,
            }
        ],
    }


def test_a_retained_press_is_shown_as_ignored() -> None:
    """A replay gives no press, and says why."""
    told = _decoded(json.dumps({"topic": PRESS, "payload": None, "retain": 1}))
    assert told["signals"] == [
        {
            "kind": "ignored",
            "office": "as",
            "device": "pendant-1",
            "reason": "retained_press",
            "detail": "",
            "level": None,
        }
    ]


def test_a_topic_of_nobody_has_no_signals() -> None:
    """A message that no adapter reads gives an empty list."""
    assert _decoded('{"topic": "weather", "payload": "rain"}') == {"device": None, "signals": []}


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("", "Expecting value"),
        ("[" * 5000, "recursion"),
        ("[]", "must be a JSON object"),
        ('{"payload": ""}', "topic must be text"),
        ('{"topic": "a", "retain": "yes"}', "retain must be"),
        ('{"topic": "a", "payload_base64": 1}', "payload_base64 must be"),
        ('{"topic": "a", "payload_base64": "å"}', "ASCII"),
        (b"\xff\xfe\xfd", "decode"),
    ],
)
def test_a_bad_line_is_answered(line: str | bytes, detail: str) -> None:
    """A line that is no message is answered with what is wrong with it."""
    told = _decoded(line)
    assert told["device"] is None
    signals = told["signals"]
    assert isinstance(signals, list)
    assert [signal["kind"] for signal in signals] == ["unreadable"]
    assert signals[0]["reason"] == "bad_line"
    assert detail in signals[0]["detail"]


@given(st.text() | st.binary() | st.dictionaries(st.text(), st.text()).map(json.dumps))
def test_no_line_stops_it(line: str | bytes) -> None:
    """Any line at all gets an answer."""
    assert _decoded(line)["device"] is None


@given(st.text())
def test_no_payload_stops_it(payload: str) -> None:
    """Any text as the payload of a press is answered with a press."""
    assert _decoded(json.dumps({"topic": PRESS, "payload": payload}))["device"] == "pendant-1"
