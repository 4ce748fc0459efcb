"""What a provider says about itself (OpenID Connect Discovery 1.0): pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.provider.port import ProviderError
from service.provider.setup import is_safe

LONGEST_ADDRESS = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovered:
    """Where a provider is asked what."""

    authorization: str
    token: str
    keys: str
    leave: str | None
    """Where a browser logs out; None where that is not offered."""
    basic: bool
    """Whether the secret goes into a header (`client_secret_basic`), not into the form."""
    names_itself: bool
    """Whether the provider says on the way back who it is (RFC 9207), so that silence is an error."""


def address_of(issuer: str) -> str:
    """Return where an issuer says it."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def discovered(document: Mapping[str, Any], issuer: str) -> Discovered:
    """Read what a provider says.

    Raises:
        ProviderError: it is somebody else, or an address is missing or unsafe.
    """
    if document.get("issuer") != issuer:
        raise ProviderError("wrong", "the provider calls itself otherwise than TRYGG_OIDC_ISSUER does, to the letter")
    methods = document.get("token_endpoint_auth_methods_supported")
    return Discovered(
        authorization=_address(document, "authorization_endpoint"),
        token=_address(document, "token_endpoint"),
        keys=_address(document, "jwks_uri"),
        leave=_address(document, "end_session_endpoint") if document.get("end_session_endpoint") else None,
        basic=not isinstance(methods, list) or "client_secret_basic" in methods or "client_secret_post" not in methods,
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(document: Mapping[str, Any], name: str) -> str:
    address = document.get(name)
    if not isinstance(address, str) or len(address) > LONGEST_ADDRESS or not is_safe(address, query=True):
        raise ProviderError("wrong", f"what the provider says about itself has no safe {name}")
    return address
