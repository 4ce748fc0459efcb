"""Plans that are published for later, on both databases: when they begin, and what takes them back."""

from datetime import UTC, datetime, timedelta

import pytest

from parts.planning import GREEN, SAFE, TEXT, Desk, version_of
from parts.stores import AT, OFFICE, Stores
from service.alarm.instant import instant
from service.api import plan_shown
from service.life.decide import LifeRefusal


def desk(stores: Stores) -> Desk:
    """A desk on a store of its own."""
    return Desk(store=stores.open(), watch=stores.watch)


async def test_what_a_changed_file_withdraws_stays_in_sight(stores: Stores) -> None:
    """Published for later, then taken back by a file: the page says so until it is published again."""
    here = desk(stores)
    await here.take(TEXT)
    await here.draft(GREEN)
    version, later = version_of(GREEN), AT + timedelta(days=3)
    await here.approve(version)
    await here.publish(version, holds_from=later)
    assert (await here.stands()).withdrawn is None
    await here.take(SAFE, file="f2")
    shown = plan_shown.plan(await here.stands(), str)
    assert shown["withdrawn"] == {"version": version, "holds_from": instant(later), "through": "file"}
    [entry] = [one for one in await here.store.plan_entries(OFFICE) if one.facts.get("withdrawn")]
    assert (entry.facts["withdrawn"], entry.facts["through"]) == (version, "file")
    await here.publish(version, holds_from=later)
    found = await here.stands()
    assert (found.life.next, found.withdrawn) == (version, None)
    stores.watch.at = later
    assert (await here.stands()).withdrawn is None
    assert await here.folded() == (await here.stands()).life


async def test_a_time_to_begin_is_what_the_offices_clock_shows(stores: Stores) -> None:
    """An hour that is skipped is refused in words, one that comes twice begins the first time, to the second."""
    here = desk(stores)
    await here.take(TEXT)
    await here.draft(GREEN)
    version = version_of(GREEN)
    await here.approve(version)
    with pytest.raises(LifeRefusal, match="never shows 02:30"):
        await here.publish(version, holds_from=datetime(2027, 3, 28, 2, 30))  # noqa: DTZ001 - by the office's clock
    await here.publish(version, holds_from=datetime(2027, 10, 31, 2, 30))  # noqa: DTZ001 - by the office's clock
    begins = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    stores.watch.at = begins - timedelta(seconds=1)
    assert (await here.stands()).life.next == version
    stores.watch.at = begins
    assert (await here.stands()).life.current == version
