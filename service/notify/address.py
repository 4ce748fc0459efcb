"""Addresses that may be asked, as they are written; nothing is looked up and nothing is asked."""

import contextlib
import ipaddress
from typing import Final
from urllib.parse import SplitResult, urlsplit

from service.settings import LOOPBACK

LONGEST_URL: Final = 1024
"""Characters. The longest addresses of push services that were met have about 500."""


def is_allowed(address: str) -> bool:
    """Tell whether an address may be asked: over TLS, or on this machine alone; no name or password in it."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    if not host or not plain or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def parts_of(url: str, *, allow_http: bool = False) -> SplitResult:
    """Return the parts of an address that may be sent to. Pure.

    Raises:
        ValueError: what is wrong with it; the address itself is not in the message, it may be a secret.
    """
    if len(url) > LONGEST_URL:
        raise ValueError(f"the address has more than {LONGEST_URL} characters")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise ValueError("the address has characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("the address is written wrongly") from None
    if parts.scheme != "https" and not (allow_http and parts.scheme == "http"):
        raise ValueError("the address does not begin with https://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the address holds a user name or a password")
    if not parts.hostname or port == 0:
        raise ValueError("the address names no host")
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(parts.hostname)
        return parts
    if parts.hostname.rpartition(".")[2].isdigit():
        raise ValueError("the address is a number that is written in an unusual way")
    return parts
