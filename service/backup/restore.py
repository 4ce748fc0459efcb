"""Restore a backup into an empty place: verified before it is taken into use, and with nothing old set going again.

1. Refuse a place that is not empty, and a second restore at the same time.
2. Unpack beside what will be, and verify every digest, the record's file and every chain against its head.
3. Bring the record to this Trygg's schema, put off what was under way (`service.store.held_port`), begin a new epoch.
4. Write down what is about to be put where; from here on the service refuses to start on it.
5. Put plans and data in their places, the record last, and take that note away.

Broken off at any moment, it is simply run again: it takes away what its own note names, and nothing else.
"""

import asyncio
import json
import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.backup.alone import alone
from service.backup.archive import Manifest, names, read_manifest, unpack
from service.backup.contents import RECORD, SETTINGS
from service.backup.make import record_of
from service.backup.trouble import BackupError
from service.backup.unfinished import NOTE
from service.clock import Clock
from service.settings import Settings
from service.store import versions
from service.store.copied import CopyBroken, look_through
from service.store.copying import copy_into, is_empty, stand_alone
from service.store.opening import open_store

STAGE: Final = ".trygg-restore"
FROM_BACKUP: Final = "from-backup"
"""The folder of the data folder with the settings of the backup, and the files they named elsewhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A restore that is done."""

    manifest: Manifest
    held: int
    """How many things wait for a person now."""


def restore(file: Path, settings: Settings, clock: Clock) -> Done:
    """Restore a backup into the places that the settings name, all of which are empty.

    Raises:
        BackupError: the file is no whole backup, a place is not empty, or another restore goes on there.
        StoreError: the record does not hold, or cannot be put into its database.
    """
    manifest = read_manifest(file)
    if manifest.schema not in versions.VERSIONS:
        raise BackupError(
            f"{file} has schema {manifest.schema}, and this Trygg knows only up to {versions.NEWEST}: restore it with "
            "the newer Trygg that made it"
        )
    data, plans = settings.data_dir, settings.plans_dir
    try:
        with ExitStack() as ending:
            for folder in (data, plans):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                busy = f"another restore goes on in {folder}; wait until it is done"
                ending.enter_context(alone(folder / f"{STAGE}.lock", busy))
            _clear_up(settings)
            _must_be_empty(settings)
            ending.callback(_forget_stages, data, plans)
            return _restore(file, settings, clock)
    except OSError as wrong:
        raise BackupError(f"the backup could not be restored: {wrong}; see to the room in {data}") from wrong


def _restore(file: Path, settings: Settings, clock: Clock) -> Done:
    data, plans = settings.data_dir, settings.plans_dir
    stage = data / STAGE
    stage.mkdir(mode=0o700)
    manifest = unpack(file, stage)
    found = look_through(stage / RECORD)
    if {head.office: (head.position, head.hash) for head in found.heads} != dict(manifest.heads):
        raise CopyBroken("the record in the backup is not the one that the backup says it holds")
    held = asyncio.run(_put_off(stage.absolute() / RECORD, manifest, clock))
    look_through(stage / RECORD)  # what was added holds as well
    _set_aside(stage, manifest)
    of_plans = [name for name in names(manifest.parts, "plans") if (stage / "plans" / name).exists()]
    of_data = sorted(path.name for path in (stage / "data").iterdir()) if (stage / "data").exists() else []
    (data / NOTE).write_text(json.dumps({"data": of_data, "plans": of_plans, **_places(settings)}))
    _to_disk(data)
    if of_plans:
        shutil.copytree(stage / "plans", plans, dirs_exist_ok=True)
    for name in of_data:
        (stage / "data" / name).rename(data / name)
    record = record_of(settings)
    if record is None:
        copy_into(settings.store_url, stage / RECORD)
    else:
        _put_record(stage / RECORD, record)
    os.sync()
    (data / NOTE).unlink()
    _to_disk(data)
    return Done(manifest=manifest, held=held)


async def _put_off(record: Path, manifest: Manifest, clock: Clock) -> int:
    """Bring a record up to date, and leave what was under way to a person."""
    store = open_store(f"sqlite:///{record}", clock=clock, data_dir=record.parent)
    try:
        return await store.waiting.hold(manifest.made_at, max(clock.now(), manifest.made_at))
    finally:
        await store.close()
        stand_alone(record)


def _set_aside(stage: Path, manifest: Manifest) -> None:
    """Lay the backup's settings, and the files that they named elsewhere, into a folder for somebody to look at."""
    aside = stage / "data" / FROM_BACKUP
    for part in manifest.parts:
        if part.name == SETTINGS or part.name.startswith("named/"):
            to = aside / part.name.removeprefix("named/")
            to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            (stage / part.name).rename(to)


def _put_record(copied: Path, to: Path) -> None:
    """Put a record's file where it belongs: all of it or nothing, and in place of nothing."""
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = to.with_name(f".{to.name}.restoring")
    shutil.copyfile(copied, beside)
    beside.chmod(0o600)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(beside, to)
    finally:
        beside.unlink()
    _to_disk(to.parent)


def _must_be_empty(settings: Settings) -> None:
    for what, folder in (("data folder", settings.data_dir), ("folder of plans", settings.plans_dir)):
        there = [path for path in folder.iterdir() if not _is_ours(path) and path != settings.plans_dir]
        if there:
            raise BackupError(
                f"the {what} {folder} is not empty ({there[0].name}): a backup is restored into an empty place only; "
                "name another folder, or move away what is there"
            )
    if not is_empty(settings.store_url, data_dir=settings.data_dir):
        raise BackupError("the database is not empty: a backup is restored into an empty one only; make a new one")


def _is_ours(path: Path) -> bool:
    return path.name.startswith(STAGE) or path.name == "lost+found"


def _clear_up(settings: Settings) -> None:
    """Take away what an earlier restore that was broken off has left, as far as its own note names it."""
    data, plans = settings.data_dir, settings.plans_dir
    shutil.rmtree(data / STAGE, ignore_errors=True)
    note = data / NOTE
    if not note.exists():
        return
    try:
        told = json.loads(note.read_text())
    except ValueError:  # it was cut off while it was written: nothing had been put anywhere
        note.unlink()
        return
    if {name: told.get(name) for name in _places(settings)} != _places(settings):
        raise BackupError(
            f"a restore into {data} was broken off that was to put plans into {told.get('plans_in')} and the record "
            f"into {told.get('record_in')}: run it again with the settings it had, or empty {data} by hand"
        )
    for folder, left in ((data, told["data"]), (plans, told["plans"])):
        for name in left:
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    record = record_of(settings)
    if record is not None:
        for path in (record, record.with_name(f".{record.name}.restoring")):
            path.unlink(missing_ok=True)
    note.unlink()


def _places(settings: Settings) -> dict[str, str]:
    """Return where else than in the data folder something is put: what another place holds is nobody's leavings."""
    record = record_of(settings)
    return {
        "plans_in": str(settings.plans_dir.resolve()),
        "record_in": str(record.resolve()) if record else "a database",
    }


def _forget_stages(data: Path, plans: Path) -> None:
    shutil.rmtree(data / STAGE, ignore_errors=True)
    for folder in (data, plans):
        (folder / f"{STAGE}.lock").unlink(missing_ok=True)


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
