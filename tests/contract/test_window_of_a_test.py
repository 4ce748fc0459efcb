"""A test press on both databases: the first press of the window is a test, and whatever is not surely it is real."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import roles
from parts.stores import AT, Stores, Watch
from roles.document import load
from service.alarm.actor import SERVICE, Actor
from service.alarm.commands import Arrive
from service.alarm.instant import parse_instant
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.dispatch.book import Book, OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.identity import alarm_id
from service.dispatch.outcome import Outcome
from service.dispatch.trigger import Trigger
from service.dispatch.window_of_test import HEARD, MEASURED, OPENED, REMEMBERED, LastTest, last_test_among
from service.store.port import Store

PLAN = load((Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes(), source="as.yaml").plan
EVA = "as/pendant-1"


def _at(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def _press(key: str, seconds: float = 5, **changes: object) -> Trigger:
    """A press of Eva's pendant so many seconds after the window was opened."""
    usual = Trigger(
        office="as",
        actor=Actor(via=f"device:{EVA}"),
        press_key=key,
        open_key=f"device:{EVA}",
        mode=Mode.ACTUAL,
        kind="emergency",
        gesture="single",
        zone="room-114",
        device=EVA,
        press=key,
        presser="p-eva",
        pressed_at=None,
        heard_at=AT + _at(seconds),
        tested=EVA,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # each test names the fields it means


class Office:
    """One node that takes presses, and whose clock the test turns."""

    def __init__(self, store: Store) -> None:
        """Begin with the example plan and Eva's pendant."""
        assert PLAN is not None
        self.store, self.clock, book = store, Watch(), Book()
        book.put(OfficePage(plan=PLAN, keys={who: f"p-{who}" for who in PLAN.people}))
        self.dispatch = Dispatch(store, book, self.clock)

    async def open(self) -> None:
        """Let the next press be a test."""
        await self.dispatch.open_test_window("as", EVA, "single", _at(60), SERVICE)

    async def press(self, trigger: Trigger) -> tuple[Outcome, Mode]:
        """Press, and return what came of it and of which mode the alarm is now."""
        outcome = await self.dispatch.trigger(trigger)
        found = await self.store.alarm(outcome.alarm)
        assert found is not None
        return outcome, found[1].mode

    async def last(self) -> LastTest:
        """Return what is known of the pendant's tests."""
        entries = await self.store.recent("as", (OPENED, HEARD, MEASURED), REMEMBERED)
        return last_test_among(entries, EVA, self.clock.now())


@pytest.fixture
async def office(stores: Stores) -> Office:
    """An office whose window has just been opened."""
    made = Office(stores.open())
    await made.open()
    return made


async def test_the_first_press_is_a_test_and_the_next_is_real(office: Office) -> None:
    """Nobody is called for the first; the second turns the alarm real, and everybody is."""
    assert office.dispatch.memory.uses_window(_press("1")), "the screens say so before anything is recorded"
    outcome, mode = await office.press(_press("1"))
    assert mode is Mode.TEST
    assert "ResponderCalled" not in [entry.event for entry in outcome.entries]
    assert [delivery.kind for delivery in outcome.deliveries] == ["feedback"]
    assert not office.dispatch.memory.uses_window(_press("2", 6))
    outcome, mode = await office.press(_press("2", 6))
    assert mode is Mode.ACTUAL
    assert "ResponderCalled" in [entry.event for entry in outcome.entries]
    assert outcome.alarm == alarm_id("1")


async def test_a_test_ends_by_itself_and_is_measured(office: Office) -> None:
    """It is shown for a while and then closed; how long its feedback took is told to who asks."""
    outcome, _ = await office.press(_press("1"))
    await office.dispatch.note_test("as", EVA, outcome.alarm, timedelta(milliseconds=84))
    assert outcome.due_at == AT + _at(25)
    ended = await office.dispatch.pass_deadline("as", outcome.alarm, outcome.due_at)
    assert ended is not None
    assert ended.state == "closed"
    assert await office.last() == LastTest(window=None, tested_at=AT + _at(5), feedback_ms=84)


@pytest.mark.parametrize(
    "press",
    [
        _press("1", 60),
        _press("1", -1),
        _press("1", gesture="sos"),
        _press("1", tested="as/pendant-2", open_key="device:as/pendant-2"),
        _press("1", tested=None),
        _press("1", pressed_at=AT - _at(3)),
    ],
    ids=["run out", "before it", "another gesture", "another button", "sent again", "made before it"],
)
async def test_in_doubt_a_press_is_real(office: Office, press: Trigger) -> None:
    """Whatever is not surely the press that was announced is an alarm."""
    assert not office.dispatch.memory.uses_window(press)
    outcome, mode = await office.press(press)
    assert mode is Mode.ACTUAL
    assert "ResponderCalled" in [entry.event for entry in outcome.entries]


async def test_another_gesture_uses_the_window_up(office: Office) -> None:
    """Who presses otherwise than announced is not testing any more: the press after it is real too."""
    await office.press(_press("1", gesture="sos"))
    assert (await office.press(_press("2", 6)))[1] is Mode.ACTUAL


async def test_two_nodes_hear_the_same_press(office: Office) -> None:
    """The same name is the same press; a copy that only may be one stays part of the test."""
    await office.press(_press("1"))
    outcome, mode = await office.press(_press("1"))
    assert outcome.known_press
    assert mode is Mode.TEST
    assert (await office.press(_press("~2", 6, doubtful=True)))[1] is Mode.TEST
    assert (await office.press(_press("~3", 9, doubtful=True)))[1] is Mode.ACTUAL


async def test_a_window_survives_a_restart(stores: Stores) -> None:
    """Another process finds the window in the timeline; until it knows, its screens show the press as real."""
    await Office(stores.open()).open()
    other = Office(stores.open()) if stores.url.startswith("postgres") else None
    if other is None:
        await stores.close()
        stores.opened.clear()
        other = Office(stores.open())
    assert not other.dispatch.memory.uses_window(_press("1"))
    assert (await other.press(_press("1")))[1] is Mode.TEST


async def test_no_window_while_an_alarm_is_open(office: Office) -> None:
    """Whoever presses while her alarm is open means it: neither an old nor a new window makes a test of it."""
    await office.press(_press("0", tested=None))
    assert (await office.press(_press("1")))[1] is Mode.ACTUAL
    with pytest.raises(Refusal):
        await office.open()


async def test_between_two_windows_there_is_a_pause(office: Office) -> None:
    """A minute from the end of one to the next, five within an hour; the refusal says when, and presses go on."""
    start = office.clock.now()

    async def refused_until(seconds: float) -> timedelta:
        office.clock.at = start + _at(seconds)
        with pytest.raises(Refusal) as refused:
            await office.open()
        assert refused.value.code == "test_pause"
        return parse_instant(refused.value.more["free_at"]) - start

    assert await refused_until(5) == _at(120), "one is open"
    assert await refused_until(119) == _at(120)
    for begin in (120, 240, 360, 480):
        office.clock.at = start + _at(begin)
        await office.open()
    assert await refused_until(600) == timedelta(hours=1)
    assert (await office.press(_press("1", 605)))[1] is Mode.ACTUAL


async def test_a_window_that_was_used_is_over(office: Office) -> None:
    """Who has tested once waits a minute from her press, not from when the window would have run out."""
    outcome, _ = await office.press(_press("1"))
    office.clock.at = AT + _at(25)
    await office.dispatch.pass_deadline("as", outcome.alarm, AT + _at(25))
    office.clock.at = AT + _at(65)
    await office.open()
    assert (await office.press(_press("2", 70)))[1] is Mode.TEST


async def test_whoever_comes_to_look_does_not_keep_a_test_open(office: Office) -> None:
    """A colleague who says that she is there leaves the test its end: it has a deadline still."""
    outcome, mode = await office.press(_press("one"))
    assert mode is Mode.TEST
    there = await office.dispatch.ask(
        "as", outcome.alarm, lambda _: Arrive(actor=Actor(via="api", who="p-anna"), responder="p-anna", is_lead=False)
    )
    assert there.due_at is not None
