"""`trygg backup` and `trygg restore`."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Config, settings_from

if TYPE_CHECKING:
    from service.backup.archive import Manifest


def backup(
    place: Annotated[
        Path | None,
        typer.Argument(help="A folder, or a new file that ends in .tar.gz; TRYGG_BACKUP_DIR when left out."),
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="How many backups stay in the folder; all of them when left out.")
    ] = None,
    config: Config = None,
) -> None:
    """Make a backup while the service runs, and verify it. It holds names, secrets and keys: keep it accordingly."""
    from service.backup.make import make_backup
    from service.clock import SystemClock

    settings = settings_from(config)
    where = place or settings.backup_dir
    if where is None:
        print("trygg: name a folder for the backup, or set TRYGG_BACKUP_DIR", file=sys.stderr)
        raise typer.Exit(2)
    made = make_backup(settings, where, SystemClock(), config=config, keep=keep)
    print(f"{made.path}: {made.size:,} bytes, verified")
    _say_heads(made.manifest)
    if made.let_go:
        print(f"{made.let_go} older ones were removed.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup that `trygg backup` has made.")],
    show: Annotated[bool, typer.Option("--show", help="Only say what is in it; nothing is written.")] = False,
    settings_to: Annotated[
        Path | None, typer.Option(help="Only write the settings in it to this file, which is not there yet.")
    ] = None,
    config: Config = None,
) -> None:
    """Restore a backup into an empty place. Nothing that was under way begins again: `trygg held list` names it."""
    from service.backup.archive import read_manifest

    if show:
        _say(read_manifest(file))
        return
    if settings_to is not None:
        from service.backup.settings_in import settings_in

        settings_in(file, settings_to)
        print(f"{settings_to}: look through its paths and names, then restore with --config {settings_to}")
        return
    from service.backup.restore import FROM_BACKUP
    from service.backup.restore import restore as bring_back
    from service.clock import SystemClock

    settings = settings_from(config)
    done = bring_back(file, settings, SystemClock())
    _say(done.manifest)
    print("Restored, and verified. What was recorded since then is lost; people erased since then are back.")
    print("Accounts, tokens, screens and buttons that were taken out since then are back, too: look through them.")
    if (settings.data_dir / FROM_BACKUP).exists():
        print(f"Its settings, and files that they named elsewhere, are in {settings.data_dir / FROM_BACKUP}.")
    if done.held:
        print(f"Under way then: {done.held}. None of it happens by itself: see `trygg held list`.")


def _say(manifest: "Manifest") -> None:
    made = _local(manifest.made_at)
    print(f"Made on {made} by {manifest.node}, schema {manifest.schema}, {len(manifest.parts)} files.")
    _say_heads(manifest)
    if manifest.open_alarms:
        print(f"Open alarms at that time: {manifest.open_alarms}.")


def _say_heads(manifest: "Manifest") -> None:
    for office, (position, digest) in sorted(manifest.heads.items()):
        print(f"{office}: {position} entries, head {digest}")


def _local(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
