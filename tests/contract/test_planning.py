"""Working on a plan, on both databases: nothing is lost, nothing is published twice, and the record tells all of it."""

import asyncio
from datetime import timedelta

import pytest

from parts.planning import DEPUTY, GREEN, MANAGER, NOBODY, SAFE, TEXT, Desk, version_of
from parts.stores import AT, OFFICE, Stores
from service.life.decide import LifeRefusal
from service.life.states import State
from service.planning.apart import TooLongError
from service.planning.drafts import DraftChangedError
from service.planning.judgement import digest_of
from service.planning.record import rebuild_lives
from service.store.port import PlanDraft, StoreUnavailable
from service.store.schema import migrate
from service.store.versions import NEWEST
from service.timeline.chain import verify

SCENARIOS = b"""\
trygg: 1
scenarios:
  - name: Nobody answers
    press: {zone: room-114, at: 2026-11-23 10:00, presser: anna}
    expect:
      - {called: manager, within: 20 s}
"""


def desk(stores: Stores) -> Desk:
    """A desk on a store of its own."""
    return Desk(store=stores.open(), watch=stores.watch)


async def test_from_a_draft_to_a_plan_that_holds(stores: Stores) -> None:
    """Drafted by anybody, approved and published by whom the plan names; every step is an entry of the chain."""
    here = desk(stores)
    before = await here.take(TEXT)
    await here.draft(GREEN)
    version = version_of(GREEN)
    with pytest.raises(LifeRefusal, match="manager"):
        await here.approve(version, by=NOBODY)
    await here.approve(version, by=DEPUTY)
    with pytest.raises(LifeRefusal) as refused:
        await here.publish(version, reason="")
    assert refused.value.more["needed"] == ("gap", "warning", "not_asked")
    await here.publish(version, reason="Bo börjar på måndag.")
    found = await here.stands()
    assert (found.life.current, found.life.version(before).held_from) == (version, AT)
    assert found.current is not None
    assert found.current.written == GREEN
    assert [one["words"] for one in (found.current.judged or {})["changes"]] != []
    entries = await here.store.entries(OFFICE, 0, 100)
    assert [(one.event, one.alarm, one.actor.via) for one in entries] == [
        ("PlanPublished", None, "file"),
        ("PlanApproved", None, "api"),
        ("PlanPublished", None, "api"),
    ]
    assert verify(OFFICE, entries).broken is None
    assert await here.folded() == found.life
    text = str([one.facts for one in entries])
    assert "Bo börjar" not in text
    assert "cecilia" not in text.lower(), "names and words can be erased, facts cannot"


async def test_words_that_were_erased_are_gone(stores: Stores) -> None:
    """The reason stands in the entry alone: erased there, it is nowhere, and the plan's life stays as it is."""
    here = desk(stores)
    await here.take(TEXT)
    await here.bring(GREEN)
    life = (await here.stands()).life
    for entry in await here.store.plan_entries(OFFICE):
        await here.store.erase_personal(OFFICE, entry.position)
    found = await here.stands()
    assert (found.words, found.life) == ({}, life)


async def test_another_text_needs_another_approval(stores: Stores) -> None:
    """A draft that changed after the approval is another version: what was approved can be published, it cannot."""
    here = desk(stores)
    await here.take(TEXT)
    revision = await here.draft(GREEN)
    await here.approve(version_of(GREEN))
    await here.draft(SAFE, revision)
    with pytest.raises(LifeRefusal, match="not approved"):
        await here.publish(version_of(SAFE))
    await here.publish(version_of(GREEN))
    found = await here.stands()
    assert found.life.current == version_of(GREEN)
    assert found.draft is not None
    assert found.draft.text == SAFE, "the newer draft is not lost"


async def test_two_people_editing_at_once(stores: Stores) -> None:
    """The second is given the other text and the differences in words, and can save again; nothing is lost."""
    here = desk(stores)
    version = await here.take(TEXT)
    first = await here.draft(TEXT + "# a\n")
    saved = await asyncio.gather(here.draft(GREEN, first), here.draft(SAFE, first, by=DEPUTY), return_exceptions=True)
    [lost] = [one for one in saved if isinstance(one, DraftChangedError)]
    [kept] = [one for one in saved if isinstance(one, int)]
    assert {lost.theirs.text} < {GREEN, SAFE}
    assert lost.theirs.revision == kept
    assert lost.theirs.based_on == version
    assert len(lost.differences) >= 2
    mine = SAFE if lost.theirs.text == GREEN else GREEN
    assert await here.draft(mine, lost.theirs.revision) == kept + 1
    assert await here.draft(mine, 1) == kept + 1, "saving the same text again is no conflict"


async def test_a_draft_that_is_no_plan_yet_is_saved_too(stores: Stores) -> None:
    """Half-written text is kept with its findings, told apart by its lines, and cannot be approved."""
    here = desk(stores)
    await here.take(TEXT)
    draft, judged = await here.drafts.save(OFFICE, "office: as\nzones: [", None, NOBODY)
    assert judged["errors"] > 0
    with pytest.raises(DraftChangedError) as changed:
        await here.draft("office: as\n", None)
    assert (changed.value.theirs.text, len(changed.value.differences)) == (draft.text, 1)
    with pytest.raises(LifeRefusal, match="errors"):
        await here.approve(digest_of(judged))


async def test_only_so_many_new_offices_have_a_draft(stores: Stores) -> None:
    """Too many offices that nobody knows yet: the next one is told so; one that is discarded makes room again."""
    here, text = desk(stores), "people:\n  eva: {name: Eva}\n"
    for office in ("new-1", "new-2"):
        await here.drafts.save(office, text, None, "eva")
    with pytest.raises(LifeRefusal, match="2 new offices"):
        await here.drafts.save("new-3", TEXT, None, "bo")
    await here.drafts.save("as", TEXT, None, "bo")
    await here.drafts.save("new-2", TEXT, 1, "bo")
    await here.drafts.discard("new-1", "eva")
    await here.drafts.save("new-3", TEXT, None, "bo")


async def test_a_discarded_draft_does_not_come_back_by_its_number(stores: Stores) -> None:
    """Whoever still holds the old revision is told what holds now, and may save once more on top of nothing."""
    here = desk(stores)
    await here.take(TEXT)
    revision = await here.draft(GREEN)
    await here.drafts.discard(OFFICE, NOBODY)
    assert (await here.stands()).draft is None
    with pytest.raises(DraftChangedError) as changed:
        await here.draft(SAFE, revision)
    assert (changed.value.theirs.text, changed.value.theirs.revision) == (TEXT, 0)
    assert await here.draft(SAFE, None) == revision + 2


async def test_two_publishers_at_once(stores: Stores) -> None:
    """The same approval is used once, whoever taps; the other is told that the version holds already."""
    here = desk(stores)
    await here.take(TEXT)
    await here.draft(GREEN)
    version = version_of(GREEN)
    await here.approve(version)
    done = await asyncio.gather(
        here.publish(version, by=MANAGER), here.publish(version, by=DEPUTY), return_exceptions=True
    )
    [refused] = [one for one in done if isinstance(one, LifeRefusal)]
    assert refused.code == "holds_already"
    events = [one.event for one in await here.store.plan_entries(OFFICE)]
    assert events == ["PlanPublished", "PlanApproved", "PlanPublished"]


async def test_a_failing_disk_leaves_all_or_nothing(files: Stores) -> None:
    """When the commit fails, neither version, entry nor life has moved; after it works again, all have."""
    broken = False

    def before_commit() -> None:
        if broken:
            raise OSError("no space left on device")

    here = Desk(store=files.open(before_commit=before_commit), watch=files.watch)
    held = await here.take(TEXT)
    await here.draft(GREEN)
    version = version_of(GREEN)
    broken = True
    with pytest.raises(StoreUnavailable):
        await here.approve(version)
    broken = False
    assert await here.store.plan_version(OFFICE, version) is None
    assert (await here.stands()).life.version(version).approval is None
    await here.approve(version)
    broken = True
    with pytest.raises(StoreUnavailable):
        await here.publish(version)
    broken = False
    assert (await here.stands()).life.current == held
    assert await here.folded() == (await here.stands()).life
    await here.publish(version)
    assert (await here.stands()).life.current == version


async def test_two_nodes_publish_and_both_know(nodes: Stores) -> None:
    """Different versions published at the same time from two nodes: both are recorded, one holds, on both nodes."""
    one, other = desk(nodes), desk(nodes)
    await one.take(TEXT)
    assert await other.take(TEXT) == version_of(TEXT)
    assert len(await one.store.plan_entries(OFFICE)) == 1, "the same file is taken once"
    await one.draft(GREEN)
    await one.approve(version_of(GREEN))
    await one.draft(SAFE, 1)
    await one.approve(version_of(SAFE))
    await asyncio.gather(one.publish(version_of(GREEN)), other.publish(version_of(SAFE)))
    lives = [(await each.stands()).life for each in (one, other)]
    assert lives[0] == lives[1] == await one.folded()
    assert lives[0].current in {version_of(GREEN), version_of(SAFE)}
    events = [each.event for each in await one.store.plan_entries(OFFICE)]
    assert events.count("PlanPublished") == 3
    assert verify(OFFICE, await one.store.entries(OFFICE, 0, 100)).broken is None


async def test_published_for_later_and_rolled_back(stores: Stores) -> None:
    """It begins by itself; one step back lets the earlier one hold again."""
    here = desk(stores)
    before = await here.take(TEXT)
    await here.draft(SAFE)
    version = version_of(SAFE)
    await here.approve(version)
    await here.publish(version, holds_from=AT + timedelta(hours=1))
    assert await here.state(version) is State.PUBLISHED
    stores.watch.at = AT + timedelta(hours=1)
    assert (await here.state(version), await here.state(before)) == (State.IN_FORCE, State.SUPERSEDED)
    await here.versions.roll_back(OFFICE, before, DEPUTY, "It called nobody.", via="api")
    assert (await here.state(before), await here.state(version)) == (State.IN_FORCE, State.SUPERSEDED)
    assert await here.folded() == (await here.stands()).life


async def test_published_for_later_is_looked_at_for_later(stores: Stores) -> None:
    """What is wrong with a version by the day on which it begins to hold needs a reason, though today it is not."""
    here = desk(stores)
    await here.take(TEXT)
    await here.draft(SAFE)
    version = version_of(SAFE)
    await here.approve(version)
    needed = []
    for holds_from in (None, AT + timedelta(days=250)):  # the document's last day is 2027-06-30
        with pytest.raises(LifeRefusal) as refused:
            await here.publish(version, reason="", holds_from=holds_from)
        needed.append(refused.value.more["needed"])
    assert needed == [("not_asked",), ("warning", "not_asked")]


async def test_who_has_read_their_duty_and_who_has_left(stores: Stores) -> None:
    """A new version with the same words asks nobody again; somebody who left is flagged where the plan names them."""
    here = desk(stores)
    await here.take(TEXT)
    await here.versions.read_duty(OFFICE, "door", "ida", via="api")
    with pytest.raises(LifeRefusal, match="does not name"):
        await here.versions.read_duty(OFFICE, "door", "gunilla", via="api")
    await here.bring(GREEN)
    found = await here.stands()
    duty = (found.current.judged or {})["duties"]["door"] if found.current else {}
    ida = found.people.keys["ida"]
    assert found.life.has_read(ida, "door", duty["digest"]) is not None
    await here.bring(GREEN.replace("sv: Stanna vid entrén.", "sv: Stå vid entrén."))
    found = await here.stands()
    duty = (found.current.judged or {})["duties"]["door"] if found.current else {}
    assert found.life.has_read(ida, "door", duty["digest"]) is None
    await here.versions.say_gone(OFFICE, MANAGER, DEPUTY, gone=True, via="api")
    assert (await here.stands()).life.gone == {found.people.keys[MANAGER]}
    with pytest.raises(LifeRefusal, match="manager"):
        await here.versions.say_gone(OFFICE, "ida", MANAGER, gone=True, via="api")


async def test_an_objection_by_whom_the_plan_names(stores: Stores) -> None:
    """Where the plan has a safety representative, nobody else agrees or objects for her."""
    named = SAFE.replace(
        "roles:\n",
        "roles:\n  safety-representative:\n    title: {sv: Skyddsombud, nb: Verneombud, en: Safety representative}\n"
        "    duty: {sv: Se till., nb: Se til., en: Look after it.}\n    holders: [elin]\n",
        1,
    )
    here = desk(stores)
    await here.take(named)
    version = version_of(named)
    with pytest.raises(LifeRefusal, match="safety representative"):
        await here.versions.view(OFFICE, version, NOBODY, "agrees", "", via="api")
    with pytest.raises(LifeRefusal, match="safety representative"):
        await here.versions.view(OFFICE, version, "elin", "not_asked", "", via="api")
    await here.versions.view(OFFICE, version, "elin", "objects", "Ingen vid dörren.", via="api")
    found = await here.stands()
    view = found.life.version(version).view
    assert view is not None
    assert (view.is_open, found.words[view.said.position or 0]) == (True, "Ingen vid dörren.")
    await here.versions.answer(OFFICE, version, MANAGER, "Bo, från måndag.", via="api")
    view = (await here.stands()).life.version(version).view
    assert view is not None
    assert not view.is_open


async def test_a_plan_that_fails_its_scenarios(stores: Stores) -> None:
    """From the file it holds and says so; from the editor it needs a reason, until it passes again."""
    here = desk(stores)
    here.scenarios = SCENARIOS
    await here.take(SAFE)
    assert not (await here.stands()).failed
    here.scenarios = SCENARIOS.replace(b"within: 20 s", b"within: 2 s")
    [failed] = (await here.stands()).failed
    assert (failed["source"], failed["line"], failed["code"]) == ("scenarios/as.yaml", 6, "T010")
    await here.draft(GREEN)
    assert len(((await here.stands()).draft_judged or {})["scenarios"]) == 1
    await here.approve(version_of(GREEN))
    with pytest.raises(LifeRefusal) as refused:
        await here.publish(version_of(GREEN), reason="")
    assert "scenarios" in refused.value.more["needed"]
    here.scenarios = SCENARIOS
    with pytest.raises(LifeRefusal) as again:
        await here.publish(version_of(GREEN), reason="")
    assert "scenarios" not in again.value.more["needed"]
    here.scenarios = b"scenarios: ["
    await here.publish(version_of(GREEN), reason="Skylten är ny.")
    published = (await here.folded()).version(version_of(GREEN)).publication
    assert published is not None
    assert "scenarios" in published.reasons


async def test_a_text_that_takes_too_long_is_tried_once(stores: Stores) -> None:
    """However often the plan is looked at, also on another day: the page says so; a change, or a wish, tries again."""
    here = desk(stores)
    await here.take(TEXT)
    slow = GREEN + "# takes a minute\n"
    draft = PlanDraft(office=OFFICE, revision=1, text=slow, based_on=None, by=None, at=AT)
    await here.store.commit(OFFICE, lambda unit: unit.save_draft(draft))

    def tried() -> int:
        return sum(one["text"] == slow for one in here.asked)

    for days in range(3):
        stores.watch.at = AT + timedelta(days=days)
        found = await here.stands()
        assert (sorted(found.too_long), found.draft_judged, found.draft is not None) == (["draft"], None, True)
    assert tried() == 1
    with pytest.raises(TooLongError):
        await here.approve(version_of(slow))
    await here.stands()
    assert tried() == 3, "once in so many words, and once more by the page: it asks for less than who approves"
    slow += "# and is changed\n"
    with pytest.raises(TooLongError):
        await here.draft(slow, 1)
    assert tried() == 1


async def test_what_people_decided_is_read_from_the_timeline_again(stores: Stores) -> None:
    """Through a schema in which plans had no lives and back, what the editor published holds; no file undoes it."""
    here = desk(stores)
    await here.take(TEXT)
    version = await here.bring(GREEN)
    life = (await here.stands()).life
    await here.store.close()
    for target in ("0001", NEWEST):
        migrate(stores.url, data_dir=stores.folder, target=target)
    here = desk(stores)
    assert await here.store.lives() == {}
    assert await rebuild_lives(here.store) == (OFFICE,)
    assert await rebuild_lives(here.store) == ()
    await here.take(TEXT)
    found = await here.stands()
    assert (found.life, found.life.current) == (life, version)
    assert found.current is not None
