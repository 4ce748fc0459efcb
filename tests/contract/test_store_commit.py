"""One command, one transaction, as far as anybody can see: on both databases."""

import asyncio
from dataclasses import replace
from threading import Event

import pytest

from parts.stores import AT, OFFICE, Stores, noting, raising
from service.alarm.actor import SERVICE
from service.alarm.states import Mode, State
from service.store.port import RowRefused, StoreUnavailable, Unit
from service.timeline import chain
from service.timeline.entry import Draft, Head


class Unwanted(Exception):  # noqa: N818 - what a work might raise
    """What a work raises that does not want to be written."""


async def test_result_and_entries_are_there_after_a_commit(stores: Stores) -> None:
    """What a work gives is given to its caller, and what it wrote can be read."""
    store = stores.open()
    assert await store.commit(OFFICE, raising()) == "a-1"
    entries = await store.entries(OFFICE, 0, 10)
    assert [(e.position, e.event) for e in entries] == [
        (1, "AlarmRaised"),
        (2, "ResponderCalled"),
        (3, "ResponderCalled"),
    ]
    assert await store.head(OFFICE) == Head(office=OFFICE, position=3, hash=entries[-1].hash)


async def test_eight_simultaneous_identical_presses_make_one_alarm(stores: Stores) -> None:
    """Whoever comes second finds the press known; nobody gets an error."""
    store = stores.open()
    ids = await asyncio.gather(*(store.commit(OFFICE, raising(alarm=f"a-{n}")) for n in range(8)))
    assert len(set(ids)) == 1
    assert [e.event for e in await store.entries(OFFICE, 0, 100)].count("AlarmRaised") == 1
    assert len(await store.alarms(OFFICE, None, 100)) == 1
    assert stores.run("SELECT heard FROM presses") == [(8,)]


async def test_positions_are_dense_under_concurrency(stores: Stores) -> None:
    """A hundred works at once in two offices leave no hole and no double, and results come in order."""
    store = stores.open()
    done: list[tuple[str, int]] = []
    futures = []
    for n in range(100):
        office = ("as", "so")[n % 2]
        future = store.commit(office, noting())
        future.add_done_callback(lambda f, office=office: done.append((office, f.result())))  # type: ignore[misc]
        futures.append(future)
    await asyncio.gather(*futures)
    for office in ("as", "so"):
        assert [position for name, position in done if name == office] == list(range(1, 51))
        assert [e.position for e in await store.entries(office, 0, 100)] == list(range(1, 51))


async def test_a_work_that_raises_rolls_back_alone(stores: Stores) -> None:
    """Of three works in one transaction the middle one fails; the others stand, and no position is lost."""
    gate, entered = Event(), Event()

    def hold() -> None:
        entered.set()
        assert gate.wait(20)

    store = stores.open(before_commit=hold)

    def unwanted(unit: Unit) -> None:
        noting("unwanted")(unit)
        raise Unwanted("not that")

    first = store.commit(OFFICE, noting("first"))
    assert await asyncio.to_thread(entered.wait, 20)
    second, third, fourth = (store.commit(OFFICE, work) for work in (noting("second"), unwanted, noting("third")))
    gate.set()  # the first commits; the three behind it go together
    assert await first == 1
    assert await second == 2
    with pytest.raises(Unwanted, match="not that"):
        await third
    assert await fourth == 3
    entries = await store.entries(OFFICE, 0, 10)
    assert [e.facts["text"] for e in entries] == ["first", "second", "third"]
    assert chain.verify(OFFICE, entries).broken is None


async def test_nobody_is_told_before_the_commit(stores: Stores) -> None:
    """While the disk stalls, the caller waits and nobody can read the entry."""
    gate, entered = Event(), Event()

    def stall() -> None:
        entered.set()
        assert gate.wait(20)

    store = stores.open(before_commit=stall)
    future = store.commit(OFFICE, noting())
    assert await asyncio.to_thread(entered.wait, 20)
    assert not future.done()
    assert await store.entries(OFFICE, 0, 10) == []
    gate.set()
    assert await future == 1
    assert len(await store.entries(OFFICE, 0, 10)) == 1


@pytest.mark.parametrize(("takes", "commits"), [(0.001, 1 + 4), (0.7, 1 + 1)], ids=["quick disk", "slow disk"])
async def test_a_burst_waits_once_for_a_slow_disk(stores: Stores, takes: float, commits: int) -> None:
    """Fifty works behind the first go in small transactions, or all in one after a commit that was slow."""
    gate, entered, counted = Event(), Event(), []

    def stall() -> None:
        entered.set()
        assert gate.wait(20)
        stores.watch.seconds += takes
        counted.append(takes)

    store = stores.open(before_commit=stall)
    waiting = [store.commit(OFFICE, noting())]
    assert await asyncio.to_thread(entered.wait, 20)
    waiting += [store.commit(OFFICE, noting()) for _ in range(50)]
    gate.set()
    assert await asyncio.gather(*waiting) == list(range(1, 52))
    assert len(counted) == commits


async def test_a_failed_commit_is_told_to_everybody_in_it(stores: Stores) -> None:
    """When the commit itself fails, every waiter hears of it, nothing is there, and the next one goes well."""
    broken = [True]

    def fail() -> None:
        if broken[0]:
            raise OSError("the disk is on fire")

    store = stores.open(before_commit=fail)
    results = await asyncio.gather(*(store.commit(OFFICE, noting()) for _ in range(5)), return_exceptions=True)
    assert [type(result) for result in results] == [StoreUnavailable] * 5
    assert "the disk is on fire" in str(results[0])
    assert await store.entries(OFFICE, 0, 10) == []
    assert not await store.ping()
    broken[0] = False
    assert await store.ping()
    assert await store.commit(OFFICE, noting()) == 1


async def test_a_conflict_is_looked_at_once_more_from_the_start(stores: Stores) -> None:
    """A work that meets a row it did not expect runs again, and then sees it."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    runs: list[str | None] = []

    def blind(unit: Unit) -> str:
        runs.append(unit.press("press-1"))
        if len(runs) == 1:
            noting()(unit)
            unit.remember_press("press-1", "a-9", AT)
        return unit.press("press-1") or ""

    assert await store.commit(OFFICE, blind) == "a-1"
    assert runs == ["a-1", "a-1"]
    assert (await store.head(OFFICE)).position == 3, "the first run left nothing behind"


async def test_a_row_refused_twice_is_an_error_in_words(stores: Stores) -> None:
    """What the database does not take at the second try either is told to the caller and to nobody else."""
    store = stores.open()
    await store.commit(OFFICE, raising())

    def twice(unit: Unit) -> None:
        unit.remember_press("press-1", "a-9", AT)

    refused, fine = store.commit(OFFICE, twice), store.commit(OFFICE, noting())
    with pytest.raises(RowRefused, match="nothing was written"):
        await refused
    assert await fine == 4


async def test_one_covered_thing_has_one_open_alarm(stores: Stores) -> None:
    """The database itself refuses a second open alarm for the same open_key."""
    store = stores.open()
    await store.commit(OFFICE, raising())

    def second(unit: Unit) -> None:
        alarm = unit.alarm("a-1")
        assert alarm is not None
        unit.save_alarm(replace(alarm, id="a-2"))

    with pytest.raises(RowRefused):
        await store.commit(OFFICE, second)


async def test_the_open_alarms_of_an_office(stores: Stores) -> None:
    """Open ones of one mode only, the newest first, at most as many as are asked for: drills hide no real alarm."""
    store = stores.open()
    for number in range(4):
        await store.commit(OFFICE, raising(f"press-{number}", alarm=f"a-{number}", covers=f"device:{number}"))

    def clear(unit: Unit) -> None:
        alarm = unit.alarm("a-2")
        assert alarm is not None
        unit.save_alarm(replace(alarm, state=State.CLEARED))

    await store.commit(OFFICE, clear)
    for number in range(4, 7):
        covers = f"device:{number}"
        await store.commit(OFFICE, raising(f"press-{number}", alarm=f"a-{number}", covers=covers, mode=Mode.DRILL))

    def newest(unit: Unit) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(alarm.id for alarm in unit.open_alarms(mode, 2)) for mode in (Mode.ACTUAL, Mode.DRILL))

    assert await store.commit(OFFICE, newest) == (("a-3", "a-1"), ("a-6", "a-5"))


async def test_who_stops_waiting_does_not_stop_the_work(stores: Stores) -> None:
    """A commit whose caller gave up is written all the same: the press is found known when it is replayed."""
    gate, entered = Event(), Event()

    def stall() -> None:
        entered.set()
        assert gate.wait(20)

    store = stores.open(before_commit=stall)
    future = store.commit(OFFICE, raising())
    assert await asyncio.to_thread(entered.wait, 20)
    future.cancel()
    gate.set()
    assert await store.commit(OFFICE, raising(alarm="a-2")) == "a-1"


async def test_what_has_no_canonical_form_is_refused_to_its_writer_alone(stores: Stores) -> None:
    """A float in the facts is the caller's mistake, and costs nobody else anything."""
    store = stores.open()

    def wrong(unit: Unit) -> None:
        unit.append([Draft(at=AT, event="Noted", alarm=None, actor=SERVICE, facts={"n": 0.5})])

    first, second = store.commit(OFFICE, wrong), store.commit(OFFICE, noting())
    with pytest.raises(ValueError, match="does not fit a timeline"):
        await first
    assert await second == 1


async def test_closing_finishes_what_was_begun_and_then_refuses(stores: Stores) -> None:
    """Works that wait when the store closes are committed; later ones are refused, reads too."""
    store = stores.open()
    waiting = [store.commit(OFFICE, noting()) for _ in range(20)]
    await store.close()
    assert await asyncio.gather(*waiting) == list(range(1, 21))
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.commit(OFFICE, noting())
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.entries(OFFICE, 0, 1)


async def test_works_that_take_long_do_not_share_a_transaction_for_long(stores: Stores) -> None:
    """On a busy machine a burst is written in several transactions: others who write for the office wait their turn."""
    commits: list[int] = []
    store = stores.open(before_commit=lambda: commits.append(len(done)))
    done: list[int] = []
    free = Event()

    def slow(unit: Unit) -> int:
        stores.watch.seconds += 0.3
        done.append(noting()(unit))
        return done[-1]

    def waiting(unit: Unit) -> int:
        free.wait(20)
        return noting()(unit)

    first = store.commit(OFFICE, waiting)
    rest = [store.commit(OFFICE, slow) for _ in range(5)]
    free.set()
    assert await asyncio.gather(first, *rest) == [1, 2, 3, 4, 5, 6], "all of them, in the order in which they came"
    assert len(commits) > 2, commits
    assert [entry.position for entry in await store.entries(OFFICE, 0, 10)] == [1, 2, 3, 4, 5, 6]
