"""Plans and standards in one folder: a changed standard changes its offices, and a broken one replaces nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import roles
from devices.registry import Registry
from roles.document import load
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.jobs.plans import Plans
from service.store.opening import open_store
from service.store.port import Store
from service.timeline.entry import Entry

EXAMPLES = Path(roles.__file__).parent / "examples"
STANDARD = (EXAMPLES / "agency.standard.yaml").read_text()


class StillClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store on a file of its own."""
    data = tmp_path / "data"
    data.mkdir()
    opened = open_store("sqlite:///trygg.db", clock=StillClock(), data_dir=data)
    yield opened
    await opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a standard, an office on it, and one that stands alone."""
    made = tmp_path / "plans"
    made.mkdir()
    for name in ("agency.standard.yaml", "lunden.yaml", "as.yaml"):
        (made / name).write_bytes((EXAMPLES / name).read_bytes())
    return made


def _plans(
    folder: Path, store: Store, book: Book, *, told: list[Entry] | None = None, clock: Clock | None = None
) -> Plans:
    async def on_office(office: str) -> None: ...

    async def on_devices(registry: Registry) -> None: ...

    def on_entries(_office: str, entries: tuple[Entry, ...]) -> None:
        if told is not None:
            told.extend(entries)

    clock = clock or StillClock()
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


async def test_a_changed_standard_changes_the_offices_on_it(folder: Path, store: Store) -> None:
    """A word changed in the standard is in force in the office on it; the other office is not even read again."""
    told: list[Entry] = []
    book = Book()
    plans = _plans(folder, store, book, told=told)
    await plans.refresh()
    assert set(book) == {"lunden", "as"}  # the standard is no office
    assert [book[office].state for office in ("lunden", "as")] == ["good", "good"]
    (folder / "agency.standard.yaml").write_text(STANDARD.replace("Gå till dörren", "Gå fort till dörren"))
    await plans.refresh()
    assert book["lunden"].plan.roles["colleague"].duty["sv"].startswith("Gå fort")
    assert [(one.office, one.event, one.facts["version"]) for one in told] == [
        ("lunden", "PlanPublished", book["lunden"].plan.version)
    ]
    assert [len(await store.plan_versions(office, 10)) for office in ("as", "lunden")] == [1, 2]


async def test_what_is_kept_can_be_read_without_the_standard(folder: Path, store: Store) -> None:
    """The kept text is the whole plan under its own version, whatever becomes of the standard."""
    await _plans(folder, store, Book()).refresh()
    [kept] = await store.plan_versions("lunden", 10)
    plan = load(kept.text, source="kept").plan
    assert plan is not None
    assert plan.version == kept.version
    assert kept.written == (folder / "lunden.yaml").read_text()


@pytest.mark.parametrize("broken", ["a: [", STANDARD.replace("2026-2", "2027-1"), None])
async def test_a_broken_or_missing_standard_replaces_nothing(folder: Path, store: Store, broken: str | None) -> None:
    """The office goes on with its last good plan, also after a new start, until the standard is mended."""
    book, path = Book(), folder / "agency.standard.yaml"
    plans = _plans(folder, store, book)
    await plans.refresh()
    good = book["lunden"].plan.version
    if broken is None:
        path.unlink()
    else:
        path.write_text(broken)
    await plans.refresh()
    assert (book["lunden"].state, book["lunden"].plan.version, book["as"].state) == ("last_good", good, "good")
    again = Book()
    await _plans(folder, store, again).refresh()
    assert (again["lunden"].state, again["lunden"].plan.version) == ("last_good", good)
    path.write_text(STANDARD + "# mended\n")
    await plans.refresh()
    assert book["lunden"].state == "good"
    assert book["lunden"].plan.version != good
