"""Whether presses can come in, and whether anybody who likes can make them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from service.cli.doctor.front import certificate
from service.cli.doctor.look import Look, fine, missing, note
from service.ingest import brokers_file
from service.ingest.address import Address, AddressError, read_address
from service.ingest.broker import FIRST_PORT, find_mosquitto, own_port
from service.ingest.broker_certificate import RENEWED_BEFORE
from service.ingest.child import port_is_free
from service.ingest.knock import NoAnswerError, lets_in
from service.settings import LOOPBACK, Settings

A_MONTH = timedelta(days=30)
Answer = Literal["lets anybody in", "asks who it is", "answers nothing"] | str


async def looks(settings: Settings, now: datetime) -> list[Look]:
    """Look at Trygg's own broker or the one that is configured, and at the site's."""
    return [*await nearest(settings, now), *await of_site(settings)]


async def of_site(settings: Settings) -> list[Look]:
    """Say how each of the site's brokers is, one after the other."""
    url = settings.mqtt_url.get_secret_value() if settings.mqtt_url is not None else None
    site = brokers_file.load(settings.brokers_path, brokers_file.own_doors(settings, url))
    found = [missing(f"broker: {error}") for error in site.errors]
    for place in site.places:
        answer = await anonymous(place.address)
        if answer in ("lets anybody in", "asks who it is"):
            found.append(fine(f"broker {place.name}: {place.address} answers, and {answer}"))
        else:
            found.append(missing(f"broker {place.name}: {place.address} does not answer ({answer}); see to it"))
        if not place.address.tls and place.address.host not in LOOPBACK:
            found.append(
                missing(f"broker {place.name}: presses there can be read and changed on the way; use mqtts://")
            )
    return found


async def nearest(settings: Settings, now: datetime) -> list[Look]:
    """Look at the broker that is configured, or at Trygg's own."""
    if settings.mqtt_url is None:
        named = settings.broker_certificate, settings.broker_key
        held = (
            [] if None in named else certificate(Path(str(named[0])), Path(str(named[1])), settings.broker_names, now)
        )
        wanted = settings.broker_local_port
        listens = own_port(settings.data_dir / "broker")
        elsewhere = () if wanted else beside(listens, is_free=port_is_free(FIRST_PORT))
        return [*own(find_mosquitto()), *elsewhere, *held, *own_certificate(settings, now)]
    try:
        address = read_address(settings.mqtt_url.get_secret_value(), settings.mqtt_ca)
    except AddressError as wrong:
        return [missing(f"broker: {wrong}")]
    return list(configured(address, await anonymous(address)))


def own(mosquitto: str | None) -> Iterable[Look]:
    """Say how Trygg's own broker is."""
    if mosquitto is None:
        yield missing("broker: Trygg runs its own, and mosquitto is not installed: apt install mosquitto")
    else:
        yield fine("broker: Trygg runs its own; mosquitto is installed")


def beside(port: int | None, *, is_free: bool) -> Iterable[Look]:
    """Say when another program has the port at which everybody looks for a broker.

    Args:
        port: where Trygg's own listens, or did last; None where it has not yet.
        is_free: whether nobody listens at the usual port now.
    """
    if not is_free and port != FIRST_PORT:
        yield note(
            f"broker: another program has port {FIRST_PORT} of this computer, and what presses there is not "
            f"heard; Trygg's own has {port or 'another one'}. End that program (Debian's: systemctl disable --now "
            "mosquitto) and start Trygg again, name it as TRYGG_MQTT_URL, or keep Trygg's own where it is with "
            "TRYGG_BROKER_LOCAL_PORT"
        )


def own_certificate(settings: Settings, now: datetime) -> Iterable[Look]:
    """Say when the certificate that Trygg makes for the broker was not renewed: it is tried for a year."""
    from service.ingest.signing import read_end
    from service.wiring.own_broker import certificate_folder

    path = certificate_folder(settings) / "broker.pem"
    if settings.broker_host is None or settings.broker_certificate is not None or not path.exists():
        return
    try:
        until = read_end(path)
    except (OSError, ValueError) as wrong:
        yield missing(f"broker: {path} cannot be read ({wrong}); trygg broker certificate makes it anew")
        return
    if until - now < RENEWED_BEFORE - A_MONTH:
        yield missing(
            f"broker: its certificate holds until {until:%Y-%m-%d} and was not renewed; trygg broker certificate says "
            "why, and the service shows the new one within a day"
        )


def configured(address: Address, answer: Answer) -> Iterable[Look]:
    """Say how a broker is, by what it answered to somebody without a name."""
    match answer:
        case "lets anybody in":
            yield missing(
                f"broker: {address} answers, and lets in whoever reaches it, so anybody can press or listen; give "
                "devices their passwords (docs/how-to/use-your-own-mosquitto.md)"
            )
        case "asks who it is":
            yield fine(f"broker: {address} answers, and asks who it is")
        case _:
            yield missing(f"broker: {address} does not answer ({answer}); start it, or mend TRYGG_MQTT_URL")
    if not address.tls and address.host not in LOOPBACK:
        yield missing(f"broker: what goes to {address} can be read and changed on the way; use mqtts://")


async def anonymous(address: Address) -> Answer:
    """Return what a broker answers to a CONNECT without user and password."""
    try:
        return "lets anybody in" if await lets_in(address, "trygg-doctor") else "asks who it is"
    except NoAnswerError as silent:
        return str(silent)
