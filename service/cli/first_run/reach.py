"""How the service is to be reached: asked once, written into the settings file."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from service.cli.first_run.ask import Asking, answered, stop
from service.settings import LOOPBACK

Reach = Literal["here", "certificate", "proxy"]
REACHES: tuple[Reach, ...] = ("here", "certificate", "proxy")
EVERYWHERE = "0.0.0.0"  # noqa: S104 - chosen by whoever runs it, and only with TLS or a proxy


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachGiven:
    """What the options say of it; None is asked for."""

    reach: str | None = None
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None
    broker_host: str | None = None
    broker_names: tuple[str, ...] = ()


def reach_settings(asking: Asking, given: ReachGiven) -> dict[str, Any]:
    """Return the settings that let the service be reached as wanted; ends with 2 where they cannot be used."""
    devices: dict[str, Any] = {"broker_host": given.broker_host} if given.broker_host else {}
    if given.broker_names:
        devices["broker_names"] = list(given.broker_names)
    match _which(asking, given):
        case "certificate":
            return devices | _own_certificate(asking, given)
        case "proxy":
            return devices | _behind_proxy(asking, given)
        case _:
            return devices


def _which(asking: Asking, given: ReachGiven) -> str:
    reach = given.reach
    if reach is None and (given.certificate or given.key):
        reach = "certificate"
    if reach is None and given.proxy:
        reach = "proxy"
    if reach is None and not asking.answers:
        reach = "here"
    if reach is None:
        print("How is Trygg reached? here: from this computer only. certificate: from others, with a certificate of")
        print("your own. proxy: from others, through a reverse proxy that does TLS.")
        reach = asking.line("here, certificate or proxy", "here")
    if reach not in REACHES:
        stop(f"Trygg is reached in one of these ways: {', '.join(REACHES)}; {reach!r} is none (--reach)")
    return reach


def _own_certificate(asking: Asking, given: ReachGiven) -> dict[str, Any]:
    from service.wiring.certificate import CertificateError, read_certificate

    certificate = Path(
        answered(asking, _text(given.certificate), "The certificate, with its chain (PEM file)", "--certificate")
    ).absolute()
    key = Path(answered(asking, _text(given.key), "Its key, without a password (PEM file)", "--key")).absolute()
    try:
        said = read_certificate(certificate, key)
    except CertificateError as wrong:
        stop(str(wrong))
    names = list(given.names) or [name for name in said.names if not name.startswith("*.")]
    names = names or _names(asking)
    if lacking := said.lacks(names):
        stop(f"the certificate is not for {', '.join(lacking)}; it is for {', '.join(said.names)} (--host-name)")
    return {"http_host": EVERYWHERE, "http_names": names, "tls_certificate": certificate, "tls_key": key}


def _behind_proxy(asking: Asking, given: ReachGiven) -> dict[str, Any]:
    proxy = answered(asking, given.proxy, "The address of the proxy", "--proxy", "127.0.0.1")
    try:
        ipaddress.ip_address(proxy)
    except ValueError:
        stop(f"the proxy is named by its address, like 10.0.0.5; {proxy!r} is none (--proxy)")
    reached = {} if proxy in LOOPBACK else {"http_host": EVERYWHERE}
    return {**reached, "http_names": list(given.names) or _names(asking), "proxy": proxy}


def _names(asking: Asking) -> list[str]:
    said = answered(asking, None, "Under which name do browsers reach it, as trygg.example.se", "--host-name")
    return said.replace(",", " ").split()


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
