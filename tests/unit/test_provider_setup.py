"""What an operator sets about the identity provider: what fits, and what is told otherwise."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from service.provider.request import origin
from service.provider.setup import SetupError, is_safe, setup_of
from service.settings import Settings

FITS: dict[str, Any] = {
    "oidc_issuer": "https://login.agency.example/v2",
    "oidc_client_id": "trygg",
    "oidc_client_secret": SecretStr("a secret that nobody guesses"),
}


def test_nothing_set_is_no_provider() -> None:
    """And nothing is wrong with that."""
    assert setup_of(Settings()) is None


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    """Without the line's end."""
    file = tmp_path / "secret"
    file.write_text("a secret that nobody guesses\n")
    found = setup_of(Settings(**{**FITS, "oidc_client_secret": None, "oidc_client_secret_file": file}))
    assert found is not None
    assert found.secret == "a secret that nobody guesses"
    assert found.secret not in repr(found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"oidc_issuer": "http://login.agency.example"}, "OIDC_ISSUER"),
        ({"oidc_issuer": "https://login.agency.example?x=1"}, "OIDC_ISSUER"),
        ({"oidc_issuer": "login.agency.example"}, "OIDC_ISSUER"),
        ({"oidc_client_id": None}, "OIDC_CLIENT_ID"),
        ({"oidc_scopes": "profile"}, "OIDC_SCOPES"),
        ({"oidc_client_secret": None}, "OIDC_CLIENT_SECRET_FILE"),
        ({"oidc_client_secret_file": Path("/nowhere")}, "either"),
        ({"oidc_client_secret": None, "oidc_client_secret_file": Path("/nowhere")}, "cannot be read"),
        ({"oidc_client_secret": SecretStr("short")}, "fewer than 16"),
        ({"oidc_ca": Path("/nowhere")}, "OIDC_CA"),
    ],
)
def test_what_does_not_fit_is_said(change: dict[str, Any], says: str) -> None:
    """By the name of the setting, and never with the secret in it."""
    with pytest.raises(SetupError, match=says) as wrong:
        setup_of(Settings(**{**FITS, **change}))
    assert "nobody guesses" not in str(wrong.value)


def test_only_this_machine_needs_no_https() -> None:
    """For trying out and for tests; an address with a name or a part of a page in it is none."""
    assert is_safe("http://127.0.0.1:3000")
    assert is_safe("https://login.agency.example/a?b=c", query=True)
    for wrong in ("http://127.0.0.1@evil.example", "https://a/#b", "https://å.example", "https://a:x/", "https:///a"):
        assert not is_safe(wrong, query=True)


def test_the_way_back_is_the_services_own() -> None:
    """Name and port as the browser addressed it, and nothing else of it."""
    assert origin("trygg.example.se", secure=True) == "https://trygg.example.se"
    assert origin("localhost:8080", secure=False) == "http://localhost:8080"
    assert origin("[::1]:8080", secure=False) == "http://[::1]:8080"
    assert origin("evil.example@localhost:8080", secure=False) == "http://localhost:8080"
