"""The simulator's shell: plays pendants against a broker, each over a connection of its own, as real ones are."""

import threading
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from devices.simulator.scenario import Message, Pendant

KEEPALIVE = 5
"""Seconds; a broker that no longer answers is noticed within some eight."""

_PORTS = {"mqtt": 1883, "mqtts": 8883}

Name = tuple[str, str]
"""A pendant's office and device."""


class Publisher:
    """Plays pendants until it is stopped; any thread may call it.

    A connection that is lost comes back by itself, and what was pressed meanwhile is published then. `monotonic` gives
    seconds; `on_change` is called, always from one and the same thread, with each pendant that has changed.
    """

    def __init__(
        self,
        url: str,
        pendants: Iterable[Pendant],
        *,
        monotonic: Callable[[], float],
        on_change: Callable[[Pendant], None] | None = None,
    ) -> None:
        """Prepare the connections to the broker at `mqtt[s]://[user:password@]host[:port]`; ValueError for another."""
        self._monotonic = monotonic
        self._on_change = on_change
        self._changed = threading.Condition()
        self._stopping = False
        self._pendants: dict[Name, Pendant] = {_name(pendant): pendant for pendant in pendants}
        self._reported: dict[Name, Pendant] = {}
        self._clients = {name: _Connection(url, pendant, self) for name, pendant in self._pendants.items()}
        self._thread = threading.Thread(target=self._play, name="pendants", daemon=True)

    def start(self) -> None:
        """Begin to connect, at once and for as long as it takes."""
        for connection in self._clients.values():
            connection.start()
        self._thread.start()

    def stop(self) -> None:
        """Say offline where there is a connection, and end; takes some seconds at most. Without effect before start."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join()
            while self._clients:
                self._clients.popitem()[1].stop()

    def pendant(self, office: str, device: str) -> Pendant:
        """Return a pendant as it is now; KeyError where none of that name is played."""
        with self._changed:
            return self._pendants[office, device]

    def press(self, office: str, device: str, gesture: str = "single", zone: str | None = None) -> str:
        """Press a pendant and return the id of the press; KeyError as above."""
        pendant = self.change((office, device), lambda pendant, now: pendant.press(now, gesture, zone))
        return pendant.last_press_id or ""

    def change(self, name: Name, step: Callable[[Pendant, float], Pendant]) -> Pendant:
        """Let something happen to one pendant, and return it."""
        with self._changed:
            pendant = self._pendants[name] = step(self._pendants[name], self._monotonic())
            self._changed.notify()
        return pendant

    def _play(self) -> None:
        # 1. Take what is due and what has changed. 2. Without the lock, publish and report it. 3. Where there was
        # nothing, wait until something happens or falls due.
        while True:
            with self._changed:
                if self._stopping:
                    return
                messages = self._take_due()
                changed = [pendant for name, pendant in self._pendants.items() if self._reported.get(name) != pendant]
                if not messages and not changed:
                    self._changed.wait(self._pause())
                    continue
                self._reported = dict(self._pendants)
            for name, message in messages:
                self._clients[name].publish(message)
            if self._on_change is not None:
                for pendant in changed:
                    self._on_change(pendant)

    def _take_due(self) -> list[tuple[Name, Message]]:
        now = self._monotonic()
        taken: list[tuple[Name, Message]] = []
        for name, pendant in self._pendants.items():
            self._pendants[name], messages = pendant.due(now)
            taken.extend((name, message) for message in messages)
        return taken

    def _pause(self) -> float | None:
        instants = [at for pendant in self._pendants.values() if (at := pendant.next_due()) is not None]
        return max(0.0, min(instants) - self._monotonic()) if instants else None


class _Connection:
    """One pendant's MQTT session: persistent, so that feedback waits for it at the broker."""

    def __init__(self, url: str, pendant: Pendant, publisher: Publisher) -> None:
        self._pendant = pendant
        self._publisher = publisher
        self._client = _client(url, f"trygg-pendant-{pendant.office}-{pendant.device}")
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        will = pendant.status("offline")
        self._client.will_set(will.topic, will.payload, qos=1, retain=will.retain)

    def start(self) -> None:
        self._client.loop_start()

    def stop(self) -> None:
        if self._client.is_connected():
            farewell = self.publish(self._pendant.status("offline"))
            farewell.wait_for_publish(timeout=1)
        self._client.disconnect()
        self._client.loop_stop()
        # paho closes the sockets with which it wakes its thread when the client itself is let go, not before: so
        # nothing may refer to it in a circle.
        self._client.on_connect = self._client.on_disconnect = self._client.on_message = None

    def publish(self, message: Message) -> mqtt.MQTTMessageInfo:
        return self._client.publish(message.topic, message.payload, qos=1, retain=message.retain)

    def _on_connect(self, client: mqtt.Client, *args: object) -> None:
        if not client.is_connected():
            return  # refused; paho tries again
        client.subscribe(self._pendant.feedback_topic, qos=1)
        self.publish(self._pendant.status("online"))
        self._publisher.change(_name(self._pendant), lambda pendant, now: pendant.connect(now))

    def _on_disconnect(self, *args: object) -> None:
        self._publisher.change(_name(self._pendant), lambda pendant, now: pendant.disconnect())

    def _on_message(self, client: mqtt.Client, userdata: object, message: mqtt.MQTTMessage) -> None:
        payload = bytes(message.payload)
        self._publisher.change(_name(self._pendant), lambda pendant, now: pendant.on_feedback(payload))


def _client(url: str, client_id: str) -> mqtt.Client:
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("a broker's address looks like mqtt://localhost:1883 (or mqtts://), and this one does not")
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)
    if parts.username is not None:
        client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
    if parts.scheme == "mqtts":
        client.tls_set()
    client.reconnect_delay_set(min_delay=1, max_delay=2)
    client.connect_async(parts.hostname, parts.port or _PORTS[parts.scheme], keepalive=KEEPALIVE)
    return client


def _name(pendant: Pendant) -> Name:
    return pendant.office, pendant.device
