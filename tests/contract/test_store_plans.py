"""Versions, lives and drafts of plans, on both databases, and the way from the schema before them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from parts.stores import AT, OFFICE, Stores, noting, raising
from service.alarm.actor import SERVICE
from service.alarm.instant import instant
from service.store import versions
from service.store.port import PlanDraft, PlanVersion, Unit
from service.store.schema import migrate
from service.timeline.chain import verify
from service.timeline.entry import Draft


def kept(version: str, *, minute: int = 0, office: str = OFFICE) -> PlanVersion:
    """A version of a plan, as it is kept."""
    return PlanVersion(
        office=office,
        version=version,
        written=f"office: {version}",
        text=f"office: {version} å",
        made_at=AT + timedelta(minutes=minute),
        made_by="p-anna",
    )


def keeping(version: str, *, minute: int = 0) -> Callable[[Unit], None]:
    """Return a work that keeps a version."""
    return lambda unit: unit.keep_version(kept(version, minute=minute))


def saving(draft: PlanDraft) -> Callable[[Unit], None]:
    """Return a work that saves a draft."""
    return lambda unit: unit.save_draft(draft)


async def test_plans_are_kept_by_version(stores: Stores) -> None:
    """A version stays as it was first kept, with the text as written and the whole one; each office has its own."""
    store = stores.open()
    assert await store.last_plan(OFFICE) is None
    for minute, version in enumerate(["v1", "v2", "v1"]):
        await store.commit(OFFICE, keeping(version, minute=minute))
    assert await store.last_plan(OFFICE) == ("v2", "office: v2 å")
    assert await store.plan("v2") == "office: v2 å"
    assert await store.plan("v3") is None
    assert await store.last_plan("so") is None
    assert await store.plan_version(OFFICE, "v1") == kept("v1")
    assert await store.plan_version("so", "v1") is None
    assert await store.plan_version(OFFICE, "v\0") is None
    assert [one.version for one in await store.plan_versions(OFFICE, 10)] == ["v2", "v1"]
    assert await store.commit(OFFICE, lambda unit: (unit.has_version("v1"), unit.has_version("v9"))) == (True, False)


async def test_what_was_worked_out_about_a_version_is_kept_once(stores: Stores) -> None:
    """The first judgement stays; the texts cannot be changed and nothing can be removed, by whoever asks."""
    store = stores.open()
    await store.commit(OFFICE, keeping("v1"))
    await store.judge_version(OFFICE, "v1", {"gaps": 2})
    await store.judge_version(OFFICE, "v1", {"gaps": 0})
    found = await store.plan_version(OFFICE, "v1")
    assert found is not None
    assert found.judged == {"gaps": 2}
    for change in ("UPDATE plan_versions SET text = 'other'", "DELETE FROM plan_versions"):
        with pytest.raises(Exception, match="a version of a plan cannot be"):
            stores.run(change)


async def test_the_life_of_a_plan_moves_with_its_entries(stores: Stores) -> None:
    """The snapshot is read back, and its position tells other nodes that it has moved; a failed work moves nothing."""
    store = stores.open()
    assert await store.life(OFFICE) is None
    assert await store.lives() == {}

    def live(unit: Unit, value: str, *, fail: bool = False) -> None:
        unit.append([Draft(at=AT, event="DutyRead", alarm=None, actor=SERVICE, facts={"role": value})])
        unit.save_life({"current": value, "before": unit.life()})
        if fail:
            raise ValueError("the work failed")

    await store.commit(OFFICE, lambda unit: live(unit, "v1"))
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, lambda unit: live(unit, "v2 å"))
    with pytest.raises(ValueError, match="the work failed"):
        await store.commit(OFFICE, lambda unit: live(unit, "v3", fail=True))
    assert await store.life(OFFICE) == {"current": "v2 å", "before": {"current": "v1", "before": None}}
    entries = await store.plan_entries(OFFICE)
    assert [entry.facts["role"] for entry in entries] == ["v1", "v2 å"]
    assert await store.lives() == {OFFICE: entries[-1].position}


async def test_a_draft_is_kept_in_place_of_the_one_before(stores: Stores) -> None:
    """What is saved last is there, a discarded one keeps its count, and another office has none."""
    store = stores.open()
    assert await store.draft(OFFICE) is None
    for revision, text in ((1, "a"), (2, None)):
        one = PlanDraft(office=OFFICE, revision=revision, text=text, based_on="v1", by="p-anna", at=AT)
        await store.commit(OFFICE, saving(one))
        assert await store.draft(OFFICE) == one
    assert await store.draft("so") is None


async def test_a_database_of_the_first_schema_is_brought_up_and_down_with_what_is_in_it(stores: Stores) -> None:
    """Record, alarms and kept plans of 0001 are there after the upgrade, plans as versions; and after the way down."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, noting())
    entries = await store.entries(OFFICE, 0, 100)
    await store.close()
    assert migrate(stores.url, data_dir=stores.folder, target="0001") == (versions.NEWEST, "0001")
    for version, minute in (("v1", 5), ("v2", 1)):
        at = instant(AT + timedelta(minutes=minute))
        stores.run(
            f"INSERT INTO plans (office, version, text, kept_at) VALUES ('as', '{version}', '{version} å', '{at}')"
        )
    store = stores.open()
    assert await store.last_plan(OFFICE) == ("v1", "v1 å"), "the one kept last before the upgrade goes on"
    found = await store.plan_version(OFFICE, "v2")
    assert found == PlanVersion(
        office=OFFICE, version="v2", written="v2 å", text="v2 å", made_at=AT + timedelta(minutes=1)
    )
    assert await store.life(OFFICE) is None
    assert await store.entries(OFFICE, 0, 100) == entries
    assert verify(OFFICE, entries).broken is None
    assert (await store.alarm("a-1")) is not None
    await store.close()
    assert migrate(stores.url, data_dir=stores.folder, target="0001") == (versions.NEWEST, "0001")
    assert sorted(stores.run("SELECT version, text FROM plans")) == [("v1", "v1 å"), ("v2", "v2 å")]
