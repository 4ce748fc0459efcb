"""An office that has decided for itself keeps what it keeps by its own decision, and the record says by which."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from parts.erasing import every, past
from parts.stores import AT, OFFICE, Stores
from service.settings import OfficeKeeps, Settings, load
from service.store.port import Store
from service.timeline.entry import Entry
from service.wiring.erasing import erasing_of, followed_by_nobody

DAY = timedelta(days=1)
OWN = {"decision": "SN 2026/31", "alarms_days": 1825}


def named(entries: list[Entry]) -> list[Entry]:
    """Return the entries of alarms that hold something personal; notes have a time of their own."""
    return [entry for entry in entries if entry.personal and entry.event != "NoteAdded"]


async def kept_on(stores: Stores, store: Store, day: int, **settings: Any) -> list[Entry]:
    """Have a node with settings erase on a day after the alarm; return the office's timeline."""
    stores.watch.at = AT + day * DAY
    await erasing_of(store, stores.watch, Settings(**settings)).erase_all()
    return await every(store)


@pytest.mark.parametrize(
    ("settings", "last_day", "decision"),
    [
        ({"keep_alarms_days": 365, "retention_decision": "KS 2026/114"}, 365, "KS 2026/114"),
        ({"keep_alarms_days": 365}, 365, None),
        ({"keep_alarms_days": 365, "retention_decision": "KS", "offices_keep": {OFFICE: OWN}}, 1825, "SN 2026/31"),
        ({"keep_alarms_days": 0, "offices_keep": {OFFICE: OWN}}, 1825, "SN 2026/31"),
        ({"keep_alarms_days": 3650, "offices_keep": {OFFICE: OWN}}, 1825, "SN 2026/31"),
        ({"keep_alarms_days": 365, "offices_keep": {OFFICE: {"decision": "SN 2026/31"}}}, 365, "SN 2026/31"),
        ({"keep_alarms_days": 365, "retention_decision": "KS", "offices_keep": {"elsewhere": OWN}}, 365, "KS"),
    ],
)
async def test_what_the_office_decided_is_followed_to_the_day(
    stores: Stores, settings: dict[str, Any], last_day: int, decision: str | None
) -> None:
    """Shorter or longer than for all, or where nobody else has decided anything; what it leaves out is as for all."""
    store = stores.open()
    await past(store, 1)
    before = await kept_on(stores, store, last_day, **settings)
    assert named(before)
    assert [entry for entry in before if entry.event == "PersonalErased"] == []
    after = await kept_on(stores, store, last_day + 1, **settings)
    assert named(after) == []
    (line,) = [entry for entry in after if entry.event == "PersonalErased"]
    assert line.facts.get("decision") == decision
    assert ("decision" in line.facts) is (decision is not None)


async def test_nothing_is_erased_in_an_office_that_decided_to_keep_it(stores: Stores) -> None:
    """A 0 of its own holds against the number that holds for all."""
    store = stores.open()
    await past(store, 1)
    keeps = {OFFICE: {"decision": "SN 2026/31", "alarms_days": 0}}
    assert named(await kept_on(stores, store, 9000, keep_alarms_days=30, offices_keep=keeps))


async def test_each_kind_is_decided_about_by_itself(stores: Stores) -> None:
    """The notes of an alarm by the office's own number, and the alarm itself as in all offices."""
    store = stores.open()
    await past(store, 1)
    settings: dict[str, Any] = {
        "keep_alarms_days": 365,
        "offices_keep": {OFFICE: {"decision": "SN 2026/31", "notes_days": 30}},
    }
    entries = list[Entry]()
    for day, notes in ((30, 1), (31, 0)):
        entries = await kept_on(stores, store, day, **settings)
        assert len([entry for entry in entries if entry.personal and entry.event == "NoteAdded"]) == notes
        assert named(entries)
    (line,) = [entry for entry in entries if entry.event == "PersonalErased"]
    assert (line.facts["kind"], line.facts["decision"]) == ("notes", "SN 2026/31")


def test_a_table_of_the_settings_is_read_and_a_wrong_name_is_told(tmp_path: Path) -> None:
    """As an operator writes it; a kind that no office decides about, or a decision without a name, is refused."""
    file = tmp_path / "trygg.toml"
    file.write_text('[offices_keep.torget]\ndecision = "SN 2026/31"\nalarms_days = 0\n')
    settings = load(file)
    assert (settings.offices_keep["torget"].alarms_days, settings.offices_keep["torget"].notes_days) == (0, None)
    assert followed_by_nobody(settings, {"torget"}) == []
    assert followed_by_nobody(settings, {"as"}) == ["torget"]
    for wrong in ('decision = "x"\nlooks_days = 99\n', "alarms_days = 99\n", 'decision = ""\n'):
        file.write_text(f"[offices_keep.torget]\n{wrong}")
        with pytest.raises(ValueError, match=r"offices_keep\.torget"):
            load(file)


@pytest.mark.parametrize("kind", ["alarms", "reports", "near_misses", "measures", "notes"])
def test_what_really_happened_is_not_erased_at_once(kind: str) -> None:
    """Neither by what holds for all nor by an office's own number: there has to be time to hold it."""
    for days in (1, 29, -1):
        with pytest.raises(ValidationError):
            Settings(**{f"keep_{kind}_days": days})  # type: ignore[arg-type]
        with pytest.raises(ValidationError):
            OfficeKeeps(decision="SN", **{f"{kind}_days": days})
    for days in (0, 30, 36_500):
        assert getattr(Settings(**{f"keep_{kind}_days": days}), f"keep_{kind}_days") == days  # type: ignore[arg-type]
        assert getattr(OfficeKeeps(decision="SN", **{f"{kind}_days": days}), f"{kind}_days") == days
    assert Settings(keep_drills_days=1).keep_drills_days == 1


def test_the_start_says_why(tmp_path: Path) -> None:
    """In words for who has written it, with what to write instead."""
    file = tmp_path / "trygg.toml"
    file.write_text('[offices_keep.torget]\ndecision = "SN 2026/31"\nalarms_days = 1\n')
    with pytest.raises(ValueError, match="for 30 days at least"):
        load(file)
