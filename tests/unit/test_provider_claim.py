"""What a token says: whose, for whom, for which login, and for now."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.issuer import CLIENT, ISSUER, claims
from parts.stores import AT
from service.provider.claim import LONGEST_NAME, OLDEST, SKEW, Expected, check, match, subject
from service.provider.port import ProviderError

EXPECTED = Expected(issuer=ISSUER, client_id=CLIENT, nonce="n")
NOW = int(AT.timestamp())
FORGIVEN = int(SKEW.total_seconds())


def test_what_fits_is_believed() -> None:
    """One audience or several with us as the presenter; a token may be dated back by some minutes."""
    check(claims(AT, "n"), EXPECTED, AT)
    check(claims(AT, "n", aud=[CLIENT]), EXPECTED, AT)
    check(claims(AT, "n", aud=[CLIENT, "other"], azp=CLIENT), EXPECTED, AT)
    check(claims(AT, "n", iat=NOW - 300, nbf=NOW - 300, exp=NOW + 3600), EXPECTED, AT)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"iss": "https://login.other.example"}, "iss"),
        ({"iss": f"{ISSUER}/"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "other"}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": {CLIENT: 1}}, "aud"),
        ({"aud": [CLIENT, "other"]}, "azp"),
        ({"aud": [CLIENT, "other"], "azp": "other"}, "azp"),
        ({"azp": "other"}, "azp"),
        ({"nonce": "m"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"exp": None}, "exp"),
        ({"iat": None}, "iat"),
        ({"iat": "now"}, "iat"),
        ({"iat": True}, "iat"),
        ({"exp": 1e300}, "exp"),
        ({"exp": float("nan")}, "exp"),
        ({"exp": -1}, "exp"),
        ({"nbf": [NOW]}, "nbf"),
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, Any], says: str) -> None:
    """Each says which claim; none of it is forgiven."""
    with pytest.raises(ProviderError, match=says) as refused:
        check(claims(AT, "n", **wrong), EXPECTED, AT)
    assert refused.value.why == "wrong"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"iat": NOW + FORGIVEN + 1}, "61 s behind"),
        ({"iat": NOW, "nbf": NOW + 3600}, "3600 s behind"),
        ({"exp": NOW - FORGIVEN}, "60 s ahead"),
        ({"iat": NOW - int(OLDEST.total_seconds()) - 1}, "601 s ahead"),
    ],
)
def test_clocks_that_are_apart_are_named(wrong: dict[str, Any], says: str) -> None:
    """A token made just now that does not hold says by how much, in which direction, and what to do."""
    with pytest.raises(ProviderError, match=says) as refused:
        check(claims(AT, "n", **wrong), EXPECTED, AT)
    assert refused.value.why == "clock"
    assert "NTP" in str(refused.value)


@given(apart=st.integers(-4000, 4000))
def test_a_minute_is_forgiven_both_ways(apart: int) -> None:
    """A token that holds for no time at all passes exactly while the clocks are at most a minute apart."""
    at = AT + timedelta(seconds=apart)
    made = claims(at, "n", exp=int(at.timestamp()) + 1)
    if -FORGIVEN <= apart <= FORGIVEN:
        if apart == -FORGIVEN:
            return  # it ends in this very second
        check(made, EXPECTED, AT)
    elif apart > FORGIVEN:
        with pytest.raises(ProviderError, match="behind"):
            check(made, EXPECTED, AT)


@given(st.dictionaries(st.sampled_from(["iss", "aud", "azp", "nonce", "iat", "exp", "nbf"]), st.from_type(object)))
def test_nothing_strange_is_believed(said: dict[str, Any]) -> None:
    """Whatever stands there, it is refused in words and never trips the checking."""
    with pytest.raises(ProviderError):
        check(said, EXPECTED, AT)


@pytest.mark.parametrize("wrong", [None, 17, "", " \0", "a\nb", "x" * (LONGEST_NAME + 1), ["eva"]])
def test_a_subject_is_a_word_that_can_be_kept(wrong: Any) -> None:
    """Anything else names nobody."""
    with pytest.raises(ProviderError, match="TRYGG_OIDC_CLAIM"):
        subject({"sub": wrong}, "sub")
    assert subject({"oid": "eva-17"}, "oid") == "eva-17"


def test_an_address_matches_only_when_it_is_verified() -> None:
    """Whoever can choose her address freely must not become somebody by it."""
    assert match({"email": "eva@a.example", "email_verified": True}, "email") == "eva@a.example"
    assert match({"email": "eva@a.example", "email_verified": "true"}, "email") is None
    assert match({"email": "eva@a.example"}, "email") is None
    assert match({"preferred_username": "eva"}, "preferred_username") == "eva"
    assert match({"preferred_username": "\u212aalle"}, "preferred_username") is None  # the sign for kelvin becomes a k
    assert match({"preferred_username": "eva"}, None) is None
    assert match({}, "email") is None
