"""An MQTT session under test, with a memory: what it heard, how its state changed, whether it was taken over."""

import asyncio
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from service.clock import Clock, SystemClock
from service.ingest.mqtt import Message, Session, Will


async def until(condition: Callable[[], bool], *, within: float = 20.0) -> None:
    """Wait until the condition holds; fail after about `within` seconds."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.005)


class Ear:
    """Listens with one `Session` and remembers; with `receipts=False` the test gives them itself."""

    def __init__(
        self,
        url: str,
        client_id: str = "ear",
        filters: Iterable[str] = ("press/#",),
        *,
        receipts: bool = True,
        clean: bool = False,
        spare: Iterable[str] = (),
        will: Will | None = None,
        keepalive_s: int = 5,
        clock: Clock | None = None,
    ) -> None:
        self.heard: list[Message] = []
        self.states: list[bool] = []
        self.taken_over = False
        self.receipts = receipts
        self.also: Callable[[Message], None] = lambda _: None
        self.session = Session(
            url,
            client_id,
            tuple(filters),
            on_message=self._on_message,
            on_state=self.states.append,
            on_taken_over=self._on_taken_over,
            clean=clean,
            spare=tuple(spare),
            will=will,
            keepalive_s=keepalive_s,
            clock=clock or SystemClock(),
        )

    async def __aenter__(self) -> Self:
        self.session.start()
        await until(lambda: self.session.connected)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.stop()

    async def count(self, messages: int) -> list[Message]:
        """Wait until so many messages were heard, and return them all."""
        await until(lambda: len(self.heard) >= messages)
        return self.heard

    def _on_message(self, message: Message) -> None:
        self.heard.append(message)
        if self.receipts:
            self.session.receipt(message)
        self.also(message)

    def _on_taken_over(self) -> None:
        self.taken_over = True


async def say(url: str, *payloads: bytes, topic: str = "press/one", retain: bool = False) -> None:
    """Publish as a device does, one after the other, each with the broker's receipt."""
    async with Ear(url, "device", (), clean=True) as device:
        for payload in payloads:
            async with asyncio.timeout(20):
                assert await device.session.publish(topic, payload, retain=retain)
