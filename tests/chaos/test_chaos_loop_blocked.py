"""The event loop stands still for three seconds: what was pressed meanwhile is on the screens when it turns again."""

import asyncio
import threading
import time
from pathlib import Path

from parts.chance import Chance
from parts.ear import until
from parts.figures import spread, tell
from parts.ledger import read_ledger
from parts.mosquitto import StartMosquitto
from parts.node_here import WITHIN, node_here
from parts.offices import lay_out
from parts.pressers import PENDANTS
from parts.screen import Screen
from parts.stock import press
from service.clock import SystemClock

STANDS_S = 3.0
TIMES = 20
"""In the long run at most."""


def _counted(screen: Screen) -> int:
    """Return how often a screen was told that the loop stood."""
    return int(screen.faults.get("loop_blocked", {}).get("count", 0))


async def test_a_press_while_the_loop_stands_is_shown_when_it_turns(
    tmp_path: Path, chance: Chance, mosquitto: StartMosquitto
) -> None:
    """The broker has it meanwhile; nothing of the standing still costs it, and the screens are told for how long."""
    random, clock = chance.random("loop blocked"), SystemClock()
    broker = mosquitto(config={"max_inflight_messages": "1000"})
    shown, pressed = list[float](), list[str]()
    async with node_here(tmp_path, lay_out(tmp_path / "plans"), broker.url) as here, here.screen() as screen:
        await until(lambda: any(thread.name == "loop-watch" for thread in threading.enumerate()), within=WITHIN)
        for number in range(1 if chance.rounds <= 3 else min(TIMES, chance.rounds)):
            device, known = f"pendant-{random.randint(1, PENDANTS)}", len(screen.told("provisional"))
            pressed.append(f"as/{device}/{number}")

            def publish(device: str = device, number: int = number) -> None:
                time.sleep(STANDS_S / 3)
                press(broker.port, f"as/{device}", f'{{"id": "{number}"}}')

            pressing = threading.Thread(target=publish)
            pressing.start()
            stood = here.node.watch.loop.blocked
            time.sleep(STANDS_S)
            turned = clock.monotonic()
            await screen.until(lambda known=known: len(screen.told("provisional")) > known, within=WITHIN)  # type: ignore[misc]
            shown.append(clock.monotonic() - turned)
            await screen.until(lambda number=number: _counted(screen) > number, within=WITHIN)  # type: ignore[misc]
            assert here.node.watch.loop.blocked == stood + 1
            await asyncio.to_thread(pressing.join)
        await screen.until(
            lambda: len([*screen.entries("AlarmRaised"), *screen.entries("AlarmJoined")]) == len(pressed)
        )
        assert screen.told("heartbeat")[-1]["broker"]
    ledger = await read_ledger(f"sqlite:///{tmp_path}/data/trygg.db")
    assert ledger.flaws() == []
    assert ledger.presses == pressed
    tell("the event loop stands still for three seconds", times=len(pressed), **spread("shown_after", shown))
