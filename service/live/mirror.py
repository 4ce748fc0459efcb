"""A screen of the node's own: over a real WebSocket to its own server, folded as every page folds what it is told."""

import asyncio
import contextlib
import json
import logging
import ssl
from collections.abc import Callable
from typing import Final

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidHandshake
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

from service.live.board import Board, apply, empty

AGAIN_S: Final = 0.1
"""Seconds before it connects again."""
CONNECT_S: Final = 5.0
"""Seconds that connecting may take."""
LARGEST: Final = 65_536
"""Bytes of a message, and of one reading."""

_log = logging.getLogger(__name__)


class Mirror:
    """Connects for ever, and tells which alarms it shows after each message."""

    def __init__(self, address: str, key: str, shown: Callable[[frozenset[str]], None]) -> None:
        """Describe it.

        Args:
            address: of the stream, `ws://…` or `wss://…`.
            key: what lets it in.
            shown: told which alarms are on the board now.
        """
        self._uri = parse_uri(address)
        self._key = key
        self._shown = shown
        self._writer: asyncio.StreamWriter | None = None
        self._problem = ""
        self.connected = False
        """Whether it is told now what is shown."""

    def renew(self) -> None:
        """Connect anew."""
        if self._writer is not None:
            self._writer.close()

    async def run(self) -> None:
        """Look on until cancelled."""
        while True:
            try:
                await self._look()
                self._note("")
            except (OSError, ValueError, InvalidHandshake, asyncio.IncompleteReadError) as wrong:
                self._note(str(wrong) or repr(wrong))
            await asyncio.sleep(AGAIN_S)

    async def _look(self) -> None:
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(self._uri.host, self._uri.port, ssl=self._trust())
        self._writer = writer
        try:
            protocol = ClientProtocol(self._uri, max_size=LARGEST)
            request = protocol.connect()
            request.headers["Authorization"] = f"Bearer {self._key}"
            protocol.send_request(request)
            await self._follow(protocol, reader, writer)
        finally:
            self._writer, self.connected = None, False
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _follow(
        self, protocol: ClientProtocol, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        board: Board = empty()
        while True:
            for data in protocol.data_to_send():
                if data:
                    writer.write(data)
            if not (data := await reader.read(LARGEST)):
                return
            protocol.receive_data(data)
            for event in protocol.events_received():
                if isinstance(event, Response):
                    if protocol.handshake_exc is not None:
                        raise protocol.handshake_exc
                    self.connected = True
                elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    board = apply(board, json.loads(bytes(event.data)))
                    self._shown(frozenset(alarm["alarm"] for alarm in board["alarms"]))

    def _trust(self) -> ssl.SSLContext | None:
        """Return how TLS is made: the other end is this very process, and what it shows here is nobody's secret."""
        if not self._uri.secure:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context

    def _note(self, problem: str) -> None:
        if problem and problem != self._problem:
            _log.info("the node's own screen does not reach its server: %s", problem)
        self._problem = problem
