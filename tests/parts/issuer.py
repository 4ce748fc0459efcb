"""A fake of the way to an identity provider, which signs for itself, and lies when a test says so."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from service.provider.port import ProviderError
from service.provider.signature import Pinned

ISSUER = "https://login.agency.example/v2"
CLIENT = "trygg"


def signing_key(alg: str = "ES256", name: str = "one") -> RSAKey | ECKey | OKPKey:
    """Return a key pair for an algorithm; the same for the same name."""
    return _made(alg, name)


@lru_cache
def _made(alg: str, name: str) -> RSAKey | ECKey | OKPKey:
    parameters: Any = {"kid": name, "use": "sig", "alg": alg}
    if alg in ("RS256", "PS256"):
        return RSAKey.generate_key(2048, parameters)
    if alg in ("EdDSA", "Ed25519"):
        return OKPKey.generate_key("Ed25519", parameters)
    return ECKey.generate_key("P-384" if alg == "ES384" else "P-256", parameters)


def published(key: RSAKey | ECKey | OKPKey) -> dict[str, Any]:
    """Return what a provider publishes of a key."""
    return dict(key.as_dict(private=False))


def signed(claims: Mapping[str, Any], *, alg: str = "ES256", name: str = "one", **header: Any) -> str:
    """Return a token that a provider would send."""
    return signed_bytes(json.dumps(claims).encode(), alg=alg, name=name, **header)


def signed_bytes(payload: bytes, *, alg: str = "ES256", name: str = "one", **header: Any) -> str:
    """Return a token around anything; a header that is None is left out."""
    head = {part: value for part, value in {"alg": alg, "kid": name, **header}.items() if value is not None}
    return jws.serialize_compact(head, payload, signing_key(alg, name), registry=Pinned())


def part(value: object) -> str:
    """Return a part of a token made by hand."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def claims(at: datetime, nonce: str, /, **other: Any) -> dict[str, Any]:
    """Return what a token says of Eva; None for what it shall not say."""
    made = {
        "iss": ISSUER,
        "sub": "eva-17",
        "aud": CLIENT,
        "nonce": nonce,
        "iat": int(at.timestamp()),
        "exp": int((at + timedelta(minutes=5)).timestamp()),
        **other,
    }
    return {name: value for name, value in made.items() if value is not None}


class Issuer:
    """A `Fetch` that answers as a provider does."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.forms: list[Mapping[str, str]] = []
        self.headers: list[Mapping[str, str]] = []
        self.down = False
        self.wait: Callable[[], None] = lambda: None
        """What happens while somebody waits for no answer."""
        self.about: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize?tenant=a",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "end_session_endpoint": f"{ISSUER}/logout",
        }
        self.keys: list[dict[str, Any]] = [published(signing_key())]
        self.token: Callable[[], tuple[int, Any]] = lambda: (400, {"error": "invalid_grant"})
        self.codes: set[str] = {"a code"}

    async def __call__(
        self, address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        self.asked.append(address)
        if self.down:
            self.wait()
            raise ProviderError("down", "no answer")
        if form is not None:
            self.forms.append(form)
            self.headers.append(headers or {})
            if form["code"] not in self.codes:
                return 400, b'{"error": "invalid_grant"}'
            self.codes.discard(form["code"])
            status, said = self.token()
            return status, said if isinstance(said, bytes) else json.dumps(said).encode()
        told: Any = {"keys": self.keys} if address == self.about.get("jwks_uri") else self.about
        return 200, json.dumps(told).encode()

    async def close(self) -> None:
        """Do nothing."""

    def times(self, end: str) -> int:
        """How often an address that ends so was asked."""
        return sum(one.endswith(end) for one in self.asked)


def asked_for(address: str) -> dict[str, str]:
    """Return what an address says after its question mark, each once."""
    said = parse_qs(urlsplit(address).query, strict_parsing=True)
    assert all(len(values) == 1 for values in said.values())
    return {name: values[0] for name, values in said.items()}
