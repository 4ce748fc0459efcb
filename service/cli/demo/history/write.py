"""Write the year of all twelve offices into a new record."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from roles.plan import Plan
from service.cli.demo.history.alarms import Hands
from service.cli.demo.history.calendar import DAYS
from service.cli.demo.history.office import Year, midnight
from service.cli.demo.history.towns import TOWNS, Town
from service.dispatch.book import Book, OfficePage
from service.jobs.figures import FollowFigures
from service.jobs.folder import File, Folder
from service.planning.file import take_file
from service.store.opening import open_store
from service.store.port import Store
from service.wiring.links_key import links_key

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
        years = []
        secret = links_key(data_dir)  # the node that shows them opens the box of a pulse that is open still
        for town in towns:
            file = await folder.read(town.office, first.date())
            # Its first version differs in nothing but its file, so that the one in the folder can come later.
            await _put_in_force(store, file, Hands(at=first), digest=f"{file.digest}-before")
            plan = _plan_of(file)
            book.put(OfficePage(plan=plan, keys=await store.identify(town.office, plan.people)))
            again = partial(_put_in_force, store, file, digest=file.digest)
            years.append(Year(store, book, town, today, seed, again=again, secret=secret))
        await asyncio.gather(*(year.play() for year in years))
        heads = await store.heads()
        for head in heads:
            await FollowFigures(store).catch_up(head.office)
        return Written(offices=len(heads), entries=sum(head.position for head in heads))
    finally:
        await store.close()


async def _put_in_force(store: Store, file: File, hands: Hands, *, digest: str) -> None:
    await take_file(store, hands, _plan_of(file), file.loaded, written=file.text.decode(), file=digest)


def _plan_of(file: File) -> Plan:
    if file.plan is None:
        message = f"the plan of {file.office} has errors: {'; '.join(str(one) for one in file.loaded.findings)}"
        raise ValueError(message)
    return file.plan
