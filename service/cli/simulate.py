"""`trygg simulate`: thousands of invented devices, as lines to read or at a broker."""

import json
import os
import secrets
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Final
from zlib import crc32

import typer

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessageInfo

    from devices.simulator.fleet import Fleet, Sent
    from service.ingest.address import Address

CONNECTIONS: Final = 4
"""A fleet speaks over so many; what begins with the same level of a topic keeps its order."""
TOGETHER: Final = 200
"""After so many messages on a connection it is waited for the broker's receipt."""
WITHIN_S: Final = 10.0


def simulate(
    *,
    devices: Annotated[int, typer.Option(help="How many devices.", min=1, max=100_000)],
    seed: Annotated[int, typer.Option(help="The same seed plays the same.")] = 1,
    seconds: Annotated[float, typer.Option(help="How long it lasts.", min=0.1, max=31_536_000)] = 60.0,
    families: Annotated[str | None, typer.Option(help="Only these, with commas between them.")] = None,
    office: Annotated[str, typer.Option(help="The office of Trygg's own kind of device.")] = "as",
    heartbeat: Annotated[
        float | None, typer.Option(help="Seconds between two heartbeats; each family's own when left out.", min=0.1)
    ] = None,
    presses: Annotated[float, typer.Option(help="Presses an hour of each device.", min=0, max=120)] = 1.0,
    url: Annotated[str | None, typer.Option(help="Publish there, for instance to mqtt://127.0.0.1:1883.")] = None,
    speed: Annotated[float, typer.Option(help="How much faster than real time, with --url.", min=0.01)] = 1.0,
    really: Annotated[bool, typer.Option("--really", help="Also where the broker is not on this machine.")] = False,
) -> None:
    """Play invented devices of all families: heartbeats, presses, copies, losses, deaths. Lines, or with --url real."""
    from devices.simulator.actor import BEGAN
    from devices.simulator.fleet import FAMILIES, Fleet, Luck
    from devices.topics import is_slug
    from service.clock import SystemClock

    if not is_slug(office):
        raise typer.BadParameter("an office is named by its slug: a-z, 0-9, - and _")
    names = FAMILIES if families is None else tuple(dict.fromkeys(families.replace(" ", "").split(",")))
    try:
        fleet = Fleet(
            devices=devices,
            seed=seed,
            seconds=seconds,
            # A service remembers presses by their names: at a broker those must never come again.
            boot="sim" if url is None else secrets.token_hex(4),
            began=BEGAN if url is None else SystemClock().now().timestamp(),
            families=names,
            office=office,
            heartbeat_s=heartbeat,
            luck=Luck(presses_an_hour=presses),
        )
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    try:
        if url is None:
            _print(fleet)
        else:
            _publish(fleet, url, speed=speed, really=really)
    finally:
        _tell(fleet)


def _print(fleet: "Fleet") -> None:
    try:
        for sent in fleet.play():
            line = {"topic": sent.topic, "payload": sent.payload.decode(), "retain": False, "at": round(sent.at, 3)}
            print(json.dumps(line))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(fleet: "Fleet") -> None:
    """Say what the devices really did; what they said may tell less."""
    did = Counter(deed.what for deed in fleet.did)
    told = ", ".join(f"{what.replace('_', ' ')}: {count}" for what, count in sorted(did.items())) or "nothing"
    print(f"what really happened: {told}", file=sys.stderr)


def _publish(fleet: "Fleet", url: str, *, speed: float, really: bool) -> None:
    from service.ingest.address import read_address

    address = read_address(url)
    if not really and not _is_here(address.host):
        print(
            f"trygg: {address} is not on this machine, and these presses call people like any others; "
            "say --really if that is meant",
            file=sys.stderr,
        )
        raise typer.Exit(2)
    warning = "whatever listens there raises alarms and calls people"
    print(f"trygg: this makes presses at {address}: {warning}", file=sys.stderr)
    lines: list[Client] = []
    try:
        while len(lines) < CONNECTIONS:
            lines.append(_connected(address))
        _play(fleet.play(), lines, speed)
    except (OSError, ValueError, RuntimeError) as wrong:
        print(f"trygg: {wrong}; is the broker at {address} running?", file=sys.stderr)
        raise typer.Exit(1) from wrong
    finally:
        for line in lines:
            line.disconnect()
            line.loop_stop()


def _play(messages: "Iterator[Sent]", lines: "list[Client]", speed: float) -> None:
    """Publish each message at its time, or as soon as the broker has taken those before it."""
    from service.clock import SystemClock

    clock, pause = SystemClock(), threading.Event()
    began = clock.monotonic()
    waiting = [0] * len(lines)
    lasts: dict[int, MQTTMessageInfo] = {}
    for sent in messages:
        if (early := sent.at / speed - (clock.monotonic() - began)) > 0:
            pause.wait(early)
        which = crc32(sent.topic.partition("/")[0].encode()) % len(lines)
        lasts[which] = lines[which].publish(sent.topic, sent.payload, qos=1)
        waiting[which] += 1
        if waiting[which] >= TOGETHER:
            waiting[which] = 0
            _await(lasts[which])
    for last in lasts.values():
        _await(last)


def _await(sent: "MQTTMessageInfo") -> None:
    sent.wait_for_publish(WITHIN_S)
    if not sent.is_published():
        raise OSError(f"the broker has taken nothing for {WITHIN_S:.0f} seconds")


def _connected(address: "Address") -> "Client":
    import paho.mqtt.client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion

    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    if address.user or address.password:
        client.username_pw_set(address.user or "", address.password)
    if address.tls:
        client.tls_set(ca_certs=str(address.ca_file) if address.ca_file else None)
    answered = threading.Event()
    client.on_connect = lambda *_: answered.set()
    client.connect(address.host, address.port, keepalive=30)
    client.loop_start()
    if not answered.wait(WITHIN_S) or not client.is_connected():
        client.loop_stop()
        raise OSError("the broker did not let the devices in")
    return client


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
