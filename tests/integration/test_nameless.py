"""Presses that their device has not named: over restarts, outages and two brokers none is taken for another one."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devices.family import Source
from parts.ear import say, until
from parts.hearing import Hearing, named, settled
from parts.mosquitto import StartMosquitto
from parts.plainspoken import Plainspoken
from parts.proxy import Proxy
from service.ingest.mqtt import Message, Session

KEEPING = {"persistence": "true", "autosave_on_changes": "true", "autosave_interval": "1"}
BUTTON = "trygg/v1/as/pendant-1/press"
AT_HOUSE = Source(adapter=Plainspoken(press_filters=("said/+/+",)), family="plainspoken", broker="house")
HOUSE_BUTTON, HOUSE_PRESS = "said/as/pendant-1", b'{"word": "press"}'
BEGAN = datetime(2026, 11, 23, 14, 0, 3, tzinfo=UTC)
EDGE = datetime(2026, 11, 23, 14, 2, 10, tzinfo=UTC)
"""Where one window ends and the next begins."""


class Unheard(Session):
    """A session whose second press comes in when the process is about to die: nobody takes it."""

    _count = 0

    def _heard(self, message: Message) -> None:
        if message.topic in {BUTTON, HOUSE_BUTTON}:
            self._count += 1
        if self._count != 2:
            super()._heard(message)


class Unreceipted(Session):
    """A session of a process that dies before any of its receipts is on its way."""

    def receipt(self, message: Message) -> None:
        """Keep it."""


async def test_a_press_after_a_restart_is_none_of_those_that_this_node_has_heard_before(
    tmp_path: Path, mosquitto: StartMosquitto, postgres_database: str
) -> None:
    """Nobody else was there: what the broker gives for the first time is a press of its own, and so is the next one."""
    broker = mosquitto(config=KEEPING)
    async with Hearing(tmp_path / "node-1", broker.url, postgres_database) as life:
        await life.connected()
        await say(broker.url, b"", topic=BUTTON)
        await settled(postgres_database, 1)
    await say(broker.url, b"", topic=BUTTON)
    async with Hearing(tmp_path / "node-1", broker.url, postgres_database) as life:
        await life.connected()
        await say(broker.url, b"", topic=BUTTON)
        assert list((await settled(postgres_database, 3)).values()) == [1, 1, 1]


async def test_a_press_that_was_on_its_way_when_the_node_died_is_none_of_those_that_it_has_heard(
    tmp_path: Path, mosquitto: StartMosquitto, postgres_database: str
) -> None:
    """The broker says that it sends it again, and so it does: but this node has never taken it."""
    broker = mosquitto(config=KEEPING)
    async with Hearing(tmp_path / "node-1", broker.url, postgres_database, sessions=Unheard) as life:
        await life.connected()
        await say(broker.url, b"", topic=BUTTON)
        await settled(postgres_database, 1)
        await say(broker.url, b"", topic=BUTTON)
    async with Hearing(tmp_path / "node-1", broker.url, postgres_database):
        assert list((await settled(postgres_database, 2)).values()) == [1, 1]


async def test_it_is_none_of_them_in_a_window_that_both_lives_share_either(
    tmp_path: Path, mosquitto: StartMosquitto, postgres_database: str
) -> None:
    """The former life had counted there as a node does that runs for long, and the next one counts from the start."""
    broker = mosquitto(config=KEEPING)
    async with Hearing(tmp_path / "node-1", broker.url, postgres_database, sessions=Unheard, stands_at=BEGAN) as life:
        await life.connected()
        life.post.clock.stands_at = EDGE + timedelta(seconds=3)
        await say(broker.url, b"", topic=BUTTON)
        await settled(postgres_database, 1)
        await say(broker.url, b"", topic=BUTTON)
    async with Hearing(tmp_path / "node-1", broker.url, postgres_database, stands_at=EDGE + timedelta(seconds=5)):
        assert list((await settled(postgres_database, 2)).values()) == [1, 1]


@pytest.fixture(params=["sqlite", "postgresql"])
def record(request: pytest.FixtureRequest, tmp_path: Path, postgres_database: str) -> str:
    """A record of each kind."""
    return postgres_database if request.param == "postgresql" else f"sqlite:///{tmp_path}/trygg.db"


async def test_a_press_whose_receipt_a_crash_has_cost_is_no_further_one(
    tmp_path: Path, mosquitto: StartMosquitto, record: str
) -> None:
    """It is in the record, and comes again to the next life: it is known, also where the broker began anew as well."""
    broker = mosquitto(config=KEEPING)
    async with Hearing(tmp_path / "node-1", broker.url, record, sessions=Unreceipted) as life:
        await life.connected()
        for _ in range(2):
            await say(broker.url, b"", topic=BUTTON)
        await settled(record, 2)
    broker.restart()
    async with Hearing(tmp_path / "node-1", broker.url, record) as life:
        assert list((await settled(record, 4)).values()) == [2, 2]
        assert len(life.post.wall.shown) == 0


async def test_a_press_whose_receipt_a_short_outage_has_cost_is_no_further_one(
    tmp_path: Path, mosquitto: StartMosquitto, record: str
) -> None:
    """It was recorded, and its alarm may have been cancelled by now: the broker's second word for it raises nothing."""
    broker = mosquitto(config=KEEPING)
    async with (
        Proxy(broker.port) as cable,
        Hearing(tmp_path / "node-1", cable.url, record, sessions=Unreceipted) as life,
    ):
        await life.connected()
        await say(broker.url, b"", topic=BUTTON)
        await settled(record, 1)
        for times in (2, 3):
            cable.cut()
            assert list((await settled(record, times)).values()) == [times]
        await say(broker.url, b"", topic=BUTTON)
        assert sorted((await settled(record, 4)).values()) == [1, 3]


async def test_what_another_node_has_heard_meanwhile_is_no_further_press_and_the_next_one_is(
    tmp_path: Path, mosquitto: StartMosquitto, postgres_database: str
) -> None:
    """One press before the node's death, one that only the other one takes, one when that one is gone."""
    broker = mosquitto(config=KEEPING)
    async with Hearing(tmp_path / "node-2", broker.url, postgres_database) as other:
        await other.connected()
        async with Hearing(tmp_path / "node-1", broker.url, postgres_database) as life:
            await life.connected()
            await say(broker.url, b"", topic=BUTTON)
            before = len(await settled(postgres_database, 2))  # near an edge, or right after their starts: two names
        await say(broker.url, b"", topic=BUTTON)
        await settled(postgres_database, 3)
    async with Hearing(tmp_path / "node-1", broker.url, postgres_database) as life:
        await life.connected()
        assert len(await settled(postgres_database, 4)) == before + 1, "what the other one has heard is known"
        (*_, found) = await life.post.store.recorded_presses(BEGAN)
        assert found.nodes == {"node-1", "node-2"}, "its next life has to know that it has heard it"
        await say(broker.url, b"", topic=BUTTON)
        assert len(await settled(postgres_database, 5)) == before + 2


@pytest.mark.parametrize("gone", ["broker", "nodes"])
async def test_what_two_nodes_name_apart_hides_no_further_press(
    tmp_path: Path, mosquitto: StartMosquitto, postgres_database: str, gone: str
) -> None:
    """At a window's edge one press has two names; after an outage neither is found for the press that comes then."""
    broker = mosquitto(config=KEEPING)

    def both(at: Callable[[int], datetime]) -> tuple[Hearing, Hearing]:
        return (
            Hearing(tmp_path / "node-1", broker.url, postgres_database, stands_at=at(0)),
            Hearing(tmp_path / "node-2", broker.url, postgres_database, stands_at=at(1)),
        )

    first, second = both(lambda _: BEGAN)
    async with first, second:
        for number, node in enumerate((first, second)):
            await node.connected()
            node.post.clock.stands_at = EDGE + timedelta(seconds=number - 0.5)
        await say(broker.url, b"", topic=BUTTON)
        assert len(await settled(postgres_database, 2)) == 2
        if gone == "broker":
            broker.stop()
            await until(lambda: not any(node.listening.brokers.connected for node in (first, second)))
            broker.start()
            for node in (first, second):
                node.post.clock.stands_at = EDGE + timedelta(seconds=3)
                await node.connected()
            await say(broker.url, b"", topic=BUTTON)
            assert len(await named(postgres_database, 3)) == 3
    if gone == "nodes":
        for name in ("node-1", "node-2"):
            os.utime(tmp_path / name / "listened", (EDGE.timestamp(), EDGE.timestamp()))
        await say(broker.url, b"", topic=BUTTON)
        first, second = both(lambda _: EDGE + timedelta(seconds=3))
        async with first, second:
            assert len(await settled(postgres_database, 4)) >= 3


async def test_a_clock_that_was_set_back_before_the_last_entry_gives_no_old_name(
    tmp_path: Path, mosquitto: StartMosquitto, record: str
) -> None:
    """The newest entry is as old as the clock says; but a press of an hour that is still to come is in the record."""
    broker = mosquitto(config=KEEPING)
    back = EDGE - timedelta(hours=1)
    async with Hearing(tmp_path / "node-1", broker.url, record, stands_at=BEGAN) as life:
        await life.connected()
        for number, at in enumerate((EDGE + timedelta(seconds=3), back), start=1):
            life.post.clock.stands_at = at
            await say(broker.url, b"", topic=f"trygg/v1/as/pendant-{number}/press")
            await settled(record, number)
    async with Hearing(tmp_path / "node-1", broker.url, record, stands_at=back) as life:
        await life.connected()
        life.post.clock.stands_at = EDGE + timedelta(seconds=3)
        await say(broker.url, b"", topic=BUTTON)
        assert list((await settled(record, 3)).values()) == [1, 1, 1]


def long_ago(folder: Path) -> None:
    """Let two minutes pass since this node has listened anywhere."""
    then = time.time() - 120  # noqa: TID251
    for noted in folder.glob("listened*"):
        os.utime(noted, (then, then))


async def test_what_comes_late_from_a_sites_broker_is_looked_for_since_this_node_has_listened_there(
    tmp_path: Path, mosquitto: StartMosquitto, postgres_database: str
) -> None:
    """The own broker was there all the time: what others have heard meanwhile at the site's is no further press."""
    own, house = mosquitto(config=KEEPING), mosquitto(config=KEEPING)
    site = tmp_path / "brokers.toml"
    site.write_text(f'[[broker]]\nname = "house"\nurl = "{house.url}"\n')

    def node(name: str) -> Hearing:
        return Hearing(tmp_path / name, own.url, postgres_database, site=site, sources=[AT_HOUSE])

    async with node("node-1") as life:
        await life.connected("own", "house")
    long_ago(tmp_path / "node-1")
    house.stop()
    async with node("node-1") as life:
        await life.connected()
    house.start()
    async with node("node-2") as other:
        await other.connected("house")
        other.post.clock.ahead_s = -60
        await say(house.url, HOUSE_PRESS, topic=HOUSE_BUTTON)
        await settled(postgres_database, 1)
    async with node("node-1") as life:
        await life.connected("house")
        assert list((await settled(postgres_database, 2)).values()) == [2]


async def test_a_press_over_a_sites_broker_is_none_of_those_heard_there_while_the_own_one_was_away(
    tmp_path: Path, mosquitto: StartMosquitto, postgres_database: str
) -> None:
    """This node has heard them itself: what comes after its restart is a further press."""
    own, house = mosquitto(config=KEEPING), mosquitto(config=KEEPING)
    site = tmp_path / "brokers.toml"
    site.write_text(f'[[broker]]\nname = "house"\nurl = "{house.url}"\n')

    def node() -> Hearing:
        return Hearing(tmp_path / "node-1", own.url, postgres_database, site=site, sources=[AT_HOUSE])

    async with node() as life:
        await life.connected("own", "house")
    long_ago(tmp_path / "node-1")
    own.stop()
    async with node() as life:
        await life.connected("house")
        life.post.clock.ahead_s = -60
        await say(house.url, HOUSE_PRESS, topic=HOUSE_BUTTON)
        await settled(postgres_database, 1)
    await say(house.url, HOUSE_PRESS, topic=HOUSE_BUTTON)
    async with node() as life:
        await life.connected("house")
        assert list((await settled(postgres_database, 2)).values()) == [1, 1]
