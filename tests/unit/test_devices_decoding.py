"""No bytes make decoding raise, no press is lost, and no replay becomes one."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.registry import Registry, load
from devices.signals import Ignored, Press, Signal, Unreadable, as_json

RULES = load(
    """
topics:
  - {topic: "site/{device}/event", office: as, press: {where: {$.action: [sos, 1, true, null]}, id: $.id, gesture: $.g},
     zone: $.zone, battery: $.battery}
  - {topic: "text/{device}", form: text, press: {where: {$: [sos]}}}
  - {topic: "all/#", device: $.d, press: {where: always}}
  - {topic: "meter/{device}", battery: $.b, zone: "$[0].z"}
""",
    "rules",
).rules
REGISTRY = Registry(rules=RULES, sources=())

names = st.text(st.characters(exclude_characters="/"), max_size=200)
native_press = st.builds("trygg/v1/{}/{}/press".format, names, names)
topics = st.one_of(
    st.text(max_size=80),
    native_press,
    st.builds("trygg/v1/{}/{}/{}".format, names, names, st.sampled_from(["status", "telemetry", "feedback", "state"])),
    st.builds("site/{}/event".format, names),
    st.builds("{}/{}".format, st.sampled_from(["text", "all", "meter"]), names),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(
        ["sos", "2026-11-23T14:06:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:60-14:00", "\ud800"]
    ),
)
fields = st.sampled_from(["id", "gesture", "at", "zone", "battery", "rssi", "action", "g", "b", "d"])
documents = st.one_of(
    st.dictionaries(fields, st.one_of(scalars, st.recursive(scalars, lambda inner: st.lists(inner, max_size=3)))),
    st.lists(scalars),
    scalars,
)
payloads = st.one_of(
    st.binary(max_size=300),
    documents.map(lambda document: json.dumps(document).encode()),
    st.sampled_from(
        [
            b"",
            b" \n",
            b"[" * 9_000,
            b"[" * 60_000,
            b'{"battery": 1e999, "bat": -1e999}',
            b'{"id":' * 3000,
            b"1" * 6000,
            b"{" + b" " * 70_000 + b"}",
        ]
    ),
)


@given(topic=topics, payload=payloads, retain=st.booleans())
def test_no_message_makes_decoding_raise(topic: str, payload: bytes, retain: bool) -> None:
    """Whatever comes is told as signals that JSON and UTF-8 can hold, with no more than 128 characters in each text."""
    for signal in REGISTRY.decode(topic, payload, retain=retain):
        assert not (isinstance(signal, Unreadable) and signal.reason == "adapter_failed"), signal.detail
        told = as_json(signal)
        json.dumps(told, allow_nan=False, ensure_ascii=False).encode("utf-8")
        assert all(len(value) <= 128 and "\0" not in value for value in told.values() if isinstance(value, str))


@given(topic=topics, payload=payloads)
def test_a_replay_never_presses(topic: str, payload: bytes) -> None:
    """A message delivered with retain=1 gives no press, whatever it says."""
    assert not any(isinstance(signal, Press) for signal in REGISTRY.decode(topic, payload, retain=True))


@given(topic=native_press, payload=payloads)
@example(topic="trygg/v1///press", payload=b"")
@example(topic="trygg/v1/service/x/press", payload=b"x" * 1_048_576)
def test_a_message_on_a_native_press_topic_is_one_press(topic: str, payload: bytes) -> None:
    """Delivered live, it gives exactly one press, unmistakable, before anything that was wrong with it."""
    first, *others = REGISTRY.decode(topic, payload, retain=False)
    assert isinstance(first, Press)
    assert first.unmistakable
    assert all(isinstance(signal, Unreadable) for signal in others)


@given(payload=st.one_of(st.binary(min_size=1, max_size=60), documents.map(lambda value: json.dumps(value).encode())))
def test_what_a_press_does_not_keep_of_its_message_is_told(payload: bytes) -> None:
    """A press without the id that its message has comes with a fault that says so."""
    try:
        told = json.loads(payload, parse_constant=lambda word: word)
        has_id = isinstance(told, dict) and told.get("id") is not None
    except ValueError:
        has_id = False
    press, *faults = REGISTRY.decode("trygg/v1/as/p/press", payload, retain=False)
    assert isinstance(press, Press)
    assert not has_id or press.press_id is not None or faults


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"x" * 1_048_576, "too_large"),
        (b'{"id": "\xff"}', "not_utf8"),
        (b"[" * 9_000, "not_json"),
        (b'{"id": ' + b"1" * 9_000 + b"}", "not_json"),
        (b'{"id": 1e999}', "bad_field"),
        (b'{"at": "0001-01-01T00:00:00+14:00"}', "bad_field"),
        (b'{"at": "9999-12-31T23:59:59-14:00"}', "bad_field"),
        (b'{"id": "a\\u0000b"}', "bad_field"),
        (b'{"zone": "\\ud800"}', "bad_field"),
    ],
)
def test_wrong_input_is_named(payload: bytes, reason: str) -> None:
    """Each kind of broken payload gives the press without what was broken, and names it."""
    press, fault = REGISTRY.decode("trygg/v1/as/p/press", payload, retain=False)
    assert press == Press(office="as", device="p", unmistakable=True)
    assert isinstance(fault, Unreadable)
    assert fault.reason == reason


@pytest.mark.parametrize("battery", ["101", "-1", "1e999", "[]", '""'])
def test_a_battery_that_cannot_be_is_a_fault(battery: str) -> None:
    """A generic device's battery is a number from 0 to 100 or a word, and anything else is told."""
    (fault,) = REGISTRY.decode("meter/m1", f'{{"b": {battery}}}'.encode(), retain=False)
    assert isinstance(fault, Unreadable)
    assert fault.reason == "bad_field"


def test_a_clock_is_kept_as_told() -> None:
    """An instant a year off, with an offset and in small letters, is kept, in UTC."""
    (press,) = REGISTRY.decode("trygg/v1/as/p/press", b'{"at": "2025-11-23t15:06:00.25+01:00"}', retain=False)
    assert isinstance(press, Press)
    assert press.at == datetime(2025, 11, 23, 14, 6, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "at", ['"2026-11-23"', '"2026-11-23T14:06:00"', '"0000-01-01T00:00:00Z"', '"٢026-11-23T14:06:00Z"', "1", '"now"']
)
def test_an_instant_that_is_none_is_told(at: str) -> None:
    """A date, a local time, a year that no clock has or a number is left out and told."""
    press, fault = REGISTRY.decode("trygg/v1/as/p/press", f'{{"id": "x", "at": {at}}}'.encode(), retain=False)
    assert isinstance(press, Press)
    assert (press.press_id, press.at) == ("x", None)
    assert isinstance(fault, Unreadable)
    assert fault.detail.startswith("at must be an instant")


def test_two_long_names_stay_two() -> None:
    """Names that differ only after 128 characters give two devices, neither longer than 128 characters."""
    names = []
    for last in "ab":
        (press,) = REGISTRY.decode(f"trygg/v1/as/{'n' * 200}{last}/press", b"", retain=False)
        assert isinstance(press, Press)
        names.append(press.device)
    assert names[0] != names[1]
    assert {len(name) for name in names} == {128}


@dataclass(frozen=True, kw_only=True, slots=True)
class _BrokenAdapter:
    press_filters: tuple[str, ...] = ("trygg/v1/+/+/press", "b")
    telemetry_filters: tuple[str, ...] = ("b", "c")

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        raise ZeroDivisionError(f"{topic} {payload!r} {retain}")


def test_a_mistake_in_an_adapter_loses_no_press() -> None:
    """An adapter that raises is told as a fault; on a native press topic the press still stands, unless replayed."""
    registry = Registry(adapters=[_BrokenAdapter()])
    press, fault = registry.decode("trygg/v1/as/p/press", b"", retain=False)
    assert press == Press(office="as", device="p", unmistakable=True)
    assert isinstance(fault, Unreadable)
    assert fault.reason == "adapter_failed"
    assert isinstance(registry.decode("trygg/v1/as/p/press", b"", retain=True)[0], Ignored)
    for topic in ("trygg/v1/as/p/status", "b"):
        (only,) = registry.decode(topic, b"", retain=False)
        assert isinstance(only, Unreadable)


def test_presses_are_subscribed_to_apart() -> None:
    """The filters of presses and of everything else are two lists without a filter in both."""
    press, other = REGISTRY.subscriptions()
    assert press == ("trygg/v1/+/+/press", "site/+/event", "text/+", "all/#")
    assert other == ("trygg/v1/+/+/status", "trygg/v1/+/+/telemetry", "trygg/v1/+/+/state", "meter/+")
    assert Registry(adapters=[_BrokenAdapter()]).subscriptions() == (("trygg/v1/+/+/press", "b"), ("c",))


def test_a_topic_of_nobody_says_nothing() -> None:
    """A message that no adapter reads gives no signal."""
    assert REGISTRY.decode("weather/today", b"rain", retain=False) == ()
