"""An office screen without pixels: a WebSocket that keeps every message and folds it as a page does."""

import asyncio
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from service.live import board as boards


class Screen:
    """One connected screen; use it with `async with`."""

    def __init__(
        self,
        url: str,
        office: str,
        name: str | None,
        *,
        after: int | None = None,
        epoch: str | None = None,
        cookie: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Prepare a screen that says where it was, where `after` and `epoch` are given; `cookie` is a session's."""
        asked = {"screen": name, "after": after, "epoch": epoch}
        query = urlencode({key: value for key, value in asked.items() if value is not None})
        self.address = f"{url}/api/v1/offices/{office}/stream?{query}"
        self._headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookie.items())} if cookie else {}
        self.messages: list[dict[str, Any]] = []
        self.board: dict[str, Any] = boards.empty()
        self._changed = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Connect, and return when there is a board."""
        self._socket = await connect(
            self.address, additional_headers=self._headers, compression=None, ping_interval=None, proxy=None
        )
        self._reading = asyncio.create_task(self._read(self._socket))
        await self.until(lambda: bool(self.messages))
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        assert self._socket is not None
        assert self._reading is not None
        await self._socket.close()
        await self._reading

    @property
    def position(self) -> int:
        """The last position heard."""
        return int(self.board["position"])

    @property
    def epoch(self) -> str:
        """The record that the position belongs to."""
        return str(self.board["epoch"])

    @property
    def alarms(self) -> list[dict[str, Any]]:
        """What the screen shows."""
        found: list[dict[str, Any]] = self.board["alarms"]
        return found

    @property
    def faults(self) -> dict[str, dict[str, Any]]:
        """The faults of the last heartbeat, by their code."""
        beats = self.told("heartbeat")
        return {fault["code"]: fault for fault in beats[-1]["faults"]} if beats else {}

    def told(self, kind: str) -> list[dict[str, Any]]:
        """Return the messages of one kind, such as `entry` or `provisional`."""
        return [message for message in self.messages if message["type"] == kind]

    def entries(self, event: str, alarm: str | None = None) -> list[dict[str, Any]]:
        """Return the entries of one event, of one alarm where it is given."""
        return [m for m in self.told("entry") if m["event"] == event and alarm in (None, m["alarm"])]

    def showing(self, alarm: str) -> dict[str, Any]:
        """Return how the screen shows an alarm; fails when it does not."""
        found = next((shown for shown in self.alarms if shown["alarm"] == alarm), None)
        assert found is not None, f"{alarm} is not on the screen: {self.board}"
        return found

    async def entry(self, event: str, alarm: str | None = None, *, within: float = 20.0) -> dict[str, Any]:
        """Wait for the first entry of an event."""
        await self.until(lambda: bool(self.entries(event, alarm)), within=within)
        return self.entries(event, alarm)[0]

    async def raised(self, *, known: int = 0) -> str:
        """Wait until one more alarm than `known` was raised, and return its id."""
        await self.until(lambda: len(self.entries("AlarmRaised")) > known)
        return str(self.entries("AlarmRaised")[known]["alarm"])

    async def fault(self, code: str, *, subject: str | None = None, within: float = 20.0) -> dict[str, Any]:
        """Wait until a heartbeat shows a fault, and return it."""

        def shown() -> bool:
            return code in self.faults and subject in (None, self.faults[code]["subject"])

        await self.until(shown, within=within)
        return self.faults[code]

    async def until(self, condition: Callable[[], bool], *, within: float = 20.0) -> None:
        """Wait until a condition holds, looking after each message; fails after `within` seconds."""
        try:
            async with asyncio.timeout(within), self._changed:
                while not condition():
                    await self._changed.wait()
        except TimeoutError:
            last = "\n".join(json.dumps(message)[:300] for message in self.messages[-12:])
            raise AssertionError(f"not within {within} s; the last messages were:\n{last}") from None

    async def confirm(self, *alarms: str) -> None:
        """Say, as a page does, that these alarms are drawn."""
        assert self._socket is not None
        said = {"type": "rendered", "position": self.position, "alarms": alarms, "sound": True}
        await self._socket.send(json.dumps(said))

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                message = json.loads(text)
                async with self._changed:
                    self.messages.append(message)
                    self.board = boards.apply(self.board, message)
                    self._changed.notify_all()
        except ConnectionClosed:
            pass  # the service is gone: what was heard stays
