"""Whether a provider signed a token: pure, joserfc does the arithmetic.

The algorithms are pinned to those that need a private key: never `none`, and never a shared secret, which would let
anybody sign with the public key that everybody has. The key comes from the provider's published set, never from the
token.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import import_key

from service.provider.port import ProviderError

ALGORITHMS: Final[Mapping[str, tuple[str, str | None]]] = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "EdDSA": ("OKP", "Ed25519"),
    "Ed25519": ("OKP", "Ed25519"),
}
"""Algorithm → the kind of key and curve that belong to it."""
LONGEST: Final = 65_536
"""Characters of a token."""
MOST_KEYS: Final = 64
RSA_BYTES: Final = range(256, 1025)
"""Bytes of an RSA key: 2048 bits at least, and few enough that checking costs nothing."""

Key = Mapping[str, Any]


class Pinned(jws.JWSRegistry):
    """The algorithms above and no others; that EdDSA has got a newer name (RFC 9864) is no reason to warn."""

    max_header_length = 4096  # some providers put a certificate into it, which nobody reads

    def __init__(self) -> None:
        super().__init__(algorithms=list(ALGORITHMS), strict_check_header=False)

    def get_alg(self, name: str) -> Any:
        """Return one of the pinned algorithms."""
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(f"{name} is not pinned")
        return self.algorithms[name]


_registry: Final = Pinned()


class UnknownKeyError(ProviderError):
    """None of the provider's keys that are known has the token's name: it may have got new ones."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("wrong", "the id_token is signed with a key that the provider has not published (kid)")


def keys_of(document: Mapping[str, Any]) -> tuple[Key, ...]:
    """Return the keys of a published set.

    Raises:
        ProviderError: it holds none, or too many.
    """
    keys = document.get("keys")
    if not isinstance(keys, list) or not 0 < len(keys) <= MOST_KEYS:
        raise ProviderError("wrong", f"the provider's set of keys holds none, or more than {MOST_KEYS}")
    return tuple(key for key in keys if isinstance(key, dict))


def claims_of(token: str, keys: Sequence[Key]) -> Mapping[str, Any]:
    """Return what a token says, once its signature is found right.

    Raises:
        UnknownKeyError: it names a key that is not among these.
        ProviderError: it is not signed by the provider.
    """
    header = _header(token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise ProviderError("wrong", f"the id_token is not signed with one of {', '.join(ALGORITHMS)} (alg)")
    key = _key(header, ALGORITHMS[algorithm], algorithm, keys)
    try:
        signed = jws.deserialize_compact(token, import_key(key), registry=_registry)
        said = parsed(signed.payload)
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise ProviderError(
            "wrong", f"the id_token's signature is not the provider's ({type(wrong).__name__})"
        ) from wrong
    return said


def _header(token: str) -> Mapping[str, Any]:
    head = token.split(".", 1)[0]
    if len(token) > LONGEST or not token.isascii() or token.count(".") != 2:
        raise ProviderError("wrong", "the id_token is no signed token (JWS)")
    try:
        return parsed(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (binascii.Error, ValueError) as wrong:
        raise ProviderError("wrong", "the id_token is no signed token (JWS)") from wrong


def _key(
    header: Mapping[str, Any], wanted: tuple[str, str | None], algorithm: str, keys: Sequence[Key]
) -> dict[str, Any]:
    """Return the one key that a token was signed with, its public part alone."""
    name = header.get("kid")
    named = [key for key in keys if name is None or key.get("kid") == name]
    if not named:
        raise UnknownKeyError
    fitting = [key for key in named if _fits(key, wanted, algorithm)]
    if len(fitting) != 1:
        raise ProviderError("wrong", "the id_token's key is not one signing key of its algorithm, 2048 bits at least")
    return {part: fitting[0][part] for part in ("kty", "crv", "n", "e", "x", "y") if part in fitting[0]}


def _fits(key: Key, wanted: tuple[str, str | None], algorithm: str) -> bool:
    kind, curve = wanted
    if key.get("kty") != kind or (curve and key.get("crv") != curve):
        return False
    if key.get("use") not in (None, "sig") or key.get("alg") not in (None, algorithm):
        return False
    parts = [key.get(part) for part in (("n", "e") if kind == "RSA" else ("x",))]
    if not all(isinstance(part, str) and part for part in parts):
        return False
    return kind != "RSA" or (len(str(key["n"])) * 3 // 4 in RSA_BYTES and len(str(key["e"])) <= 8)


def parsed(data: bytes) -> Mapping[str, Any]:
    """Return a JSON object.

    Raises:
        ValueError: it is something else.
    """
    try:
        said = json.loads(data, parse_constant=_refuse)
    except RecursionError as wrong:
        raise ValueError("too deep") from wrong
    if not isinstance(said, dict):
        raise ValueError("no JSON object")
    return said


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
