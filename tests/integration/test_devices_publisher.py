"""Simulated pendants against a real broker: pressed, told, cut off and back again."""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from devices.outputs import feedback_payload
from devices.simulator.publisher import Publisher
from devices.simulator.scenario import Pendant
from parts.mosquitto import Mosquitto, StartMosquitto
from parts.process import wait_until
from service.clock import SystemClock

AT = datetime(2026, 11, 23, 14, 6, tzinfo=UTC)
PATIENCE = 20.0


class Listener:
    """Hears what pendants publish, and tells them something."""

    def __init__(self, broker: Mosquitto) -> None:
        self.heard: queue.Queue[tuple[str, bytes, bool]] = queue.Queue()
        self._ready = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="listener", clean_session=False)
        self._client.on_connect = lambda client, *_: client.subscribe("trygg/v1/#", qos=1)
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.on_message = lambda _client, _data, message: self.heard.put(
            (message.topic, bytes(message.payload), message.retain)
        )
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()
        assert self._ready.wait(PATIENCE)

    def hear(self, wanted: Callable[[str, bytes], bool]) -> bytes:
        """Return the payload of the next message of that kind."""
        while True:
            topic, payload, _ = self.heard.get(timeout=PATIENCE)
            if wanted(topic, payload):
                return payload

    def press(self) -> str:
        """Return the id of the next press."""
        return str(json.loads(self.hear(lambda topic, _: topic.endswith("/press")))["id"])

    def tell(self, device: str, payload: bytes) -> None:
        self._client.publish(f"trygg/v1/as/{device}/feedback", payload, qos=1).wait_for_publish(PATIENCE)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        self._client.on_connect = self._client.on_subscribe = self._client.on_message = (
            None  # lets paho close its sockets
        )


@pytest.fixture
def broker(mosquitto: StartMosquitto) -> Mosquitto:
    """A real broker that keeps what it was given over a restart."""
    return mosquitto(config={"persistence": "true", "autosave_on_changes": "true", "autosave_interval": "1"})


@pytest.fixture
def publisher(broker: Mosquitto) -> Iterator[Publisher]:
    """Two pendants, not yet started, stopped after the test."""
    pendants = [Pendant(office="as", device=f"pendant-{count}", boot="b1") for count in (1, 2)]
    publisher = Publisher(broker.url, pendants, monotonic=SystemClock().monotonic)
    yield publisher
    publisher.stop()


@pytest.fixture
def listener(broker: Mosquitto) -> Iterator[Listener]:
    """Somebody who hears the pendants."""
    listener = Listener(broker)
    yield listener
    listener.close()


def test_a_press_is_heard_and_its_wearer_told(publisher: Publisher, listener: Listener) -> None:
    """A pendant comes online, is pressed, repeats until it is told, and its wearer feels that somebody comes."""
    publisher.start()
    listener.hear(lambda topic, payload: topic == "trygg/v1/as/pendant-1/status" and payload == b"online")
    press = publisher.press("as", "pendant-1", zone="room-114")
    assert press == "b1-1"
    assert [listener.press(), listener.press()] == [press, press]
    listener.tell("pendant-1", feedback_payload(alarm="al-1", press=press, state="coming", at=AT))
    assert wait_until(lambda: publisher.pendant("as", "pendant-1").state == "coming")
    assert publisher.pendant("as", "pendant-1").waiting == ()
    assert publisher.pendant("as", "pendant-2").state is None
    publisher.stop()
    listener.hear(lambda topic, payload: topic == "trygg/v1/as/pendant-2/status" and payload == b"offline")


def test_a_press_during_a_broken_connection_is_delivered_afterwards(publisher: Publisher, broker: Mosquitto) -> None:
    """The broker is killed, a pendant pressed, the broker started again: the press arrives."""
    publisher.start()
    assert wait_until(lambda: publisher.pendant("as", "pendant-1").online)
    broker.kill()
    assert wait_until(lambda: not publisher.pendant("as", "pendant-1").online)
    press = publisher.press("as", "pendant-1")
    broker.start()
    listener = Listener(broker)
    assert listener.press() == press
    listener.close()


def test_pendants_wait_for_a_broker_that_is_not_there_yet(publisher: Publisher, broker: Mosquitto) -> None:
    """Pendants started before their broker connect when it is there."""
    broker.stop()
    publisher.start()
    press = publisher.press("as", "pendant-2")
    broker.start()
    listener = Listener(broker)
    assert listener.press() == press
    listener.close()


def test_every_change_is_reported_by_one_thread(broker: Mosquitto) -> None:
    """The caller is told of each pendant at the start, at its connection and at a press, always by the same thread."""
    reports: list[tuple[int, Pendant]] = []
    publisher = Publisher(
        broker.url,
        [Pendant(office="as", device="pendant-1", boot="b1")],
        monotonic=SystemClock().monotonic,
        on_change=lambda pendant: reports.append((threading.get_ident(), pendant)),
    )
    publisher.start()
    assert wait_until(lambda: any(pendant.online for _, pendant in reports))
    publisher.press("as", "pendant-1")
    assert wait_until(lambda: any(pendant.pressed for _, pendant in reports))
    publisher.stop()
    assert len({thread for thread, _ in reports}) == 1


def test_an_address_that_is_none_is_refused() -> None:
    """Another scheme, or no host, is refused with the form that an address has, and nothing of the address."""
    for url in ("http://localhost", "mqtt://", "user:secret@localhost"):
        with pytest.raises(ValueError, match="looks like mqtt://localhost:1883") as wrong:
            Publisher(url, [Pendant(office="as", device="p", boot="b")], monotonic=SystemClock().monotonic)
        assert "secret" not in str(wrong.value)


def test_stopping_what_never_started_is_no_error() -> None:
    """A publisher can be stopped before it was started."""
    pendants = [Pendant(office="as", device="p", boot="b")]
    Publisher("mqtt://127.0.0.1:1", pendants, monotonic=SystemClock().monotonic).stop()
