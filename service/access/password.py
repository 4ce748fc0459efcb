"""Passwords and PINs: argon2id, never more than three at once (each takes 64 MiB and some 140 ms)."""

import asyncio
from dataclasses import dataclass, field
from typing import Final
from unicodedata import normalize

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST: Final = 12
"""Characters of the shortest password; length is what helps, so nothing else is asked for (NIST SP 800-63B)."""
LONGEST: Final = 256
"""Characters of the longest one that is looked at."""
SHORTEST_PIN: Final = 6
AT_ONCE: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one hash costs whoever makes it, and so whoever guesses."""

    memory_kib: int
    passes: int
    lanes: int


IN_EARNEST: Final = Cost(memory_kib=65_536, passes=3, lanes=4)
"""RFC 9106, section 4, second recommended option."""


@dataclass(kw_only=True, slots=True)
class _Hashing:
    """How hashes are made; those that were kept say themselves how they were."""

    hasher: PasswordHash
    nobodys: str | None = field(default=None, repr=False)

    def verify(self, spelled: str, kept: str | None) -> bool:
        if kept is None and self.nobodys is None:
            self.nobodys = self.hasher.hash("nobody's password, so that an unknown name takes as long as a known one")
        return self.hasher.verify(spelled, kept or self.nobodys or "")


def _hasher(cost: Cost) -> PasswordHash:
    return PasswordHash((Argon2Hasher(memory_cost=cost.memory_kib, time_cost=cost.passes, parallelism=cost.lanes),))


_hashing: Final = _Hashing(hasher=_hasher(IN_EARNEST))
_places: Final = asyncio.Semaphore(AT_ONCE)
_pin_place: Final = asyncio.Semaphore(1)
"""A place of their own for PINs: what ends an alarm at a screen does not queue behind those who log in."""


def hash_at(cost: Cost) -> None:
    """Make hashes at another cost from now on, in this process only: for tests, which log in many hundred times.

    No setting leads here: nobody can make the passwords of an office cheap to guess.
    """
    _hashing.hasher, _hashing.nobodys = _hasher(cost), None


async def hashed(password: str) -> str:
    """Return what is kept of a password."""
    async with _places:
        return await asyncio.to_thread(_hashing.hasher.hash, _spelled(password))


async def matches(password: str, kept: str | None, *, is_pin: bool = False) -> bool:
    """Tell whether a password or PIN is the one that was kept; without one it takes as long and is never right."""
    if len(password) > LONGEST:
        return False
    async with _pin_place if is_pin else _places:
        right = await asyncio.to_thread(_hashing.verify, _spelled(password), kept)
    return right and kept is not None


def _spelled(password: str) -> str:
    """Return a password with each letter spelled one way: keyboards differ in how they send an å (NIST SP 800-63B)."""
    return normalize("NFC", password)
