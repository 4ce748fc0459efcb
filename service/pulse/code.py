"""The right to answer once: a code that follows from a secret, so that nothing has to be kept when it is given out.

Nobody has to be written down as one who has a code: whoever asks for hers again is given the same one. Pure.
"""

from functools import lru_cache
from hashlib import sha256
from hmac import digest
from typing import Final

LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that are mistaken for others on paper."""
LENGTH: Final = 12
"""Characters: 59 bits, which nobody guesses over a network."""
_IN_WORDS: Final = 4


def code_of(secret: bytes, pulse: str, who: str) -> str:
    """Return the code of a person (by her opaque key) or of a slip (by its number) in a pulse, in three groups."""
    drawn = int.from_bytes(digest(secret, f"trygg pulse code 1\n{pulse}\n{who}".encode(), sha256))
    letters = []
    for _ in range(LENGTH):
        drawn, letter = divmod(drawn, len(LETTERS))
        letters.append(LETTERS[letter])
    return grouped("".join(letters))


def slips_of(secret: bytes, pulse: str, count: int) -> list[str]:
    """Return the codes of so many slips, in an order that says nothing."""
    return sorted(codes_of(secret, pulse, slips(count)))


def slips(count: int) -> frozenset[str]:
    """Return what the codes of so many slips are made of."""
    return frozenset(f"slip {number}" for number in range(count))


@lru_cache(maxsize=32)
def codes_of(secret: bytes, pulse: str, who: frozenset[str]) -> frozenset[str]:
    """Return everybody's codes. They are asked for by whoever tries one, without a login: it is worked out once."""
    return frozenset(code_of(secret, pulse, one) for one in who)


def typed(code: str) -> str:
    """Return a code as it is kept, however it was typed: with spaces, in capitals, without its hyphens."""
    return grouped("".join(one for one in code.lower() if one in LETTERS)[: LENGTH + 1])


def grouped(letters: str) -> str:
    """Return letters in groups of four."""
    return "-".join(letters[at : at + _IN_WORDS] for at in range(0, len(letters), _IN_WORDS))
