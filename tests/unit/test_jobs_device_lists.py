"""The lists of devices: what the disk does not give goes on as it was last, and holds up nothing else."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.registry import Registry
from service.clock import SystemClock
from service.dispatch.faults import Faults
from service.jobs import device_lists as under_test
from service.jobs.device_lists import DeviceLists
from service.jobs.folder import Folder
from service.jobs.kept_lists import KeptLists


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a disk have less time than in the service."""
    monkeypatch.setattr(under_test, "GIVEN_S", 1.0)


def write(folder: Path, name: str, *devices: str) -> Path:
    """Write a list of buttons."""
    path = folder / name
    rows = "".join(f"    {device}: {{name: {device}}}\n" for device in devices)
    path.write_text(f"trygg: 1\n\nenrolled:\n  as:\n{rows}")
    return path


@contextmanager
def hanging(path: Path) -> Iterator[None]:
    """Let a file be one that a disk never gives; afterwards it is what it was."""
    kept = path.with_suffix(".kept")
    path.rename(kept)
    os.mkfifo(path)
    held = os.open(path, os.O_RDWR)  # whoever reads waits for what is written here, and nothing is
    try:
        yield
    finally:
        kept.replace(path)
        os.close(held)


class Life:
    """One life of a node, as far as lists of devices go."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder, self.faults = Folder(folder), Faults(SystemClock())
        self.taken: list[list[str]] = []
        self.lists = DeviceLists(self.faults, self._take, KeptLists(data / "plans-read"))

    async def _take(self, registry: Registry) -> None:
        self.taken.append(sorted(device.device for device in registry.inventory.devices))

    async def look(self) -> None:
        """Look at the folder once."""
        async with asyncio.timeout(20):
            await self.lists.see(await self.folder.look())

    @property
    def unread(self) -> list[str]:
        """Return which lists are told to be unread."""
        return [fault.subject for fault in self.faults.of("as") if fault.code == "devices_unread"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two lists."""
    made = tmp_path / "plans"
    made.mkdir()
    write(made, "a.devices.yaml", "a-1")
    write(made, "b.devices.yaml", "b-1")
    return made


async def test_a_list_that_hangs_at_a_start_is_as_it_was_in_the_life_before(folder: Path, tmp_path: Path) -> None:
    """Nobody's button is a stranger because a server is gone; the screens say so until it is back."""
    await Life(folder, tmp_path).look()
    after = Life(folder, tmp_path)
    with hanging(folder / "a.devices.yaml"):
        await after.look()
        assert after.taken == [["a-1", "b-1"]]
        assert after.unread == ["a.devices.yaml"]
        write(folder, "b.devices.yaml", "b-1", "b-2")
        await after.look()
        assert after.taken[-1] == ["a-1", "b-1", "b-2"]
    write(folder, "a.devices.yaml", "a-1", "a-2")
    async with asyncio.timeout(20):
        while after.unread:
            await after.look()
            await asyncio.sleep(0.01)
    assert after.taken[-1] == ["a-1", "a-2", "b-1", "b-2"]


async def test_a_list_that_was_never_read_costs_the_others_nothing(folder: Path, tmp_path: Path) -> None:
    """Its buttons are strangers, and all others are heard."""
    life = Life(folder, tmp_path)
    with hanging(folder / "a.devices.yaml"):
        await life.look()
    assert life.taken == [["b-1"]]
    assert life.unread == ["a.devices.yaml"]


async def test_a_list_that_nobody_may_read_is_told_and_goes_on_as_it_was(folder: Path, tmp_path: Path) -> None:
    """A folder of that name stands for whatever a disk answers with; when it is a file again that is read."""
    await Life(folder, tmp_path).look()
    path = folder / "a.devices.yaml"
    path.unlink()
    path.mkdir()
    life = Life(folder, tmp_path)
    await life.look()
    assert (life.taken, life.unread) == ([["a-1", "b-1"]], ["a.devices.yaml"])
    path.rmdir()
    write(folder, "a.devices.yaml", "a-3")
    await life.look()
    assert (life.taken[-1], life.unread) == (["a-3", "b-1"], [])


async def test_a_disk_is_asked_once_at_a_time_for_what_it_does_not_give(folder: Path, tmp_path: Path) -> None:
    """Each look would cost a thread."""
    life = Life(folder, tmp_path)
    with hanging(folder / "a.devices.yaml"):
        await life.look()
        before = {one for one in asyncio.all_tasks() if one is not asyncio.current_task()}
        for _ in range(3):
            await life.look()
        assert {one for one in asyncio.all_tasks() if one is not asyncio.current_task()} == before
    for one in before:  # what the disk gives now is asked by nobody any more
        one.cancel()
    await asyncio.gather(*before, return_exceptions=True)


async def test_a_list_that_is_taken_away_takes_its_buttons_with_it(folder: Path, tmp_path: Path) -> None:
    """Also what was kept of it; and one with errors is neither taken nor kept."""
    life = Life(folder, tmp_path)
    await life.look()
    kept = KeptLists(tmp_path / "plans-read")
    good = kept.fetch("b.devices.yaml")
    assert good is not None
    (folder / "b.devices.yaml").write_text("enrolled: [  # and nothing that ends it, but longer than what was here")
    await life.look()
    assert life.taken == [["a-1", "b-1"]]
    assert life.faults.has("as", "devices_errors")
    assert kept.fetch("b.devices.yaml") == good
    (folder / "b.devices.yaml").unlink()
    await life.look()
    assert life.taken[-1] == ["a-1"]
    assert kept.fetch("b.devices.yaml") is None
    assert not life.faults.has("as", "devices_errors")


async def test_a_folder_in_which_nothing_lies_any_more_takes_no_button_from_anybody(
    folder: Path, tmp_path: Path
) -> None:
    """Where a disk was unmounted, an empty folder is left: nobody has taken away every list and every plan."""
    life = Life(folder, tmp_path)
    await life.look()
    away = folder.rename(tmp_path / "away")
    folder.mkdir()
    for _ in range(2):
        await life.look()
        assert life.taken == [["a-1", "b-1"]]
        assert life.unread == ["a.devices.yaml", "b.devices.yaml"]
    folder.rmdir()
    away.rename(folder)
    await life.look()
    assert life.taken == [["a-1", "b-1"]]
    assert life.unread == []


async def test_so_it_is_where_the_lists_are_those_of_the_life_before(folder: Path, tmp_path: Path) -> None:
    """Begun while the disk gave none of them, and then it is away: they are what this computer read last."""
    await Life(folder, tmp_path).look()
    life = Life(folder, tmp_path)
    with hanging(folder / "a.devices.yaml"), hanging(folder / "b.devices.yaml"):
        await life.look()
    for path in folder.iterdir():
        path.unlink()
    await life.look()
    assert life.taken == [["a-1", "b-1"]]
    assert KeptLists(tmp_path / "plans-read").names() == ["a.devices.yaml", "b.devices.yaml"]


async def test_a_list_that_hung_and_is_then_taken_away_takes_its_buttons_with_it(folder: Path, tmp_path: Path) -> None:
    """What this computer read last is used for a list that is there, and for no other."""
    (folder / "b.devices.yaml").unlink()
    (folder / "as.yaml").write_text("office: as\n")
    await Life(folder, tmp_path).look()
    life = Life(folder, tmp_path)
    with hanging(folder / "a.devices.yaml"):
        await life.look()
    (folder / "a.devices.yaml").unlink()
    await life.look()
    assert life.taken == [["a-1"], []]
    assert life.unread == []


async def test_what_is_kept_is_taken_only_as_it_was_written(folder: Path, tmp_path: Path) -> None:
    """A file that a crash has cut off, or that somebody has changed, is none."""
    await Life(folder, tmp_path).look()
    file = tmp_path / "plans-read" / "a.devices.yaml.list"
    file.write_bytes(file.read_bytes()[:-5])
    life = Life(folder, tmp_path)
    with hanging(folder / "a.devices.yaml"):
        await life.look()
    assert life.taken == [["b-1"]]


async def test_its_findings_name_the_file_and_not_the_folder(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever reads the log knows the folder."""
    (folder / "a.devices.yaml").write_text("enrolled: [")
    await Life(folder, tmp_path).look()
    told = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert told
    assert all(one.startswith("a.devices.yaml:") for one in told)
