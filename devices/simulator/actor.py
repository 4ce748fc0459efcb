"""One invented device of any family, what it publishes, and what a family's devices are like."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""What a clock that is right shows when a play begins, where nobody says otherwise; in seconds since 1970."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """One device: its number among those of its family, its name in their messages, and who hears it.

    `office` is where a native device belongs. `clock_off_s` is by how many seconds its own clock is wrong. `boot` is in
    every name that must never come again, and `began` (seconds since 1970) is when the play did. `gateways` are what it
    speaks through, the nearest one first.
    """

    family: str
    number: int
    device: str
    office: str
    boot: str
    gateways: tuple[str, ...] = ()
    clock_off_s: float = 0.0
    began: float = BEGAN

    def shows(self, at: float) -> datetime:
        """Return what its own clock shows, so many seconds after the play began."""
        return datetime.fromtimestamp(self.stamp(at), UTC)

    def stamp(self, at: float) -> float:
        """Return the same in seconds since 1970."""
        return round(self.began + at + self.clock_off_s, 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One message of a device, so long after the moment that it tells of; `gateway` passes it on, if one does.

    Where a field has to fall again before the next press can rise, that word is `kept`: it is never lost.
    """

    topic: str
    payload: bytes
    after_s: float = 0.0
    gateway: str | None = None
    kept: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """How one family speaks.

    `beat` and `press` tell what a device says at a moment, for the n-th time; `press` is None where nothing of the
    family can be pressed as it leaves the factory.
    The first word of a press is enough to know it; the others repeat it.
    """

    family: str
    usual_s: float
    """How often a device says something by itself."""
    name: Callable[[int], str]
    beat: Callable[[Actor, int, float], tuple[Word, ...]]
    press: Callable[[Actor, int, float], tuple[Word, ...]] | None = None
    gateways: Callable[[int], tuple[str, ...]] = lambda _: ()
    status: Callable[[str, bool], Word] | None = None
    """What is said when a gateway goes (False), and when it is back."""


def told(topic: str, payload: object, *, after_s: float = 0.0, gateway: str | None = None, kept: bool = False) -> Word:
    """Return a word: text as it is, and everything else as JSON."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return Word(topic=topic, payload=text.encode(), after_s=after_s, gateway=gateway, kept=kept)
