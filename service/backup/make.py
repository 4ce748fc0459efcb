"""Make a backup while the service runs."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.backup.alone import alone
from service.backup.archive import Manifest, part_of, unpack, write
from service.backup.contents import RECORD, sources
from service.backup.kept import let_go, name_of
from service.backup.trouble import BackupError
from service.backup.unfinished import unfinished
from service.clock import Clock
from service.settings import Settings
from service.store.address import address_of, is_sqlite, path_of
from service.store.copied import look_through
from service.store.copying import copy_out

UNFINISHED: Final = ".trygg-backup"
"""The folder, beside the backups, in which one is being made; whatever a killed one left there goes with the next."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A backup that has been made, and read back."""

    path: Path
    size: int
    manifest: Manifest
    let_go: int
    """How many older ones were removed."""


def make_backup(
    settings: Settings, place: Path, clock: Clock, *, config: Path | None = None, keep: int | None = None
) -> Made:
    """Make a backup of everything that a new machine would need, verify it, and only then give it its name.

    Args:
        settings: what the operator has set.
        place: a folder, in which it is named after the time; or a file ending in `.tar.gz` that is not there yet.
        clock: what time it is.
        config: the settings' file, where they come from one.
        keep: how many backups stay in the folder; all, when left out.

    Raises:
        BackupError: another one is being made there, or the file is there already, or there is no room; or what would
            be copied is half of a restore.
        StoreError: the record cannot be copied, or does not hold.
    """
    if unfinished(settings.data_dir):
        raise BackupError(f"a restore into {settings.data_dir} was broken off: run it again before a backup is made")
    is_file = place.name.endswith(".tar.gz") and not place.is_dir()
    folder = place.parent if is_file else place
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(folder / f"{UNFINISHED}.lock", f"another backup is being made in {folder}; wait until it is done"):
            if is_file and place.exists():
                raise BackupError(f"{place} is there already; name another file, or a folder")
            workshop = folder / UNFINISHED
            shutil.rmtree(workshop, ignore_errors=True)
            workshop.mkdir(mode=0o700)
            try:
                manifest = _make(settings, workshop, clock, config, folder)
                path = place if is_file else folder / name_of(manifest.made_at)
                os.link(workshop / "made.tar.gz", path)  # which replaces nothing
                _to_disk(folder)
            finally:
                shutil.rmtree(workshop, ignore_errors=True)
            gone = let_go(folder, keep) if keep is not None and not is_file else 0
            return Made(path=path, size=path.stat().st_size, manifest=manifest, let_go=gone)
    except OSError as wrong:
        raise BackupError(f"no backup could be made in {folder}: {wrong.strerror or wrong}; see to its room") from wrong


def _make(settings: Settings, workshop: Path, clock: Clock, config: Path | None, beside: Path) -> Manifest:
    made_at = clock.now()
    files: dict[str, Path] = {RECORD: workshop / RECORD}
    # Files first: a version of a plan that the record does not know yet does no harm, one that is missing would.
    for number, source in enumerate(sources(settings, config, record=record_of(settings), beside=beside)):
        taken = workshop / str(number)
        try:
            shutil.copyfile(source.path, taken)
        except FileNotFoundError:
            continue  # it was taken away while we looked
        files[source.name] = taken
    copy_out(settings.store_url, files[RECORD], data_dir=settings.data_dir)
    found = look_through(files[RECORD])
    manifest = Manifest(
        made_at=made_at,
        node=settings.node,
        schema=found.schema,
        heads={head.office: (head.position, head.hash) for head in found.heads},
        open_alarms=found.open_alarms,
        parts=tuple(part_of(name, path) for name, path in files.items()),
    )
    write(workshop / "made.tar.gz", manifest, files)
    for path in files.values():
        path.unlink()  # before it is read back, so that it takes no more room than it must
    unpack(workshop / "made.tar.gz", workshop / "read-back")
    return manifest


def record_of(settings: Settings) -> Path | None:
    """Return the file of the record; None where it is in PostgreSQL. Raises StoreError for a URL of neither."""
    address = address_of(settings.store_url)
    return path_of(address, settings.data_dir) if is_sqlite(address) else None


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
