"""A screen on a bad line holds up no other, is cut off when it cannot keep up, and comes back with all it missed."""

import asyncio
from pathlib import Path

from parts.chance import Chance
from parts.crowd import Crowd
from parts.ear import Ear
from parts.figures import spread, tell
from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.proxy import Proxy
from parts.service import Service
from service.clock import SystemClock

BYTES_PER_S = 2_000
WELL = 5
PRESSES = 60
"""At most, until the line is cut off; of a button each, so that each is an alarm with calls: 5 kB for each screen."""
MOST_TIMES = 10
"""How often the line goes bad in the long run."""


async def test_a_screen_on_a_bad_line_holds_up_no_other_and_comes_back_complete(
    tmp_path: Path, chance: Chance, mosquitto: StartMosquitto
) -> None:
    """In a burst of alarms the others hear each press at once; the slow one is cut off, said, and misses nothing."""
    random, clock = chance.random("bad line"), SystemClock()
    broker = mosquitto(config={"max_inflight_messages": "1000"})
    shown, back = list[float](), list[float]()
    times = 1 if chance.rounds <= 3 else min(MOST_TIMES, chance.rounds)
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        async with (
            Proxy(service.port, bytes_per_s=BYTES_PER_S) as line,
            Ear(broker.url, "buttons", (), clean=True) as buttons,
            Crowd(service.port, "as", WELL, random) as well,
            Crowd(line.port, "as", 1, random) as far,
            service.screen("as") as screen,
        ):
            (slow,) = far.lookers
            for time in range(times):
                cut_off, line.bytes_per_s = slow.cut_off, BYTES_PER_S
                for number in range(PRESSES):
                    device, pressed = f"as/button-{time}-{number}", clock.monotonic()
                    assert await buttons.session.publish(f"trygg/v1/{device}/press", b"")
                    await well.until(lambda one, device=device: device in one.shown_at)  # type: ignore[misc]
                    shown += [one.shown_at[device] - pressed for one in well.lookers]
                    if slow.cut_off > cut_off:
                        break
                    await asyncio.sleep(0.1)
                await far.until(lambda one, before=cut_off: one.cut_off > before)  # type: ignore[misc]
                await screen.fault("screen_dropped")
                healed, line.bytes_per_s = clock.monotonic(), None
                line.cut()
                head = service.get("/offices/as/board")["position"]
                await far.until(lambda one, head=head: one.position >= head)  # type: ignore[misc]
                back.append(clock.monotonic() - healed)
            gaps = [*well.gaps, *far.gaps]
            assert [one.cut_off for one in well.lookers] == [0] * WELL
            assert set(slow.came[1:]) <= {"resumed", "snapshot"}
    assert gaps == []
    tell(
        "a screen on a bad line",
        bytes_a_second=BYTES_PER_S, presses=len(shown) // WELL, **spread("others_shown", shown),
        **spread("complete_again", back),
    )  # fmt: skip
