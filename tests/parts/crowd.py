"""Many screens that cost little: each keeps its place in the stream, comes back when cut off, and says what is missing.

They fold no board. What each heard of entries is held to the law of the stream: dense positions, from the first on.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlencode

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from service.clock import SystemClock

AT_ONCE: Final = 200
"""Handshakes of this process that are under way together; further ones wait for their turn, as at a real switch."""


@dataclass(kw_only=True)
class Looker:
    """One screen: where it is, and when it heard of what."""

    position: int = -1
    epoch: str = ""
    came: list[str] = field(default_factory=list)
    """How each of its connections began: `snapshot` or `resumed`."""
    gaps: list[str] = field(default_factory=list)
    shown_at: dict[str, float] = field(default_factory=dict)
    """Monotonic seconds at which it heard first of a device's press, before or with its entry."""
    recorded_at: dict[str, float] = field(default_factory=dict)
    cut_off: int = 0

    def take(self, message: dict[str, Any], at: float) -> None:
        """Take one message in."""
        match message["type"]:
            case "snapshot" | "resumed" as kind:
                self.came.append(kind)
                if kind == "resumed" and message["position"] != self.position:
                    self.gaps.append(f"resumed at {message['position']} instead of {self.position}")
                self.position, self.epoch = message["position"], message["epoch"]
                for shown in message["alarms"] if kind == "snapshot" else ():
                    self._note(shown.get("device"), at, is_recorded=shown["state"] != "provisional")
            case "provisional":
                self._note(message.get("device"), at, is_recorded=False)
            case "entry" | "withheld":
                if message["position"] != self.position + 1:
                    self.gaps.append(f"{message['position']} came behind {self.position}")
                self.position = message["position"]
                self._note(message.get("data", {}).get("device"), at, is_recorded=True)
            case _:
                pass

    def _note(self, device: str | None, at: float, *, is_recorded: bool) -> None:
        if device:
            self.shown_at.setdefault(device, at)
            if is_recorded:
                self.recorded_at.setdefault(device, at)


class Crowd:
    """So many screens of one office; use it with `async with`."""

    def __init__(self, port: int, office: str, count: int, random: Random) -> None:
        """Prepare them; `random` says how long each waits before it tries again."""
        self.lookers = [Looker() for _ in range(count)]
        self._address = f"ws://127.0.0.1:{port}/api/v1/offices/{office}/stream"
        self._random = random
        self._clock = SystemClock()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._changed = asyncio.Event()
        self._looking: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Let all of them come in."""
        self._looking = [asyncio.create_task(self._look(one)) for one in self.lookers]
        await self.until(lambda one: len(one.came) == 1)
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Let all of them go."""
        for task in self._looking:
            task.cancel()
        await asyncio.gather(*self._looking, return_exceptions=True)

    async def until(self, condition: Callable[[Looker], bool], *, within: float = 120.0) -> None:
        """Wait until a condition holds for each of them; fails after `within` seconds, and says for how many it did."""
        try:
            async with asyncio.timeout(within):
                while not all(map(condition, self.lookers)):
                    self._changed.clear()
                    await self._changed.wait()
                    await asyncio.sleep(0.01)  # what comes together is looked at together
        except TimeoutError:
            held = sum(map(condition, self.lookers))
            raise AssertionError(f"for {held} of {len(self.lookers)} screens within {within} s") from None

    @property
    def gaps(self) -> list[str]:
        """Whatever any of them has missed, or heard twice."""
        return [gap for one in self.lookers for gap in one.gaps]

    async def _look(self, looker: Looker) -> None:
        while True:
            with suppress(OSError, WebSocketException, InvalidHandshake, TimeoutError):
                await self._once(looker)
            looker.cut_off += 1
            self._changed.set()
            await asyncio.sleep(self._random.uniform(0.1, 0.6))

    async def _once(self, looker: Looker) -> None:
        asked = {"screen": "staff"}
        if looker.came:
            asked |= {"after": str(looker.position), "epoch": looker.epoch}
        async with self._turns:
            socket = await connect(
                f"{self._address}?{urlencode(asked)}", compression=None, ping_interval=None, proxy=None, open_timeout=60
            )
        async with socket:
            async for text in socket:
                looker.take(json.loads(text), self._clock.monotonic())
                self._changed.set()
