"""Where the service may be reached: on loopback at once; from elsewhere only over TLS and with accounts."""

import ipaddress
import ssl
from dataclasses import dataclass

from service.settings import LOOPBACK, Settings


class ServeError(RuntimeError):
    """The service cannot start; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Front:
    """How the service is reached."""

    secure: bool
    """Whether browsers come over TLS, to Trygg itself or to the named proxy before it."""
    trusted_proxy: str | None
    """The one address whose word on where a request came from is believed."""
    names: frozenset[str]
    """Host names under which it may be addressed."""


def front_of(settings: Settings, *, has_account: bool) -> Front:
    """Return how the service is reached.

    Raises:
        ServeError: beyond loopback without TLS or without an account, or with settings that do not fit together.
    """
    own_tls = settings.tls_certificate is not None
    if own_tls != (settings.tls_key is not None):
        raise ServeError("TLS needs both files: set TRYGG_TLS_CERTIFICATE and TRYGG_TLS_KEY, or neither.")
    if own_tls:
        _must_load(settings)
    if settings.proxy is not None:
        _must_be_address(settings.proxy)
    beyond = settings.http_host not in LOOPBACK
    if beyond and not own_tls and settings.proxy is None:
        raise ServeError(
            f"Trygg does not listen on {settings.http_host} without TLS: whoever reads along could act as anybody. Set "
            "TRYGG_TLS_CERTIFICATE and TRYGG_TLS_KEY, or TRYGG_PROXY to the address of the proxy that does TLS, or "
            "leave TRYGG_HTTP_HOST out."
        )
    reached_from_elsewhere = beyond or settings.proxy is not None
    if reached_from_elsewhere and not has_account:
        raise ServeError(
            "Trygg is not reached from elsewhere until somebody has an account: "
            "trygg user add LOGIN NAME --role operator"
        )
    if reached_from_elsewhere and not settings.http_names:
        raise ServeError(
            "Say under which name browsers reach Trygg, so that no other name can be made to lead here: "
            "TRYGG_HTTP_NAMES='[\"trygg.example.se\"]'"
        )
    return Front(
        secure=own_tls or settings.proxy is not None,
        trusted_proxy=settings.proxy,
        names=frozenset(settings.http_names) | LOOPBACK | ({settings.http_host} if beyond else frozenset()),
    )


def _must_load(settings: Settings) -> None:
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(str(settings.tls_certificate), str(settings.tls_key))
    except (OSError, ssl.SSLError) as wrong:
        raise ServeError(
            f"the certificate {settings.tls_certificate} and its key cannot be used ({wrong.strerror or wrong}); "
            "see TRYGG_TLS_CERTIFICATE and TRYGG_TLS_KEY"
        ) from wrong


def _must_be_address(proxy: str) -> None:
    try:
        ipaddress.ip_address(proxy)
    except ValueError:
        raise ServeError(f"TRYGG_PROXY is the address of one proxy, like 10.0.0.5; {proxy!r} is none.") from None
