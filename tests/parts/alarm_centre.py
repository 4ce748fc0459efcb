"""Alarm receiving centres: pysiaalarm as it is, and a small one that reads by siadc09 and can be told to misbehave."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from pysiaalarm.account import SIAAccount
from pysiaalarm.aio.client import SIAClient
from pysiaalarm.event import SIAEvent
from pysiaalarm.utils.enums import CommunicationsProtocol
from siadc09.account import Account
from siadc09.message import AckMessage, DuhMessage, NakMessage, parse_frame

from parts.process import free_port
from service.clock import Clock, SystemClock
from service.notify.alarm_centre.channel import AlarmCentre, make
from service.notify.alarm_centre.settings import Dc09Settings
from service.notify.port import Address, NotHandedOver, Outgoing

HOST = "127.0.0.1"
ACCOUNT = "1A2B"
KEYS = {16: b"0123456789abcdef", 24: b"0123456789abcdef01234567", 32: b"0123456789abcdef0123456789ABCDEF"}
"""Keys that both receivers can take: pysiaalarm takes their characters as they are."""
Transport = Literal["tcp", "udp"]
Says = Callable[["Small", bytes, Any], bytes | None]
"""What a small centre answers to a message; None hangs up, and an empty answer says nothing."""
WINDOW = (timedelta(seconds=-40), timedelta(seconds=20))


def a_centre(
    folder: Path, port: int, *, key: bytes | None = None, clock: Clock | None = None, **other: Any
) -> AlarmCentre:
    """Return a channel to the centre `larm` at a port of this machine."""
    said = {"kind": "dc09", "host": HOST, "port": port, "account": ACCOUNT} | other
    if key is not None:
        (folder / "key").write_bytes(key)
        said |= {"key_file": folder / "key", "key_form": "text"}
    return make({"larm": Dc09Settings.model_validate(said)}, data_dir=folder, clock=clock or SystemClock())


async def why_not(channel: AlarmCentre) -> NotHandedOver:
    """Return why a notice is not handed over."""
    with pytest.raises(NotHandedOver) as wrong:
        await channel.hand_over(a_notice())
    return wrong.value


def a_notice(**other: Any) -> Outgoing:
    """Return a call to the centre `larm` about somebody in room 114."""
    made: dict[str, Any] = {
        "key": "a-1.7.1.alarm_centre",
        "repeats": False,
        "office": "as",
        "office_name": "Arbetsförmedlingen Åsele",
        "alarm": "a-1",
        "mode": "actual",
        "kind": "emergency",
        "purpose": "call",
        "language": "sv",
        "address": Address(name="Larmcentralen", receiver="larm"),
        "neutral": "Öppna Trygg.",
        "full": "Överfallslarm i rum 114: larmcentralen tillkallas.",
        "at": datetime(2026, 11, 28, 9, 15, 2, tzinfo=UTC),
        "zone": "room-114",
        "zone_name": "Rum 114 (blå gången)",
        "card": {"address": "Storgatan 1, Åsele", "entrance": "Personalingången"},
    }
    return Outgoing(**made | other)


class SetClock:
    """A clock that is wrong by so much."""

    def __init__(self, wrong_by: timedelta) -> None:
        """Go as the machine's clock does, and show another time."""
        self._wrong_by = wrong_by
        self._true: Clock = SystemClock()

    def now(self) -> datetime:
        """Return the wrong time."""
        return self._true.now() + self._wrong_by

    def monotonic(self) -> float:
        """Return seconds that pass as they do."""
        return self._true.monotonic()


@dataclass(kw_only=True)
class Library:
    """A running pysiaalarm, and what it took for alarms."""

    port: int
    events: list[SIAEvent] = field(default_factory=list)
    counts: Mapping[str, int] = field(default_factory=dict)


@asynccontextmanager
async def library(
    transport: Transport = "tcp", *, key: bytes | None = None, account: str = ACCOUNT
) -> AsyncIterator[Library]:
    """Run pysiaalarm for one account."""
    running = Library(port=free_port())

    async def take(event: SIAEvent) -> None:
        running.events.append(event)

    account_of = SIAAccount(account_id=account, key=None if key is None else key.decode())
    made: Any = SIAClient  # its `__new__` chooses the class for the protocol
    client = made(HOST, running.port, [account_of], take, protocol=CommunicationsProtocol(transport.upper()))
    if transport == "udp":
        async with _datagrams(running.port, client.sia_server):
            yield running
        return
    await client.async_start()
    try:
        yield running
    finally:
        await client.async_stop()


@dataclass(kw_only=True)
class Small:
    """A running small centre, and what came in."""

    port: int
    key: bytes | None = None
    clock_ahead: timedelta = timedelta(0)
    says: Says
    messages: list[Any] = field(default_factory=list)
    """As siadc09 has read them."""
    raw: list[bytes] = field(default_factory=list)

    def take(self, raw: bytes) -> bytes | None:
        """Read a message, and return what is answered."""
        self.raw.append(raw)
        message = parse_frame(raw, self.key)
        self.messages.append(message)
        return self.says(self, raw, message)

    def now(self) -> datetime:
        """Return what its clock shows."""
        return (datetime.now(UTC) + self.clock_ahead).replace(microsecond=0)  # noqa: TID251 - it has a clock of its own

    def account(self, message: Any) -> Account:
        """Return the account of a message, with the key of this centre."""
        return Account(account=message.account, key=self.key)


def acknowledges(centre: Small, _raw: bytes, message: Any) -> bytes:
    """Answer as the standard says: ACK, or NAK with the time of this centre when the message's is out of its window."""
    early, late = WINDOW
    if message.timestamp is not None and not early <= message.timestamp - centre.now() <= late:
        return bytes(NakMessage(centre.account(message), centre.now()).encode())
    return acked(centre, message, message.seq)


def acked(centre: Small, message: Any, number: int) -> bytes:
    """Return an ACK to a number, encrypted where the message was."""
    account = centre.account(message)
    return bytes(AckMessage(account, number, centre.now()).encode(encrypt=message.encrypted))


def does_not_understand(centre: Small, _raw: bytes, message: Any) -> bytes:
    """Answer DUH."""
    return bytes(DuhMessage(centre.account(message), message.seq).encode())


@asynccontextmanager
async def small(
    says: Says = acknowledges,
    transport: Transport = "tcp",
    *,
    key: bytes | None = None,
    clock_ahead: timedelta = timedelta(0),
    hears: bool = True,
) -> AsyncIterator[Small]:
    """Run a small centre; one that does not hear takes connections and reads nothing."""
    running = Small(port=free_port(), key=key, clock_ahead=clock_ahead, says=says)
    serve = _over_tcp if transport == "tcp" else _over_udp
    async with serve(running, hears=hears):
        yield running


@asynccontextmanager
async def _over_tcp(centre: Small, *, hears: bool) -> AsyncIterator[None]:
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while hears:
                answer = centre.take(await reader.readuntil(b"\r"))
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
            else:
                await asyncio.Event().wait()
        writer.transport.abort()

    server = await asyncio.start_server(serve, HOST, centre.port)
    try:
        yield
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def _over_udp(centre: Small, *, hears: bool) -> AsyncIterator[None]:
    class Datagrams(asyncio.DatagramProtocol):
        transport: Any = None

        def datagram_received(self, data: bytes, addr: Any) -> None:
            answer = centre.take(data) if hears else None
            if answer:
                self.transport.sendto(answer, addr)

    async with _datagrams(centre.port, Datagrams()):
        yield


@asynccontextmanager
async def _datagrams(port: int, server: Any) -> AsyncIterator[None]:
    """Let a server hear datagrams; pysiaalarm's own start wants a transport that Python 3.11 does not have yet."""

    class Forwarding(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            server.transport = transport

        def datagram_received(self, data: bytes, addr: Any) -> None:
            server.datagram_received(data, addr)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Forwarding, local_addr=(HOST, port))
    try:
        yield
    finally:
        transport.abort()
