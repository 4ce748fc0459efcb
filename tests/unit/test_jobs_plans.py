"""Plans and standards in one folder: a changed standard changes its offices, and a broken one replaces nothing."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import roles
from devices.registry import Registry
from parts.planning import GREEN, SAFE, Desk, version_of
from parts.stores import Watch, raising
from roles.document import load
from service.clock import Clock
from service.dispatch.book import Book, OfficePage
from service.dispatch.faults import Faults
from service.jobs import patient
from service.jobs.folder import Folder
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
    folder: Path,
    store: Store,
    book: Book,
    *,
    told: list[Entry] | None = None,
    clock: Clock | None = None,
    faults: Faults | None = None,
) -> Plans:
    async def on_office(office: str) -> None: ...

    async def on_devices(registry: Registry) -> None: ...

    def on_entries(_office: str, entries: tuple[Entry, ...]) -> None:
        if told is not None:
            told.extend(entries)

    clock = clock or StillClock()
    return Plans(
        Folder(folder),
        store=store,
        book=book,
        faults=faults or Faults(clock),
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


class SetClock(StillClock):
    """A clock that is set."""

    def __init__(self) -> None:
        self.at = StillClock().now()

    def now(self) -> datetime:
        return self.at


async def _bring(store: Store, clock: SetClock, text: str, *, holds_from: datetime | None = None) -> str:
    """Approve and publish a text as the manager of Ås."""
    desk = Desk(store=store, watch=Watch(at=clock.at))
    await desk.draft(text)
    await desk.approve(version_of(text))
    await desk.publish(version_of(text), holds_from=holds_from)
    return version_of(text)


async def test_what_is_published_holds_until_the_file_changes(folder: Path, store: Store) -> None:
    """Through a restart and a touch of the file it stays; other content takes its place, and an entry says so."""
    clock, book, path = SetClock(), Book(), folder / "as.yaml"
    plans = _plans(folder, store, book, clock=clock)
    await plans.refresh()
    version = await _bring(store, clock, GREEN)
    await plans.refresh()
    assert (book["as"].plan.version, book["as"].state) == (version, "good")
    found = plans.file_of("as")
    assert found is not None
    assert (found["version"] != version, found["errors"]) == (True, 0)
    path.write_bytes(path.read_bytes())
    await plans.refresh()
    again = Book()
    await _plans(folder, store, again, clock=clock).refresh()
    assert book["as"].plan.version == again["as"].plan.version == version
    told: list[Entry] = []
    plans = _plans(folder, store, again, told=told, clock=clock)
    await plans.refresh()
    path.write_text(SAFE)
    await plans.refresh()
    assert again["as"].plan.version == version_of(SAFE)
    assert [(one.facts["through"], one.facts["in_place_of"], one.actor.who) for one in told] == [
        ("file", version, None)
    ]


async def test_what_was_published_for_later_begins_by_itself(folder: Path, store: Store) -> None:
    """Every node looks: at its time, and after a restart, with nothing else having happened; and it looks in time."""
    clock, book = SetClock(), Book()
    plans = _plans(folder, store, book, clock=clock)
    await plans.refresh()
    before = book["as"].plan.version
    version = await _bring(store, clock, GREEN, holds_from=clock.at + timedelta(hours=1))
    await plans.refresh()
    assert book["as"].plan.version == before
    clock.at += timedelta(hours=1)
    other = Book()
    await _plans(folder, store, other, clock=clock).refresh()
    await plans.refresh()
    assert book["as"].plan.version == other["as"].plan.version == version


async def test_a_broken_file_replaces_no_published_version(folder: Path, store: Store) -> None:
    """The version from the editor goes on; the screens say that the file has errors, and stop when it is mended."""
    clock, book, path = SetClock(), Book(), folder / "as.yaml"
    faults = Faults(clock)
    plans = _plans(folder, store, book, clock=clock, faults=faults)
    await plans.refresh()
    file = path.read_text()
    version = await _bring(store, clock, GREEN)
    path.write_text("office: [")
    await plans.refresh()
    assert (book["as"].plan.version, book["as"].state) == (version, "last_good")
    assert faults.has("as", "plan_errors")
    path.write_text(file)
    await plans.refresh()
    assert (book["as"].plan.version, book["as"].state) == (version, "good"), "this very file was taken before"
    assert faults.of("as") == []


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (61, None),
        (30, None),
        (8, None),
        (7, "plan_expires_soon"),
        (2, "plan_expires_soon"),
        (1, "plan_expires_tomorrow"),
        (0, "plan_expires_tomorrow"),
        (-1, "plan_expired"),
        (-90, "plan_expired"),
    ],
)
async def test_the_screens_show_only_the_last_reminders(
    folder: Path, store: Store, left: int, shown: str | None
) -> None:
    """Quiet until a week before the last day, then one fault at a time, and an expired plan goes on being used."""
    clock = SetClock()
    faults, book = Faults(clock), Book()
    plans = _plans(folder, store, book, clock=clock, faults=faults)
    await plans.refresh()
    clock.at = datetime(2027, 6, 30, 12, tzinfo=UTC) - timedelta(days=left)
    await plans.refresh()
    await plans.refresh()
    assert [(one.code, one.count) for one in faults.of("as")] == ([(shown, 1)] if shown else [])
    assert book["as"].state == "good"


async def test_who_has_left_is_shown_until_the_plan_names_somebody_else(folder: Path, store: Store) -> None:
    """One fault with a count, gone with the plan that no longer names them."""
    clock = SetClock()
    faults, book = Faults(clock), Book()
    plans = _plans(folder, store, book, clock=clock, faults=faults)
    await plans.refresh()
    desk = Desk(store=store, watch=Watch(at=clock.at))
    await desk.versions.say_gone("as", "farid", "gunilla", gone=True, via="api")
    await plans.refresh()
    assert [(one.code, one.args) for one in faults.of("as")] == [("plan_names_gone", {"count": "1"})]
    path = folder / "as.yaml"
    path.write_text(path.read_text().replace("  farid: {name: Farid Karimi, home: desk-2}\n", ""))
    await plans.refresh()
    assert faults.of("as") == []


async def test_a_plan_without_a_last_day_has_one_all_the_same(folder: Path, store: Store) -> None:
    """Twelve months after it began to hold: the same day for screens and paper."""
    path = folder / "as.yaml"
    path.write_text(path.read_text().replace("expires: 2027-06-30\n", ""))
    plans = _plans(folder, store, Book())
    await plans.refresh()
    assert plans.expires("as") == date(2027, 11, 23)


def test_the_first_press_reads_no_calendars(tmp_path: Path) -> None:
    """An office on rosters needs holidays for every call; their package is read before the plan is in force."""
    (tmp_path / "strand.yaml").write_bytes((EXAMPLES / "shifts.yaml").read_bytes())
    here = (
        "import asyncio, sys; from unit.test_jobs_plans import first_plan; print(asyncio.run(first_plan(sys.argv[1])))"
    )
    where = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", here, tmp_path], env=where, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"], done.stderr


async def first_plan(folder: str) -> bool:
    """Put a folder's plans in force in a new process; say whether the holidays had been read when the first was."""
    read: list[bool] = []

    class Watched(Book):
        def put(self, page: OfficePage) -> None:
            read.append("holidays.countries" in sys.modules)
            super().put(page)

    store = open_store("sqlite:///trygg.db", clock=StillClock(), data_dir=Path(folder))
    await _plans(Path(folder), store, Watched()).refresh()
    await store.close()
    return all(read)


async def test_a_plan_that_is_gone_stays_shown_as_gone(folder: Path, store: Store) -> None:
    """Taken away while the service runs: shown from the next look on until it is back, and the plan goes on."""
    faults, book, path = Faults(StillClock()), Book(), folder / "as.yaml"
    plans = _plans(folder, store, book, faults=faults)
    await plans.refresh()
    text, version = path.read_bytes(), book["as"].plan.version
    path.unlink()
    for _ in range(3):
        await plans.refresh()
        assert (book["as"].state, book["as"].plan.version) == ("last_good", version)
        assert [fault.code for fault in faults.of("as")] == ["plan_gone"]
        assert plans.file_of("as") is None
    path.write_bytes(text)
    await plans.refresh()
    assert (book["as"].state, faults.of("as"), faults.of("lunden")) == ("good", [], [])


async def test_a_plan_that_is_gone_at_the_start_stays_shown_while_its_alarm_is_open(folder: Path, store: Store) -> None:
    """Adopted for its open alarm, the office is shown without its file at every look, not only at the first."""
    await _plans(folder, store, Book()).refresh()
    await store.commit("as", raising())
    (folder / "as.yaml").unlink()
    faults, book = Faults(StillClock()), Book()
    plans = _plans(folder, store, book, faults=faults)
    for _ in range(3):
        await plans.refresh()
        assert book["as"].state == "last_good"
        assert [fault.code for fault in faults.of("as")] == ["plan_gone"]


async def test_a_file_that_takes_for_ever_holds_up_no_other_office(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the disk does not give one office's file, another's is seen broken, mended and gone."""
    monkeypatch.setattr(patient, "GIVEN_S", 3_600.0)
    faults, book, slow = Faults(StillClock()), Book(), folder / "lunden.yaml"
    plans = _plans(folder, store, book, faults=faults)
    await plans.refresh()
    slow.unlink()
    os.mkfifo(slow)
    running = asyncio.create_task(plans.run())

    async def shown(*codes: str) -> None:
        async with asyncio.timeout(20):
            while [fault.code for fault in faults.of("as")] != list(codes):
                plans.hint()
                await asyncio.sleep(0.01)

    try:
        for text, codes in (("a: [", ["plan_errors"]), (SAFE, []), (None, ["plan_gone"])):
            if text is None:
                (folder / "as.yaml").unlink()
            else:
                (folder / "as.yaml").write_text(text)
            await shown(*codes)
        assert book["lunden"].state == "good", "nobody knows better yet"
    finally:
        slow.open("wb").close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_file_that_cannot_be_read_is_an_error_of_its_office_only(folder: Path, store: Store) -> None:
    """Something else under a plan's name keeps no other office from its plan, and is shown until it is mended."""
    faults, book, path = Faults(StillClock()), Book(), folder / "as.yaml"
    text = path.read_text()
    await _plans(folder, store, Book()).refresh()
    path.unlink()
    path.mkdir()
    plans = _plans(folder, store, book, faults=faults)
    await plans.refresh()
    assert (book["as"].state, book["lunden"].state) == ("last_good", "good")
    assert [(fault.code, fault.args) for fault in faults.of("as")] == [("plan_errors", {"count": "1"})]
    path.rmdir()
    path.write_text(text)
    await plans.refresh()
    assert (book["as"].state, faults.of("as")) == ("good", [])


async def test_the_office_of_nobodys_goes_when_a_real_one_comes(tmp_path: Path, store: Store) -> None:
    """Begun without any plan, the makeshift office hears presses until then; with an alarm open it stays as long."""
    book, folder = Book(), tmp_path / "empty"
    folder.mkdir()
    plans = _plans(folder, store, book)
    await plans.refresh()
    assert (list(book), book.office_for("as")) == (["unknown"], "unknown")
    (folder / "as.yaml").write_text(SAFE)
    await plans.refresh()
    assert (list(book), book.office_for("unknown"), "unknown" in book) == (["as"], "as", True)
    await store.commit("unknown", raising())
    await plans.refresh()
    assert list(book) == ["as", "unknown"], "a press that was under way has come to an alarm"
    assert len(await store.entries("unknown", 0, 10)) == 3
