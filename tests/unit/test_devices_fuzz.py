"""No bytes make an adapter raise, and no replay presses: adapters are called themselves, without the last net."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.chance import Chance
from parts.device_fuzz import Mutator, adapters, seeds, try_message

ADAPTERS = adapters()
TOPICS = tuple(dict.fromkeys(topic for topic, _ in seeds()))
FILTERS = tuple(
    dict.fromkeys(topic for adapter in ADAPTERS for topic in (*adapter.press_filters, *adapter.telemetry_filters))
)
MESSAGES_A_ROUND = 1_000

_anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=9), inner, max_size=4)),
    max_leaves=9,
)
_payloads = st.one_of(st.binary(max_size=64), _anything.map(lambda value: json.dumps(value).encode()))


@st.composite
def _topics(draw: st.DrawFn) -> str:
    """Draw a topic that some adapter listens to, or one that a device has used."""
    if draw(st.booleans()):
        return draw(st.sampled_from(TOPICS))
    levels = draw(st.sampled_from(FILTERS)).split("/")
    return "/".join(draw(st.text(max_size=6)) if level in {"+", "#"} else level for level in levels)


@given(_topics(), _payloads, st.booleans())
def test_no_bytes_on_any_topic_make_an_adapter_raise(topic: str, payload: bytes, retain: bool) -> None:
    """Whatever comes, on a topic that is listened to, is signals that can be kept; a replay is no press."""
    try_message(ADAPTERS, topic, payload, retain=retain)


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("traccar/events", b'{"event": {"type": [1]}, "device": {"uniqueId": "860"}}'),
        ("zigbee2mqtt/bridge/event", b'{"type": {"type": 1}, "data": {"friendly_name": "desk"}}'),
        ("shellies/\ud800/announce", b"{"),
        (
            "shellyplusi4-a8032ab1c2d3/events/rpc",
            b'{"method": "NotifyEvent", "params": {"events": [{"component": "input:0", "event": "single_push", '
            b'"ts": 1%s}]}}' % (b"0" * 400),
        ),
    ],
    ids=["a list as a word", "an object as a word", "half a letter in a name", "a clock without end"],
)
def test_what_was_found_once_stays_mended(topic: str, payload: bytes) -> None:
    """Messages that made an adapter raise, or say what cannot be kept."""
    for retain in (False, True):
        assert try_message(ADAPTERS, topic, payload, retain=retain)


def test_mutated_messages_of_real_devices_make_no_adapter_raise(chance: Chance) -> None:
    """What devices really said, changed on a seed a thousand times a round, gives signals or faults, never an error."""
    mutator = Mutator(chance.random("devices"))
    took = sum(
        try_message(ADAPTERS, topic, payload, retain=retain)
        for topic, payload, retain in (mutator.message() for _ in range(MESSAGES_A_ROUND * chance.rounds))
    )
    assert took > MESSAGES_A_ROUND * chance.rounds // 2
