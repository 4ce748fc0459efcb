"""Whether there are backups, and how old the newest one is."""

from datetime import datetime, timedelta
from typing import Final

from service.backup.kept import kept_in
from service.cli.doctor.look import Look, fine, missing, note
from service.settings import Settings

OLD: Final = timedelta(hours=36)


def backups(settings: Settings, now: datetime) -> Look:
    """Look into the folder of backups."""
    folder = settings.backup_dir
    if folder is None:
        return note(
            "backups: none is made by itself; set TRYGG_BACKUP_DIR to a folder on another disk, or run `trygg backup` "
            "daily, and try once to restore one"
        )
    try:
        kept = kept_in(folder)
    except OSError as wrong:
        return missing(f"backups: {folder} cannot be read ({wrong.strerror}); let the service's user read and write it")
    if not kept:
        return missing(f"backups: none in {folder} yet; run `trygg backup`, and look at the service's log if it fails")
    newest, hours = kept[0], round((now - kept[0].made_at).total_seconds() / 3600)
    if now - newest.made_at > OLD:
        return missing(f"backups: the newest one in {folder} is {hours} hours old; run `trygg backup` and see why")
    if folder.exists() and settings.data_dir.exists() and folder.stat().st_dev == settings.data_dir.stat().st_dev:
        return note(f"backups: {hours} hours old, on the disk of the record itself; have them copied elsewhere")
    return fine(f"backups: {len(kept)} in {folder}, the newest {hours} hours old")
