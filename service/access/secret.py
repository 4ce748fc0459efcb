"""Secrets that a program shows to be let in: made by chance, kept only as a digest, compared in constant time.

They have 256 bits of chance, so a plain SHA-256 is enough; passwords, which people choose, are kept by argon2id.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final

PREFIX: Final = "trygg"
_SECRET_BYTES: Final = 32
_ID_BYTES: Final = 9
LONGEST: Final = 128
"""Characters; whatever is longer is no secret of ours and is not even hashed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """A secret that has just been made: `text` is shown once, `id` and `digest` are kept."""

    id: str
    digest: str
    text: str = field(repr=False)


def make() -> Secret:
    """Return a new secret."""
    id_, secret = _word(_ID_BYTES), _word(_SECRET_BYTES)
    text = f"{PREFIX}_{id_}_{secret}"
    return Secret(id=id_, text=text, digest=digest(text))


def id_of(text: str) -> str | None:
    """Return the id that a shown secret claims to be; None for what has not the form of one."""
    parts = text.split("_", 2) if len(text) <= LONGEST and text.isascii() else []
    return parts[1] if len(parts) == 3 and parts[0] == PREFIX and parts[1] and parts[2] else None


def digest(text: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def fits(text: str, kept: str) -> bool:
    """Tell whether a shown secret is the one that was kept."""
    return hmac.compare_digest(digest(text), kept)


def _word(size: int) -> str:
    """Return chance as letters and digits: no `_`, which separates, and no `-`, at which a double click stops."""
    return base64.b32encode(secrets.token_bytes(size)).decode().rstrip("=").lower()
