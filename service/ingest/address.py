"""A broker's address, read from the URL in the settings, with its secrets kept out of every text."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_PORTS = {"mqtt": 1883, "mqtts": 8883}


class AddressError(ValueError):
    """The broker's URL cannot be used; the text says why and never repeats a password."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where a broker listens and how to come in."""

    host: str
    port: int
    tls: bool = False
    ca_file: Path | None = None
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    def user_of(self, client_id: str) -> str | None:
        """Return the name to come in with: the client id itself where the URL has a password and no name."""
        return client_id if not self.user and self.password is not None else self.user

    @property
    def sessions_password(self) -> str | None:
        """The password that each session of Trygg has under its own name; None where all come in as one named user."""
        return None if self.user else self.password or None

    def __str__(self) -> str:
        """Return the address as it may be shown and logged: without user and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"


def read_address(url: str, ca_file: Path | None = None) -> Address:
    """Read `mqtt://[user[:password]@]host[:port]` or `mqtts://…[?ca=FILE]`.

    Args:
        url: the broker's URL; user and password are percent-encoded where they hold `@`, `:` or `/`. With a password
            and no user (`mqtts://:secret@host`) each session comes in with its own client id as its user.
        ca_file: certificates to trust instead of the system's; `?ca=` in the URL says the same.

    Raises:
        AddressError: the URL is not of this form.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        # The library's own text may repeat the part that holds the password.
        raise AddressError("the broker's URL has a host or port that cannot be read; write mqtt://host:1883") from None
    if parts.scheme not in _PORTS:
        raise AddressError(
            f"the broker's URL begins with {parts.scheme or 'nothing'!r}; "
            "write mqtt://host:1883, or mqtts://host:8883 for TLS"
        )
    if not host:
        raise AddressError(f"the broker's URL names no host; write {parts.scheme}://host:{_PORTS[parts.scheme]}")
    if port == 0:
        raise AddressError("the broker's URL names port 0; write the port on which the broker listens")
    if parts.path not in ("", "/") or parts.fragment:
        raise AddressError("the broker's URL has something after the host and port; write mqtt://host:1883")
    options = parse_qs(parts.query)
    if unknown := sorted(options.keys() - {"ca"}):
        raise AddressError(f"the broker's URL has an option that nobody knows, {unknown[0]!r}; only ?ca=FILE is one")
    tls = parts.scheme == "mqtts"
    trusted = Path(options["ca"][-1]) if "ca" in options else ca_file
    if trusted is not None and not tls:
        raise AddressError(
            "the broker's certificate authority is given but the URL is not mqtts://; TLS would not be used"
        )
    return Address(
        host=host,
        port=port or _PORTS[parts.scheme],
        tls=tls,
        ca_file=trusted,
        user=unquote(parts.username) if parts.username is not None else None,
        password=unquote(parts.password) if parts.password is not None else None,
    )
