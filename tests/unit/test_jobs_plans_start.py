"""A start with many offices."""

import asyncio
import os
import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from devices.registry import Registry
from parts.ear import until
from parts.meetings import AT, PLAN
from parts.offices import AS, DEVICES
from parts.planning import GREEN, SAFE, Desk, version_of
from parts.stores import Watch
from service.clock import Clock, SystemClock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.undertake import Undertaking
from service.jobs import patient
from service.jobs import plans as under_test
from service.jobs.folder import File, Folder, Looked
from service.jobs.plans import Plans
from service.planning.kept import KeptPlans
from service.store.opening import open_store
from service.store.port import Store
from service.timeline.entry import Entry


class CountedFolder(Folder):
    """A folder that notes how often it is looked through."""

    looks = 0

    async def look(self) -> Looked:
        self.looks += 1
        return await super().look()


class ReadFolder(Folder):
    """A folder that notes on which day each file that was fetched had been judged, None for one that was read."""

    def __init__(self, path: Path, kept: KeptPlans) -> None:
        super().__init__(path, kept)
        self.read_of: dict[str, list[date | None]] = defaultdict(list)
        self.now = self.most = 0

    async def read(
        self,
        office: str,
        today: date,
        *,
        standards: Mapping[str, bytes] | None = None,
        anew: bool = False,
        within_s: float | None = None,
    ) -> File:
        self.now += anew
        self.most = max(self.most, self.now)
        file = await super().read(office, today, standards=standards, anew=anew, within_s=within_s)
        self.now -= anew
        self.read_of[office].append(file.judged_on)
        return file


class SetClock(SystemClock):
    """A clock whose day the test sets."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def lay_out_offices(folder: Path, count: int) -> Path:
    """Write the plans of so many offices."""
    folder.mkdir()
    for number in range(count):
        office = f"office-{number}"
        (folder / f"{office}.yaml").write_text(AS.read_text().replace("\noffice: as\n", f"\noffice: {office}\n"))
    return folder


class SlowFolder(Folder):
    """A folder on a disk that does not answer until a test says so."""

    def __init__(self, path: Path, kept: KeptPlans | None) -> None:
        super().__init__(path, kept)
        self.answers = threading.Event()

    def _look(self) -> Looked:
        self.answers.wait(60)
        return super()._look()


def plans_on(folder: Folder, store: Store, book: Book, clock: Clock, devices: list[str] | None = None) -> Plans:
    """Return what reads a folder into a book; nobody looks at screens, and what devices there are is noted."""

    async def on_office(_office: str) -> None: ...

    async def on_devices(registry: Registry) -> None:
        if devices is not None:
            devices[:] = [device.device for device in registry.inventory.devices]

    def on_entries(_office: str, _entries: tuple[Entry, ...]) -> None: ...

    return Plans(
        folder,
        store=store,
        book=book,
        faults=Faults(clock),
        clock=clock,
        on_office=on_office,
        on_devices=on_devices,
        on_entries=on_entries,
    )


async def test_a_start_looks_at_the_folder_a_few_times_and_not_once_for_each_office(tmp_path: Path) -> None:
    """A look costs something for each office: one for each of hundreds would be the dearest part of a start."""
    book, clock = Book(), SystemClock()
    folder = CountedFolder(lay_out_offices(tmp_path / "plans", 12))
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=clock, data_dir=tmp_path)
    try:
        await plans_on(folder, store, book, clock).refresh()
    finally:
        await store.close()
    assert len(set(book)) == 12
    assert folder.looks <= 5


async def test_a_second_start_reads_no_text_and_judges_it_for_today_afterwards(tmp_path: Path) -> None:
    """What was read is fetched; on another day each plan is in force at once, and judged anew once the job runs."""
    folder = lay_out_offices(tmp_path / "plans", 3)
    kept, clock = KeptPlans(tmp_path / "kept"), SetClock(datetime(2026, 11, 29, 12, tzinfo=UTC))
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=clock, data_dir=tmp_path)
    try:
        first = ReadFolder(folder, kept)
        await plans_on(first, store, Book(), clock).refresh()
        assert first.read_of == {f"office-{number}": [None] for number in range(3)}
        same_day = ReadFolder(folder, kept)
        book = Book()
        await plans_on(same_day, store, book, clock).refresh()
        assert same_day.read_of == {f"office-{number}": [date(2026, 11, 29)] for number in range(3)}
        assert [book[office].state for office in sorted(book)] == ["good"] * 3
        clock.at += timedelta(days=1)
        next_day = ReadFolder(folder, kept)
        plans = plans_on(next_day, store, Book(), clock)
        await plans.refresh()
        assert next_day.read_of == same_day.read_of, "no alarm waits for the findings of today"
        running = asyncio.create_task(plans.run())
        await until(lambda: all(told[1:] == [None] for told in next_day.read_of.values()))
        running.cancel()
        await asyncio.wait({running})
        assert next_day.most == 1, "one office after the other"
        third = ReadFolder(folder, kept)
        await plans_on(third, store, Book(), clock).refresh()
        assert third.read_of == {f"office-{number}": [date(2026, 11, 30)] for number in range(3)}
    finally:
        await store.close()


async def test_who_presses_where_the_disk_gives_no_file_waits_for_it_no_longer_than_it_helps_her(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record has the plan that held: by it she is heard, and what lies in the folder is asked for again."""
    monkeypatch.setattr(under_test, "AT_FIRST", 1)
    monkeypatch.setattr(under_test, "PRESSED_S", 0.1)
    folder, clock = lay_out_offices(tmp_path / "plans", 3), SystemClock()
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=clock, data_dir=tmp_path)
    book, before = Book(), Book()
    held = None
    try:
        await plans_on(Folder(folder), store, before, clock).refresh()
        path = folder / "office-1.yaml"
        path.unlink()
        os.mkfifo(path)
        held = os.open(path, os.O_RDWR)
        await plans_on(Folder(folder), store, book, clock).begin()
        async with asyncio.timeout(20):
            page = await book.page("office-1")
        assert page.plan.version == before["office-1"].plan.version
        assert page.state == "last_good"
    finally:
        if held is not None:
            os.close(held)
        await store.close()


async def test_one_file_of_few_that_hangs_keeps_no_node_from_hearing_the_other_offices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small agency reads all its plans before it listens, but waits for no disk that gives none."""
    monkeypatch.setattr(patient, "GIVEN_S", 1.0)
    folder, clock = lay_out_offices(tmp_path / "plans", 3), SystemClock()
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=clock, data_dir=tmp_path)
    book, before, held = Book(), Book(), None
    try:
        await plans_on(Folder(folder), store, before, clock).begin()
        assert len(before.unread) == 0
        path = folder / "office-1.yaml"
        path.unlink()
        os.mkfifo(path)
        held = os.open(path, os.O_RDWR)
        async with asyncio.timeout(20):
            await plans_on(Folder(folder), store, book, clock).begin()
        assert {office: book[office].state for office in book} == {
            "office-0": "good",
            "office-1": "last_good",
            "office-2": "good",
        }
        assert book["office-1"].plan.version == before["office-1"].plan.version
    finally:
        if held is not None:
            os.close(held)
        await store.close()


async def test_a_folder_that_does_not_answer_keeps_no_node_from_hearing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is gone: plans are what the record has, buttons who they were, until it is back."""
    monkeypatch.setattr(patient, "GIVEN_S", 1.0)
    path, clock = lay_out_offices(tmp_path / "plans", 3), SystemClock()
    (path / "as.devices.yaml").write_bytes(DEVICES.read_bytes())
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=clock, data_dir=tmp_path)
    kept, book = KeptPlans(tmp_path / "kept"), Book()
    nowhere, folder = SlowFolder(path, KeptPlans(tmp_path / "other")), SlowFolder(path, kept)
    running: asyncio.Task[None] | None = None
    try:
        with pytest.raises(TimeoutError):  # nobody knows what lies there
            await plans_on(nowhere, store, Book(), clock).begin()
        before, after = list[str](), list[str]()
        await plans_on(Folder(path, kept), store, Book(), clock, before).begin()
        plans = plans_on(folder, store, book, clock, after)
        async with asyncio.timeout(20):
            await plans.begin()
            assert after == before != []
            running = asyncio.create_task(plans.run())
            await book.unread.over()
        assert {office: book[office].state for office in book} == {f"office-{one}": "last_good" for one in range(3)}
        folder.answers.set()
        await until(lambda: all(book[office].state == "good" for office in book))
    finally:
        for one in (nowhere, folder):
            one.answers.set()
        if running is not None:
            running.cancel()
            await asyncio.wait({running})
        await store.close()


async def test_what_is_kept_of_a_plan_goes_with_its_file(tmp_path: Path) -> None:
    """It names people; and an office that is no more must not be there again where the disk does not answer."""
    path, clock = lay_out_offices(tmp_path / "plans", 2), SystemClock()
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=clock, data_dir=tmp_path)
    kept = KeptPlans(tmp_path / "kept")
    try:
        await plans_on(Folder(path, kept), store, Book(), clock).begin()
        assert kept.offices() == ["office-0", "office-1"]
        (path / "office-0.yaml").unlink()
        await plans_on(Folder(path, kept), store, Book(), clock).begin()
        assert kept.offices() == ["office-1"]
    finally:
        await store.close()


async def test_a_meeting_goes_on_where_the_plan_is_gone_at_the_start(tmp_path: Path) -> None:
    """She is in there: what was watched when the file was taken away becomes an alarm when she does not answer."""
    path, clock = lay_out_offices(tmp_path / "plans", 2), SetClock(AT)
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=clock, data_dir=tmp_path)
    book, after = Book(), Book()
    try:
        await plans_on(Folder(path), store, book, clock).begin()
        meetings = Undertaking(store, book, Dispatch(store, book, clock), clock)
        await meetings.ask("office-0", "meeting", "meeting-1", lambda _page, _unit, _state: PLAN)
        for office in book:
            (path / f"{office}.yaml").unlink()
        await plans_on(Folder(path), store, after, clock).begin()
        assert after["office-0"].plan.version == book["office-0"].plan.version
        assert "office-1" not in after
    finally:
        await store.close()


async def test_a_file_that_hangs_is_told_and_keeps_nothing_from_holding_that_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manager publishes on the page while a server is gone: what she has published is in force."""
    monkeypatch.setattr(patient, "GIVEN_S", 1.0)
    folder = tmp_path / "plans"
    folder.mkdir()
    path, clock, book = folder / "as.yaml", SetClock(datetime(2026, 11, 23, 14, 0, tzinfo=UTC)), Book()
    path.write_text(SAFE)
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=clock, data_dir=tmp_path)
    plans, held, running = plans_on(Folder(folder), store, book, clock), None, None
    try:
        await plans.begin()
        path.unlink()
        os.mkfifo(path)
        held = os.open(path, os.O_RDWR)
        running = asyncio.create_task(plans.run())
        await until(lambda: book["as"].state == "last_good")
        desk = Desk(store=store, watch=Watch(at=clock.at))
        await desk.draft(GREEN)
        await desk.approve(version_of(GREEN))
        await desk.publish(version_of(GREEN))
        plans.hint()
        await until(lambda: book["as"].plan.version == version_of(GREEN))
    finally:
        if held is not None:
            os.close(held)
        if running is not None:
            running.cancel()
            await asyncio.wait({running})
        await store.close()
