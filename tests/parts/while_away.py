"""Presses while the record cannot be written: each on the screens, in the spool, and then told to its wearer."""

from collections.abc import Awaitable, Callable, Container
from pathlib import Path
from random import Random

from parts.ear import until
from parts.figures import Figure, spread
from parts.pressers import Pressers
from parts.screen import Screen
from service.clock import SystemClock
from service.ingest import spooled
from service.ingest.spool import scan


def in_spool(spool: Path) -> set[str]:
    """Return the keys of the presses that wait in a node's spool."""
    found = scan(spool.read_bytes())
    return {spooled.read(one.record.payload).press_key for one in found if not one.done}


class Away:
    """The presses of one time in which the record is away."""

    def __init__(self, pressers: Pressers, screen: Screen, spool: Path, clock: SystemClock) -> None:
        """Begin with none; the screen is of the node whose spool this is."""
        self.pressed: list[str] = []
        self._pressers = pressers
        self._screen = screen
        self._spool = spool
        self._clock = clock
        self._shown = list[float]()
        self._told = list[float]()

    async def press(self, random: Random, *, recorded: Callable[[], Awaitable[Container[str]]] | None = None) -> None:
        """Press one pendant; return when it is on the screen, in the spool, and its wearer has felt `received`.

        Where `recorded` is given, the record may still take it instead: that says what it has taken.
        """
        number = await self._pressers.chosen(random)
        known, at = len(self._screen.told("provisional")), self._clock.monotonic()
        key = self._pressers.press(number)
        self.pressed.append(key)
        await self._screen.until(lambda: len(self._screen.told("provisional")) > known, within=60)
        self._shown.append(self._clock.monotonic() - at)
        await until(lambda: key in self._pressers.told, within=60)
        self._told.append(self._clock.monotonic() - at)
        is_kept = key in self.in_spool() or (recorded is not None and key in await recorded())
        assert is_kept, f"{key} was told `received`, and neither the record nor the spool has it"

    def in_spool(self) -> set[str]:
        """Return the keys of the presses that wait in the spool."""
        return in_spool(self._spool)

    def figures(self) -> dict[str, Figure]:
        """Return how soon each was on the screen, and told to its wearer."""
        return {**spread("shown", self._shown), **spread("told", self._told)}
