"""`trygg press`: press a native device, as its firmware would."""

import getpass
import json
import secrets
import sys
from typing import Annotated

import typer

from service.cli.options import Config, Office, settings_from


def press(
    office: Office,
    device: Annotated[str, typer.Argument(help="The device's slug, for instance pendant-1.")],
    *,
    broker: Annotated[str | None, typer.Option(help="The broker, for instance mqtt://127.0.0.1:1883.")] = None,
    zone: Annotated[str | None, typer.Option(help="Where the press is, as a zone of the plan.")] = None,
    gesture: Annotated[str, typer.Option(help="How it was pressed.")] = "single",
    press_id: Annotated[str | None, typer.Option("--id", help="The press's own name; a new one when left out.")] = None,
    user: Annotated[
        str | None, typer.Option(help="The device's user name at the broker; then its password is asked for.")
    ] = None,
    config: Config = None,
) -> None:
    """Publish one press over MQTT: a real one, that calls people."""
    import paho.mqtt.client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion

    from devices.topics import topic_of
    from service.ingest.address import read_address

    settings = settings_from(config)
    url = broker or (settings.mqtt_url.get_secret_value() if settings.mqtt_url else "mqtt://127.0.0.1:1883")
    address = read_address(url, settings.mqtt_ca if url.startswith("mqtts") else None)
    try:
        topic = topic_of(office, device, "press")
    except ValueError as wrong:
        print(f"trygg: {wrong}", file=sys.stderr)
        raise typer.Exit(2) from wrong
    name = press_id or secrets.token_hex(8)
    content = {"id": name, "gesture": gesture, **({"zone": zone} if zone else {})}
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    if user is not None:
        client.username_pw_set(user, _password())
    elif address.user:
        client.username_pw_set(address.user, address.password)
    if address.tls:
        client.tls_set(ca_certs=str(address.ca_file) if address.ca_file else None)
    refused: list[str] = []
    done = False
    client.on_connect = lambda _client, _user, _flags, reason, _properties: (
        refused.append(str(reason)) if reason.is_failure else None
    )
    try:
        client.connect(address.host, address.port, keepalive=5)
        client.loop_start()
        sent = client.publish(topic, json.dumps(content).encode(), qos=1)
        sent.wait_for_publish(timeout=5)
        done = sent.is_published()
    except (OSError, ValueError, RuntimeError) as wrong:
        if not refused:
            print(f"trygg: the press was not sent: {wrong}; is the broker at {address} running?", file=sys.stderr)
            raise typer.Exit(1) from wrong
    finally:
        client.disconnect()
        client.loop_stop()
    if refused:
        who = "this user and password" if user else "whoever has no credential; name the device's user with --user"
        print(f"trygg: the broker at {address} refuses {who} ({refused[0]})", file=sys.stderr)
        raise typer.Exit(1)
    if not done:
        print(f"trygg: the broker at {address} did not take the press within 5 seconds", file=sys.stderr)
        raise typer.Exit(1)
    print(f"pressed {office}/{device} as {name}")


def _password() -> str:
    """Return a typed password; never an argument, which every user of the machine could read in the process list."""
    if sys.stdin.isatty():
        return getpass.getpass("The device's password: ")
    return sys.stdin.readline().rstrip("\n")
