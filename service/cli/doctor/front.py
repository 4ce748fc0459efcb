"""Whether browsers reach the service safely: TLS, its certificate and key, the proxy, the names."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from service.access.passkey_place import Nowhere, place_of
from service.cli.doctor.look import Look, fine, missing, note
from service.settings import LOOPBACK, Settings
from service.wiring.certificate import CertificateError, read_certificate
from service.wiring.front import ServeError, front_of

CERTIFICATE_SOON = timedelta(days=30)


def looks(settings: Settings, now: datetime) -> Iterator[Look]:
    """Look at all of it."""
    try:
        front = front_of(settings, has_account=True)
    except ServeError as wrong:
        yield missing(f"reached from elsewhere: {wrong}")
        return
    if not front.secure:
        yield missing(
            "reached from elsewhere: not at all, so no other screen and no phone; set TRYGG_TLS_CERTIFICATE or "
            "TRYGG_PROXY"
        )
        return
    if settings.tls_certificate is not None and settings.tls_key is not None:
        yield from certificate(settings.tls_certificate, settings.tls_key, settings.http_names, now)
    if settings.proxy is not None:
        yield _proxy(settings, settings.proxy)
    if settings.http_host in LOOPBACK and settings.proxy is None:
        yield missing(f"reached from elsewhere: it listens on {settings.http_host} only; set TRYGG_HTTP_HOST")
    elif not settings.http_names:
        yield missing("names: none; set TRYGG_HTTP_NAMES to the name under which browsers reach it")
    else:
        yield fine(f"reached from elsewhere: over TLS as {', '.join(settings.http_names)}")
        yield passkeys(settings)


def passkeys(settings: Settings) -> Look:
    """Look where people can log in with a passkey, of a service that is reached over TLS by its names."""
    own_tls = settings.tls_certificate is not None
    where = place_of(
        said=settings.passkey_url,
        names=settings.http_names,
        secure=True,
        is_loopback=False,
        port=settings.http_port,
        own_tls=own_tls,
    )
    said = "TRYGG_PASSKEY_URL" if settings.passkey_url is not None else "the first of TRYGG_HTTP_NAMES"
    if isinstance(where, Nowhere):
        return missing(
            f"passkeys: nobody can log in with one: {said} ({settings.passkey_url or settings.http_names[0]}) is no "
            "name over TLS; set TRYGG_PASSKEY_URL, like https://trygg.example.se"
        )
    if where.name not in {name.lower() for name in settings.http_names}:
        return missing(
            f"passkeys: they work at {where.origin}, where nothing answers; add {where.name} to TRYGG_HTTP_NAMES, or "
            "correct TRYGG_PASSKEY_URL"
        )
    if settings.passkey_url is None and (len(settings.http_names) > 1 or not own_tls):
        return note(
            f"passkeys: they work at {where.origin} alone, by {said}; where browsers come by another name or port, set "
            "TRYGG_PASSKEY_URL before somebody makes one"
        )
    return fine(f"passkeys: they work at {where.origin}")


def certificate(file: Path, key: Path, names: list[str], now: datetime) -> Iterator[Look]:
    """Look at a certificate and its key."""
    try:
        said = read_certificate(file, key)
    except CertificateError as wrong:
        yield missing(f"certificate: {wrong}")
        return
    if said.until - now <= CERTIFICATE_SOON:
        yield missing(f"certificate: {file} holds until {said.until:%Y-%m-%d} only; get a new one, then start anew")
    else:
        yield fine(f"certificate: {file} holds until {said.until:%Y-%m-%d}")
    if lacking := said.lacks(names):
        yield missing(
            f"certificate: {file} is not for {', '.join(lacking)} (it is for {', '.join(said.names) or 'no name'}), so "
            "browsers refuse it; get one for every name in TRYGG_HTTP_NAMES"
        )
    if key.stat().st_mode & 0o007:
        yield missing(f"certificate: everybody on this computer may read its key; chmod o= {key}")


def _proxy(settings: Settings, proxy: str) -> Look:
    if settings.http_host in LOOPBACK and proxy not in LOOPBACK:
        return missing(
            f"proxy: {proxy} cannot reach {settings.http_host}; set TRYGG_HTTP_HOST to an address of this "
            "computer that it reaches"
        )
    if settings.http_host not in LOOPBACK and settings.tls_certificate is None:
        return note(
            f"proxy: between {proxy} and {settings.http_host} nothing is encrypted, and whoever reaches port "
            f"{settings.http_port} gets past it; let the firewall allow {proxy} alone"
        )
    return fine(f"proxy: {proxy} is believed about where a request comes from, and nobody else")
