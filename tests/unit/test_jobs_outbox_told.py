"""What leaves for a device: as much as it can tell its wearer, and names only where nobody else reads them."""

import asyncio
import json
from typing import Any, cast

import pytest

from devices.outputs import NOTHING, USUAL, Ability
from devices.registry import Registry, load
from service.clock import SystemClock
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.jobs.outbox import Outbox, Wearers
from service.store.port import Store
from service.wiring.wearers import has_private_line, wearers

TEXT: frozenset[Ability] = USUAL | {"text"}
COMING = {"state": "coming", "seen": 2, "coming": ["p-anna", "p-gone"], "there": [], "moves": True}


class _Nobody:
    def listen(self, listener: object) -> None:
        """Nothing is committed here."""


def _publish(wearers: Wearers, told: dict[str, Any]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    def publish(topic: str, payload: bytes) -> "asyncio.Future[bool]":
        assert topic == "trygg/v1/as/pendant-1/feedback"
        sent.append(json.loads(payload))
        return cast("asyncio.Future[bool]", None)

    nobody = cast("Dispatch", _Nobody())
    outbox = Outbox(cast("Store", None), nobody, SystemClock(), publish, wearers=wearers)
    outbox.feedback_again("as/pendant-1", "7", "al-1", told)
    return [{key: value for key, value in one.items() if key not in ("at", "alarm", "press")} for one in sent]


def _wearer(abilities: frozenset[Ability], *, private: bool = True) -> Wearers:
    return Wearers(
        abilities=lambda _: abilities,
        name_of=lambda _, key: {"p-anna": "Anna Berg"}.get(key),
        has_private_line=private,
    )


@pytest.mark.parametrize(
    ("abilities", "private", "expected"),
    [
        (TEXT, True, [{"state": "coming", "seen": 2, "coming": ["Anna Berg"]}]),
        (TEXT, False, [{"state": "coming", "seen": 2}]),
        (USUAL, True, [{"state": "coming"}]),
        (NOTHING, True, []),
    ],
)
def test_each_device_is_told_what_it_can_tell(
    abilities: frozenset[Ability], private: bool, expected: list[dict[str, Any]]
) -> None:
    """A display gets names over a private line; other devices the state alone, and a deaf one nothing."""
    assert _publish(_wearer(abilities, private=private), COMING) == expected


def test_a_change_of_words_reaches_displays_only() -> None:
    """A second colleague on her way is written, and shakes nothing."""
    again = {**COMING, "moves": False}
    assert len(_publish(_wearer(TEXT), again)) == 1
    assert _publish(_wearer(USUAL), again) == []


def test_what_an_earlier_version_has_stored_is_told() -> None:
    """A delivery that waits from before says a state and nothing else."""
    assert _publish(_wearer(TEXT), {"press": "7", "state": "seen"}) == [{"state": "seen"}]


@pytest.mark.parametrize(
    ("broker", "private"),
    [
        ("mqtt://127.0.0.1:1883", True),
        ("mqtt://[::1]:1883", True),
        ("mqtts://broker.example:8883", True),
        ("mqtt://broker.example:1883", False),
        ("mqtt://user:secret@10.0.0.5", False),
    ],
)
def test_a_line_is_private_over_tls_or_within_this_machine(broker: str, private: bool) -> None:
    """Names leave over a line that nobody on the network reads."""
    assert has_private_line(broker) is private


def test_abilities_come_from_the_devices_file() -> None:
    """What stands in `answers` decides; a button that nobody enrolled is told the state."""
    registry = Registry(load("enrolled: {as: {a: {answers: [text]}, b: {answers: false}}}", "x").inventory)
    told = wearers(lambda: registry, Book(), "mqtt://127.0.0.1")
    assert [told.abilities(f"as/{device}") for device in ("a", "b", "c")] == [{"text"}, NOTHING, USUAL]
    assert told.name_of("as", "p-anna") is None
