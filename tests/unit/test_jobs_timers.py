"""Deadlines are served in time, whatever the wall clock does and whatever becomes of any one of them."""

import asyncio
from datetime import datetime, timedelta

from parts.two_clocks import AT, Recording, Shelf, TwoClocks, running, until_served
from service.alarm.actor import SERVICE
from service.dispatch.faults import Faults
from service.dispatch.outcome import Outcome
from service.jobs.timers import LATE_S, Timers
from service.store.port import Deadline
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Head


def _outcome(at: datetime, due_at: datetime) -> Outcome:
    draft = Draft(at=at, event="AlarmEscalated", alarm="a-1", actor=SERVICE, facts={})
    entry = link(Head(office="as", position=0, hash=start("as")), draft, salt="00" * 16)
    return Outcome(office="as", alarm="a-1", state="raised", entries=(entry,), due_at=due_at)


async def test_a_deadline_that_cannot_be_served_keeps_no_other_waiting() -> None:
    """One alarm of an office that is gone must not stop every other alarm's plan."""
    clock = TwoClocks()
    gone = Deadline(office="gone", alarm="a-gone", due_at=AT - timedelta(seconds=5))
    shelf = Shelf(gone, Deadline(office="as", alarm="a-1", due_at=AT))
    dispatch = Recording(shelf, broken=frozenset({"gone"}))
    faults = Faults(clock)
    async with running(Timers(shelf, dispatch, faults, clock)):
        await until_served(dispatch.served, "a-1")
    assert [(fault.code, fault.subject) for fault in faults.of("gone")] == [("timers_late", "a-gone")]
    assert not faults.has("as", "timers_late")


async def test_a_deadline_that_goes_on_failing_is_said_to_be_late() -> None:
    """It is tried again and again, and until it is served nobody may believe that deadlines are kept."""
    clock = TwoClocks()
    shelf = Shelf(Deadline(office="gone", alarm="a-gone", due_at=AT))
    dispatch = Recording(shelf, broken=frozenset({"gone"}))
    faults = Faults(clock)
    timers = Timers(shelf, dispatch, faults, clock)
    async with running(timers):
        async with asyncio.timeout(10):
            while not faults.has("gone", "timers_late"):
                await asyncio.sleep(0.01)
        clock.passes(LATE_S + 0.1)
        before = timers.on_time
        dispatch.broken = frozenset()
        await until_served(dispatch.served, "a-gone")
        assert (before, timers.on_time) == (False, True)
        assert not faults.has("gone", "timers_late")


async def test_after_the_wall_clock_went_back_an_hour_the_next_step_comes_in_its_time() -> None:
    """A deadline is served at an instant the wall clock has not reached again; the next one counts from there."""
    clock = TwoClocks()
    shelf = Shelf()
    dispatch = Recording(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    clock.at -= timedelta(hours=1)
    due_at = AT + timedelta(seconds=30)
    shelf.pending.append(Deadline(office="as", alarm="a-1", due_at=due_at))
    timers.take(_outcome(at=AT, due_at=due_at))
    async with running(timers):
        clock.passes(31)
        await until_served(dispatch.served, "a-1")


async def test_a_clock_that_goes_ahead_while_something_is_written_brings_no_step_early() -> None:
    """It was decided by the clock as it was; by the one that it is at the answer the time would long be over."""
    clock = TwoClocks()
    due_at = AT + timedelta(seconds=30)
    shelf = Shelf(Deadline(office="as", alarm="a-1", due_at=due_at))
    dispatch = Recording(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    clock.at += timedelta(hours=1)
    timers.take(_outcome(AT, due_at))
    async with running(timers):
        await asyncio.sleep(0.05)  # it has looked, and begun to count
        early = list(dispatch.served)
        clock.passes(30.5)
        await until_served(dispatch.served, "a-1")
    assert early == []


async def test_a_deadline_whose_answer_was_lost_before_the_clock_went_ahead_is_found_in_its_time() -> None:
    """It is found by looking, and its alarm's newest entry says by which clock it was set."""
    clock = TwoClocks()
    shelf = Shelf()
    dispatch = Recording(shelf)
    async with running(Timers(shelf, dispatch, Faults(clock), clock)):
        await asyncio.sleep(0.05)  # it has looked, and found nothing
        due_at = AT + timedelta(seconds=30)
        shelf.of_alarms.extend(_outcome(AT, due_at).entries)
        shelf.pending = [Deadline(office="as", alarm="a-1", due_at=due_at)]
        clock.at += timedelta(minutes=5)
        clock.passes(1.1)
        await shelf.looked()
        early = list(dispatch.served)
        clock.passes(29)
        await until_served(dispatch.served, "a-1")
    assert early == []


async def test_what_is_told_after_the_clock_went_back_puts_no_deadline_off() -> None:
    """An entry that leaves the deadline as it was, written by a clock an hour behind, does not put it off."""
    clock = TwoClocks()
    shelf = Shelf()
    dispatch = Recording(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    due_at = AT + timedelta(seconds=30)
    shelf.pending = [Deadline(office="as", alarm="a-1", due_at=due_at)]
    timers.take(_outcome(AT, due_at))
    clock.passes(10)
    clock.at -= timedelta(hours=1)
    timers.take(_outcome(clock.at, due_at))
    clock.passes(20.5)
    async with running(timers):
        await until_served(dispatch.served, "a-1")


async def test_after_a_restart_an_alarm_from_before_the_jump_does_not_wait_for_its_length() -> None:
    """Others have told something since the clock went back, so that only the alarm's own entries show that it did."""
    clock = TwoClocks()
    due_at = AT + timedelta(seconds=30)
    shelf = Shelf(Deadline(office="as", alarm="a-1", due_at=due_at))
    shelf.of_alarms.extend(_outcome(AT, due_at).entries)
    clock.at -= timedelta(hours=1)
    dispatch = Recording(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    await timers.measure_clock()
    async with running(timers):
        await asyncio.sleep(0.05)  # it has looked, and begun to count
        assert not dispatch.served
        clock.passes(31)
        await until_served(dispatch.served, "a-1")


async def test_after_a_restart_what_others_told_before_the_jump_counts_as_time_that_has_passed() -> None:
    """Five minutes after the alarm's own entry the clock goes back and the node starts again: it is due now."""
    clock = TwoClocks()
    due_at = AT + timedelta(minutes=5)
    shelf = Shelf(Deadline(office="as", alarm="a-1", due_at=due_at))
    told = [_outcome(AT, due_at).entries[0]]
    for minutes in (2, 4, -55, -54):  # the clock goes back by an hour behind the second
        draft = Draft(at=AT + timedelta(minutes=minutes), event="NobodyCalled", alarm="a-2", actor=SERVICE, facts={})
        head = Head(office="as", position=told[-1].position, hash=told[-1].hash)
        told.append(link(head, draft, salt="00" * 16))
    shelf.of_alarms, shelf.since = told[:1], told[1:]
    clock.at = AT - timedelta(minutes=54)
    dispatch = Recording(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    await timers.measure_clock()
    async with running(timers):
        await until_served(dispatch.served, "a-1")


async def test_what_was_set_after_the_clock_had_gone_back_is_not_taken_for_older_after_a_restart() -> None:
    """Another office has told nothing since: its last word is of the clock as it was, and ends no wait here."""
    clock = TwoClocks()
    due_at = AT + timedelta(seconds=15)
    shelf = Shelf(Deadline(office="as", alarm="a-1", due_at=due_at))
    for office, alarm, minutes in (("as", "a-2", 60), ("bo", "a-3", 20), ("as", "a-1", 0)):  # the clock goes back here
        last = next((one for one in reversed(shelf.since) if one.office == office), None)
        head = Head(office=office, position=last.position if last else 0, hash=last.hash if last else start(office))
        told = Draft(at=AT + timedelta(minutes=minutes), event="AlarmRaised", alarm=alarm, actor=SERVICE, facts={})
        shelf.since.append(link(head, told, salt="00" * 16))
    shelf.of_alarms = shelf.since[2:]
    shelf.ends = [Head(office=one.office, position=one.position, hash=one.hash) for one in shelf.since[1:]]
    clock.at = AT + timedelta(seconds=5)
    dispatch = Recording(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    await timers.measure_clock()
    assert timers.behind > timedelta(minutes=19)
    async with running(timers):
        await shelf.looked()
        clock.passes(9)
        await shelf.looked()
        assert not dispatch.served
        clock.passes(2)
        await until_served(dispatch.served, "a-1")


async def test_after_a_restart_entries_by_both_clocks_in_turn_are_not_counted_one_after_the_other() -> None:
    """An alarm from before the jump goes on at the instants it knows, others at the clock's: one minute has passed."""
    clock = TwoClocks()
    due_at = AT + timedelta(minutes=5)
    shelf = Shelf(Deadline(office="as", alarm="a-1", due_at=due_at))
    told = [_outcome(AT, due_at).entries[0]]
    for minutes in (2, -55, 2, -54.5, 2):  # the clock goes back by an hour behind the first
        draft = Draft(at=AT + timedelta(minutes=minutes), event="NobodyCalled", alarm="a-2", actor=SERVICE, facts={})
        head = Head(office="as", position=told[-1].position, hash=told[-1].hash)
        told.append(link(head, draft, salt="00" * 16))
    shelf.of_alarms, shelf.since = told[:1], told[1:]
    clock.at = AT - timedelta(minutes=54)
    dispatch = Recording(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    await timers.measure_clock()
    async with running(timers):
        await asyncio.sleep(0.05)  # it has looked, and begun to count: two minutes are left
        clock.passes(110)
        await asyncio.sleep(0.05)
        assert not dispatch.served
        clock.passes(11)
        await until_served(dispatch.served, "a-1")


async def test_a_press_that_waited_in_the_spool_gets_its_late_step_at_once() -> None:
    """What was due while the record could not be written is not begun to be counted only now."""
    clock = TwoClocks()
    due_at = AT - timedelta(minutes=59)
    shelf = Shelf(Deadline(office="as", alarm="a-1", due_at=due_at))
    dispatch = Recording(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    timers.take(_outcome(at=AT - timedelta(hours=1), due_at=due_at))
    async with running(timers):
        await until_served(dispatch.served, "a-1")


async def test_a_jump_of_the_wall_clock_is_told() -> None:
    """Whoever reads the record later has to know that its instants are not to be trusted here."""
    clock = TwoClocks()
    shelf = Shelf()
    faults = Faults(clock)
    async with running(Timers(shelf, Recording(shelf), faults, clock)):
        await asyncio.sleep(0)
        clock.passes(1)
        clock.at += timedelta(hours=1)
        async with asyncio.timeout(10):
            while not faults.has("as", "clock_jumped"):
                await asyncio.sleep(0.01)
    assert [fault.args for fault in faults.of("as")] == [{"seconds": "3600"}]
