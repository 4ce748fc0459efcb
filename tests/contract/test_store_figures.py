"""Figures of alarms on both databases: made from the timeline, made again, asked for by page and by month."""

import asyncio
from dataclasses import replace
from functools import partial
from random import Random

import pytest

from parts.history import History
from parts.stores import AT, OFFICE, Stores, raising
from service.figures.alarm import AlarmFigures, figures_of
from service.figures.sought import Sought
from service.jobs.figures import FollowFigures
from service.store.port import Store, Unit
from service.timeline.entry import Draft, Entry, Head

HEAD = Head(office=OFFICE, position=7, hash="abc")
ALL = Sought()


def row(number: int, **more: object) -> AlarmFigures:
    """Return a row of an alarm that begins at a position."""
    made = AlarmFigures(
        office=OFFICE,
        alarm=f"a-{number}",
        first_position=number,
        raised_at=AT,
        mode="actual",
        kind="emergency",
        zone="room-114",
        soft=False,
        presses=1,
        first_answer=number * 1000,
        coming=None,
        on_site=None,
        over=None,
        ended="open",
        closed=False,
        missed=0,
        exhausted=0,
        police=False,
        police_answered=False,
        guard_called=False,
        guard_on_site=None,
        first_there=None,
        shut=None,
        mistake_said=False,
    )
    return replace(made, **more)  # type: ignore[arg-type]


async def write_history(store: Store, seed: int, commands: int) -> None:
    """Have the real decider write a random history into a store."""
    random, history = Random(seed), History()
    for step in history.run(random, commands):
        # The alarms' states are not asked for here: their entries are what figures are made of.
        drafts = [_draft(one) for one in step]
        await store.commit(OFFICE, partial(_append, drafts))


def _append(drafts: list[Draft], unit: Unit) -> None:
    unit.append(drafts)


def _draft(one: Entry) -> Draft:
    said = one.personal.content if one.personal else {}
    return Draft(at=one.at, event=one.event, alarm=one.alarm, actor=one.actor, facts=one.facts, personal=said)


async def made_from_entries(store: Store) -> list[AlarmFigures]:
    """Return what figures must be, straight from the whole timeline, the newest first."""
    entries = await store.entries(OFFICE, 0, 10_000)
    alarms = dict.fromkeys(one.alarm for one in entries if one.alarm)
    rows = [figures_of([one for one in entries if one.alarm == alarm]) for alarm in alarms]
    return sorted(rows, key=lambda one: -one.first_position)


@pytest.mark.parametrize(("seed", "at_once"), [(1, 500), (2, 7), (3, 1)])
async def test_what_is_kept_is_what_the_timeline_says_wherever_it_was_stopped(
    stores: Stores, seed: int, at_once: int
) -> None:
    """Read in pieces of any size, by two nodes at once, made again, after erasing: the rows are the same."""
    store = stores.open()
    await write_history(store, seed, 60)
    one, other = (FollowFigures(store, at_once=at_once) for _ in range(2))
    await asyncio.gather(one.catch_up(OFFICE), other.catch_up(OFFICE))
    wanted = await made_from_entries(store)
    assert len(wanted) > 2
    assert await store.figures.page(OFFICE, ALL, None, 1000) == wanted
    raised = {one.alarm: one.facts for one in await store.entries(OFFICE, 0, 10_000) if one.event == "AlarmRaised"}
    mistakes = [one for one in wanted if one.ended == "cancelled" and one.mode == "actual"]
    pressed = [raised[one.alarm]["device"] for one in mistakes if one.kind not in ("closing", "neighbour")]
    found = await store.figures.mistaken(OFFICE, "2000-01", "2100-01")
    assert sorted(map(str, found)) == sorted(map(str, pressed))
    for position in range(1, (await store.head(OFFICE)).position + 1, 5):
        await store.erase_personal(OFFICE, position)
    await one.rebuild(OFFICE)
    assert await store.figures.page(OFFICE, ALL, None, 1000) == wanted
    await write_history_on(store)
    assert not await one.catch_up(OFFICE, most=0), "somebody who waits is told that there is more"
    assert await one.catch_up(OFFICE)
    assert await store.figures.page(OFFICE, ALL, None, 1000) == await made_from_entries(store)


async def write_history_on(store: Store) -> None:
    """Have one more alarm raised."""
    await store.commit(OFFICE, raising("press-later", alarm="a-later", covers="device:as/later"))


async def test_another_record_makes_figures_of_its_own(stores: Stores) -> None:
    """After a backup was put back that ends earlier or went on otherwise, nothing is left of what was."""
    store = stores.open()
    follow = FollowFigures(store)
    await store.figures.keep(OFFICE, None, HEAD, [row(3)])
    await store.commit(OFFICE, raising())
    await follow.step()
    assert [one.alarm for one in await store.figures.page(OFFICE, ALL, None, 10)] == ["a-1"]
    read = await store.figures.read(OFFICE)
    assert read is not None
    await store.figures.keep(OFFICE, read, replace(read, hash="other"), [row(9)])
    assert await follow.catch_up(OFFICE)
    assert [one.alarm for one in await store.figures.page(OFFICE, ALL, None, 10)] == ["a-1"]


async def test_who_comes_second_keeps_nothing(stores: Stores) -> None:
    """Of two who read on from the same place one keeps its rows; the other is told, and has written none."""
    figures = stores.open().figures
    assert await figures.keep(OFFICE, None, HEAD, [row(1)])
    assert not await figures.keep(OFFICE, None, HEAD, [row(2)])
    later = replace(HEAD, position=9)
    assert await figures.keep(OFFICE, HEAD, later, [row(3)])
    assert not await figures.keep(OFFICE, HEAD, later, [row(4)])
    assert [one.first_position for one in await figures.page(OFFICE, ALL, None, 10)] == [3, 1]
    await figures.forget(OFFICE)
    assert await figures.read(OFFICE) is None
    assert await figures.page(OFFICE, ALL, None, 10) == []


async def test_pages_go_back_by_position_and_take_what_is_asked_for(stores: Stores) -> None:
    """The newest first, before a position, of a mode, kind, zone and month; what nobody has finds nothing."""
    figures = stores.open().figures
    rows = [row(n, mode="drill" if n % 3 == 0 else "actual", zone="desk" if n % 2 else None) for n in range(1, 13)]
    await figures.keep(OFFICE, None, HEAD, rows)
    first = await figures.page(OFFICE, Sought(mode="actual"), None, 3)
    assert [one.first_position for one in first] == [11, 10, 8]
    then = await figures.page(OFFICE, Sought(mode="actual", zone="desk", kind="emergency", month="2026-11"), 8, 3)
    assert [one.first_position for one in then] == [7, 5, 1]
    assert first[0] == rows[10]
    assert await figures.page(OFFICE, Sought(zone="no\0where"), None, 3) == []
    assert await figures.page("elsewhere", ALL, None, 3) == []


async def test_sums_and_times_of_months(stores: Stores) -> None:
    """Half and 95 of 100 within a time; closings are no alarms; each mode apart; mistakes by zone."""
    figures = stores.open().figures
    rows = [row(n) for n in range(1, 101)]
    rows[0] = replace(rows[0], ended="cancelled", first_there="guard", guard_called=True)
    rows += [row(101, kind="closing", zone=None, shut=7_200_500, first_answer=1), row(102, mode="drill")]
    rows.append(row(103, raised_at=AT.replace(month=12), zone=None, first_answer=None))
    await figures.keep(OFFICE, None, HEAD, rows)
    found = {(one.month, one.mode): one for one in await figures.months("2026-01", "2027-01")}
    assert list(found) == [("2026-11", "actual"), ("2026-11", "drill"), ("2026-12", "actual")]
    november = found["2026-11", "actual"]
    assert (november.alarms, november.mistakes, november.guard_first, november.closings) == (100, 1, 1, 1)
    assert november.shut == 7_200
    assert await figures.months("2026-01", "2027-01", "elsewhere") == []
    (times,) = await figures.times("2026-01", "2027-01", OFFICE, "actual")
    assert (times.month, times.answered, times.half, times.most) == ("2026-11", 100, 50_000, 95_000)
    assert [one.office for one in await figures.whole_times("2026-01", "2027-01", "actual")] == [OFFICE]
    zones = await figures.zones(OFFICE, "2026-01", "2027-01")
    assert {(one.zone, one.alarms, one.mistakes) for one in zones} == {("room-114", 100, 1), (None, 1, 0)}


async def test_an_alarm_as_dispatch_writes_it_is_found(stores: Stores) -> None:
    """A press and what followed are a row, whose office's head nobody had to hold for it."""
    store = stores.open()
    await store.commit(OFFICE, raising())

    await FollowFigures(store).catch_up(OFFICE)
    (found,) = await store.figures.page(OFFICE, ALL, None, 5)
    assert (found.alarm, found.mode, found.presses, found.ended) == ("a-1", "actual", 1, "open")
