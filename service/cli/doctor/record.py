"""What the record holds, read once for all that is looked at in it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from devices.inventory import Device
from service.access.rights import Grant
from service.cli.doctor.look import Look, fine, missing
from service.cli.roll import grants_held
from service.life import snapshot
from service.life.life import Life
from service.settings import Settings
from service.store.access_port import Account, Credential
from service.store.port import Store, StoreError


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """Accounts that go on with what each was granted, screens and tokens that have not ended, and the plans' lives."""

    accounts: tuple[tuple[Account, tuple[Grant, ...]], ...]
    screens: tuple[Credential, ...]
    tokens: tuple[Credential, ...]
    lives: Mapping[str, Life]
    enrolled: tuple[Device, ...]
    """What was enrolled on the page."""


async def read_record(settings: Settings) -> tuple[Record | None, list[Look]]:
    """Return what is there and how the record is; None where it cannot be read."""
    from service.clock import SystemClock
    from service.store.opening import open_reading

    try:
        store = await asyncio.to_thread(
            open_reading, settings.store_url, clock=SystemClock(), data_dir=settings.data_dir
        )
    except StoreError as wrong:
        return None, [missing(f"record: {wrong}")]
    try:
        return await _all(store), [await _holds(store)]
    except StoreError as wrong:
        return None, [missing(f"record: {wrong}")]
    finally:
        await store.close()


async def _all(store: Store) -> Record:
    access = store.access
    going = [one for one in await access.accounts() if one.ended_at is None]
    kept = {office: await store.life(office) for office in await store.lives()}
    return Record(
        accounts=tuple([(one, grants_held(await access.grants(one.id))) for one in going]),
        screens=tuple(await access.credentials("screen")),
        tokens=tuple(await access.credentials("token")),
        enrolled=tuple(one.device for one in await store.enrolments.every()),
        lives={office: snapshot.read(life) for office, life in kept.items() if life is not None},
    )


async def _holds(store: Store) -> Look:
    from service.wiring.reviews import verify_office

    broken = [head.office for head in await store.heads() if (await verify_office(store, head.office)).broken]
    if broken:
        return missing(f"record: does not hold for {', '.join(broken)}; run trygg timeline verify")
    return fine("record: can be read and holds")
