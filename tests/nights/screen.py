"""A screen of a night: a real connection of the hub over a wire that this test holds, and the client's own board."""

import asyncio
import json
from collections import deque
from random import Random
from typing import Any

from nights.node import NightNode
from parts.written_line import WrittenLine
from service.live import board
from service.live.frame import Batch
from service.live.hub import Hub, Subscription
from service.live.render import Audience


class Wire(WrittenLine):
    """A fake at the port `service.live.line`: what is written arrives in order, later, or never."""

    def __init__(self, screen: "NightScreen", chance: Random) -> None:
        self._screen = screen
        self._chance = chance
        self._arrives_at = 0.0
        self._waiting: deque[tuple[int, list[str]]] = deque()
        self._written = 0
        self._pending = 0
        self.is_open = True
        self.stuck_until = 0.0

    def write(self, batch: Batch) -> None:
        """Send a batch."""
        if not self.is_open:
            return
        loop = asyncio.get_running_loop()
        size = len(batch.framed)
        self._written += size
        self._pending += size
        self._screen.written(frame.text for frame in batch.frames)
        late = self._chance.uniform(0.001, 0.05)
        self._arrives_at = max(self._arrives_at, self.stuck_until, loop.time() + late)
        self._waiting.append((size, [frame.text for frame in batch.frames]))
        self._screen.later(self._arrives_at - loop.time(), self._arrive)

    def pending(self) -> int:
        """Return how many bytes have not arrived."""
        return self._pending

    def taken(self) -> int:
        """Return how many bytes have arrived."""
        return self._written - self._pending

    def drop(self) -> None:
        """End the connection now."""
        self.is_open = False
        self._waiting.clear()
        self._pending = 0

    def close(self, _code: int, _reason: str) -> None:
        """End the connection."""
        self.drop()

    def _arrive(self) -> None:
        if self.is_open and self._waiting:
            size, texts = self._waiting.popleft()
            self._pending -= size
            for text in texts:
                self._screen.read(text)


class NightScreen:
    """One browser: it folds what it is told, and connects again with the position that it has."""

    def __init__(self, name: str, office: str, audience: Audience, places: list[NightNode], chance: Random) -> None:
        self.name = name
        self.office = office
        self.audience = audience
        self.board = board.empty()
        self.place: NightNode | None = None
        """Where it is connected."""
        self.shown: dict[str, float] = {}
        """The alarms that were written to it since it connected, and when last."""
        self.pressed_again: dict[tuple[str, str], float] = {}
        """The alarms that it was shown to be pressed once more, and the instant with each; and when it was shown."""
        self.taken_back: set[tuple[str, str]] = set()
        """Which of them it was told were none, or another alarm's: nobody tells it the instant from before."""
        self._places = places
        self._chance = chance
        self._wire: Wire | None = None
        self._subscription: Subscription | None = None
        self._hub: Hub | None = None
        self._life: Any = None
        self.connected_at = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether its connection is open and its node alive."""
        return bool(self._wire and self._wire.is_open and self._life and not self._life.is_over)

    @property
    def is_up_to_date(self) -> bool:
        """Whether everything written to it has arrived."""
        return self.is_connected and self._wire is not None and not self._wire.pending()

    @property
    def hub(self) -> Hub:
        """The hub that it is connected to."""
        assert self._hub is not None
        return self._hub

    async def run(self) -> None:
        """Stay connected, for ever."""
        while True:
            if not self.is_connected:
                self._connect()
            await asyncio.sleep(self._chance.uniform(0.2, 2.0))

    def leave(self) -> None:
        """Lose the connection."""
        if self._wire is not None and self._subscription is not None and self._hub is not None:
            self._wire.drop()
            self._hub.detach(self._subscription)

    def stick(self, seconds: float) -> None:
        """Take nothing for a while."""
        if self._wire is not None:
            self._wire.stuck_until = asyncio.get_running_loop().time() + seconds

    def later(self, seconds: float, call: Any) -> None:
        """Call something in the world's context, whoever writes."""
        asyncio.get_running_loop().call_later(seconds, call, context=self._context)

    def written(self, texts: Any) -> None:
        """Note which alarms have left for it."""
        now = asyncio.get_running_loop().time()
        for text in texts:
            message = json.loads(text)
            if message["type"] in ("provisional", "entry") and message.get("alarm"):
                self.shown[message["alarm"]] = now
            if message["type"] == "snapshot":
                self.shown |= dict.fromkeys((one["alarm"] for one in message["alarms"]), now)
            if message["type"] == "provisional":
                self.pressed_again[message["alarm"], message["at"]] = now
            if message["type"] == "provisional_over":
                self.taken_back.update(one for one in self.pressed_again if one[0] == message["alarm"])
            for alarm in message.get("alarms", ()) if message["type"] == "snapshot" else ():
                self.shown[alarm["alarm"]] = now

    def read(self, text: str) -> None:
        """Fold one message."""
        self.board = board.apply(self.board, json.loads(text))
        if self.is_connected and self._subscription is not None:
            alarms = [one["alarm"] for one in self.board["alarms"]]
            self.hub.rendered(self._subscription, self.board["position"], alarms, sound=True)

    def _connect(self) -> None:
        up = [place for place in self._places if place.node is not None and self.office in place.node.book]
        if not up:
            return
        self.place = self._chance.choice(up)
        assert self.place.node is not None
        self._hub, self._life = self.place.node.hub, self.place.life
        self._wire = Wire(self, self._chance)
        self.shown = {}
        self.connected_at = asyncio.get_running_loop().time()
        after = self.board["position"] if self.board["epoch"] and self._chance.random() < 0.8 else None
        self._subscription = self._hub.attach(
            self.office,
            self.audience,
            screen=self.name,
            after=after,
            epoch=self.board["epoch"],
            line=self._wire,
        )

    _context: Any = None

    def use(self, context: Any) -> None:
        """Take the context in which what it hears is read."""
        self._context = context
