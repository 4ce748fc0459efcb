"""What a browser carries between going to the provider and coming back: signed, short-lived, its own. Pure.

It travels in a cookie, so any node can take her in again, and nobody else's browser has it. It is signed with a key
made of the client secret, which all nodes share; what it says is no secret to the browser that carries it.
"""

import base64
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from service.provider.port import ProviderError

LASTS: Final = timedelta(minutes=10)
LONGEST: Final = 4000
"""Characters: browsers keep no longer cookie."""
_PURPOSE: Final = b"trygg: on the way to the identity provider and back"


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One login on its way."""

    state: str
    nonce: str
    verifier: str
    onward: str
    back: str
    begun: int
    """Seconds since 1970."""


def key_of(secret: str) -> bytes:
    """Return the key that ways are signed with."""
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def sealed(way: Way, key: bytes) -> str:
    """Return a way as a cookie holds it."""
    body = _text(json.dumps(asdict(way), ensure_ascii=True, separators=(",", ":")).encode())
    return f"{body}.{_signature(body, key)}"


def opened(text: str | None, key: bytes, state: str, at: datetime) -> Way:
    """Return the way that a cookie holds.

    Raises:
        ProviderError: there is none, it is not ours, too old, or another one's (`state`).
    """
    if not text or len(text) > LONGEST or not text.isascii():
        raise ProviderError("stale", "the browser brought nothing of a login that was begun here")
    body, _, signature = text.partition(".")
    if not hmac.compare_digest(signature, _signature(body, key)):
        raise ProviderError("stale", "what the browser brought was not signed by this service")
    try:
        way = Way(**json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))
    except TypeError as wrong:  # signed by this service before it was brought up to date
        raise ProviderError("stale", "the login was begun with another version of this service") from wrong
    if not hmac.compare_digest(way.state.encode(), state.encode()):
        raise ProviderError("stale", "the answer belongs to another login than the browser's (state)")
    if not 0 <= at.timestamp() - way.begun < LASTS.total_seconds():
        raise ProviderError("stale", "the login was begun more than ten minutes ago")
    return way


def _signature(body: str, key: bytes) -> str:
    return _text(hmac.digest(key, body.encode(), "sha256"))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
