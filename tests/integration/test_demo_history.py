"""A year of invented offices: played through the real core, whole, the same for the same seed."""

import shutil
from datetime import date
from pathlib import Path

from service.cli.demo.history import towns
from service.cli.demo.history.write import write_history
from service.cli.demo.town import lay_out
from service.clock import SystemClock
from service.figures.alarm import figures_of
from service.figures.sought import Sought
from service.store.opening import open_reading
from service.store.port import Store
from service.wiring.reviews import verify_office

TODAY = date(2026, 11, 28)
SOME = tuple(one for one in towns.TOWNS if one.office in ("furuvik", "klinten", "myran"))
"""Three in which little happens: the test is to be quick."""


async def told(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Play three offices' year into a folder, hold it to what a record has to be, and return what happened when."""
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


async def test_a_year_holds_and_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    """The chain verifies, the figures are those of the entries, drills were held and judged, and it can be repeated."""
    first = await told(tmp_path / "one")
    again = await told(tmp_path / "two")
    assert first == again
    events = {event for entries in first.values() for event, _ in entries}
    assert {"DrillJudged", "AlarmCancelled", "AlarmCleared", "TestPressHeard", "PlaceInspected"} <= events
    nothing = {event for event, _ in first["myran"]}
    assert "DrillJudged" in nothing, "an office in which nothing happens practises all the same"


def test_every_invented_office_is_of_its_own_kind() -> None:
    """Twelve, one that fades, one that never practised, one with nothing: what the charts have to be right on."""
    assert len({one.office for one in towns.TOWNS}) == 12
    assert sum(one.habit.fades for one in towns.TOWNS) == 1
    assert sum(not one.habit.tends for one in towns.TOWNS) == 1
    assert sum(one.habit.load == 0 for one in towns.TOWNS) == 1
