"""What is asked of a provider, put into words: pure."""

import base64
import hashlib
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit, urlunsplit

from service.provider.discovery import Discovered
from service.provider.setup import Setup
from service.provider.way import Way


def origin(host: str, *, secure: bool) -> str:
    """Return the service's own origin, as a browser has just addressed it (the header Host, which was let through)."""
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        name, port = "", None
    shown = f"[{name}]" if ":" in name else name
    return f"{'https' if secure else 'http'}://{shown}{f':{port}' if port else ''}"


def authorization(found: Discovered, setup: Setup, way: Way) -> str:
    """Return where a browser goes to log in (OpenID Connect Core 3.1.2.1, PKCE by RFC 7636)."""
    return _with(
        found.authorization,
        {
            "response_type": "code",
            "client_id": setup.client_id,
            "redirect_uri": way.back,
            "scope": setup.scopes,
            "state": way.state,
            "nonce": way.nonce,
            "code_challenge": challenge(way.verifier),
            "code_challenge_method": "S256",
        },
    )


def challenge(verifier: str) -> str:
    """Return what a verifier is announced by (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def exchange(found: Discovered, setup: Setup, way: Way, code: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the form and the headers that turn a code into tokens (OpenID Connect Core 3.1.3.1)."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": way.back,
        "code_verifier": way.verifier,
    }
    if found.basic:  # RFC 6749, 2.3.1: both are written as in a form before they are joined
        pair = f"{quote_plus(setup.client_id)}:{quote_plus(setup.secret)}"
        return form, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return {**form, "client_id": setup.client_id, "client_secret": setup.secret}, {}


def leave(found: Discovered, setup: Setup, back: str) -> str | None:
    """Return where a browser logs out over there (RP-Initiated Logout 1.0, 2)."""
    if found.leave is None:
        return None
    return _with(found.leave, {"client_id": setup.client_id, "post_logout_redirect_uri": back})


def _with(address: str, said: dict[str, str]) -> str:
    parts = urlsplit(address)
    before = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in said]
    return urlunsplit(parts._replace(query=urlencode([*before, *said.items()])))
