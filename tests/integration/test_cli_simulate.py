"""`trygg simulate`: lines that `trygg device decode` takes, and a fleet at a real broker that leaves nothing there."""

import json
import threading

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from typer.testing import CliRunner

from devices.decode import decode_line
from devices.registry import Registry
from parts.mosquitto import Mosquitto, StartMosquitto
from parts.process import wait_until
from service.cli.commands import app

FLEET = ("simulate", "--devices", "39", "--seconds", "30", "--heartbeat", "10", "--presses", "60")


@pytest.fixture
def broker(mosquitto: StartMosquitto) -> Mosquitto:
    """A real broker."""
    return mosquitto()


def _listen(broker: Mosquitto, heard: list[mqtt.MQTTMessage]) -> mqtt.Client:
    client, ready = mqtt.Client(CallbackAPIVersion.VERSION2), threading.Event()
    client.on_connect = lambda client, *_: client.subscribe("#", qos=1)
    client.on_subscribe = lambda *_: ready.set()
    client.on_message = lambda _client, _data, message: heard.append(message)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    assert ready.wait(20)
    return client


def test_lines_are_what_device_decode_takes() -> None:
    """Every line is a message that is understood; the same seed prints the same, and the end says what happened."""
    done, again = (CliRunner().invoke(app, [*FLEET, "--seed", "5"]) for _ in range(2))
    assert done.exit_code == 0
    assert done.stdout == again.stdout
    assert "pressed" in done.stderr
    registry = Registry()
    lines = done.stdout.splitlines()
    assert len(lines) > 39
    for line in lines:
        assert json.loads(line).keys() == {"topic", "payload", "retain", "at"}
        assert json.loads(decode_line(line, registry))["signals"]


def test_a_fleet_at_a_broker_says_all_and_leaves_nothing(broker: Mosquitto) -> None:
    """Every message arrives at who listens; who comes afterwards finds nothing that was kept."""
    heard: list[mqtt.MQTTMessage] = []
    listener = _listen(broker, heard)
    done = CliRunner().invoke(app, [*FLEET, "--seed", "5", "--url", broker.url, "--speed", "100"])
    assert done.exit_code == 0, done.stderr
    assert "calls people" in done.stderr
    lines = CliRunner().invoke(app, [*FLEET, "--seed", "5"]).stdout.splitlines()
    assert wait_until(lambda: len(heard) == len(lines))
    assert sorted(message.topic for message in heard) == sorted(json.loads(line)["topic"] for line in lines)
    kept: list[mqtt.MQTTMessage] = []
    late = _listen(broker, kept)
    late.publish("end", b"", qos=1).wait_for_publish(20)
    assert wait_until(lambda: [message.topic for message in kept] == ["end"])
    for client in (listener, late):
        client.disconnect()
        client.loop_stop()
        client.on_connect = client.on_subscribe = client.on_message = None  # lets paho close its sockets


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--url", "mqtt://192.0.2.1"), "--really"),
        (("--families", "telex"), "telex"),
        (("--office", "Ås kontor"), "slug"),
    ],
)
def test_what_is_not_meant_is_refused(asked: tuple[str, ...], said: str) -> None:
    """A broker on another machine, a family that nobody knows, an office that cannot be."""
    done = CliRunner().invoke(app, [*FLEET, *asked])
    assert done.exit_code == 2
    assert said in done.stderr
