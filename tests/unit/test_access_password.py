"""Passwords in earnest: what one hash costs, and that only tests can make it cost less."""

import subprocess
import sys
from pathlib import Path

from parts.passwords import CHEAP
from service.access import password

SECRET = "tre små grisar på rad"
_HASH_ONE = """
import asyncio
from service.access import password
kept = asyncio.run(password.hashed("tre små grisar på rad"))
print(kept, asyncio.run(password.matches("tre små grisar på rad", kept)), asyncio.run(password.matches("tre", None)))
"""


def test_a_hash_in_earnest_costs_what_the_standard_asks() -> None:
    """A Trygg that nobody has told otherwise hashes at the cost of RFC 9106 for 64 MiB, and knows its own hashes."""
    told = subprocess.run([sys.executable, "-c", _HASH_ONE], capture_output=True, check=True, text=True, timeout=50)
    kept, right, nobodys = told.stdout.split()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert (right, nobodys) == ("True", "False")


async def test_tests_hash_cheaply_and_know_each_other() -> None:
    """What tests keep is of the same kind, salted, and says its own cost."""
    first, second = await password.hashed(SECRET), await password.hashed(SECRET)
    assert first != second
    assert first.startswith(f"$argon2id$v=19$m={CHEAP.memory_kib},t={CHEAP.passes},p={CHEAP.lanes}$")
    assert await password.matches(SECRET, first)
    assert not await password.matches("another one", first)
    assert not await password.matches(SECRET, None)


def test_nothing_of_trygg_makes_hashes_cheaper() -> None:
    """No module but the one that says it names what changes the cost."""
    root = Path(__file__).parents[2]
    names = [path for part in ("service", "devices", "roles") for path in (root / part).rglob("*.py")]
    assert [path.name for path in names if "hash_at" in path.read_text()] == ["password.py"]
