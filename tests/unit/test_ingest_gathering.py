"""What is read at once is, message for message, what paho reads piece by piece; and it costs fewer calls."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

from service.ingest import connection as connection_module
from service.ingest.address import read_address
from service.ingest.connection import Connection
from service.ingest.gathering import GatheringClient
from service.ingest.terms import Message, Terms

PINGRESP, PUBACK_5 = b"\xd0\x00", b"\x40\x02\x00\x05"


def length_of(size: int) -> bytes:
    """Return a remaining length as MQTT 3.1.1, 2.2.3 writes it."""
    found = bytearray()
    while True:
        size, digit = divmod(size, 128)
        found.append(digit | (0x80 if size else 0))
        if not size:
            return bytes(found)


def publish(topic: bytes, payload: bytes, *, qos: int = 0, mid: int = 1, retain: bool = False) -> bytes:
    """Return a PUBLISH as a broker sends it."""
    body = len(topic).to_bytes(2, "big") + topic + (mid.to_bytes(2, "big") if qos else b"") + payload
    return bytes((0x30 | qos << 1 | retain,)) + length_of(len(body)) + body


class Line:
    """A socket that gives what it was given in pieces of its own, and counts the calls."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        """Have these pieces come one after the other."""
        self.pieces = [piece for piece in pieces if piece]
        self.reads = 0
        self.written: list[bytes] = []

    def recv(self, most: int) -> bytes:
        """Give what has come, at most so much."""
        self.reads += 1
        if not self.pieces:
            raise BlockingIOError
        taken, rest = self.pieces[0][:most], self.pieces[0][most:]
        self.pieces[:1] = [rest] if rest else []
        return taken

    def send(self, buffer: bytes) -> int:
        """Take what is written."""
        self.written.append(bytes(buffer))
        return len(buffer)

    def close(self) -> None:
        """Nothing holds it."""

    def fileno(self) -> int:
        """It is no file."""
        return -1


def client_on(kind: type[paho.Client], line: Line) -> Any:
    """Return a client of a kind that reads from a line."""
    client = kind(CallbackAPIVersion.VERSION2, client_id="one", protocol=MQTTProtocolVersion.MQTTv311, manual_ack=True)
    client._sock = line  # type: ignore[assignment]
    client._on_socket_register_write = lambda *_: None  # as with a loop: what is sent waits for its next turn
    return client


def read(kind: type[paho.Client], line: Line) -> tuple[list[Message], bool]:
    """Return what a kind of client makes of what comes over a line, and whether it ended in an error."""
    client = client_on(kind, line)
    heard: list[Message] = []

    def hear(_client: object, _user: object, raw: paho.MQTTMessage) -> None:
        heard.append(
            Message(
                topic=raw._topic.decode("utf-8", "replace"),
                payload=bytes(raw.payload),
                retain=raw.retain,
                dup=raw.dup,
                qos=raw.qos,
                mid=raw.mid,
                connection=1,
            )
        )

    client.on_message = hear
    at_once = client if isinstance(client, GatheringClient) else None
    while line.pieces or (at_once and at_once.holds):
        if at_once and (message := at_once.held_message(1)) is not None:
            heard.append(message)
        elif client.loop_read() is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            return heard, True
    return heard, False


def cut(stream: bytes, places: Sequence[int]) -> Iterator[bytes]:
    """Yield a stream in pieces."""
    before = 0
    for place in sorted(place % (len(stream) + 1) for place in places):
        yield stream[before:place]
        before = place
    yield stream[before:]


PUBLISHES = st.builds(
    publish,
    st.binary(min_size=1, max_size=30),
    st.binary(max_size=300),
    qos=st.sampled_from((0, 1)),
    mid=st.integers(1, 65_535),
    retain=st.booleans(),
)
PACKETS = st.one_of(PUBLISHES, PUBLISHES, st.just(PINGRESP), st.just(PUBACK_5))


@given(packets=st.lists(PACKETS, max_size=12), places=st.lists(st.integers(0, 5_000), max_size=6))
def test_however_it_is_cut_the_same_is_heard(packets: list[bytes], places: list[int]) -> None:
    """Whatever comes together or in pieces is the same messages in the same order as paho's own."""
    pieces = list(cut(b"".join(packets), places))
    assert read(GatheringClient, Line(pieces)) == read(paho.Client, Line(pieces))


@given(begins=st.lists(PUBLISHES, max_size=3), garbage=st.binary(min_size=1, max_size=40))
def test_what_is_no_mqtt_is_left_to_paho(begins: list[bytes], garbage: bytes) -> None:
    """Bytes that make no sense cost the connection exactly where paho would give it up, and no message before."""
    pieces = [b"".join(begins) + garbage]
    try:
        expected: Any = read(paho.Client, Line(pieces))
    except Exception as wrong:
        expected = type(wrong)
    try:
        found: Any = read(GatheringClient, Line(pieces))
    except Exception as wrong:
        found = type(wrong)
    assert found == expected


def test_many_messages_are_one_call() -> None:
    """Forty messages that have come together are read in one call, where paho takes three for each."""
    stream = b"".join(publish(b"trygg/v1/as/pendant-%d/telemetry" % n, b'{"battery": 80}') for n in range(40))
    line = Line([stream])
    heard, wrong = read(GatheringClient, line)
    assert (len(heard), wrong, line.reads) == (40, False, 1)


def test_receipts_leave_in_one_call() -> None:
    """Receipts that were given together are written together."""
    line = Line([])
    client = client_on(GatheringClient, line)
    for mid in range(1, 21):
        client.ack(mid, 1)
    assert client.loop_write() is MQTTErrorCode.MQTT_ERR_SUCCESS
    assert line.written == [b"".join(b"\x40\x02" + mid.to_bytes(2, "big") for mid in range(1, 21))]
    assert not client.want_write()


async def test_what_comes_next_waits_for_more_until_an_answer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """In gusts the first message is heard at once and the next ones wait; whoever sends something ends the waiting."""
    monkeypatch.setattr(connection_module, "GUST_S", 3_600.0)
    heard: list[Message] = []
    came = asyncio.Event()

    def hear(message: Message) -> None:
        heard.append(message)
        came.set()

    terms = Terms(
        address=read_address("mqtt://127.0.0.1:1", None),
        client_id="one",
        filters=(),
        clean=True,
        will=None,
        keepalive_s=3_600,
        in_gusts=True,
    )
    connection = Connection(1, terms, on_ready=lambda: None, on_message=hear)
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = socket.create_connection(server.getsockname())
        broker, _ = server.accept()
    ours.setblocking(False)
    with broker:
        connection._client._sock = ours
        connection._attach()
        connection._become_ready()
        assert connection._tick is not None
        connection._tick.cancel()  # it looks four times a second, whatever waits
        broker.sendall(publish(b"one", b""))
        await came.wait()
        came.clear()
        broker.sendall(publish(b"two", b"") + publish(b"three", b""))
        for _ in range(20):
            await asyncio.sleep(0)
        assert [each.topic for each in heard] == ["one"]
        connection.publish("feedback", b"", 1, retain=False)
        await came.wait()
        assert [each.topic for each in heard] == ["one", "two", "three"]
        connection._end(connection_module.Ending.OURS, "over")
