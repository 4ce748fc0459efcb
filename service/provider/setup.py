"""What the operator has set about the identity provider, looked through as a whole."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from service.network.address import NOTHING, Inside
from service.settings import LOOPBACK, Settings

SHORTEST_SECRET: Final = 16
"""Characters: what a browser carries is signed with a key made of the secret, and must not be guessed from it."""
LARGEST_FILE: Final = 4096


class SetupError(ValueError):
    """The settings do not fit together; the text says which and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setup:
    """A provider, and what this service is to it."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    claim: str = "sub"
    """The claim that names a person."""
    match_claim: str | None = None
    """The claim that may name an account's login at a first login."""
    scopes: str = "openid"
    label: str | None = None
    ca: Path | None = None
    inside: Inside = NOTHING
    """What of the house's own network may be asked: what a provider says of itself leads nowhere else."""


def setup_of(settings: Settings) -> Setup | None:
    """Return what is set; None where no provider is.

    Raises:
        SetupError: something is missing or cannot be used.
    """
    if settings.oidc_issuer is None:
        return None
    if not is_safe(settings.oidc_issuer):
        raise SetupError("TRYGG_OIDC_ISSUER has to begin with https:// and to have no ? or # in it")
    if not settings.oidc_client_id:
        raise SetupError("TRYGG_OIDC_CLIENT_ID is missing: the name that the provider gave this service")
    if "openid" not in settings.oidc_scopes.split():
        raise SetupError("TRYGG_OIDC_SCOPES has to contain openid")
    if settings.oidc_ca is not None:
        _must_hold_certificates(settings.oidc_ca)
    return Setup(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=_secret(settings),
        claim=settings.oidc_claim,
        match_claim=settings.oidc_match_claim,
        scopes=settings.oidc_scopes,
        label=settings.oidc_label,
        ca=settings.oidc_ca,
        inside=Inside.of(settings.inside_hosts).and_written(settings.oidc_issuer),
    )


def is_safe(address: str, *, query: bool = False) -> bool:
    """Tell whether an address is `https`, or on this machine alone, and nothing but an address."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment or (parts.query and not query):
        return False
    plain = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    return plain and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _secret(settings: Settings) -> str:
    file, given = settings.oidc_client_secret_file, settings.oidc_client_secret
    if (file is None) == (given is None):
        raise SetupError("set either TRYGG_OIDC_CLIENT_SECRET_FILE or TRYGG_OIDC_CLIENT_SECRET")
    if file is not None:
        try:
            with file.open(encoding="utf-8") as open_file:
                secret = open_file.read(LARGEST_FILE).strip()
        except (OSError, ValueError) as wrong:
            reason = wrong.strerror if isinstance(wrong, OSError) else "it is no text"
            raise SetupError(f"the file of TRYGG_OIDC_CLIENT_SECRET_FILE cannot be read: {reason}") from wrong
    else:
        secret = given.get_secret_value().strip() if given is not None else ""
    if len(secret) < SHORTEST_SECRET:
        raise SetupError(f"the client secret has fewer than {SHORTEST_SECRET} characters; have the provider make one")
    return secret


def _must_hold_certificates(file: Path) -> None:
    try:
        ssl.create_default_context(cafile=str(file))
    except (OSError, ssl.SSLError) as wrong:
        raise SetupError(f"the file of TRYGG_OIDC_CA cannot be used: {wrong.strerror or wrong}") from wrong
