"""`trygg broker`: what a mosquitto that a house runs itself has to be told."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Config, settings_from
from service.cli.roll import misused, with_roll

if TYPE_CHECKING:
    from service.access.roll import Roll
    from service.settings import Settings
    from service.store.port import Store

app = typer.Typer(help="The broker.", no_args_is_help=True)
PLAIN_PORT = 1883


@app.command("password")
def password() -> None:
    """Print a password made by chance, alone: for Trygg's own sessions at your broker, in TRYGG_MQTT_URL."""
    from service.access import device_password

    print(device_password.make())


@app.command("config")
def config(
    out: Annotated[Path, typer.Option(help="The folder for the files; it belongs to the user that mosquitto runs as.")],
    node: Annotated[
        list[str], typer.Option(help="A node of Trygg that connects; this one when left out. Repeatable.")
    ] = [],  # noqa: B006 - only read
    config: Config = None,
) -> None:
    """Write trygg.conf, passwords and access-list for a mosquitto of your own; reload it afterwards."""
    from service.access import device_password
    from service.clock import SystemClock
    from service.ingest.access_list import NodeUser, access_files
    from service.ingest.broker_files import write_for_another
    from service.wiring.own_broker import tls_listener

    settings = settings_from(config)
    secret = _node_password(settings)
    names = node or [settings.node]
    clock = SystemClock()

    async def read(_: "Roll", store: "Store") -> int:
        known = await store.devices.credentials()
        nodes = [NodeUser(node=each, digest=device_password.digest(secret)) for each in names]
        now = clock.now()
        write_for_another(out, access_files(nodes, known, now), PLAIN_PORT, tls_listener(settings, clock), secret)
        return sum(one.holds(now) for one in known)

    try:
        count = with_roll(config, read)
    except OSError as wrong:
        print(f"trygg: nothing can be written to {out}: {wrong}", file=sys.stderr)
        raise typer.Exit(1) from wrong
    print(f"{out}: {count} devices and gateways, nodes {', '.join(names)}. Now reload mosquitto, while Trygg runs.")


@app.command("certificate")
def certificate(config: Config = None) -> None:
    """Make the broker's certificate where it is missing or runs out, and say what devices have to trust."""
    from service.clock import SystemClock
    from service.ingest.broker_certificate import ensure_broker_certificate
    from service.wiring.own_broker import broker_names, certificate_folder

    settings = settings_from(config)
    try:
        made = ensure_broker_certificate(certificate_folder(settings), broker_names(settings), SystemClock().now())
    except OSError as wrong:
        print(f"trygg: the certificate cannot be written: {wrong}", file=sys.stderr)
        raise typer.Exit(1) from wrong
    print(f"Devices trust {made.authority}. The certificate holds until {made.until:%Y-%m-%d}.")


def _node_password(settings: "Settings") -> str:
    from service.ingest.address import read_address

    address = read_address(settings.mqtt_url.get_secret_value()) if settings.mqtt_url is not None else None
    if address is None or not address.password:
        misused(
            "Trygg has no password at your broker; write TRYGG_MQTT_URL=mqtts://:PASSWORD@host:8883, with one that "
            "`trygg broker password` prints"
        )
    if address.user:
        misused(
            "TRYGG_MQTT_URL names a user; with this access list each session of Trygg comes in under its own client "
            "id, so leave the name out and keep the colon: mqtts://:PASSWORD@host:8883"
        )
    return address.password
