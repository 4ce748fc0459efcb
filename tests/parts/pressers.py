"""Who presses in chaos tests: pendants that repeat until they are told, and a mute one that says everything once."""

import asyncio
import json
import threading
from random import Random
from types import TracebackType
from typing import Self

from devices.simulator.publisher import Publisher
from devices.simulator.scenario import Pendant
from parts.ear import Ear
from service.clock import SystemClock

OFFICE = "as"
PENDANTS = 6
MUTE = "mute"
"""A device that nobody has enrolled: it speaks on a native topic, so it raises all the same."""
AT_A_STRETCH = 16
"""Presses of one pendant without a rest: what is further than twenty is counted, and has no entry of its own (0074)."""
REST_S = 13.0
"""Seconds after which a pendant has rested; to Trygg it has after ten, of which a press may take some to come in."""


class Pressers:
    """Six well-behaved pendants and a mute device of the invented office; use it with `async with`."""

    def __init__(self, url: str, *, boot: str = "b1") -> None:
        """Prepare them; `boot` is in the id of every press."""
        self.pressed: list[str] = []
        """The keys of the pendants' presses, in order."""
        self.acknowledged: list[str] = []
        """The keys of the mute device's presses for which the broker gave its PUBACK."""
        self.unsure: list[str] = []
        """The keys of those for which it did not: nobody knows."""
        self._boot = boot
        self._waiting: dict[str, tuple[str, ...]] = {}
        self._guard = threading.Lock()
        self._monotonic = SystemClock().monotonic
        self._stretch: dict[int, tuple[int, float]] = {}
        """Of each pendant how often it was pressed without a rest, and when last."""
        self._pendants = Publisher(
            url,
            [Pendant(office=OFFICE, device=f"pendant-{n}", boot=boot) for n in range(1, PENDANTS + 1)],
            monotonic=self._monotonic,
            on_change=self._note,
        )
        self._mute = Ear(url, "mute-device", (), clean=True)
        self._said = 0
        self._saying: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Connect all of them."""
        self._pendants.start()
        await self._mute.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        if self._saying:
            await asyncio.wait(self._saying, timeout=20)
        await self._mute.__aexit__(kind, error, trace)
        await asyncio.to_thread(self._pendants.stop)

    @property
    def told(self) -> set[str]:
        """The keys of the presses of which their wearer felt `received`."""
        with self._guard:
            waiting = {key for keys in self._waiting.values() for key in keys}
        return set(self.pressed) - waiting

    def press(self, number: int) -> str:
        """Press a pendant, counted from 1, and return the press's key."""
        device = f"pendant-{number}"
        self._stretch[number] = self._pressed_without_rest(number) + 1, self._monotonic()
        # Known as waiting before the pendant's own thread can say so.
        count = sum(key.startswith(f"{OFFICE}/{device}/") for key in self.pressed) + 1
        key = f"{OFFICE}/{device}/{self._boot}-{count}"
        with self._guard:
            self._waiting[device] = (*self._waiting.get(device, ()), key)
        self.pressed.append(key)
        assert self._pendants.press(OFFICE, device) == f"{self._boot}-{count}"
        return key

    async def chosen(self, random: Random, first: int = 1) -> int:
        """Return by chance a pendant whose next press has an entry of its own; where all need a rest, wait for one."""
        while True:
            rested = [one for one in range(first, PENDANTS + 1) if self._pressed_without_rest(one) < AT_A_STRETCH]
            if rested:
                return random.choice(rested)
            await asyncio.sleep(0.1)

    def _pressed_without_rest(self, number: int) -> int:
        count, last = self._stretch.get(number, (0, 0.0))
        return 0 if self._monotonic() - last > REST_S else count

    def say(self) -> None:
        """Press the mute device; what comes of it is noted later."""
        self._said += 1
        task = asyncio.get_running_loop().create_task(self._say(f"{self._boot}-{self._said}"))
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def some(self, random: Random, *, mute: bool) -> None:
        """Press by chance, about ten times within half a second."""
        for _ in range(random.randint(5, 15)):
            if mute and random.random() < 0.3:
                self.say()
            else:
                self.press(await self.chosen(random))
            await asyncio.sleep(random.uniform(0, 0.1))

    async def _say(self, id_: str) -> None:
        payload = json.dumps({"id": id_}).encode()
        acknowledged = await self._mute.session.publish(f"trygg/v1/{OFFICE}/{MUTE}/press", payload)
        (self.acknowledged if acknowledged else self.unsure).append(f"{OFFICE}/{MUTE}/{id_}")

    def _note(self, pendant: Pendant) -> None:
        """Note what a pendant still waits for; runs in the pendants' thread."""
        keys = [f"{OFFICE}/{pendant.device}/{press.press_id}" for press in pendant.waiting]
        with self._guard:
            ahead = [key for key in self._waiting.get(pendant.device, ()) if _count(key) > pendant.pressed]
            self._waiting[pendant.device] = (*keys, *ahead)


def _count(key: str) -> int:
    return int(key.rpartition("-")[2])
