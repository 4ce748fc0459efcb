"""`trygg doctor`: one line for each thing that has to be right before real use."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from service.cli.doctor_credentials import credential_looks
from service.cli.options import Config, settings_from
from service.settings import Settings

FREE_BYTES = 1_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One thing that was looked at."""

    good: bool
    what: str


def doctor(config: Config = None) -> None:
    """Say in one line each what works and what is missing before real use; ends with 1 when something is wrong."""
    settings = settings_from(config)
    looks = list(_looks(settings))
    for look in looks:
        print(f"{'ok     ' if look.good else 'MISSING'}  {look.what}")
    raise typer.Exit(0 if all(look.good for look in looks) else 1)


def _looks(settings: Settings) -> Iterator[Look]:
    yield from _plans(settings.plans_dir)
    yield _disk(settings.data_dir)
    yield from asyncio.run(_store(settings))
    yield _front(settings)
    yield asyncio.run(_broker(settings))
    yield _provider(settings)
    yield from (Look(good=good, what=what) for good, what in asyncio.run(credential_looks(settings)))


def _plans(folder: Path) -> Iterator[Look]:
    from service.cli.planfile import STANDARD, load_file
    from service.clock import SystemClock

    today = SystemClock().now().date()
    files = [path for path in sorted(folder.glob("*.yaml")) if not path.name.endswith(("devices.yaml", STANDARD))]
    if not files:
        yield Look(good=False, what=f"plans: no plan in {folder}; write one (trygg plan check tells what it needs)")
    for path in files:
        loaded = load_file(path, today=today)
        count = len(loaded.findings)
        if loaded.plan is None:
            yield Look(good=False, what=f"plan {path.name}: has errors; run trygg plan check {path}")
        elif loaded.plan.expires and loaded.plan.expires < today:
            yield Look(good=False, what=f"plan {path.name}: expired on {loaded.plan.expires}; renew it")
        else:
            yield Look(good=True, what=f"plan {path.name}: can be used, {count} warnings")
    if not list(folder.glob("*devices.yaml")):
        yield Look(good=False, what=f"devices: no *.devices.yaml in {folder}; no button is enrolled")


def _disk(folder: Path) -> Look:
    place = next((p for p in (folder, *folder.absolute().parents) if p.exists()), Path())
    free = shutil.disk_usage(place).free
    return Look(good=free >= FREE_BYTES, what=f"disk: {free // 1_000_000:,} MB free at {folder}")


async def _store(settings: Settings) -> list[Look]:
    from service.clock import SystemClock
    from service.store.opening import open_reading
    from service.store.port import StoreError
    from service.wiring.reviews import verify_office

    try:
        store = open_reading(settings.store_url, clock=SystemClock(), data_dir=settings.data_dir)
    except StoreError as wrong:
        return [Look(good=False, what=f"record: {wrong}"), _accounts([])]
    try:
        broken = [h.office for h in await store.heads() if (await verify_office(store, h.office)).broken]
        going = [one.login for one in await store.access.accounts() if one.ended_at is None]
    except StoreError as wrong:
        return [Look(good=False, what=f"record: {wrong}"), _accounts([])]
    finally:
        await store.close()
    if broken:
        what = f"record: does not hold for {', '.join(broken)}; run trygg timeline verify"
        return [Look(good=False, what=what), _accounts(going)]
    return [Look(good=True, what="record: can be read and holds"), _accounts(going)]


def _accounts(logins: list[str]) -> Look:
    if logins:
        return Look(good=True, what=f"accounts: {len(logins)}")
    return Look(good=False, what="accounts: none, so whoever uses this computer may do everything; trygg user add")


def _front(settings: Settings) -> Look:
    from service.wiring.front import ServeError, front_of

    try:
        front = front_of(settings, has_account=True)
    except ServeError as wrong:
        return Look(good=False, what=f"reached from elsewhere: {wrong}")
    if front.secure:
        return Look(good=True, what=f"reached from elsewhere: over TLS as {', '.join(settings.http_names)}")
    return Look(good=False, what="reached from elsewhere: not at all; set TRYGG_TLS_CERTIFICATE or TRYGG_PROXY")


def _provider(settings: Settings) -> Look:
    from service.cli.doctor_provider import provider_look

    good, what = provider_look(settings)
    return Look(good=good, what=what)


async def _broker(settings: Settings) -> Look:
    from service.ingest.address import read_address

    if settings.mqtt_url is None:
        found = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
        where = "mosquitto is installed" if found else "mosquitto is not installed: apt install mosquitto"
        return Look(good=found is not None, what=f"broker: Trygg runs its own; {where}")
    address = read_address(settings.mqtt_url.get_secret_value())
    try:
        async with asyncio.timeout(3):
            _, writer = await asyncio.open_connection(address.host, address.port)
    except (OSError, TimeoutError):
        return Look(good=False, what=f"broker: {address} does not answer")
    writer.close()
    return Look(good=True, what=f"broker: {address} answers")
