"""Telephone numbers in international form (ITU-T E.164): what a plan has written, and what a provider reports."""

import re
from collections.abc import Mapping
from typing import Final

_E164: Final = re.compile(r"\+[1-9][0-9]{7,14}")
"""Eight digits at least: no short number (112, 1177) is ever called by a machine."""
_SPACING: Final = re.compile(r"[\s().\u2010-\u2014/-]+")
_NATIONAL: Final[Mapping[str, tuple[str, re.Pattern[str]]]] = {
    "SE": ("+46", re.compile(r"0([1-9][0-9]{6,9})")),
    "NO": ("+47", re.compile(r"([2-9][0-9]{7})")),
}
"""Country → its prefix, and how its numbers are written at home."""
LONGEST: Final = 40
"""Characters of a number as somebody writes it."""


def international(text: str, country: str | None = None) -> str | None:
    """Return a number in international form, `+46701234567`; None for what is none.

    Args:
        text: as somebody wrote it, with spaces, hyphens and brackets; `00` at its begin is `+`.
        country: SE or NO, by which a number without `+` is read; None: such a number is none.
    """
    if len(text) > LONGEST or not text.isascii():
        return None
    bare = _SPACING.sub("", text.replace("(0)", ""))
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if not bare.startswith("+") and country is not None and country in _NATIONAL:
        prefix, written = _NATIONAL[country]
        fits = written.fullmatch(bare)
        bare = f"{prefix}{fits[1]}" if fits else ""
    return bare if _E164.fullmatch(bare) else None
