"""What the ears need of a session with a broker, whoever keeps it."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from service.clock import Clock
from service.ingest.terms import Message, Will


class BrokerSession(Protocol):
    """One session with a broker, across as many connections as it takes; `service.ingest.mqtt.Session` says how."""

    @property
    def connected(self) -> bool:
        """Whether every filter is subscribed right now, as far as anybody can know."""
        ...

    @property
    def resumed(self) -> bool:
        """Whether the broker has kept what came for this session while it was away; False without a connection."""
        ...

    def start(self) -> None:
        """Begin to connect, and go on for ever."""
        ...

    async def stop(self) -> None:
        """Disconnect, and stay away."""
        ...

    def publish(self, topic: str, payload: bytes, qos: int = 1, retain: bool = False) -> "asyncio.Future[bool]":
        """Send a message, never blocking; the future tells whether the broker has it."""
        ...

    def receipt(self, message: Message) -> None:
        """Let the broker forget this message."""
        ...

    def refuse(self, message: Message) -> None:
        """Give no receipt, and have the broker send the message again."""
        ...


class OpenSession(Protocol):
    """Describes a session; nothing is sent before its `start`."""

    def __call__(
        self,
        url: str,
        client_id: str,
        subscriptions: Sequence[str],
        *,
        on_message: Callable[[Message], None],
        on_state: Callable[[bool], None],
        clock: Clock,
        on_taken_over: Callable[[], None] | None = None,
        clean: bool = False,
        spare: Sequence[str] = (),
        in_gusts: bool = False,
        will: Will | None = None,
        ca_file: Path | None = None,
    ) -> BrokerSession:
        """Return the session."""
        ...
