"""How the service is to be reached: asked once, written into the settings file."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from service.cli.first_run.ask import TRIES, Asking, Wrong, answered, give_up, stop
from service.settings import LOOPBACK

if TYPE_CHECKING:
    from service.wiring.certificate import Certificate

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
    return answered(asking, reach, "here, certificate or proxy", "--reach", wrong=_no_reach, proposed="here")


def _no_reach(said: str) -> str | None:
    ways = ", ".join(REACHES)
    return None if said in REACHES else f"Trygg is reached in one of these ways: {ways}; {said[:100]!r} is none"


def _own_certificate(asking: Asking, given: ReachGiven) -> dict[str, Any]:
    certificate, key, said = _certificate(asking, given)
    proposed = list(given.names) or [name for name in said.names if not name.startswith("*.")]

    def lacking(names: str) -> str | None:
        if lacks := said.lacks(_split(names)):
            return f"the certificate is not for {', '.join(lacks)}; it is for {', '.join(said.names)}"
        return None if _split(names) else "one name at least is needed"

    names = _names(asking, " ".join(proposed) or None, lacking)
    return {"http_host": EVERYWHERE, "http_names": names, "tls_certificate": certificate, "tls_key": key}


def _certificate(asking: Asking, given: ReachGiven) -> tuple[Path, Path, "Certificate"]:
    """Return the two files and what the certificate says; both are asked for again while they do not fit."""
    from service.wiring.certificate import CertificateError, read_certificate

    asked = given.certificate is None or given.key is None
    for _ in range(TRIES):
        certificate = _file(asking, given.certificate, "The certificate, with its chain (PEM file)", "--certificate")
        key = _file(asking, given.key, "Its key, without a password (PEM file)", "--key")
        try:
            return certificate, key, read_certificate(certificate, key)
        except CertificateError as wrong:
            if not asked:
                stop(str(wrong))
            print(f"{wrong}. Once more:")
    return give_up()


def _file(asking: Asking, given: Path | None, question: str, option: str) -> Path:
    return Path(answered(asking, None if given is None else str(given), question, option, wrong=_no_path)).absolute()


def _no_path(said: str) -> str | None:
    return "a file is needed" if not said or "\0" in said else None


def _behind_proxy(asking: Asking, given: ReachGiven) -> dict[str, Any]:
    proxy = answered(
        asking, given.proxy, "The address of the proxy", "--proxy", wrong=_no_address, proposed="127.0.0.1"
    )
    reached = {} if proxy in LOOPBACK else {"http_host": EVERYWHERE}
    names = _names(asking, " ".join(given.names) or None, lambda said: None if _split(said) else "a name is needed")
    return {**reached, "http_names": names, "proxy": proxy}


def _no_address(said: str) -> str | None:
    try:
        ipaddress.ip_address(said)
    except ValueError:
        return f"the proxy is named by its address, like 10.0.0.5; {said[:100]!r} is none"
    return None


def _names(asking: Asking, given: str | None, wrong: Wrong) -> list[str]:
    question = "Under which name do browsers reach it, as trygg.example.se"
    return _split(answered(asking, given, question, "--host-name", wrong=wrong))


def _split(names: str) -> list[str]:
    return names.replace(",", " ").split()
