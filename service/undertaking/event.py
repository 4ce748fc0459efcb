"""What happened to an undertaking. Events are entries of the office's timeline that belong to no alarm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.alarm.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened to an undertaking; each kind has a vocabulary of its own."""

    name: str
    at: datetime
    actor: Actor
    facts: Mapping[str, Any]
    """JSON values only: opaque keys, enumerations, numbers, instants as canonical text."""
    personal: Mapping[str, Any] = field(default_factory=dict)
    """What may be erased, `words` or `place`; the names of those whom the facts name are added where it is written."""
