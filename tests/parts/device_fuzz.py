"""Messages that no device should send: what devices really said, mutated with a seed, and what no adapter may do then.

Long: `python -m parts.device_fuzz --seconds 300 --seed 1` in the folder tests says how many messages were tried.
"""

import argparse
import base64
import json
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

from devices.adapters.generic.adapter import GenericAdapter
from devices.adapters.native.adapter import NativeAdapter
from devices.families import FAMILIES
from devices.family import Adapter
from devices.registry import load
from devices.signals import Listed, Press, Signal, as_json
from parts.device_examples import all_examples

SAMPLES = Path(__file__).parents[1] / "vectors" / "device_samples.jsonl"
LIMIT = 128
"""The most characters of any text in a signal."""

HOSTILE: tuple[object, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    0.5,
    -0.0,
    2**31,
    -(2**63),
    10**400,
    1e308,
    "",
    "0",
    "1",
    "true",
    "FALSE",
    "SOS",
    "emergency",
    "\0",
    "\ud800",
    "\u202e",
    "å" * 300,
    "1e999",
    "NaN",
    "9" * 5000,
    [],
    {},
    [[]],
    [None, 1],
    {"": ""},
)
RAW = (
    b"",
    b"null",
    b"NaN",
    b"1e999",
    b"-",
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b"[" * 4_000,
    b'{"a":' * 4_000,
    b"9" * 5_000,
)
LEVELS = ("", "+", "#", "..", "event", "up", "press", "\0", "\ud800", "å" * 200, "!", "!ffffffff", "2", "json", "rooms")


class WrongError(AssertionError):
    """An adapter did what none may do."""


def adapters() -> tuple[Adapter, ...]:
    """Return every family as nobody has configured it, the native one, and all that the examples configure."""
    named = [NativeAdapter(), *(family.usual for family in FAMILIES.values())]
    for one in all_examples():
        if one.head is not None:
            loaded = load(one.head, one.path.name)
            named += [GenericAdapter(rule=rule) for rule in loaded.rules]
            named += [source.adapter for source in loaded.sources or ()]
    return tuple(named)


def seeds() -> list[tuple[str, bytes]]:
    """Return the topics and payloads of the samples and of all examples."""
    found = []
    for line in SAMPLES.read_text(encoding="utf-8").splitlines():
        sample: dict[str, Any] = json.loads(line)
        found.append((sample["topic"], payload_of(sample["payload"])))
    for one in all_examples():
        for example in one.examples:
            raw = base64.b64decode(example["payload_base64"]) if "payload_base64" in example else None
            found.append((example["topic"], payload_of(example["payload"]) if raw is None else raw))
    return found


def payload_of(payload: object) -> bytes:
    """Return what was published: a text as it is, anything else as JSON."""
    return (payload if isinstance(payload, str) else json.dumps(payload)).encode()


class Mutator:
    """Makes one message after the other, on a seed."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._seeds = seeds()

    def message(self) -> tuple[str, bytes, bool]:
        """Return a topic, a payload, and whether it is a replay."""
        random = self._random
        topic, payload = random.choice(self._seeds)
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            match random.randrange(12):
                case 0 | 1 | 2 | 3 | 4 | 5:
                    payload = self._json(payload)
                case 6 | 7:
                    payload = self._bytes(payload)
                case 8:
                    payload = random.choice(self._seeds)[1]
                case 9:
                    payload = random.choice(RAW)
                case _:
                    topic = self._topic(topic)
        return topic, payload, random.random() < 0.3

    def _json(self, payload: bytes) -> bytes:
        try:
            document = json.loads(payload)
        except (ValueError, RecursionError):
            return payload
        places = list(_places(document, ()))
        place = self._random.choice(places)
        value = self._random.choice(HOSTILE)
        if self._random.random() < 0.3:
            other = self._random.choice(places)
            value = _at(document, other)
        changed = _replaced(document, place, value, drop=self._random.random() < 0.15)
        return json.dumps(changed).encode()

    def _bytes(self, payload: bytes) -> bytes:
        random = self._random
        at = random.randrange(len(payload) + 1)
        match random.randrange(4):
            case 0:
                return payload[:at]
            case 1:
                return payload[:at] + random.randbytes(random.randrange(1, 4)) + payload[at:]
            case 2:
                return payload[:at] + payload[at + random.randrange(1, 9) :]
            case _:
                other = random.choice(self._seeds)[1]
                return payload[:at] + other[random.randrange(len(other) + 1) :]

    def _topic(self, topic: str) -> str:
        random, levels = self._random, topic.split("/")
        at = random.randrange(len(levels))
        match random.randrange(4):
            case 0:
                levels[at] = random.choice(LEVELS)
            case 1:
                levels.insert(at, random.choice(LEVELS))
            case 2:
                del levels[at]
            case _:
                return random.choice(self._seeds)[0]
        return "/".join(levels)


def try_message(all_adapters: tuple[Adapter, ...], topic: str, payload: bytes, *, retain: bool) -> int:
    """Show a message to each adapter itself; return how many took it, WrongError where one did what none may."""
    took = 0
    for adapter in all_adapters:
        try:
            signals = adapter.decode(topic, payload, retain=retain)
        except Exception as wrong:
            told = f"{type(adapter).__name__} raised {wrong!r} at {topic!r} {payload[:200]!r} retain={retain}"
            raise WrongError(told) from wrong
        if signals is not None:
            took += 1
            for signal in signals:
                if (fault := fault_of(signal, retain=retain)) is not None:
                    raise WrongError(f"{type(adapter).__name__}: {fault}: {signal} of {topic!r} {payload[:200]!r}")
    return took


def fault_of(signal: Signal, *, retain: bool) -> str | None:
    """Return what no signal may be: a press of a replay, a text without end, what cannot be written down."""
    if retain and isinstance(signal, Press):
        return "a replay pressed"
    for field in fields(signal):
        for value in _flat(getattr(signal, field.name)):
            if isinstance(value, str) and (len(value) > LIMIT or not (value.isprintable() or field.name == "detail")):
                return f"{field.name} is not bounded"
    try:
        json.dumps(as_json(signal), allow_nan=False).encode()
    except ValueError as wrong:
        return f"cannot be written down ({wrong})"
    return None


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, Listed):
        yield from _flat(tuple(getattr(value, field.name) for field in fields(value)))
    else:
        yield value


def _places(value: object, place: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    yield place
    if len(place) > 20:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value[:20]):
            yield from _places(inner, (*place, number))


def _at(value: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        value = value[step]
    return value


def _replaced(value: Any, place: tuple[str | int, ...], new: object, *, drop: bool) -> object:
    if not place:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    if drop and len(place) == 1:
        del copy[place[0]]
    else:
        copy[place[0]] = _replaced(value[place[0]], place[1:], new, drop=drop)
    return copy


def run(seed: int, seconds: float) -> tuple[int, int]:
    """Try messages for so long; return how many were made, and how many an adapter took."""
    mutator, shown, made, took = Mutator(Random(seed)), adapters(), 0, 0
    until = time.monotonic() + seconds  # noqa: TID251 - a long run is bounded in time
    while time.monotonic() < until:  # noqa: TID251
        topic, payload, retain = mutator.message()
        took += try_message(shown, topic, payload, retain=retain)
        made += 1
    return made, took


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--seconds", type=float, default=60)
    given = asked.parse_args()
    made, took = run(given.seed, given.seconds)
    print(f"seed {given.seed}: {made} messages, taken {took} times, nothing raised, no replay pressed")  # noqa: T201
