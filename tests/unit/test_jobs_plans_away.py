"""A folder of plans whose disk comes later: nothing lies in it until then, and nobody is without a plan for that."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from devices.registry import Registry
from parts.ear import until
from parts.offices import DEVICES, lay_out
from service.clock import SystemClock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.jobs import plans as under_test
from service.jobs.folder import Folder
from service.jobs.plans import Plans
from service.planning.kept import KeptPlans
from service.store.opening import open_store
from service.store.port import Store
from service.timeline.entry import Entry


class Life:
    """A node's plans, from its start on."""

    def __init__(self, folder: Path, kept: Path, store: Store) -> None:
        self.book, self.faults, self.devices = Book(), Faults(SystemClock()), list[str]()

        async def on_office(_office: str) -> None: ...

        async def on_devices(registry: Registry) -> None:
            self.devices[:] = [device.device for device in registry.inventory.devices]

        def on_entries(_office: str, _entries: tuple[Entry, ...]) -> None: ...

        self.plans = Plans(
            Folder(folder, KeptPlans(kept)),
            store=store,
            book=self.book,
            faults=self.faults,
            clock=SystemClock(),
            on_office=on_office,
            on_devices=on_devices,
            on_entries=on_entries,
        )

    @asynccontextmanager
    async def goes_on(self) -> AsyncIterator[Callable[[], dict[str, str]]]:
        """Begin, and go on; give what tells by which plan each office goes."""
        await self.plans.begin()
        running = asyncio.create_task(self.plans.run())
        try:
            await self.book.unread.over()
            yield lambda: {office: self.book[office].state for office in self.book}
        finally:
            running.cancel()
            await asyncio.wait({running})

    def says(self, office: str = "as") -> list[str]:
        """Return what the screens of an office say of its plan and its buttons."""
        return sorted({fault.code for fault in self.faults.of(office)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The invented offices, with a list of buttons."""
    path = tmp_path / "plans"
    lay_out(path)
    (path / "as.devices.yaml").write_bytes(DEVICES.read_bytes())
    return path


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    opened = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=SystemClock(), data_dir=tmp_path)
    yield opened
    await opened.close()


async def test_begun_before_the_disk_is_there_a_node_goes_by_the_plans_of_the_record_until_it_comes(
    folder: Path, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All offices and buttons are there, the screens say what is away, and what lies on the disk is in force later."""
    monkeypatch.setattr(under_test, "LOOK_EVERY_S", 0.05)
    before = Life(folder, tmp_path / "kept", store)
    async with before.goes_on() as states:
        offices = set(states())
        version = before.book["as"].plan.version
    disk = folder.rename(tmp_path / "disk")
    folder.mkdir()

    life = Life(folder, tmp_path / "kept", store)
    async with life.goes_on() as states:
        assert states() == dict.fromkeys(offices, "last_good")
        assert life.book["as"].plan.version == version
        assert life.devices == before.devices != []
        await until(lambda: "plans_away" in life.says())
        changed = disk / "as.yaml"
        changed.write_text(changed.read_text().replace("Medborgarkontoret Ås", "Medborgarkontoret Åsen"))
        folder.rmdir()
        disk.rename(folder)
        await until(lambda: set(states().values()) == {"good"} and not life.says())
        assert life.book["as"].plan.name == "Medborgarkontoret Åsen"
        assert life.devices == before.devices


async def test_an_office_that_is_not_on_the_disk_when_it_comes_is_one_whose_plan_is_gone(
    folder: Path, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has taken its file away while the disk was elsewhere: it is told of as ever, and ends as ever."""
    monkeypatch.setattr(under_test, "LOOK_EVERY_S", 0.05)
    async with Life(folder, tmp_path / "kept", store).goes_on():
        pass
    disk = folder.rename(tmp_path / "disk")
    folder.mkdir()
    life = Life(folder, tmp_path / "kept", store)
    async with life.goes_on() as states:
        (disk / "as.yaml").unlink()
        folder.rmdir()
        disk.rename(folder)
        await until(lambda: life.says() == ["plan_gone"] and life.says("fjellvik") == [])
    async with Life(folder, tmp_path / "kept", store).goes_on() as states:
        assert "as" not in states()


async def test_a_disk_that_goes_while_a_node_runs_is_told_of_until_it_is_back(
    folder: Path, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plans go on; the screens say that the disk is away and not only that each file is gone."""
    monkeypatch.setattr(under_test, "LOOK_EVERY_S", 0.05)
    life = Life(folder, tmp_path / "kept", store)
    async with life.goes_on() as states:
        assert life.says() == []
        disk = folder.rename(tmp_path / "disk")
        folder.mkdir()
        await until(lambda: {"plan_gone", "plans_away"} <= set(life.says()))
        folder.rmdir()
        disk.rename(folder)
        await until(lambda: set(states().values()) == {"good"} and life.says() == [])


async def test_a_computer_that_has_read_no_plan_yet_says_that_those_of_the_record_are_away(
    folder: Path, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which of the record's offices have ended nobody can tell it: it has none of them until the disk is there."""
    monkeypatch.setattr(under_test, "LOOK_EVERY_S", 0.05)
    async with Life(folder, tmp_path / "kept", store).goes_on():
        pass
    disk = folder.rename(tmp_path / "disk")
    folder.mkdir()
    life = Life(folder, tmp_path / "another", store)
    async with life.goes_on() as states:
        await until(lambda: "plans_away" in life.says("unknown"))
        folder.rmdir()
        disk.rename(folder)
        await until(lambda: set(states().values()) == {"good"} and life.says() == [])


async def test_a_folder_in_which_nothing_ever_lay_is_no_fault(tmp_path: Path, store: Store) -> None:
    """Before the first plan is written nothing is away: nobody has a plan yet, and that is said."""
    (tmp_path / "plans").mkdir()
    life = Life(tmp_path / "plans", tmp_path / "kept", store)
    async with life.goes_on() as states:
        await until(lambda: bool(states()))
        assert life.says("unknown") == ["plan_fallback"]
