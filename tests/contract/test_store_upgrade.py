"""The way to the newest schema from each earlier one, with what that release itself had written, and the way back."""

from pathlib import Path

import pytest

from parts.stores import NAMES, OFFICE, Stores, raising
from service.alarm.deadline import deadline
from service.alarm.events import Event
from service.alarm.evolve import replay
from service.store.port import Store
from service.store.schema import migrate
from service.store.versions import NEWEST, VERSIONS
from service.timeline.chain import verify

WRITTEN = Path(__file__).parents[1] / "vectors" / "schemas"
"""What each release wrote of one open alarm, with its own code, into its own schema: never made anew."""

FIRST_PLANS = "0001"
"""The last schema that kept plans otherwise."""
FIRST_ACCOUNTS = "0003"


def fill(stores: Stores, version: str) -> None:
    """Bring a database to an earlier schema, with what the last release up to it had written."""
    release = max(file.stem for file in WRITTEN.glob("*.sql") if file.stem <= version)
    migrate(stores.url, data_dir=stores.folder, target=release)
    for statement in (WRITTEN / f"{release}.sql").read_text().splitlines():
        stores.run(statement)
    if release != version:
        migrate(stores.url, data_dir=stores.folder, target=version)


async def holds(store: Store) -> None:
    """Hold that the chain verifies, and that the open alarm is what its entries tell, with its deadline."""
    entries = await store.entries(OFFICE, 0, 1000)
    assert verify(OFFICE, entries).broken is None
    assert (await store.head(OFFICE)).hash == entries[-1].hash
    found = await store.alarm("a-1")
    assert found is not None
    mine = [entry for entry in entries if entry.alarm == "a-1"]
    assert replay("a-1", [Event(name=e.event, at=e.at, actor=e.actor, facts=e.facts) for e in mine]) == found[1]
    assert found[1].is_open
    assert [(one.alarm, one.due_at) for one in await store.deadlines()] == [("a-1", deadline(found[1]))]


@pytest.mark.parametrize("version", VERSIONS[:-1])
async def test_an_upgrade_keeps_the_chain_and_the_open_alarm(bare_stores: Stores, version: str) -> None:
    """From each earlier schema: the chain verifies, names are there, and the alarm goes on where it was."""
    fill(bare_stores, version)
    store = bare_stores.open()
    await holds(store)
    noted = (await store.entries(OFFICE, 3, 1))[0]
    assert noted.personal is not None
    assert noted.personal.content == {"names": NAMES}
    assert await store.commit(OFFICE, raising()) == "a-1", "a press of before is known"
    assert await store.commit(OFFICE, raising("press-2", alarm="a-2")) == "a-1", "a further one joins"
    await holds(store)
    if version == FIRST_PLANS:
        assert await store.plan("v1") == "trygg: 1"
    if version == FIRST_ACCOUNTS:
        (account,) = await store.access.accounts()
        assert account.name == "Bo Lind"


async def test_the_way_down_and_up_again_keeps_chain_and_alarm(bare_stores: Stores) -> None:
    """All the way back entries and the alarm stay untouched, and up again the record goes on."""
    fill(bare_stores, FIRST_ACCOUNTS)
    migrate(bare_stores.url, data_dir=bare_stores.folder)
    of_alarm = "SELECT id, state, snapshot FROM alarms"
    chained = "SELECT position, facts, previous, hash FROM entries ORDER BY position"
    before = bare_stores.run(of_alarm), bare_stores.run(chained)
    assert migrate(bare_stores.url, data_dir=bare_stores.folder, target=VERSIONS[0]) == (NEWEST, VERSIONS[0])
    assert (bare_stores.run(of_alarm), bare_stores.run(chained)) == before
    assert migrate(bare_stores.url, data_dir=bare_stores.folder) == (VERSIONS[0], NEWEST)
    await holds(bare_stores.open())
