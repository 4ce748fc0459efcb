"""The settings that are in a backup, for a machine that has none yet."""

import os
import tempfile
from pathlib import Path

from service.backup.archive import unpack
from service.backup.contents import SETTINGS
from service.backup.trouble import BackupError


def settings_in(file: Path, to: Path) -> None:
    """Write the settings' file of a backup to a file that is not there yet, and that only its owner may read.

    Raises:
        BackupError: the backup is damaged, holds none (they came from the environment), or the file is there already.
    """
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=to.parent, prefix=".trygg-settings") as folder:
            unpack(file, Path(folder))
            settings = Path(folder) / SETTINGS
            if not settings.exists():
                raise BackupError(f"{file} holds no settings' file: its service had its settings from the environment")
            os.link(settings, to)
    except FileExistsError:
        raise BackupError(f"{to} is there already; name another file") from None
    except OSError as wrong:
        raise BackupError(f"{to} could not be written: {wrong.strerror}") from wrong
