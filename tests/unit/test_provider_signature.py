"""Forged tokens: only what the provider signed with a private key of its own is believed."""

import base64
import hashlib
import hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from parts.issuer import part, published, signed, signed_bytes, signing_key
from service.provider.port import ProviderError
from service.provider.signature import ALGORITHMS, LONGEST, UnknownKeyError, claims_of, keys_of

SAID = {"sub": "eva-17"}
KEYS = [published(signing_key())]


@pytest.mark.parametrize("alg", ALGORITHMS)
def test_what_the_provider_signed_is_believed(alg: str) -> None:
    """With each algorithm that needs a private key."""
    assert claims_of(signed(SAID, alg=alg), [published(signing_key(alg))]) == SAID


def test_unsigned_is_not_believed() -> None:
    """`none`, in any spelling, and a signature cut off."""
    for alg in ("none", "None", "NONE", "", None, ["ES256"], 1):
        with pytest.raises(ProviderError, match="alg"):
            claims_of(f"{part({'alg': alg, 'kid': 'one'})}.{part(SAID)}.", KEYS)
    with pytest.raises(ProviderError, match="signature"):
        claims_of(signed(SAID).rsplit(".", 1)[0] + ".", KEYS)


def test_the_public_key_is_no_shared_secret() -> None:
    """HS256 with what everybody can read, as text and as bytes."""
    key = signing_key("RS256")
    assert isinstance(key, RSAKey)
    pem = key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for secret in (pem, pem.strip(), published(key)["n"].encode()):
        body = f"{part({'alg': 'HS256', 'kid': 'one', 'typ': 'JWT'})}.{part(SAID)}"
        made = base64.urlsafe_b64encode(hmac.digest(secret, body.encode(), hashlib.sha256)).decode().rstrip("=")
        with pytest.raises(ProviderError, match="alg"):
            claims_of(f"{body}.{made}", [published(key)])


def test_a_key_that_came_with_the_token_is_not_used() -> None:
    """A stranger's own key in the header, or at an address of hers, convinces nobody."""
    mine = signed(SAID, name="mine", jwk=published(signing_key("ES256", "mine")), jku="https://evil.example/keys")
    with pytest.raises(UnknownKeyError):
        claims_of(mine, KEYS)
    under_its_name = signed(SAID, name="mine").split(".")
    under_its_name[0] = part({"alg": "ES256", "kid": "one"})
    with pytest.raises(ProviderError, match="signature"):
        claims_of(".".join(under_its_name), KEYS)


def test_an_unknown_key_says_so() -> None:
    """So that the provider's keys can be asked for once more: it may have changed them."""
    with pytest.raises(UnknownKeyError):
        claims_of(signed(SAID, name="two"), KEYS)


def test_without_a_name_only_a_single_key_will_do() -> None:
    """Nobody tries one key after the other."""
    assert claims_of(signed(SAID, kid=None), KEYS) == SAID
    with pytest.raises(ProviderError, match="not one signing key"):
        claims_of(signed(SAID, kid=None), [*KEYS, published(signing_key("ES256", "two"))])


@pytest.mark.parametrize(
    "change", [{"use": "enc"}, {"alg": "ES384"}, {"crv": "P-384"}, {"kty": "oct", "k": "c2VjcmV0"}, {"x": 1}, {"x": ""}]
)
def test_a_key_for_something_else_is_not_used(change: dict[str, Any]) -> None:
    """Kind, curve, use and algorithm have to be those of the token."""
    with pytest.raises(ProviderError):
        claims_of(signed(SAID), [{**KEYS[0], **change}])


def test_a_weak_or_monstrous_key_is_not_used() -> None:
    """Fewer than 2048 bits could be broken; a hundred thousand would keep the service busy."""
    weak = {"kty": "RSA", "kid": "one", "e": "AQAB", "n": base64.urlsafe_b64encode(b"\xff" * 128).decode().rstrip("=")}
    for key in (weak, {**weak, "n": "_" * 20_000}, {**weak, "n": "_" * 342, "e": "_" * 300}):
        with pytest.raises(ProviderError, match="2048"):
            claims_of(signed(SAID, alg="RS256"), [key])


@given(st.text(max_size=200) | st.builds(lambda a, b, c: f"{a}.{b}.{c}", *[st.text(max_size=40)] * 3))
def test_no_text_trips_it(text: str) -> None:
    """Whatever comes instead of a token is refused in words."""
    with pytest.raises(ProviderError):
        claims_of(text, KEYS)


@given(st.integers(0, 400), st.integers(1, 255))
def test_no_changed_token_is_believed(place: int, change: int) -> None:
    """One letter changed anywhere, and it is nobody's; unless it says the same, to the letter."""
    token = signed(SAID)
    place %= len(token)
    changed = token[:place] + chr((ord(token[place]) ^ change) & 127) + token[place + 1 :]
    if changed == token:
        return
    try:
        said = claims_of(changed, KEYS)
    except ProviderError:
        return
    # The last letter of a part has bits that mean nothing: the same bytes, spelled otherwise.
    assert said == SAID


def test_what_is_too_long_is_not_even_looked_at() -> None:
    """A token, and a set of keys."""
    with pytest.raises(ProviderError, match="no signed token"):
        claims_of(f"{part({'alg': 'ES256'})}.{'a' * LONGEST}.a", KEYS)
    wrongs: list[dict[str, Any]] = [{}, {"keys": []}, {"keys": KEYS * 65}, {"keys": "one"}]
    for wrong in wrongs:
        with pytest.raises(ProviderError, match="keys"):
            keys_of(wrong)
    assert keys_of({"keys": [*KEYS, "strange"]}) == tuple(KEYS)


def test_a_payload_that_is_no_object_is_refused() -> None:
    """A list, a number, a NaN, and a thousand brackets."""
    for payload in (b"[]", b"1", b'{"exp": NaN}', b"\xff", b"[" * 5000):
        with pytest.raises(ProviderError):
            claims_of(signed_bytes(payload), KEYS)
