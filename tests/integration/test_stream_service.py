"""The stream of the real service: every audience keeps the law, and a screen that was away has missed nothing."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from parts.mosquitto import Mosquitto, StartMosquitto
from parts.offices import lay_out
from parts.screen import Screen
from parts.service import Service
from parts.stock import press

pytestmark = pytest.mark.timeout(180)  # services start here, on a machine that may be busy

SCREENS = ("staff", "security", "reception", "no-such-screen")
"""One of each audience: staff, security, discreet, and public for what the plan does not know."""


@pytest.fixture
def broker(mosquitto: StartMosquitto) -> Mosquitto:
    """A broker that remembers what was not taken."""
    return mosquitto(config={"persistence": "true"})


@pytest.fixture
async def service(broker: Mosquitto, tmp_path: Path) -> AsyncIterator[Service]:
    """One node with the invented offices."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        yield service


def _shown(screen: Screen) -> dict[str, Any]:
    """What a screen knows, without presses that wait for their record."""
    return {**screen.board, "alarms": [a for a in screen.alarms if a["state"] != "provisional"]}


async def test_every_audience_ends_with_the_board_of_a_fresh_screen(broker: Mosquitto, service: Service) -> None:
    """After presses and taps, screens that heard all of it show what a screen shows that comes only now."""
    async with AsyncExitStack() as stack:
        early = [await stack.enter_async_context(service.screen("as", name)) for name in SCREENS]
        staff = early[0]
        press(broker.port, "as/pendant-1", '{"id": "1"}')
        first = await staff.raised()
        press(broker.port, "as/pendant-4", '{"id": "1"}')
        second = await staff.raised(known=1)
        for alarm, action, more in (
            (first, "accept", {"person": "bo"}),
            (first, "arrive", {"person": "bo"}),
            (first, "clear", {"person": "bo"}),
            (first, "close", {"person": "bo"}),
            (second, "decline", {"person": "elin"}),
        ):
            answer = service.say(alarm, action, **more)
            assert answer.status_code == 200, answer.text
        head = service.get("/offices/as/board")["position"]
        for screen in early[:2]:
            await screen.until(lambda screen=screen: screen.position >= head)  # type: ignore[misc]
        # Raised twice, cleared and closed: nothing else has a number where visitors may look.
        await early[2].until(lambda: early[2].position >= 4)
        for name, screen in zip(SCREENS, early, strict=True):
            late = await stack.enter_async_context(service.screen("as", name))
            await late.until(lambda late=late, to=screen.position: late.position >= to)  # type: ignore[misc]
            assert _shown(screen) == _shown(late), name
        assert [view["alarm"] for view in staff.alarms] == [second]
        assert (early[2].position, early[-1].position) == (4, 0)
        assert [screen.told("withheld") for screen in early[2:]] == [[], []]
        assert early[-1].alarms == []
        assert not {"zone", "names"} & {key for m in early[2].told("entry") for key in m["data"]}


async def test_a_screen_that_was_away_hears_what_it_missed_and_nothing_twice(
    broker: Mosquitto, service: Service
) -> None:
    """It says where it was, and gets the entries since instead of a snapshot; positions stay dense."""
    async with service.screen("as") as screen:
        press(broker.port, "as/pendant-1", '{"id": "1"}')
        await screen.raised()
        was, epoch = screen.position, screen.epoch
    async with service.screen("as") as staying:
        press(broker.port, "as/pendant-2", '{"id": "1"}')
        await staying.raised()
        now = staying.position
    async with service.screen("as", after=was, epoch=epoch) as back:
        await back.until(lambda: bool(back.told("entry")) and back.told("entry")[-1]["position"] >= now)
        assert [back.messages[0]["type"], back.messages[0]["position"]] == ["resumed", was]
        heard = [m["position"] for m in back.told("entry")]
        assert heard == list(range(was + 1, was + 1 + len(heard)))


async def test_a_restart_neither_loses_a_position_nor_believes_a_wrong_one(broker: Mosquitto, service: Service) -> None:
    """After kill -9 the record is the same: its head resumes; a position beyond it or of another record does not."""
    async with service.screen("as") as screen:
        press(broker.port, "as/pendant-1", '{"id": "1"}')
        alarm = await screen.raised()
        epoch = screen.epoch
    service.kill()
    service.start()
    head = service.get("/offices/as/board")["position"]
    for after, told, kind in ((head, epoch, "resumed"), (head + 5, epoch, "snapshot"), (head, "another", "snapshot")):
        async with service.screen("as", after=after, epoch=told) as back:
            assert back.messages[0]["type"] == kind, (after, told)
            assert kind == "resumed" or back.showing(alarm)["zone"] == "room-114"


async def test_a_screen_says_only_what_it_shows(service: Service) -> None:
    """A confirmation is taken without an answer; anything else ends the connection with the code for it."""
    async with service.screen("as") as rude:
        assert rude._socket is not None
        await rude._socket.send('{"type":"rendered","position":0,"alarms":[],"sound":true}')
        await rude._socket.send("not json")
        await rude._socket.wait_closed()
        assert rude._socket.close_code == 1008
