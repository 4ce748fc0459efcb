"""Where passkeys work: at the address that was said, and otherwise where browsers come to anyway; else nowhere."""

from typing import Any

import pytest

from service.access.passkey_place import Nowhere, Place, place_of

USUAL: dict[str, Any] = {
    "said": None,
    "names": [],
    "secure": False,
    "is_loopback": True,
    "port": 8080,
    "own_tls": False,
}


@pytest.mark.parametrize(
    ("different", "found"),
    [
        ({}, Place(name="localhost", origin="http://localhost:8080")),
        ({"port": 80}, Place(name="localhost", origin="http://localhost")),
        ({"is_loopback": False}, Nowhere(why="no_tls")),
        ({"secure": True}, Nowhere(why="no_name")),
        (
            {"secure": True, "names": ["Trygg.example.se", "trygg"]},
            Place(name="trygg.example.se", origin="https://trygg.example.se"),
        ),
        (
            {"secure": True, "names": ["trygg.example.se"], "own_tls": True},
            Place(name="trygg.example.se", origin="https://trygg.example.se:8080"),
        ),
        (
            {"secure": True, "names": ["trygg.example.se"], "own_tls": True, "port": 443},
            Place(name="trygg.example.se", origin="https://trygg.example.se"),
        ),
        ({"secure": True, "names": ["10.0.0.5"]}, Nowhere(why="not_a_name")),
        (
            {"said": "https://larm.example.se:8443/", "secure": True, "names": ["trygg"]},
            Place(name="larm.example.se", origin="https://larm.example.se:8443"),
        ),
        ({"said": "http://trygg.example.se"}, Nowhere(why="no_tls")),
    ],
)
def test_where_passkeys_work(different: dict[str, object], found: Place | Nowhere) -> None:
    """A name over TLS, or `localhost`; a port is said where a browser says it."""
    assert place_of(**{**USUAL, **different}) == found


@pytest.mark.parametrize(
    "wrong",
    [
        "trygg.example.se",
        "ftp://trygg.example.se",
        "https://10.0.0.5",
        "https://[::1]",
        "https://trygg.example.se/login",
        "https://eva@trygg.example.se",
        "https://trygg.example.se:99999",
        "https://trygg.example.se?x=1",
        "https://",
        "https://[",
        "",
    ],
)
def test_an_address_that_no_passkey_can_have(wrong: str) -> None:
    """A number, a path, what a browser does not say of a page: passkeys work nowhere then, and nothing breaks."""
    assert isinstance(
        place_of(said=wrong, names=["trygg"], secure=True, is_loopback=True, port=1, own_tls=True), Nowhere
    )
