"""What an alarm of the kind `neighbour` knows: which office next door closes, as its own Trygg has told it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from service.alarm.instant import instant, parse_instant

KIND: Final = "neighbour"

Standing = Literal["expected", "closing"]
"""Somebody is expected back there; the office is being closed, or is closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NextDoor:
    """An office next door that closes. No person is in it."""

    contact: str
    """Which of the plan's neighbours it is."""
    closing: str
    """What its Trygg calls its closing."""
    stage: Standing
    version: int
    """Grows with what its Trygg tells: an older word changes nothing."""
    name: str
    since: datetime
    entrance: str | None = None
    """By which of its entrances, by name."""

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in an entry."""
        return {
            "contact": self.contact,
            "closing": self.closing,
            "stage": self.stage,
            "version": self.version,
            "name": self.name,
            "since": instant(self.since),
            "entrance": self.entrance,
        }

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> "NextDoor":
        """Read it back."""
        return cls(**{**facts, "since": parse_instant(facts["since"])})
