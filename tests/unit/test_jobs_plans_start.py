"""A start with many offices."""

from pathlib import Path

from devices.registry import Registry
from parts.offices import AS
from service.clock import SystemClock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.jobs.folder import Folder, Looked
from service.jobs.plans import Plans
from service.store.opening import open_store
from service.timeline.entry import Entry


class CountedFolder(Folder):
    """A folder that notes how often it is looked through."""

    looks = 0

    async def look(self) -> Looked:
        self.looks += 1
        return await super().look()


async def test_a_start_looks_at_the_folder_a_few_times_and_not_once_for_each_office(tmp_path: Path) -> None:
    """A look costs something for each office: one for each of hundreds would be the dearest part of a start."""
    plans = tmp_path / "plans"
    plans.mkdir()
    for number in range(12):
        office = f"office-{number}"
        (plans / f"{office}.yaml").write_text(AS.read_text().replace("\noffice: as\n", f"\noffice: {office}\n"))
    book, folder, clock = Book(), CountedFolder(plans), SystemClock()
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=clock, data_dir=tmp_path)

    async def on_office(_office: str) -> None: ...

    async def on_devices(_registry: Registry) -> None: ...

    def on_entries(_office: str, _entries: tuple[Entry, ...]) -> None: ...

    told = {"on_office": on_office, "on_devices": on_devices, "on_entries": on_entries}
    try:
        await Plans(folder, store=store, book=book, faults=Faults(clock), clock=clock, **told).refresh()  # type: ignore[arg-type]
    finally:
        await store.close()
    assert len(set(book)) == 12
    assert folder.looks <= 5
