"""Which adapters are asked about a topic: fewer than all of them, with the same answer as if all were asked in turn."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from devices.adapters.native.adapter import NativeAdapter
from devices.families import USUAL
from devices.family import Adapter
from devices.registry import Registry
from devices.signals import Signal
from parts.device_examples import all_examples

ALL: Sequence[Adapter] = (NativeAdapter(), *(source.adapter for source in USUAL))
EXAMPLES = [
    (example["topic"], example.get("payload", "").encode()) for one in all_examples() for example in one.examples
]
LEVELS = sorted({level for topic, _ in EXAMPLES for level in topic.split("/")})
MADE_UP = st.lists(st.one_of(st.sampled_from(LEVELS), st.text(max_size=3)), max_size=7).map("/".join)


def _asked_in_turn(topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
    for adapter in ALL:
        signals = adapter.decode(topic, payload, retain=retain)
        if signals is not None:
            return signals
    return ()


@given(st.one_of(MADE_UP, st.sampled_from([topic for topic, _ in EXAMPLES])), st.sampled_from(EXAMPLES), st.booleans())
def test_who_is_left_out_would_have_said_nothing(topic: str, example: tuple[str, bytes], retain: bool) -> None:
    """On topics of examples, on others made of their levels, and on any text."""
    payload = example[1]
    expected = _asked_in_turn(topic, payload, retain=retain)
    assert Registry().decode(topic, payload, retain=retain) == expected
    assert Registry().decode(*example, retain=retain) == _asked_in_turn(*example, retain=retain)
