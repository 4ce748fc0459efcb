"""One entry of an office's timeline, as it is stored, hashed and exported.

An entry has two parts. `facts` are opaque ids, enumerations and instants: hashed, never erased, all that the alarm's
state is computed from. `personal` holds names, words and fine location: it is in the chain only as a salted digest,
so that erasing it (together with its salt) leaves the chain verifiable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.alarm.actor import Actor

FORMAT = 1
"""The version of this format; it is part of what is hashed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Personal:
    """What may be erased from an entry: its salt goes with it."""

    salt: str
    """32 hexadecimal digits of chance, so that the digest of a name cannot be guessed."""
    content: Mapping[str, Any]
    """`names` (opaque key → name), `words` (free text), `place` (fine location)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What a command wants written, before it has a position in the chain."""

    at: datetime
    event: str
    """The event's name, in the past tense: `AlarmRaised`."""
    alarm: str | None
    actor: Actor
    facts: Mapping[str, Any]
    personal: Mapping[str, Any] = field(default_factory=dict)
    """What will become `Personal.content`; empty when the entry names nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One link of an office's chain."""

    office: str
    position: int
    """Dense per office: 1, 2, 3 …"""
    at: datetime
    event: str
    alarm: str | None
    actor: Actor
    facts: Mapping[str, Any]
    personal: Personal | None
    """None when the entry never named anybody, or when the personal part has been erased."""
    personal_digest: str | None
    """SHA-256 over the salted personal part, 64 hexadecimal digits; stays when the personal part is erased."""
    previous: str
    """The hash of the entry before; the office's first entry has `chain.start(office)`."""
    hash: str
    """SHA-256 over everything above except `personal`, 64 hexadecimal digits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The end of an office's chain."""

    office: str
    position: int
    """0 for a chain without entries."""
    hash: str
