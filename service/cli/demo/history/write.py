"""Write the year of all twelve offices into a new record."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from roles.plan import Plan
from service.cli.demo.history.alarms import Hands
from service.cli.demo.history.calendar import DAYS
from service.cli.demo.history.office import Year, midnight
from service.cli.demo.history.towns import TOWNS, Town
from service.dispatch.book import Book, OfficePage
from service.jobs.figures import FollowFigures
from service.jobs.folder import Folder
from service.planning.file import take_file
from service.store.opening import open_store
from service.store.port import Store

SEED = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What was written."""

    offices: int
    entries: int


async def write_history(
    url: str, *, data_dir: Path, plans_dir: Path, today: date, seed: int = SEED, towns: Sequence[Town] = TOWNS
) -> Written:
    """Play the year before a day into the record at a URL, from the plans of a folder, and add its figures up.

    Who does what and when follows from the seed; opaque keys and salts are made by chance, as always.

    Raises:
        StoreError: the record cannot be opened or written.
    """
    first = midnight(today - timedelta(days=DAYS + 1))
    store = await asyncio.to_thread(open_store, url, clock=Hands(at=first), data_dir=data_dir)
    try:
        book, folder = Book(), Folder(plans_dir)
        for town in towns:
            await _put_in_force(store, book, folder, town.office, Hands(at=first))
        await asyncio.gather(*(Year(store, book, town, today, seed).play() for town in towns))
        heads = await store.heads()
        for head in heads:
            await FollowFigures(store).catch_up(head.office)
        return Written(offices=len(heads), entries=sum(head.position for head in heads))
    finally:
        await store.close()


async def _put_in_force(store: Store, book: Book, folder: Folder, office: str, hands: Hands) -> None:
    file = await folder.read(office, hands.now().date())
    plan: Plan | None = file.plan
    if plan is None:
        message = f"the plan of {office} has errors: {'; '.join(str(one) for one in file.loaded.findings)}"
        raise ValueError(message)
    written = file.text.decode()
    await take_file(store, hands, plan, file.loaded, written=written, file=file.digest)
    keys = await store.identify(office, plan.people)
    book.put(OfficePage(plan=plan, keys=keys))
