"""Which adapters are asked about a topic: fewer than all of them, with the same answer as if all were asked in turn."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

import devices
from devices.adapters.native.adapter import NativeAdapter
from devices.families import USUAL
from devices.family import Adapter
from devices.registry import Registry
from devices.signals import Signal

ALL: Sequence[Adapter] = (NativeAdapter(), *(source.adapter for source in USUAL))
FOLDER = Path(devices.__path__[0]) / "adapters"


def _examples() -> Iterator[tuple[str, bytes]]:
    for path in sorted(FOLDER.glob("*/examples.yaml")):
        read = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for one in read["examples"] if isinstance(read, dict) else read:
            yield one["topic"], one.get("payload", "").encode()


EXAMPLES = list(_examples())
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
