"""Three nodes in networks of their own: cables are pulled, swallow what goes one way, nodes hang, die and come back."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg

from parts.chance import Chance
from parts.ear import until
from parts.figures import tell
from parts.ledger import Ledger, read_ledger
from parts.network import Cable
from parts.pressers import Pressers
from parts.screen import Screen
from parts.trio import Outpost, Trio, trio
from service.clock import SystemClock

PATIENCE = 60.0
"""Seconds for what takes a few, on a machine that is busy with other tests."""

CUTS: dict[str, Callable[[Cable], None]] = {
    "is pulled": Cable.pull,
    "swallows everything": lambda cable: cable.swallow("house", "node"),
    "swallows what the node says": lambda cable: cable.swallow("house"),
    "swallows what the node is told": lambda cable: cable.swallow("node"),
}
CABLES = ("its cable to the record", "its cable to the broker", "each of its cables")
STATES = ("the node hangs", "the node dies")


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What befalls one node."""

    what: str
    """One of CABLES or STATES."""
    cut: str = ""

    def begin(self, outpost: Outpost) -> None:
        """Let it happen."""
        match self.what:
            case "the node hangs":
                outpost.service.pause()
            case "the node dies":
                outpost.service.kill()
            case _:
                for cable in self._cables(outpost):
                    CUTS[self.cut](cable)

    def end(self, outpost: Outpost) -> None:
        """Let it be over."""
        match self.what:
            case "the node hangs":
                outpost.service.resume()
            case "the node dies":
                outpost.service.start(wait_ready=False)
            case _:
                outpost.heal()

    @property
    def screens_hear(self) -> bool:
        """Whether a press must reach the node's screens meanwhile: it has the broker or the record."""
        return self.what in CABLES[:2]

    def _cables(self, outpost: Outpost) -> Iterable[Cable]:
        if self.what != CABLES[1]:
            yield outpost.to_record
        if self.what != CABLES[0]:
            yield outpost.to_broker


FIRST = (
    Trouble(what=CABLES[0], cut="swallows what the node is told"),
    Trouble(what="the node hangs"),
    Trouble(what=CABLES[2], cut="is pulled"),
)
"""What the small part of a test run shows."""


def some_trouble(random: Random) -> Trouble:
    """Return any trouble."""
    what = random.choice((*CABLES, *STATES))
    return Trouble(what=what, cut=random.choice(sorted(CUTS)) if what in CABLES else "")


async def test_whatever_befalls_a_node_each_press_is_one_alarm_everywhere_and_each_step_is_taken_once(
    tmp_path: Path, chance: Chance
) -> None:
    """Presses reach every screen that can be reached, are receipted and recorded once, and nobody doubles a step."""
    random = chance.random("cut cables")
    with trio(tmp_path) as three:
        async with Pressers(three.broker.url) as pressers:
            for round_ in range(chance.rounds):
                trouble = FIRST[round_] if round_ < len(FIRST) else some_trouble(random)
                outpost = random.choice(three.outposts)
                print(outpost.service.folder.name, trouble.what, trouble.cut)
                async with AsyncExitStack() as looking:
                    screens = {
                        one.service.folder.name: await looking.enter_async_context(one.service.screen("as"))
                        for one in three.outposts
                    }
                    await asyncio.to_thread(trouble.begin, outpost)
                    begun = len(pressers.pressed)
                    await pressers.some(random, mute=True)
                    pressed = pressers.pressed[begun:]
                    for one in three.outposts:
                        if one is not outpost or trouble.screens_hear:
                            await shown(screens[one.service.folder.name], pressed)
                    await until(lambda: pressers.told == set(pressers.pressed), within=PATIENCE)
                    await asyncio.to_thread(trouble.end, outpost)
                    await asyncio.to_thread(three.wait_ready)
                    await recorded_and_climbing(three, pressers)
                    if trouble.what != "the node dies":
                        await alike(three, screens.values())
            everything = {*pressers.pressed, *pressers.acknowledged}
            unsure = set(pressers.unsure)
        logs = {node.folder.name: node.log for node in three.nodes}
        ledger = await quiet(three)
    assert ledger.flaws() == []
    assert everything <= set(ledger.presses) <= {*everything, *unsure}
    taken = [ledger.taken(alarm) for alarm in ledger.alarms]
    assert taken == [list(range(1, len(steps) + 1)) for steps in taken]
    assert [name for name, log in logs.items() if "Traceback" in log] == []
    tell("cables are cut", troubles=chance.rounds, presses=len(everything), entries=len(ledger.entries))


async def shown(screen: Screen, pressed: Iterable[str]) -> None:
    """Wait until a screen was told of these presses: ahead of the record, or by it."""
    devices = {key.rpartition("/")[0] for key in pressed}

    def heard() -> set[str]:
        entries = [message["data"] for message in screen.told("entry")]
        return {one["device"] for one in (*screen.told("provisional"), *entries) if one.get("device")}

    await screen.until(lambda: devices <= heard(), within=PATIENCE)


async def recorded_and_climbing(three: Trio, pressers: Pressers) -> None:
    """Wait until all presses are in the record, no deadline is late, and the plan of every open alarm climbs on."""
    clock = SystemClock()
    pressed = {*pressers.pressed, *pressers.acknowledged}
    ledger = await read_ledger(three.server.url())
    try:
        async with asyncio.timeout(PATIENCE):
            while ledger.missing(pressed) or ledger.late(clock.now()):
                await asyncio.sleep(0.2)
                ledger = await read_ledger(three.server.url())
    except TimeoutError as reason:
        wrong = f"not recorded: {ledger.missing(pressed)}; late: {ledger.late(clock.now())}"
        raise AssertionError(f"after {PATIENCE:.0f} s {wrong}") from reason
    waiting = {id_: ledger.taken(id_) for id_, alarm in ledger.alarms.items() if alarm.is_open}
    async with asyncio.timeout(PATIENCE):
        while waiting:
            await asyncio.sleep(0.2)
            now = await read_ledger(three.server.url())
            waiting = {id_: steps for id_, steps in waiting.items() if now.taken(id_) == steps}


async def alike(three: Trio, screens: Iterable[Screen]) -> None:
    """Wait until every screen has come to where the record is now, with no press left that is not recorded."""
    head = len((await read_ledger(three.server.url())).entries)
    for screen in screens:
        await caught_up(screen, head)


async def caught_up(screen: Screen, head: int) -> None:
    """Wait until a screen has come so far."""

    def is_there() -> bool:
        return screen.position >= head and all(alarm["state"] != "provisional" for alarm in screen.alarms)

    await screen.until(is_there, within=PATIENCE)


async def quiet(three: Trio) -> Ledger:
    """End all nodes, and return what they have left in the record: all but connections that nobody holds any more."""
    await asyncio.gather(*(asyncio.to_thread(node.stop) for node in three.nodes))
    with psycopg.connect(three.server.url(), autocommit=True) as looking:
        left = "SELECT client_addr, state FROM pg_stat_activity WHERE client_addr NOT IN ('127.0.0.1')"
        await until(lambda: not looking.execute(left).fetchall(), within=PATIENCE)
    return await read_ledger(three.server.url())
