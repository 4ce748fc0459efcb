"""What an id_token says, checked (OpenID Connect Core 3.1.3.7): pure, time is an argument.

Its signature was checked before. Nothing it says about groups or roles is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from service.provider.port import ProviderError

SKEW: Final = timedelta(seconds=60)
"""How far the clocks of the service and the provider may be apart."""
OLDEST: Final = timedelta(minutes=10)
"""How long ago a token may have been issued: it was made for this login; some providers date it five minutes back."""
LONGEST_NAME: Final = 255
"""Characters of what names a person (OpenID Connect Core 2)."""
_LATEST: Final = 1e11
"""Seconds since 1970; nothing beyond is a time that anybody meant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """Whose token it has to be, for whom, and for which login."""

    issuer: str
    client_id: str
    nonce: str


def check(claims: Mapping[str, Any], expected: Expected, at: datetime) -> None:
    """Return when everything fits.

    Raises:
        ProviderError: it is not for us, not for this login, or not for now.
    """
    if claims.get("iss") != expected.issuer:
        raise ProviderError("wrong", "the id_token is another issuer's (iss)")
    audience = claims.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    if expected.client_id not in meant:
        raise ProviderError("wrong", "the id_token was made for another service (aud)")
    presenter = claims.get("azp")
    if presenter not in (None, expected.client_id) or (len(meant) > 1 and presenter is None):
        raise ProviderError("wrong", "the id_token was given to another service (azp)")
    if claims.get("nonce") != expected.nonce:
        raise ProviderError("wrong", "the id_token belongs to another login (nonce)")
    _check_times(claims, at.timestamp())


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    skew = SKEW.total_seconds()
    issued, ends = _seconds(claims, "iat"), _seconds(claims, "exp")
    begins = _seconds(claims, "nbf") if "nbf" in claims else issued
    if max(issued, begins) > now + skew:
        raise _apart(max(issued, begins) - now, "behind")
    if now - issued > OLDEST.total_seconds():
        raise _apart(now - issued, "ahead")
    if ends + skew <= now:
        raise _apart(now - ends, "ahead")


def _apart(seconds: float, where: str) -> ProviderError:
    """Say how far: a token made a moment ago that does not hold now means that a clock is wrong."""
    return ProviderError(
        "clock",
        f"the id_token was made just now and does not hold now: this machine's clock seems to be {seconds:.0f} s "
        f"{where} the provider's ({SKEW.total_seconds():.0f} s are forgiven); have both set by NTP",
    )


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _LATEST:
        raise ProviderError("wrong", f"the id_token has no time in {name}")
    return float(value)


def subject(claims: Mapping[str, Any], claim: str) -> str:
    """Return what names the person.

    Raises:
        ProviderError: the claim is missing, or nothing that could be kept.
    """
    value = claims.get(claim)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME or not value.isprintable():
        raise ProviderError("wrong", f"the id_token has no {claim!r} that names a person; see TRYGG_OIDC_CLAIM")
    return value


def match(claims: Mapping[str, Any], claim: str | None) -> str | None:
    """Return the login that somebody would have here; an e-mail address only where the provider has verified it."""
    value = claims.get(claim) if claim else None
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME or not value.isascii():
        return None
    if claim == "email" and claims.get("email_verified") is not True:
        return None
    return value.strip() or None
