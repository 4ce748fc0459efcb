"""Strings from outside, made short and printable enough to be stored, compared and shown."""

import hashlib

LIMIT = 128
"""The most characters that a name or an id from outside may have."""

_DIGEST = 12


def is_plain(text: str, limit: int = LIMIT) -> bool:
    """Say whether the text is 1 to `limit` characters long and holds no control character and no lone surrogate."""
    return 0 < len(text) <= limit and text.isprintable()


def bounded(text: str, limit: int = LIMIT) -> str:
    """Return the text unchanged where it is plain (or empty), else a plain one of at most `limit` characters.

    What is changed ends in a digest of the original, so that two names that differ go on differing.
    `limit` must be at least 16.
    """
    if not text or is_plain(text, limit):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{_printable(text[: limit - _DIGEST - 1])}~{digest}"


def excerpt(text: str, limit: int = LIMIT) -> str:
    """Return the beginning of the text for a person to read; what cannot be printed is shown as U+FFFD."""
    return _printable(text[: limit + 1]) if len(text) <= limit else f"{_printable(text[: limit - 1])}…"


def _printable(text: str) -> str:
    # PostgreSQL refuses NUL in a text, and UTF-8 has no lone surrogates: neither may reach the store with a press.
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
