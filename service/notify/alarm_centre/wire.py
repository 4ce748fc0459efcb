"""One message to one receiver and its answer, over TCP or UDP. It knows no bytes: what they are worth, it is told.

Each message has a connection of its own: whatever hangs or is cut holds up no other one, and an answer cannot reach
the wrong one. Nothing here waits without an end: `exchange` is bounded by its caller's `asyncio.timeout`.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from service.notify.alarm_centre.answer import LARGEST, Acknowledged, Refused, Verdict, Worthless, cut
from service.notify.alarm_centre.settings import Place
from service.notify.port import NotHandedOver

RESEND_S: Final = 2.0
"""Seconds after which a datagram goes out again: nobody tells when one is lost."""

Judge = Callable[[bytes], Verdict]


class Heard:
    """What a receiver has said so far; it says what was missing when the time is over."""

    def __init__(self) -> None:
        self.worthless: str | None = None

    def late(self, seconds: float) -> NotHandedOver:
        """Return why the message counts as not received."""
        if self.worthless is not None:
            return NotHandedOver("broken_answer", again=True, detail=self.worthless)
        return NotHandedOver("too_slow", again=True, detail=f"no answer within {seconds:.1f} s")

    def gone(self, detail: str) -> NotHandedOver:
        """Return why, after the connection has ended."""
        if self.worthless is not None:
            return NotHandedOver("broken_answer", again=True, detail=self.worthless)
        return NotHandedOver("not_acknowledged", again=True, detail=detail)


async def exchange(place: Place, message: bytes, judge: Judge, *, seconds: float) -> Acknowledged | Refused:
    """Send a message and return what its answer is worth, within `seconds`.

    Raises:
        NotHandedOver: nobody is there, or no answer to this message came.
    """
    heard = Heard()
    ask = _over_tcp if place.transport == "tcp" else _over_udp
    try:
        async with asyncio.timeout(seconds):
            return await ask(place, message, judge, heard)
    except TimeoutError:
        raise heard.late(seconds) from None


async def _over_tcp(place: Place, message: bytes, judge: Judge, heard: Heard) -> Acknowledged | Refused:
    try:
        reader, writer = await asyncio.open_connection(place.host, place.port)
    except (OSError, UnicodeError) as wrong:
        raise NotHandedOver("unreachable", again=True, detail=_why(wrong)) from None
    try:
        writer.write(message)
        await writer.drain()
        return await _answer(reader, judge, heard)
    except OSError as wrong:
        raise heard.gone(f"the connection broke: {_why(wrong)}") from None
    finally:
        writer.transport.abort()


async def _answer(reader: asyncio.StreamReader, judge: Judge, heard: Heard) -> Acknowledged | Refused:
    left, read = b"", 0
    while more := await reader.read(LARGEST):
        read += len(more)
        left += more
        while True:
            whole, left = cut(left)
            if whole is None:
                break
            verdict = judge(whole)
            if not isinstance(verdict, Worthless):
                return verdict
            heard.worthless = verdict.says
        if read > LARGEST:
            heard.worthless = f"more than {LARGEST} bytes that are no answer"
            break
    if left and heard.worthless is None:
        heard.worthless = f"half an answer of {len(left)} bytes"
    raise heard.gone("the receiver hung up without an answer")


class _Datagrams(asyncio.DatagramProtocol):
    """What comes back to one socket."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[bytes | Exception] = asyncio.Queue(maxsize=16)

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._keep(data[:LARGEST])

    def error_received(self, exc: Exception) -> None:
        self._keep(exc)

    def _keep(self, what: bytes | Exception) -> None:
        if not self.came.full():
            self.came.put_nowait(what)


async def _over_udp(place: Place, message: bytes, judge: Judge, heard: Heard) -> Acknowledged | Refused:
    loop = asyncio.get_running_loop()
    try:
        transport, datagrams = await loop.create_datagram_endpoint(_Datagrams, remote_addr=(place.host, place.port))
    except (OSError, UnicodeError) as wrong:
        raise NotHandedOver("unreachable", again=True, detail=_why(wrong)) from None
    try:
        while True:
            transport.sendto(message)
            try:
                async with asyncio.timeout(RESEND_S):
                    return await _datagram(datagrams, judge, heard)
            except TimeoutError:
                continue
    finally:
        transport.abort()


async def _datagram(datagrams: _Datagrams, judge: Judge, heard: Heard) -> Acknowledged | Refused:
    while True:
        came = await datagrams.came.get()
        if isinstance(came, Exception):
            raise NotHandedOver("unreachable", again=True, detail=_why(came))
        verdict = judge(came)
        if not isinstance(verdict, Worthless):
            return verdict
        heard.worthless = verdict.says


def _why(wrong: Exception) -> str:
    text = wrong.strerror if isinstance(wrong, OSError) else None
    return text or type(wrong).__name__
