"""What a browser is asked where somebody logs in with a passkey: sealed into its cookie, and kept nowhere. Pure.

Whoever wants to log in is asked before anybody knows who she is. So nothing is written for her and nothing is counted:
else a few strangers who ask again and again would hold up everybody's passkeys.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

LASTS: Final = timedelta(minutes=3)
"""How long a browser has to answer."""
_PURPOSE: Final = b"trygg: what a browser is asked for a passkey"
_LONGEST: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What one browser was asked."""

    challenge: str
    """What its authenticator signs: 32 bytes as base64url, which nobody can work out without the key."""
    digest: str
    """By which it is known that it was answered."""
    expires_at: datetime


def key_of(secret: bytes) -> bytes:
    """Return the key that seals questions, from a secret that all nodes of the service share."""
    return hmac.digest(secret, _PURPOSE, "sha256")


def ask(key: bytes, at: datetime) -> tuple[str, Question]:
    """Return what the browser holds, and a new question."""
    until = datetime.fromtimestamp(int((at + LASTS).timestamp()), UTC)
    held = f"{_text(secrets.token_bytes(32))}.{int(until.timestamp())}"
    return held, _question(held, key, until)


def asked(held: str | None, key: bytes, at: datetime) -> Question | None:
    """Return what the browser was asked that holds this; None where it holds nothing, or not any more.

    Whoever makes up what she holds finds no authenticator that has signed what belongs to it: only the key tells that.
    """
    if not held or len(held) > _LONGEST or not held.isascii():
        return None
    chance, _, seconds = held.partition(".")
    if not chance or not seconds.isdecimal() or len(seconds) > len("9999999999"):
        return None
    until = datetime.fromtimestamp(int(seconds), UTC)
    return _question(held, key, until) if at < until else None


def _question(held: str, key: bytes, until: datetime) -> Question:
    challenge = _text(hmac.digest(key, held.encode(), "sha256"))
    return Question(challenge=challenge, digest=sha256(held.encode()).hexdigest(), expires_at=until)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
