"""A year of invented offices: played through the real core, whole, the same for the same seed."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from devices.inventory import Inventory
from parts.service import environment, trygg
from parts.stores import Watch, raising
from service.cli.demo.history import towns
from service.cli.demo.history.write import write_history
from service.cli.demo.town import lay_out
from service.clock import SystemClock
from service.dispatch.book import Book, OfficePage
from service.figures.alarm import figures_of
from service.figures.sought import Sought
from service.jobs.folder import Folder
from service.store.opening import open_reading, open_store
from service.store.port import Store
from service.wiring.attention import Attentions
from service.wiring.reviews import verify_office
from service.wiring.upward import Upwards

pytestmark = pytest.mark.timeout(240)  # a year takes a while on a machine that is busy

TODAY = date(2026, 11, 28)
SOME = tuple(one for one in towns.TOWNS if one.office in ("klinten", "myran"))
"""Two in which little happens: the test is to be quick."""


async def told(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Play two offices' year into a folder, hold it to what a record has to be, and return what happened when."""
    folder.mkdir()
    plans = lay_out(folder)
    towns.lay_out(plans, TODAY)
    await write_history("sqlite:///trygg.db", data_dir=folder, plans_dir=plans, today=TODAY, towns=SOME)
    store = open_reading("sqlite:///trygg.db", clock=SystemClock(), data_dir=folder)
    try:
        assert await store.deadlines() == [], "no alarm of the past goes on"
        assert await store.queued(None, 10) == [], "nothing of the past is still to be sent"
        return {town.office: await _held(store, town.office) for town in SOME}
    finally:
        await store.close()
        shutil.rmtree(folder)


async def _held(store: Store, office: str) -> list[tuple[str, str]]:
    assert (await verify_office(store, office)).broken is None
    entries = await store.entries(office, 0, 100_000)
    assert [one.at for one in entries] == sorted(one.at for one in entries)
    assert entries[-1].at.date() <= TODAY
    alarms = dict.fromkeys(one.alarm for one in entries if one.alarm)
    wanted = [figures_of([one for one in entries if one.alarm == alarm]) for alarm in alarms]
    rows = await store.figures.page(office, Sought(), None, 100_000)
    assert rows == sorted(wanted, key=lambda one: -one.first_position)
    assert all(one.closed for one in rows)
    return [(one.event, one.at.isoformat()) for one in entries]


async def test_the_year_is_added_up_as_its_pages_show_it(tmp_path: Path) -> None:
    """Figures thrown away with the command come back the same; attention and what is told upward follow from them."""
    plans = lay_out(tmp_path)
    some = tuple(one for one in towns.TOWNS if one.office in ("ekeby", "myran"))
    towns.lay_out(plans, TODAY)
    await write_history("sqlite:///trygg.db", data_dir=tmp_path, plans_dir=plans, today=TODAY, towns=some)
    settings = {**environment(), "TRYGG_DATA_DIR": str(tmp_path)}
    done = trygg("figures", "rebuild", settings=settings)
    assert (done.returncode, done.stdout.splitlines()) == (0, ["ekeby: made again", "myran: made again"])
    assert trygg("figures", "rebuild", "nowhere", settings=settings).returncode == 2
    clock = Watch(at=datetime(2026, 11, 28, 12, tzinfo=UTC))
    store, book = open_store("sqlite:///trygg.db", clock=clock, data_dir=tmp_path), Book()
    try:
        for town in some:
            assert await _held(store, town.office)
            plan = (await Folder(plans).read(town.office, TODAY)).plan
            assert plan is not None
            book.put(OfficePage(plan=plan, keys=await store.identify(town.office, plan.people)))
        attentions = Attentions(store, book, clock, inventory=Inventory, heard=lambda _office: ())
        fading, tended = [await attentions.of(one.office) for one in some]
        months = [tenths for _, tenths in fading.months]
        assert months[-1] < months[5], "attention fades"
        assert months[0] < months[5], "what was never done has no points"
        assert fading.now.tenths < 850 < tended.now.tenths
        upward = await Upwards(store, book, clock, attentions).upward(lambda _office: True)
        alarms = dict(upward.counted[0].rows)
        assert sum(cell.count for cell in alarms["ekeby"] if cell.state == "told") > 20
        assert sum(held for (office, _), (held, _) in upward.drills.items() if office == "myran") > 2
        await store.commit("ekeby", raising("press-now", alarm="a-now"))
        assert (await attentions.of("ekeby")).now == fading.now, "a press changes nothing of it"
        seen = await Upwards(store, book, clock, attentions).upward(lambda office: office == "myran")
        assert (seen.whole, [office for office, _ in seen.offices]) == (False, ["myran"])
        assert seen.counted == upward.counted, "what one may see is what all may see"
    finally:
        await store.close()


async def test_a_year_holds_and_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    """The chain verifies, the figures are those of the entries, drills were held and judged, and it can be repeated."""
    first = await told(tmp_path / "one")
    again = await told(tmp_path / "two")
    assert first == again
    events = {event for entries in first.values() for event, _ in entries}
    assert {"DrillJudged", "AlarmCancelled", "AlarmCleared", "TestPressHeard", "PlaceInspected"} <= events
    assert {"PulseClosed", "RevisionFinished", "MeasureDone"} <= events
    nothing = {event for event, _ in first["myran"]}
    assert "DrillJudged" in nothing, "an office in which nothing happens practises all the same"


def test_every_invented_office_is_of_its_own_kind() -> None:
    """Twelve, one that fades, one that never practised, one with nothing: what the charts have to be right on."""
    assert len({one.office for one in towns.TOWNS}) == 12
    assert sum(one.habit.fades for one in towns.TOWNS) == 1
    assert sum(not one.habit.tends for one in towns.TOWNS) == 1
    assert sum(one.habit.load == 0 for one in towns.TOWNS) == 1
