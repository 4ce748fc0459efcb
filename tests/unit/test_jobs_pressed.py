"""Which buttons and zones are untested: the past is read once, and each press after it is told."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from devices.inventory import Device, Inventory
from parts.watching import Hands
from parts.ways_out import plan_with
from service.alarm.actor import SERVICE
from service.dispatch.book import Book, OfficePage
from service.dispatch.outcome import Outcome
from service.jobs.pressed import EVERY, WALKED, Pressed
from service.store.port import Store
from service.timeline.entry import Entry

DAY = timedelta(days=1)
ONE = Device(office="as", device="pendant-1", name="1", holder="anna", place="room-114", known_as=("0xab",))
TWO = Device(office="as", device="pendant-2", name="2", standing="unissued")
THREE = Device(office="as", device="pendant-3", name="3")


class Past:
    """A store with a past, as far as it is read."""

    def __init__(self, hands: Hands) -> None:
        """One test, a month and more ago, and one alarm."""
        self.hands = hands
        self.reads = 0
        self.tests: tuple[Entry, ...] = ()
        self.alarms_: dict[str, Any] = {}

    async def recent(self, _office: str, _events: Sequence[str], _within: int) -> tuple[Entry, ...]:
        """Return the tests."""
        self.reads += 1
        return self.tests

    async def alarms(self, _office: str, _before: None, _limit: int) -> list[Any]:
        """Return the alarms, one line each."""
        return [SimpleNamespace(id=id_, raised_at=one.raised_at) for id_, one in self.alarms_.items()]

    async def alarm(self, id_: str) -> tuple[str, Any]:
        """Return one alarm."""
        return "as", self.alarms_[id_]


def entry(hands: Hands, event: str, facts: Mapping[str, Any], ago: timedelta = timedelta(0)) -> Entry:
    """Return an entry of so long ago."""
    made = {"office": "as", "position": 1, "at": hands.now() - ago, "event": event, "alarm": None, "actor": SERVICE}
    return cast(Entry, SimpleNamespace(**made, facts=facts))


def pressed_by(past: Past) -> Pressed:
    """Return what knows of presses in the invented office."""
    book = Book()
    book.put(OfficePage(plan=plan_with(), keys={}))
    return Pressed(cast(Store, past), book, past.hands, lambda: Inventory([ONE, TWO, THREE]))


async def test_a_button_is_untested_when_nobody_pressed_it_for_a_month() -> None:
    """A test counts, a real press counts, whoever's name for it the message used; one that is unissued is nobody's."""
    past = Past(Hands())
    past.tests = (entry(past.hands, "TestPressHeard", {"device": "as/pendant-1", "zone": None}, EVERY + DAY),)
    tested = pressed_by(past)
    assert not tested.is_untested(ONE)  # nobody knows yet: nothing is said
    await tested.learn("as")
    assert [tested.is_untested(one) for one in (ONE, TWO, THREE)] == [True, False, True]
    raised = entry(past.hands, "AlarmRaised", {"device": "-/0xab", "zone": "room-114"})
    tested.take(Outcome(office="as", alarm="a", state="raised", entries=(raised,)))
    assert not tested.is_untested(ONE)
    past.hands.go(EVERY + DAY)
    assert tested.is_untested(ONE)
    assert past.reads == 1


async def test_a_zone_is_untested_until_a_press_was_heard_there() -> None:
    """By an alarm of the past, by a walk test, for a year; and a press without a place proves no zone."""
    past = Past(Hands())
    raised_at = past.hands.now() - WALKED + 10 * DAY
    past.alarms_ = {
        "a-1": SimpleNamespace(devices={"as/pendant-1": None}, zone="room-114", raised_at=raised_at),
        "a-0": SimpleNamespace(devices={"as/pendant-1": None}, zone="room-115", raised_at=raised_at - 20 * DAY),
    }
    tested = pressed_by(past)
    assert tested.untested_zones("as") == []
    await tested.learn("as")
    every = set(plan_with().zones)
    assert set(tested.untested_zones("as")) == every - {"room-114"}
    walked = entry(past.hands, "TestPressHeard", {"device": "as/pendant-3", "zone": "room-115"})
    nowhere = entry(past.hands, "TestPressHeard", {"device": "as/pendant-3"})
    tested.take(Outcome(office="as", alarm="a", state="raised", entries=(walked, nowhere)))
    assert set(tested.untested_zones("as")) == every - {"room-114", "room-115"}
    past.hands.go(11 * DAY)
    assert set(tested.untested_zones("as")) == every - {"room-115"}
    assert tested.untested_zones("no-office") == []
