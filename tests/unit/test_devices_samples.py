"""93 messages of real devices, with what each means: `tests/vectors/device_samples.jsonl`."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from devices.families import FAMILIES
from devices.registry import Registry
from devices.signals import Battery, Heartbeat, Joined, Position, Press, Signal
from parts.device_fuzz import SAMPLES, payload_of

FAMILY = {"shelly_gen1": "shelly", "shelly_gen2": "shelly", "shelly_blu": "shelly"}
"""Which adapter reads a family's samples, where its name is another."""

NOBODYS = frozenset({"homeassistant"})
"""Samples of what is no device's: they must say nothing of one."""

GESTURES = {
    "press": {"single", "sos", "emergency", "single_left"},
    "double": {"double"},
    "long_press": {"long", "hold", "long_2"},
}
REGISTRY = Registry()


def _samples() -> Iterator[Any]:
    for number, line in enumerate(SAMPLES.read_text(encoding="utf-8").splitlines(), 1):
        sample = json.loads(line)
        yield pytest.param(sample, id=f"{number}: {sample['family']} {sample['meaning']} {sample.get('note', '')}")


def decoded(sample: dict[str, Any]) -> tuple[Signal, ...]:
    """Return what the sample says, by all families on their usual topics."""
    return REGISTRY.decode(sample["topic"], payload_of(sample["payload"]), retain=sample["retain"])


@pytest.mark.parametrize("sample", list(_samples()))
def test_a_sample_means_what_it_says(sample: dict[str, Any]) -> None:
    """Its meaning, its device and its charge come out; whatever is no press raises nothing."""
    signals = decoded(sample)
    meaning = sample["meaning"]
    presses = [signal for signal in signals if isinstance(signal, Press)]
    if meaning in GESTURES:
        (press,) = presses
        assert press.gesture in GESTURES[meaning]
    else:
        assert not presses
        assert meaning == "noise" or any(_means(signal, meaning) for signal in signals), signals
    assert {signal.device for signal in signals if not _of_gateway(signal, sample["device"])} <= {sample["device"]}
    told = [signal.percent for signal in signals if isinstance(signal, Battery) and signal.percent is not None]
    assert told == ([] if sample["battery"] is None else [sample["battery"]])


def _of_gateway(signal: Signal, device: str) -> bool:
    """Whether a signal is the sign of life of what brought the message, and not of the device itself."""
    return isinstance(signal, Heartbeat) and signal.stands_for == "gateway" and signal.device != device


def _means(signal: Signal, meaning: str) -> bool:
    match signal, meaning:
        case Heartbeat(status="online"), "heartbeat" | "online":
            return signal.retained is False or meaning == "online"
        case Heartbeat(status="offline"), "offline":
            return True
        case (Battery(), "battery") | (Position(), "location") | (Joined(), "join"):
            return True
        case _:
            return False


def test_every_sample_is_tried() -> None:
    """None of the families that a sample is of goes without an adapter."""
    samples = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    families = {sample["family"] for sample in samples}
    assert (len(samples), len(families)) == (93, 14)
    assert {FAMILY.get(family, family) for family in families} - NOBODYS <= set(FAMILIES)
