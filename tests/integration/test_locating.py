"""Where she is, from what gateways hear: only while an alarm of her button is open, and nothing is kept otherwise."""

import asyncio
import json
from pathlib import Path

from devices.gateways import Gateway, Gateways
from devices.inventory import Device, Inventory
from devices.registry import Registry
from devices.signals import Position, Press, Signal
from parts.post import Post
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import Clear
from service.ingest.intake import Heard
from service.jobs.locating import MOST, WAITS_S, Locating

PENDANT = Device(office="as", device="pendant-1", name="Eva's", place="room-114")
KNOWN = Registry(
    Inventory([PENDANT, *(Device(office="as", device=f"d-{n}", name="x") for n in range(MOST + 5))]),
    gateways=Gateways(
        [Gateway(office="as", name="gw-214", place="room-214"), Gateway(office="as", name="gw-114", place="room-114")]
    ),
)
TOPIC = "trygg/v1/as/pendant-1/press"


def place(gateway: str, rssi: int, device: str = "pendant-1") -> Position:
    """A gateway hears a button."""
    return Position(office="as", device=device, gateway=gateway, rssi=rssi)


async def press(post: Post) -> Alarm:
    """Press the pendant as it does itself; return the alarm."""
    payload = json.dumps({"id": "1", "gesture": "sos"}).encode()
    post.intake.hear(
        Heard(topic=TOPIC, payload=payload, retain=False, again=False, receipt=lambda: None, refuse=lambda: None)
    )
    await post.intake.finish()
    return await standing(post)


async def standing(post: Post) -> Alarm:
    """Return the pendant's alarm."""
    alarm = post.dispatch.memory.open_alarm("as", "device:as/pendant-1")
    assert alarm is not None
    found = await post.store.alarm(alarm)
    assert found is not None
    return found[1]


async def test_outside_an_alarm_nothing_of_a_position_is_kept(tmp_path: Path) -> None:
    """What is said of where a button is while no alarm of it is open is dropped at once, in memory too."""
    async with Post(tmp_path) as post:
        locating = Locating(post.dispatch, post.clock, lambda: KNOWN)
        locating.hear((place("gw-214", -50), Position(office="as", device="pendant-1", zone="room-214")))
        assert locating.followed == 0


async def test_an_alarm_goes_where_gateways_hear_her_and_is_forgotten_with_its_end(tmp_path: Path) -> None:
    """Her usual place until one gateway stands out; a stranger's gateway moves nobody; at the end nothing is left."""
    async with Post(tmp_path) as post:
        locating = Locating(post.dispatch, post.clock, lambda: KNOWN)
        alarm = await press(post)
        assert (alarm.zone, alarm.is_measured) == ("room-114", False)
        locating.hear((place("nobody-placed", -40),))
        await locating.tell()
        assert not (await standing(post)).is_measured
        post.clock.ahead_s += 40
        locating.hear((place("gw-214", -55), place("gw-114", -80)))
        await locating.tell()
        moved = await standing(post)
        assert (moved.zone, moved.is_measured) == ("room-214", True)
        assert moved.located
        assert moved.located.usual == "room-114"
        assert "room-214" in moved.calm
        clear = Clear(actor=Actor(via="screen:as/staff", who="maja"), entitled=True)
        await post.dispatch.ask("as", moved.id, lambda _page: clear)
        locating.hear((place("gw-214", -50),))
        assert locating.followed == 0


async def test_the_copies_of_the_press_itself_say_where_it_was(tmp_path: Path) -> None:
    """Gateways that heard the press are believed once its alarm is there; without one they are forgotten."""
    copies: tuple[Signal, ...] = tuple(
        Press(office="as", device="pendant-1", gateway=name, rssi=rssi)
        for name, rssi in (("gw-214", -50), ("gw-114", -70))
    )
    async with Post(tmp_path) as post:
        locating = Locating(post.dispatch, post.clock, lambda: KNOWN)
        locating.hear(copies)
        await press(post)
        await locating.tell()
        assert (await standing(post)).zone == "room-214"
        other = Press(office="as", device="d-1", gateway="gw-214", rssi=-50)
        locating.hear((other,))
        assert locating.followed == 2
        post.clock.ahead_s += WAITS_S
        await locating.tell()
        assert locating.followed == 1


async def test_a_place_that_the_button_says_itself_counts_and_one_that_no_plan_knows_does_not(tmp_path: Path) -> None:
    """The button's own word for where it is moves the alarm; a word that is no zone moves nothing."""
    async with Post(tmp_path) as post:
        locating = Locating(post.dispatch, post.clock, lambda: KNOWN)
        await press(post)
        locating.hear((Position(office="as", device="pendant-1", zone="the-moon"),))
        await locating.tell()
        assert (await standing(post)).zone == "room-114"
        locating.hear((Position(office="as", device="pendant-1", zone="room-214"),))
        await locating.tell()
        assert (await standing(post)).zone == "room-214"


async def test_a_store_that_is_away_is_tried_again_and_floods_keep_little(tmp_path: Path) -> None:
    """What could not be written is said the next time; thousands of buttons' words fill no memory."""
    async with Post(tmp_path) as post:
        locating = Locating(post.dispatch, post.clock, lambda: KNOWN)
        await press(post)
        locating.hear((place("gw-214", -50),))
        post.disk.broken = True
        await locating.tell()
        post.disk.broken = False
        await locating.tell()
        assert (await standing(post)).zone == "room-214"
        for n in range(MOST + 5):
            locating.hear((Press(office="as", device=f"d-{n}", gateway="gw-214", rssi=-50),))
        assert locating.followed == MOST


async def test_it_tells_by_itself_when_others_have_had_their_say(tmp_path: Path) -> None:
    """The running job waits a moment for the other gateways, and then says where she is."""
    async with Post(tmp_path) as post:
        locating = Locating(post.dispatch, post.clock, lambda: KNOWN)
        await press(post)
        running = asyncio.create_task(locating.run())
        locating.hear((place("gw-214", -50),))
        async with asyncio.timeout(30):
            while (await standing(post)).zone != "room-214":
                await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
