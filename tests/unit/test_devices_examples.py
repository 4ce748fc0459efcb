"""Every adapter's examples.yaml is true: each message gives exactly the signals beside it."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from devices.registry import Registry, load
from devices.signals import as_json
from parts.device_examples import ADAPTERS, all_examples


def _examples() -> Iterator[Any]:
    for one in all_examples():
        registry = Registry()
        if one.head is not None:
            loaded = load(one.head, one.path.name)
            assert loaded.ok, loaded.findings
            registry = Registry(rules=loaded.rules, sources=loaded.sources)
        for example in one.examples:
            yield pytest.param(registry, example, id=f"{one.path.parent.name}: {example['says']}")


@pytest.mark.parametrize(("registry", "example"), list(_examples()))
def test_an_example_says_what_its_message_means(registry: Registry, example: dict[str, Any]) -> None:
    """The message of an example gives exactly the signals written beside it, in their order."""
    payload = (
        base64.b64decode(example["payload_base64"]) if "payload_base64" in example else example["payload"].encode()
    )
    signals = registry.decode(example["topic"], payload, retain=example.get("retain", False))
    told = [{name: value for name, value in as_json(signal).items() if value is not None} for signal in signals]
    assert told == example["signals"]


def test_every_adapter_has_the_same_files() -> None:
    """Each family's folder holds its adapter, its examples and its notes."""
    families = [path for path in ADAPTERS.iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert len(families) >= 2
    for family in families:
        assert {"adapter.py", "examples.yaml", "NOTES.md"} <= {path.name for path in family.iterdir()}
