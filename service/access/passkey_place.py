"""Where passkeys work: at the one address that the operator has said, never at one that a request brings. Pure."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

HERE: Final = "localhost"
"""The one name at which browsers make passkeys without TLS."""

WhyNot = Literal["no_tls", "no_name", "not_a_name"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a passkey is made and used."""

    name: str
    """The host's name (WebAuthn's RP id): a passkey never works at another."""
    origin: str
    """What a browser says of the page that asked: scheme, name and port."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Nowhere:
    """Why passkeys are not offered."""

    why: WhyNot


def place_of(
    *, said: str | None, names: Sequence[str], secure: bool, is_loopback: bool, port: int, own_tls: bool
) -> Place | Nowhere:
    """Return where passkeys work.

    Args:
        said: the address that the operator has said for passkeys, as `https://trygg.example.se`.
        names: the names under which browsers reach the service; the first of them counts.
        secure: whether browsers come over TLS.
        is_loopback: whether the service is reached on this machine alone.
        port: the port that it listens on.
        own_tls: whether it does TLS itself, so that browsers come to that very port.
    """
    if said is not None:
        return _at(said)
    if secure:
        if not names:
            return Nowhere(why="no_name")
        return _at(f"https://{names[0]}:{port}" if own_tls else f"https://{names[0]}")
    return _at(f"http://{HERE}:{port}") if is_loopback else Nowhere(why="no_tls")


def _at(address: str) -> Place | Nowhere:
    """Return the place of an address; its port is left out where a browser leaves it out."""
    try:
        parts = urlsplit(address)
        name, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return Nowhere(why="not_a_name")
    if not name or _is_number(name) or parts.username or parts.path.strip("/") or parts.query or parts.fragment:
        return Nowhere(why="not_a_name")
    if parts.scheme != "https" and not (parts.scheme == "http" and name == HERE):
        return Nowhere(why="no_tls")
    usual = 443 if parts.scheme == "https" else 80
    shown = "" if port in (None, usual) else f":{port}"
    return Place(name=name, origin=f"{parts.scheme}://{name}{shown}")


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
