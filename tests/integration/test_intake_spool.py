"""Presses while the store cannot be written: shown at once, kept in the spool, receipted, and recorded later."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.signals import Signal
from parts.ear import until
from parts.post import Post
from service.alarm.actor import Actor
from service.alarm.states import Mode
from service.clock import SystemClock
from service.dispatch.handle import Dispatch
from service.dispatch.identity import alarm_id
from service.dispatch.outcome import Outcome
from service.dispatch.trigger import Trigger
from service.ingest import spooled
from service.ingest.intake import Heard
from service.ingest.spool import Spool


def all_of(expected: set[str], heard: list[str]) -> Callable[[], bool]:
    """Return whether everything expected was heard, as a condition."""
    return lambda: expected <= set(heard)


async def test_a_press_in_good_times_never_touches_the_spool(tmp_path: Path) -> None:
    """While the store answers, a press is recorded, receipted, and the spool stays empty."""
    async with Post(tmp_path) as post:
        raised = post.press("1")
        await until(lambda: post.receipts == ["1"])
        assert post.wall.shown == [raised]
        assert post.wall.over == []
        assert await post.recorded(1) == ["as/pendant-1/1"]
        assert post.spool.append([b"first"]) == [1]


async def test_who_listens_to_signals_and_fails_costs_nobody_anything(tmp_path: Path) -> None:
    """What hears signals beside the presses is told when those are on their way; one that fails is passed over."""
    async with Post(tmp_path) as post:
        told: list[tuple[str, int]] = []

        def fails(_signals: tuple[Signal, ...], _heard: Heard) -> None:
            raise RuntimeError("a listener that fails")

        post.intake.hearers.add(fails)
        post.intake.hearers.add(lambda signals, _: told.append((signals[0].KIND, len(post.wall.shown))))
        post.press("1")
        assert told == [("press", 1)]
        await until(lambda: post.receipts == ["1"])


async def test_a_stalled_store_holds_up_neither_screen_nor_receipt(tmp_path: Path) -> None:
    """Presses during a stall are shown at once, receipted by the spool, told to the device, recorded once after it."""
    async with Post(tmp_path) as post:
        post.disk.free.clear()
        raised = [post.press(f"{n}", pendant=n) for n in range(1, 6)]
        assert post.wall.shown == raised
        await until(lambda: len(post.receipts) == 5)
        assert await post.entries("AlarmRaised") == []
        assert [(alarm, state) for _, _, alarm, state in post.feedback] == [(alarm, "received") for alarm in raised]
        assert post.spool.waiting == 5
        post.disk.free.set()
        assert sorted(await post.recorded(5)) == [f"as/pendant-{n}/{n}" for n in range(1, 6)]
        await until(lambda: post.spool.waiting == 0)
        assert post.wall.over == []
        assert post.refused == []


async def test_a_broken_store_is_tried_again_until_it_takes_everything_in_order(tmp_path: Path) -> None:
    """Two presses of one pendant during an outage become one alarm, in the order in which they were pressed."""
    async with Post(tmp_path) as post:
        post.disk.broken = True
        first = post.press("1")
        await until(lambda: post.receipts == ["1"])
        assert post.faults.has("as", "store_down")
        post.press("2")
        await until(lambda: post.receipts == ["1", "2"])
        assert post.wall.shown == [first, first]
        assert {alarm for _, _, alarm, _ in post.feedback} == {first}
        post.disk.broken = False
        post.press("3")
        keys = await post.recorded(3)
        assert keys[0] == "as/pendant-1/1"
        assert {entry.alarm for entry in await post.entries("AlarmRaised", "AlarmJoined")} == {first}
        assert post.wall.over == []
        await until(lambda: post.spool.waiting == 0)


async def test_the_same_press_during_an_outage_is_kept_once(tmp_path: Path) -> None:
    """A device that repeats itself hears `received` each time, and fills neither the spool nor the screens."""
    async with Post(tmp_path) as post:
        post.disk.broken = True
        for count in range(1, 6):
            post.press("1")
            await until(lambda count=count: len(post.receipts) == count)  # type: ignore[misc]
        assert len(post.wall.shown) == 1
        assert post.spool.waiting == 1
        assert len(post.feedback) == 5
        post.disk.broken = False
        await post.recorded(1)
        post.press("1")
        await until(lambda: len(post.receipts) == 6)
        assert len(await post.entries("AlarmRaised", "AlarmJoined")) == 1


async def test_what_a_crash_leaves_in_the_spool_is_recorded_before_anything_is_heard(tmp_path: Path) -> None:
    """The next life records the spooled presses with the instant at which they were heard."""
    async with Post(tmp_path) as post:
        post.disk.broken = True
        for n in range(1, 4):
            post.press(f"{n}", pendant=n)
        await until(lambda: len(post.receipts) == 3)
        before = post.clock.now()
    async with Post(tmp_path) as post:
        assert len(post.wall.shown) == 3
        raised = await post.entries("AlarmRaised")
        assert sorted(e.facts["press_key"] for e in raised) == [f"as/pendant-{n}/{n}" for n in range(1, 4)]
        assert all(entry.at < before for entry in raised)
        assert {deadline.alarm for deadline in await post.store.deadlines()} == {entry.alarm for entry in raised}
        await until(lambda: post.spool.waiting == 0)
    async with Post(tmp_path) as post:
        assert post.wall.shown == []
        assert len(await post.entries("AlarmRaised", "AlarmJoined")) == 3


async def test_a_press_neither_stored_nor_spooled_gets_no_receipt(tmp_path: Path) -> None:
    """With the store broken and the spool full, the broker is asked to send again; nothing is lost meanwhile."""
    async with Post(tmp_path, room=600) as post:
        post.disk.broken = True
        shown = [post.press(f"{n}", pendant=n) for n in range(1, 4)]
        await until(lambda: len(post.receipts) + len(post.refused) == 3)
        assert post.receipts == ["1"]
        assert post.refused == ["2", "3"]
        assert {press for _, press, _, _ in post.feedback} == {"1"}
        assert post.wall.shown == shown
        assert post.faults.has("as", "spool_down")
        post.press("2", pendant=2)
        await until(lambda: len(post.refused) == 3)
        post.disk.broken = False
        assert sorted(await post.recorded(3)) == [f"as/pendant-{n}/{n}" for n in range(1, 4)]
        post.press("2", pendant=2)
        await until(lambda: "2" in post.receipts)
        assert len(await post.entries("AlarmRaised", "AlarmJoined")) == 3


async def test_a_press_that_is_repeated_again_and_again_is_noted_once_at_a_time(tmp_path: Path) -> None:
    """While the store is slow, repeats of a recorded press are answered and receipted, and nothing piles up."""
    async with Post(tmp_path) as post:
        alarm = post.press("1")
        await post.recorded(1)
        await until(lambda: post.receipts == ["1"])
        post.disk.free.clear()
        before = post.disk.tried
        for _ in range(50):
            post.press("1")
        await until(lambda: len(post.receipts) == 51)
        assert {(told, state) for _, _, told, state in post.feedback[-50:]} == {(alarm, "received")}
        post.disk.free.set()
        post.press("2", pendant=2)
        await post.recorded(2)
        assert post.disk.tried - before <= 3


async def test_two_hundred_presses_in_an_outage_are_tried_by_one_loop(tmp_path: Path) -> None:
    """While the store is broken, what waits costs one attempt at a time, however much it is."""
    async with Post(tmp_path, room=1 << 20) as post:
        post.disk.broken = True
        for n in range(200):
            post.press(f"{n}", pendant=n % 20 + 1)  # of one button alone they would be counted
        await until(lambda: len(post.receipts) == 200)
        marks = [(post.disk.tried, post.complaints)]

        def one_at_a_time() -> bool:
            """Whether the attempts since the last mark, three or more, brought no more than a complaint each."""
            tried, complaints = (
                now - then for now, then in zip((post.disk.tried, post.complaints), marks[-1], strict=True)
            )
            if tried >= 3:
                marks.append((post.disk.tried, post.complaints))
            return tried >= 3 and complaints <= tried

        # Receipts come by patience, maybe before each press has had its first attempt; those are committed together.
        await until(one_at_a_time)
        post.disk.broken = False
        assert len(await post.recorded(200)) == 200
        await until(lambda: post.spool.waiting == 0)


class Stumbling(Dispatch):
    """Cannot take pendant-2's presses for a while, for a reason of its own."""

    stumbles = True

    async def trigger(self, trigger: Trigger, times: int = 1) -> Outcome:
        """Fail as no store does, or record."""
        if self.stumbles and trigger.device == "as/pendant-2":
            raise ArithmeticError("a mistake in the code")
        return await super().trigger(trigger, times)


async def test_a_press_that_trips_up_the_code_is_kept_and_holds_up_no_other(tmp_path: Path) -> None:
    """What fails for any other reason than the store stays in the spool, is tried again, and others pass it."""
    async with Post(tmp_path, dispatch=Stumbling) as post:
        post.press("1", pendant=2)
        await until(lambda: post.receipts == ["1"])
        assert post.spool.waiting == 1
        post.disk.broken = True
        post.press("2", pendant=3)
        await until(lambda: post.receipts == ["1", "2"])
        post.disk.broken = False
        assert await post.recorded(1) == ["as/pendant-3/2"]
        await until(lambda: post.spool.waiting == 1)
    async with Post(tmp_path) as post:
        assert (await post.recorded(2))[1] == "as/pendant-2/1"


def soft_press(office: str) -> Trigger:
    """Return a press of a button on a phone."""
    return Trigger(
        office=office,
        actor=Actor(via="phone:as"),
        press_key="soft:as/7",
        open_key="press:7",
        mode=Mode.ACTUAL,
        kind="emergency",
        gesture="soft",
        zone=None,
        device=None,
        press=None,
        presser=None,
        pressed_at=None,
        heard_at=SystemClock().now(),
    )


async def test_a_soft_button_is_answered_while_the_store_is_away(tmp_path: Path) -> None:
    """Whoever presses on a phone learns that the press is kept, not that it is recorded."""
    async with Post(tmp_path) as post:
        post.disk.broken = True
        trigger = soft_press("as")
        outcome = await post.intake.record(trigger, post.intake.show(trigger))
        assert (outcome.alarm, outcome.state, outcome.entries) == (alarm_id("soft:as/7"), "provisional", ())
        assert post.feedback == []
        post.disk.broken = False
        assert await post.recorded(1) == ["soft:as/7"]


async def test_a_press_left_for_an_office_that_is_gone_is_heard_by_another(tmp_path: Path) -> None:
    """A plan removed between two lives costs no press: the office that hears strangers takes it; debris stays."""
    spool = Spool(tmp_path / "spool", size=65_536)
    spool.append([b"no press at all", spooled.write(soft_press("gone"))])
    spool.close()
    async with Post(tmp_path) as post:
        assert await post.recorded(1) == ["soft:as/7"]
        await until(lambda: post.spool.waiting == 1)


async def test_a_press_that_cannot_be_shown_at_once_is_recorded_all_the_same(tmp_path: Path) -> None:
    """Whatever is wrong with the screens, the press is durable, receipted, and its entries are on their way."""

    def broken(office: str, message: dict[str, Any]) -> None:
        raise LookupError(office)

    async with Post(tmp_path) as post:
        setattr(post.wall, "provisional", broken)  # noqa: B010 - a fake that fails, whatever its type says
        post.press("1")
        await until(lambda: post.receipts == ["1"])
        assert await post.recorded(1) == ["as/pendant-1/1"]
        assert post.refused == []


async def test_a_listener_that_fails_costs_neither_the_receipt_nor_the_others(tmp_path: Path) -> None:
    """Whoever is told after the commit may fail: the press is in the record, and everybody else is told."""
    told: list[str] = []

    def broken(outcome: Outcome) -> None:
        raise LookupError(outcome.office)

    async with Post(tmp_path) as post:
        post.dispatch.listen(broken)
        post.dispatch.listen(lambda outcome: told.append(outcome.alarm))
        raised = post.press("1")
        await until(lambda: post.receipts == ["1"])
        assert told == [raised]
        assert await post.recorded(1) == ["as/pendant-1/1"]
