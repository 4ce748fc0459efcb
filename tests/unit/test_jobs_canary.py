"""The canary: pressed, shown or not, said and taken back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from parts.ear import until
from service.clock import SystemClock
from service.dispatch.faults import Faults
from service.jobs.canary import Canary, Pace, Path

QUICK = Pace(every_s=0.01, late_s=0.05, sure_s=0.04)


class Way:
    """A path with parts that can be broken."""

    def __init__(self) -> None:
        self.is_there = True
        self.comes = True
        self.shows = True
        self.ended: list[str] = []
        self.pressed: list[str] = []
        self.renewed = 0
        self.faults = Faults(SystemClock())
        path = Path(
            broker="own",
            code="canary_late",
            subject="",
            is_there=lambda: self.is_there,
            press=self._press,
            show=self._show,
            end=self.ended.append,
            renew=self._renew,
        )
        self.canary = Canary(path, self.faults, SystemClock(), QUICK)

    @property
    def said(self) -> list[str]:
        """The faults shown now."""
        return [fault.code for fault in self.faults.of("as")]

    def _press(self, press: str) -> bool:
        self.pressed.append(press)
        if self.comes:
            asyncio.get_running_loop().call_soon(self.canary.heard, press)
        return True

    def _show(self, press: str) -> None:
        if self.shows:
            asyncio.get_running_loop().call_soon(self.canary.shown, frozenset({press}))

    def _renew(self) -> None:
        self.renewed += 1


@asynccontextmanager
async def singing(way: Way) -> AsyncIterator[Way]:
    """Run the canary of a way."""
    running = asyncio.create_task(way.canary.run())
    try:
        yield way
    finally:
        running.cancel()
        await asyncio.wait({running})


async def test_a_path_that_works_is_proven_again_and_again() -> None:
    """Each press has an id of its own, is shown, and is taken back; nothing is said."""
    async with singing(Way()) as way:
        await until(lambda: len(way.ended) >= 5)
        assert way.canary.passes
        assert way.said == []
    assert len(set(way.pressed)) == len(way.pressed)
    assert way.ended == way.pressed[: len(way.ended)]


@pytest.mark.parametrize("broken", ["comes", "shows"])
async def test_what_is_not_shown_is_said_and_taken_back(broken: str) -> None:
    """A press that the broker keeps, or that no screen shows, is a fault until one is shown again."""
    async with singing(Way()) as way:
        await until(lambda: way.canary.passes)
        setattr(way, broken, False)
        await until(lambda: way.said == ["canary_late"])
        assert not way.canary.passes
        assert way.renewed
        setattr(way, broken, True)
        await until(lambda: way.canary.passes)
        assert way.said == []


async def test_a_lost_broker_is_not_said_twice() -> None:
    """Where the broker is gone nothing is pressed and nothing said, and nothing counts as proven."""
    async with singing(Way()) as way:
        await until(lambda: way.canary.passes)
        way.is_there = False
        await until(lambda: not way.canary.passes)
        count = len(way.pressed)
        await asyncio.sleep(0.1)
        assert len(way.pressed) <= count + 1
        assert way.said == []


async def test_only_its_own_press_counts() -> None:
    """Whatever else comes by the canary's topic, or stands on its screen, proves nothing."""
    way = Way()
    way.comes = False
    async with singing(way):
        await until(lambda: len(way.pressed) >= 1)
        way.canary.heard("somebody-else")
        way.canary.shown(frozenset({"somebody-else"}))
        await until(lambda: way.said == ["canary_late"])
    assert way.ended == []
