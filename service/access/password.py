"""Passwords and PINs: argon2id, never more than three at once (each takes 64 MiB and some 140 ms)."""

import asyncio
from functools import lru_cache
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

_hasher: Final = PasswordHash((Argon2Hasher(),))
_places: Final = asyncio.Semaphore(AT_ONCE)
_pin_place: Final = asyncio.Semaphore(1)
"""A place of their own for PINs: what ends an alarm at a screen does not queue behind those who log in."""


async def hashed(password: str) -> str:
    """Return what is kept of a password."""
    async with _places:
        return await asyncio.to_thread(_hasher.hash, _spelled(password))


async def matches(password: str, kept: str | None, *, is_pin: bool = False) -> bool:
    """Tell whether a password or PIN is the one that was kept; without one it takes as long and is never right."""
    if len(password) > LONGEST:
        return False
    async with _pin_place if is_pin else _places:
        right = await asyncio.to_thread(lambda: _hasher.verify(_spelled(password), kept or _nobodys()))
    return right and kept is not None


def _spelled(password: str) -> str:
    """Return a password with each letter spelled one way: keyboards differ in how they send an å (NIST SP 800-63B)."""
    return normalize("NFC", password)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash("nobody's password, so that an unknown name takes as long as a known one")
