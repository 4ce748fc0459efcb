"""Plans and standards in one folder: a changed standard changes its offices, and a broken one replaces nothing."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

import roles
from devices.registry import Registry
from roles.document import load
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.jobs.plans import Plans
from service.store.port import Store
from service.timeline.entry import Head

EXAMPLES = Path(roles.__file__).parent / "examples"
STANDARD = (EXAMPLES / "agency.standard.yaml").read_text()


class StillClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


class KeptPlans:
    """The part of a store that keeps plans, in memory."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, str]] = []

    async def heads(self) -> list[Head]:
        return []

    async def identify(self, office: str, people: Iterable[str]) -> dict[str, str]:
        return {who: f"p-{who}" for who in people}

    async def keep_plan(self, office: str, version: str, text: str, at: datetime) -> None:
        self.kept.append((office, version, text))

    async def last_plan(self, office: str) -> tuple[str, str] | None:
        return next((one[1:] for one in reversed(self.kept) if one[0] == office), None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a standard, an office on it, and one that stands alone."""
    for name in ("agency.standard.yaml", "lunden.yaml", "as.yaml"):
        (tmp_path / name).write_bytes((EXAMPLES / name).read_bytes())
    return tmp_path


def _plans(folder: Path, store: KeptPlans, book: Book) -> Plans:
    async def on_office(office: str) -> None: ...

    async def on_devices(registry: Registry) -> None: ...

    clock = StillClock()
    return Plans(
        folder,
        store=cast("Store", store),
        book=book,
        faults=Faults(clock),
        clock=clock,
        on_office=on_office,
        on_devices=on_devices,
    )


async def test_a_changed_standard_changes_the_offices_on_it(folder: Path) -> None:
    """A word changed in the standard is in force in the office on it; the other office is not even read again."""
    store, book = KeptPlans(), Book()
    plans = _plans(folder, store, book)
    await plans.refresh()
    assert set(book) == {"lunden", "as"}  # the standard is no office
    assert [book[office].state for office in ("lunden", "as")] == ["good", "good"]
    (folder / "agency.standard.yaml").write_text(STANDARD.replace("Gå till dörren", "Gå fort till dörren"))
    await plans.refresh()
    assert book["lunden"].plan.roles["colleague"].duty["sv"].startswith("Gå fort")
    assert [office for office, _, _ in store.kept] == ["as", "lunden", "lunden"]


async def test_what_is_kept_can_be_read_without_the_standard(folder: Path) -> None:
    """The kept text is the whole plan under its own version, whatever becomes of the standard."""
    store = KeptPlans()
    await _plans(folder, store, Book()).refresh()
    (_, version, text) = next(one for one in store.kept if one[0] == "lunden")
    plan = load(text, source="kept").plan
    assert plan is not None
    assert plan.version == version


@pytest.mark.parametrize("broken", ["a: [", STANDARD.replace("2026-2", "2027-1"), None])
async def test_a_broken_or_missing_standard_replaces_nothing(folder: Path, broken: str | None) -> None:
    """The office goes on with its last good plan, also after a new start, until the standard is mended."""
    store, book, path = KeptPlans(), Book(), folder / "agency.standard.yaml"
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
