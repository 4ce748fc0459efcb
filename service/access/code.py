"""Pairing codes: short enough to be typed at a screen, short-lived, good for one try each, and limited in tries."""

import secrets
from datetime import timedelta
from typing import Final

LETTERS: Final = "BCDFGHJKMPQRTVWXY346789"
"""No vowels (no words come of it), nothing that looks like something else."""
LENGTH: Final = 8
LASTS: Final = timedelta(minutes=10)
"""How long a code pairs.

With 23 letters and 8 places there are 78 thousand million codes; who guesses waits longer and longer."""


def make() -> str:
    """Return a new code in the form in which it is shown: `BCDF-346X`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"


def plain(typed: str) -> str | None:
    """Return a typed code in the form in which it is shown, blanks and small letters forgiven; None for no code."""
    letters = "".join(one for one in typed[:64].upper() if one not in " -\t")
    if len(letters) != LENGTH or any(one not in LETTERS for one in letters):
        return None
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"
