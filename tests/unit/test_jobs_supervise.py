"""The watch over devices as a job: faults in one line, and a restart that forgets no silent device and no hour."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from devices.gateways import Gateway, Gateways
from devices.inventory import Device, Inventory
from devices.registry import Registry
from devices.signals import Battery, Heartbeat, Signal
from devices.watch import Said
from parts.watching import Hands, Shelf
from service.dispatch.book import Book
from service.dispatch.faults import MESSAGES, STATES, Faults
from service.jobs.lost_days import NODE, SWEEP_EVERY
from service.jobs.supervise import MANY, Supervise

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NAMES = ("Anna's", "Bo's", "Ci's", "Di's", "Eva's")
DEVICES = tuple(
    Device(office="as", device=f"pendant-{n}", name=name, holder=f"p{n}", reporting_time=25 * HOUR)
    for n, name in enumerate(NAMES)
)


class Life:
    """One life of a node's watch."""

    def __init__(self, shelf: Shelf, hands: Hands, devices: Sequence[Device] = DEVICES) -> None:
        """Begin."""
        self.hands = hands
        self.faults = Faults(hands)
        self.down: set[str] = set()
        self.supervise = Supervise(
            shelf, Book(), self.faults, hands, grace=timedelta(0), brokers_down=lambda: self.down
        )
        asyncio.run(self.supervise.begin())
        self.supervise.use(Registry(Inventory(devices), adapters=()))

    def say(self, *signals: Signal) -> None:
        """Have devices say something."""
        self.supervise.take(signals, Said())

    def lives(self, *numbers: int) -> None:
        """Have devices report."""
        self.say(*(Heartbeat(office="as", device=f"pendant-{n}", status="online") for n in numbers))

    def told(self) -> list[tuple[str, str, str]]:
        """Return the faults: code, subject, names."""
        while self.supervise.look():
            pass
        return [(one.code, one.subject, one.args.get("names", "")) for one in self.faults.of("as")]

    def ends(self) -> None:
        """End, as a service that is told to stop does."""
        asyncio.run(self.supervise.end())


def test_many_of_a_kind_are_one_line() -> None:
    """One is named; of five that are lost three are, with the count; and the line goes as they are heard again."""
    life = Life(Shelf(), Hands())
    life.lives(1, 2, 3, 4)
    life.hands.go(50 * HOUR - timedelta(seconds=1))
    life.lives(1, 2, 3, 4)
    life.hands.go(timedelta(seconds=1))
    assert life.told() == [("device_lost", "Anna's", "")]
    life.hands.go(60 * HOUR)
    assert life.told() == [("devices_lost", "", "Anna's, Bo's, Ci's …")]
    assert life.faults.of("as")[0].args["count"] == "5"
    life.lives(0, 1, 2, 3)
    assert life.told() == [("device_lost", "Eva's", "")]
    life.lives(4)
    assert life.told() == []


def test_a_battery_says_what_is_left_and_a_changed_name_is_followed() -> None:
    """In percent or volts; a device with another name is told of by that one."""
    life = Life(Shelf(), Hands())
    life.say(Battery(office="as", device="pendant-1", percent=7))
    assert life.told() == [("battery_low", "Bo's", "")]
    assert life.faults.of("as")[0].args == {"left": "7 %"}
    life.supervise.use(Registry(Inventory([replace(DEVICES[1], name="Bo's new")]), adapters=()))
    life.say(Battery(office="as", device="pendant-1", volts=2.2))
    assert life.told() == [("battery_low", "Bo's new", "")]
    life.say(Battery(office="as", device="pendant-1", volts=3.0))
    assert life.told() == []


def test_a_silent_device_is_found_however_often_the_service_begins_anew() -> None:
    """With a reporting time of 25 hours and a restart each night, a dead button is lost within days, and stays lost."""
    shelf, hands = Shelf(), Hands()
    lost_after = None
    for night in range(8):
        life = Life(shelf, hands)
        life.lives(1)
        found = life.told()
        if lost_after is None and found:
            lost_after = night
        assert found in ([], [("devices_lost", "", "Anna's, Ci's, Di's …")])
        hands.go(DAY - timedelta(minutes=1))
        life.lives(1)
        life.told()
        life.ends()
        hands.go(timedelta(minutes=1))
    assert lost_after is not None
    assert 3 <= lost_after <= 5
    life = Life(shelf, hands)
    assert [one[0] for one in life.told()] == ["devices_lost"]


def test_days_on_which_nobody_listened_are_no_devices_silence() -> None:
    """After a fortnight without the service every living device has its time; the one that was lost is lost still."""
    shelf, hands = Shelf(), Hands()
    life = Life(shelf, hands)
    life.lives(1, 2, 3, 4)
    hands.go(49 * HOUR)
    life.lives(1, 2, 3, 4)
    hands.go(HOUR)
    assert life.told() == [("device_lost", "Anna's", "")]
    life.ends()
    hands.go(14 * DAY)
    again = Life(shelf, hands)
    assert again.told() == [("device_lost", "Anna's", "")]
    again.lives(0)
    assert again.told() == []


def test_what_is_kept_is_a_day_and_written_once_a_day() -> None:
    """However often devices report, a device costs one row a day, no row holds a time, and who is gone is dropped."""
    shelf, hands = Shelf(), Hands()
    life = Life(shelf, hands)
    for _ in range(24):
        life.lives(0, 1, 2, 3, 4)
        hands.go(SWEEP_EVERY)
        assert life.supervise.sweep_is_due()
        life.ends()
    assert shelf.writes <= 2 * (len(DEVICES) + 1)
    assert {one.lost_on for key, one in shelf.rows.items() if key != NODE} <= {date(2026, 11, 27), date(2026, 11, 28)}
    life.supervise.use(Registry(Inventory(DEVICES[:1]), adapters=()))
    life.ends()
    assert set(shelf.rows) == {NODE, ("as", "pendant-0")}


def test_a_wearer_who_was_told_in_a_former_life_hears_that_it_is_over() -> None:
    """Also where the button speaks before the new life has found it lost again; and only once."""
    shelf, hands = Shelf(), Hands()
    life = Life(shelf, hands, DEVICES[:1])
    hands.go(50 * HOUR)
    life.told()
    life.ends()
    assert asyncio.run(shelf.take_telling("as", "pendant-0", told=True))
    again = Life(shelf, hands, DEVICES[:1])
    moved: list[bool] = []
    again.supervise.on_moved.append(lambda device: moved.append(again.supervise.is_lost(device)))
    again.lives(0)
    again.told()
    again.told()
    assert moved == [False]


def test_a_store_that_does_not_answer_costs_only_what_it_keeps() -> None:
    """The watch begins, finds and tells; what could not be kept is kept with the next sweep."""
    shelf, hands = Shelf(), Hands()
    shelf.broken = True
    life = Life(shelf, hands)
    hands.go(50 * HOUR)
    assert [one[0] for one in life.told()] == ["devices_lost"]
    life.ends()
    shelf.broken = False
    life.ends()
    assert len(shelf.rows) == len(DEVICES) + 1


def test_a_lost_broker_is_nobodys_silence() -> None:
    """While the broker cannot be reached no device becomes late, and after it each has its whole time."""
    life = Life(Shelf(), Hands())
    life.down.add("own")
    life.told()
    life.hands.go(100 * HOUR)
    assert life.told() == []
    life.down.clear()
    life.told()
    life.hands.go(50 * HOUR - timedelta(seconds=1))
    assert life.told() == []
    life.hands.go(timedelta(seconds=1))
    assert [one[0] for one in life.told()] == ["devices_lost"]


def test_every_line_for_many_has_its_text_and_lasts() -> None:
    """What is said of several is a state like what is said of one."""
    assert set(MANY) | set(MANY.values()) <= STATES & set(MESSAGES)


WATCHING = (
    "devices/watch.py",
    "devices/due.py",
    "service/jobs/supervise.py",
    "service/jobs/lost_days.py",
    "service/jobs/tell_wearers.py",
)


@pytest.mark.parametrize("part", WATCHING)
def test_no_log_says_when_or_who(part: str) -> None:
    """Nothing that the watch writes into a log is about a single device: such a line, with its time, is attendance."""
    text = (Path(__file__).parents[2] / part).read_text("utf-8")
    for line in re.findall(r"_log\.\w+\(.*", text):
        assert not re.search(r"key|device\.|holder|name", line), line


def test_nobody_is_told_when_a_device_was_heard() -> None:
    """Neither the API nor a page nor a table of the store has a word for it: how a device stands is all there is."""
    service = Path(__file__).parents[2] / "service"
    told = [
        *(service / "api").rglob("*.py"),
        *(service / "web" / "static").rglob("*.js"),
        service / "store" / "watch_tables.py",
    ]
    found = [
        path.name
        for path in told
        if re.search(r"['\"]heard_at['\"]|one\.heard_at|last_heard|lastHeard|Last heard", path.read_text("utf-8"))
    ]
    assert found == []


def test_a_gateway_that_is_gone_is_one_fault_and_so_are_several() -> None:
    """Nobody stands behind one of several gateways alone: it is named, with no count and without its buttons."""
    placed = Gateways(Gateway(office="as", name=f"gw-{n}", place="hall") for n in range(5))
    life = Life(Shelf(), Hands())
    life.supervise.use(Registry(Inventory(DEVICES), adapters=(), gateways=placed))
    assert life.told() == []
    gone = [Heartbeat(office=None, device=f"gw-{n}", status="offline", stands_for="gateway") for n in range(4)]
    life.say(gone[2])
    life.hands.go(timedelta(seconds=10))
    assert life.told() == [("gateway_gone", "gw-2", "")]
    life.say(*gone)
    life.hands.go(timedelta(seconds=10))
    assert life.told() == [("gateways_gone", "", "gw-0, gw-1, gw-2 …")]
    life.say(*(replace(one, status="online") for one in gone))
    life.hands.go(timedelta(seconds=10))
    assert life.told() == []


def test_a_deaf_gateway_is_found_by_what_others_hear_and_no_button_is_followed() -> None:
    """Only messages of the families whose radio carries through the house count; a replay is no word of life."""
    lora = [replace(one, family="chirpstack") for one in DEVICES]
    placed = Gateways(Gateway(office="as", name=name, place="hall") for name in ("deaf", "well"))
    life = Life(Shelf(), Hands())
    life.supervise.use(Registry(Inventory(lora), adapters=(), gateways=placed))

    def heard(*by: str, live: bool = True) -> None:
        spoken = Heartbeat(office="as", device="pendant-1", status="online", heard_by=by)
        life.supervise.take((spoken,), Said(live=live))

    heard("deaf", "well")
    for _ in range(20):
        heard("well")
    life.hands.go(25 * HOUR)
    heard("deaf", live=False)
    life.lives(0, 1, 2, 3, 4)
    assert life.told() == [("gateway_gone", "deaf", "")]
    heard("deaf")
    life.hands.go(timedelta(seconds=10))
    assert life.told() == []
