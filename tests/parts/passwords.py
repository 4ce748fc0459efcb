"""Cheap hashes for tests: those of an office take a quarter of a second of processor time, and tests log in often."""

from typing import Final

from service.access.password import Cost, hash_at

CHEAP: Final = Cost(memory_kib=64, passes=1, lanes=1)


def hash_cheaply() -> None:
    """Make the hashes of this process, and of whoever is forked from it, cheap to make and to guess."""
    hash_at(CHEAP)
