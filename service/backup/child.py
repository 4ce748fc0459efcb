"""The process in which the day's backup is made: settings on stdin, what came of it on stdout, words on stderr.

It is a process of its own because a whole record is read and hashed: minutes of work that no press may share its
interpreter with. Its settings come over a pipe, since others on the machine may read an environment.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, Final

from service.backup.make import make_backup
from service.backup.trouble import BackupError
from service.clock import SystemClock
from service.settings import Settings
from service.store.port import StoreError

NICE: Final = 15


def main() -> int:
    """Make one backup into the folder that the settings name."""
    os.nice(NICE)
    request: dict[str, Any] = json.load(sys.stdin.buffer)
    for name in [name for name in os.environ if name.startswith("TRYGG_")]:
        del os.environ[name]  # what was given counts, and nothing else
    settings = Settings(**request["settings"])
    config = Path(request["config"]) if request["config"] else None
    if settings.backup_dir is None:
        raise BackupError("no folder for backups is set")
    try:
        made = make_backup(settings, settings.backup_dir, SystemClock(), config=config, keep=settings.backup_keep)
    except (BackupError, StoreError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    json.dump({"path": str(made.path), "size": made.size, "let_go": made.let_go}, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
