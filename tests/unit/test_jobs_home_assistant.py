"""The job that shows an office in Home Assistant, with a broker made of memory and a clock moved by hand."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from devices.home_assistant import steps
from parts.history import OFFICE, random_history
from parts.watching import Hands
from service.jobs.home_assistant import AGAIN_S, STALE_S, HomeAssistant, Seen
from service.live.hub import Hub
from service.timeline.entry import Entry
from service.wiring.home_assistant import Discreet

TOLD_OF = {"AlarmRaised", "AlarmJoined", "AlarmCleared", "AlarmCancelled", "AlarmClosed"}
"""All that a discreet screen learns of; see `tests/unit/test_live_render.py`."""


class House:
    """An office, and the broker that is told of it."""

    def __init__(self) -> None:
        self.clock = Hands()
        self.offices = {"as": "Ås"}
        self.alarms: dict[str, str] = {}
        self.is_faulty = False
        self.is_away = False
        self.said: list[tuple[str, bytes, bool]] = []
        seen = Seen(
            offices=lambda: dict(self.offices),
            alarms=lambda _: dict(self.alarms),
            is_faulty=lambda _: self.is_faulty,
        )
        self.job = HomeAssistant("ha", "n", seen, self.publish, self.clock)

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> "asyncio.Future[bool]":
        """Take a message, or not."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        answer.set_result(not self.is_away)
        if not self.is_away:
            self.said.append((topic, payload, retain))
        return answer

    async def look(self) -> list[tuple[str, bytes]]:
        """Let the job look, and return what it said of states and events."""
        before = len(self.said)
        await self.job.look()
        return [(topic, payload) for topic, payload, _ in self.said[before:] if not topic.endswith("/config")]


PROBLEM, EVENT = "ha/trygg/n/as/problem", "ha/trygg/n/as/event"
RAISED = (EVENT, b'{"event_type":"raised","mode":"actual"}')
CLEARED = (EVENT, b'{"event_type":"cleared","mode":"actual"}')


async def test_an_alarm_from_its_press_to_its_end() -> None:
    """Each step is told once and never kept; what was open at the start is not told again."""
    house = House()
    house.alarms = {"before": "drill"}
    house.job.begin()
    assert await house.look() == []
    house.alarms = {"a": "actual"}
    assert await house.look() == [(EVENT, b'{"event_type":"drill_over","mode":"drill"}'), RAISED]
    assert await house.look() == []
    house.alarms = {}
    assert (await house.look())[0] == CLEARED
    assert not any(retain for topic, _, retain in house.said if topic == EVENT)


async def test_what_is_wrong_stays_as_it_was_while_an_alarm_is_open() -> None:
    """A call that fails after a code would show that somebody is called: it is shown when the alarm is over."""
    house = House()
    house.job.begin()
    assert await house.look() == [(PROBLEM, b"OFF")]
    house.alarms = {"a": "actual"}
    house.is_faulty = True
    assert await house.look() == [RAISED]
    house.clock.go(timedelta(seconds=AGAIN_S))
    assert await house.look() == []
    house.alarms = {}
    assert (await house.look()) == [CLEARED, (PROBLEM, b"ON")]


async def test_discovery_comes_again_and_with_a_new_name_at_once() -> None:
    """Home Assistant finds the office after whatever happened to what the broker kept."""
    house = House()
    await house.look()
    configs = [json.loads(payload) for topic, payload, retain in house.said if topic.endswith("/config") and retain]
    assert [one["name"] for one in configs] == ["Problem", "Alarm"]
    house.said.clear()
    await house.look()
    await house.look()
    assert [topic for topic, _, _ in house.said] == [PROBLEM]
    house.said.clear()
    house.offices["as"] = "Ås stad"
    await house.look()
    assert sum("Ås stad".encode() in payload for _, payload, _ in house.said) == 2
    await house.look()
    house.said.clear()
    house.clock.go(timedelta(seconds=AGAIN_S))
    await house.look()
    assert len(house.said) == 2


async def test_an_office_that_is_gone_leaves_nothing_at_the_broker() -> None:
    """But not before its alarm is over: a lamp has to be switched off."""
    house = House()
    await house.look()
    house.alarms = {"a": "actual"}
    await house.look()
    house.offices.clear()
    assert await house.look() == []
    house.alarms = {}
    assert (await house.look())[0] == CLEARED
    kept = {topic: payload for topic, payload, retain in house.said if retain}
    assert set(kept.values()) == {b""}
    house.said.clear()
    await house.look()
    assert house.said == []


async def test_a_broker_that_is_away_for_long_is_told_no_old_event() -> None:
    """What is still fresh comes when it is back, in its order; what is old is left out."""
    house = House()
    house.job.begin()
    await house.look()
    house.is_away = True
    house.alarms = {"a": "actual"}
    assert await house.look() == []
    house.clock.go(timedelta(seconds=STALE_S + 1))
    house.alarms = {}
    assert await house.look() == []
    house.is_away = False
    assert (await house.look())[0] == CLEARED


def _told(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return what Home Assistant is told of entries that come one by one."""
    hub = Hub(Hands(), "e1")
    hub.open(OFFICE, 0, [])
    eye = Discreet(hub)
    before = eye.open_in(OFFICE)
    told: list[tuple[str, str]] = []
    for entry in entries:
        hub.publish(OFFICE, [entry])
        after = eye.open_in(OFFICE)
        assert before is not None
        assert after is not None
        told += steps(before, after)
        before = after
    return told


def _renumbered(entries: Sequence[Entry]) -> list[Entry]:
    return [replace(entry, position=place) for place, entry in enumerate(entries, start=1)]


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_it_learns_nothing_that_a_discreet_screen_does_not(seed: int) -> None:
    """What people and the service do, before a code and after it, changes nothing of what is told."""
    entries = [entry for written in random_history(Random(seed), 40) for entry in written]
    marked = [entry for entry in entries if entry.event in TOLD_OF]
    assert _told(entries) == _told(_renumbered(marked))


def test_nothing_is_said_of_an_office_that_is_not_open_yet() -> None:
    """Nobody can say whether it has an alarm."""
    assert Discreet(Hub(Hands(), "e1")).open_in("as") is None
