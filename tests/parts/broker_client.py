"""A plain MQTT client under test: it comes in or is refused, publishes, hears, and remembers how it ended."""

import itertools
import socket
import ssl
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from parts.process import wait_until

_numbers = itertools.count()


class BrokerClient:
    """One connection that is made when it is entered; whether the broker took it is `welcome`."""

    def __init__(
        self,
        port: int,
        user: str | None = None,
        password: str | None = None,
        *,
        client_id: str | None = None,
        hears: Sequence[str] = (),
        will: tuple[str, bytes] | None = None,
        clean: bool = True,
        trusts: Path | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        """Describe it; with `trusts` (an authority's certificate) it comes over TLS."""
        self.heard: list[tuple[str, bytes, bool]] = []
        self.welcome: bool | None = None
        self.ended = False
        self._address = (host, port)
        self._hears = tuple(hears)
        self._subscribed = not hears
        name = f"client-{next(_numbers)}" if client_id is None else client_id
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=name,
            clean_session=clean,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        self._client.max_inflight_messages_set(1_000)
        if user is not None:
            self._client.username_pw_set(user, password)
        if will is not None:
            self._client.will_set(*will, qos=1)
        if trusts is not None:
            context = ssl.create_default_context(cafile=str(trusts))
            self._client.tls_set_context(context)
        self._client.on_connect = self._connected
        self._client.on_subscribe = lambda *_: setattr(self, "_subscribed", True)
        self._client.on_message = lambda _client, _user, it: self.heard.append((it.topic, bytes(it.payload), it.retain))
        self._client.on_disconnect = lambda *_: setattr(self, "ended", True)

    def __enter__(self) -> Self:
        """Connect, and return when the broker has said yes or no; raises OSError where TLS or TCP fails."""
        self._client.connect(*self._address, keepalive=60)
        self._client.loop_start()
        assert wait_until(lambda: self.welcome is False or (self._subscribed and self.welcome is True) or self.ended)
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Say goodbye, and leave nothing open: paho itself closes its own pair of sockets only when it is collected."""
        self._client.disconnect()
        self._client.loop_stop()
        self._client._reset_sockets()

    def publish(self, topic: str, payload: bytes = b"{}", *, retain: bool = False, receipt: bool = True) -> None:
        """Publish at QoS 1, and wait for the broker's receipt unless told not to."""
        sent = self._client.publish(topic, payload, qos=1, retain=retain)
        if receipt:
            sent.wait_for_publish(timeout=20)
            assert sent.is_published()

    def burst(self, topic: str, payloads: Sequence[bytes]) -> None:
        """Publish all at once, and wait for every receipt."""
        sent = [self._client.publish(topic, each, qos=1) for each in payloads]
        for each in sent:
            each.wait_for_publish(timeout=20)
        assert all(each.is_published() for each in sent)

    def vanish(self) -> None:
        """Drop the connection without a word, so that the broker publishes the will."""
        sock = self._client.socket()
        assert isinstance(sock, socket.socket)
        sock.shutdown(socket.SHUT_RDWR)

    def _connected(self, _client: paho.Client, _user: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self.welcome = not reason.is_failure
        if self.welcome and self._hears:
            self._client.subscribe([(each, 1) for each in self._hears])
