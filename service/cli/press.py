"""`trygg press`: press a native device, as its firmware would."""

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
    config: Config = None,
) -> None:
    """Publish one press over MQTT: a real one, that calls people."""
    import paho.mqtt.client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion

    from devices.topics import topic_of
    from service.ingest.address import read_address

    settings = settings_from(config)
    url = broker or (settings.mqtt_url.get_secret_value() if settings.mqtt_url else "mqtt://127.0.0.1:1883")
    address = read_address(url)
    try:
        topic = topic_of(office, device, "press")
    except ValueError as wrong:
        print(f"trygg: {wrong}", file=sys.stderr)
        raise typer.Exit(2) from wrong
    name = press_id or secrets.token_hex(8)
    content = {"id": name, "gesture": gesture, **({"zone": zone} if zone else {})}
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    if address.user is not None:
        client.username_pw_set(address.user, address.password)
    try:
        client.connect(address.host, address.port, keepalive=5)
        client.loop_start()
        sent = client.publish(topic, json.dumps(content).encode(), qos=1)
        sent.wait_for_publish(timeout=5)
        done = sent.is_published()
    except (OSError, ValueError, RuntimeError) as wrong:
        print(f"trygg: the press was not sent: {wrong}; is the broker at {address} running?", file=sys.stderr)
        raise typer.Exit(1) from wrong
    finally:
        client.disconnect()
        client.loop_stop()
    if not done:
        print(f"trygg: the broker at {address} did not take the press within 5 seconds", file=sys.stderr)
        raise typer.Exit(1)
    print(f"pressed {office}/{device} as {name}")
