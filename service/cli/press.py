"""`trygg press`: press a native device, as its firmware would."""

import getpass
import json
import secrets
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Config, Office, settings_from

if TYPE_CHECKING:
    from paho.mqtt.reasoncodes import ReasonCode

    from service.ingest.address import Address

WITHIN_S = 5.0
NOT_HERE = (
    "a password in a command can be read by every user of this machine: leave it out of --broker and name the --user, "
    "then it is asked for"
)


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
    from devices.topics import topic_of
    from service.ingest.address import read_address

    settings = settings_from(config)
    url = broker or (settings.mqtt_url.get_secret_value() if settings.mqtt_url else None)
    if url is None:
        from service.ingest.broker import FIRST_PORT, own_port

        port = settings.broker_local_port or own_port(settings.data_dir / "broker") or FIRST_PORT
        url = f"mqtt://127.0.0.1:{port}"
    address = read_address(url, settings.mqtt_ca if url.startswith("mqtts") else None)
    if broker is not None and address.password is not None:
        print(f"trygg: {NOT_HERE}", file=sys.stderr)
        raise typer.Exit(2)
    try:
        topic = topic_of(office, device, "press")
    except ValueError as wrong:
        print(f"trygg: {wrong}", file=sys.stderr)
        raise typer.Exit(2) from wrong
    name = press_id or secrets.token_hex(8)
    content = {"id": name, "gesture": gesture, **({"zone": zone} if zone else {})}
    if user is not None:
        address = replace(address, user=user, password=_password())
    problem = _publish(address, topic, json.dumps(content).encode())
    if problem is not None:
        print(f"trygg: {problem}", file=sys.stderr)
        raise typer.Exit(1)
    print(f"pressed {office}/{device} as {name}")


def _publish(address: "Address", topic: str, payload: bytes) -> str | None:
    """Publish at QoS 1, and return what went wrong; None when the broker has given its receipt."""
    import paho.mqtt.client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion

    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    if address.user:
        client.username_pw_set(address.user, address.password)
    if address.tls:
        client.tls_set(ca_certs=str(address.ca_file) if address.ca_file else None)
    refused: list[str] = []
    answered = threading.Event()

    def connected(_client: object, _user: object, _flags: object, reason: "ReasonCode", _properties: object) -> None:
        if reason.is_failure:
            refused.append(str(reason))
            answered.set()

    client.on_connect = connected
    client.on_publish = lambda *_: answered.set()
    try:
        client.connect(address.host, address.port, keepalive=5)
        client.loop_start()
        sent = client.publish(topic, payload, qos=1)
        answered.wait(WITHIN_S)
        done = sent.is_published()
    except (OSError, ValueError, RuntimeError) as wrong:
        if not refused:
            return f"the press was not sent: {wrong}; is the broker at {address} running?"
        done = False
    finally:
        client.disconnect()
        client.loop_stop()
    if refused:
        who = "this user and password" if address.user else "whoever has no credential; name the device's with --user"
        return f"the broker at {address} refuses {who} ({refused[0]})"
    return None if done else f"the broker at {address} did not take the press within {WITHIN_S:.0f} seconds"


def _password() -> str:
    """Return a typed password; never an argument, which every user of the machine could read in the process list."""
    if sys.stdin.isatty():
        return getpass.getpass("The device's password: ")
    return sys.stdin.readline().rstrip("\n")
