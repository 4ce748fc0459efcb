"""The backups in a folder: which there are, which is the newest, and which are old enough to go."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"trygg-(\d{8}T\d{6}Z)\.tar\.gz")
_AT: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Kept:
    """One backup in a folder; its name says when it was made."""

    made_at: datetime
    path: Path

    @property
    def size(self) -> int:
        """Bytes on the disk; 0 for one that is gone."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0


def name_of(made_at: datetime) -> str:
    """Return the name of a backup that was made then."""
    return f"trygg-{made_at.astimezone(UTC).strftime(_AT)}.tar.gz"


def kept_in(folder: Path) -> Sequence[Kept]:
    """Return the backups in a folder, the newest first; none where there is no such folder. Raises OSError."""
    if not folder.is_dir():
        return ()
    found = ((path, _NAME.fullmatch(path.name)) for path in folder.iterdir())
    return sorted((Kept(made_at=_at(name[1]), path=path) for path, name in found if name), reverse=True)


def let_go(folder: Path, keep: int) -> int:
    """Remove all but the newest so many; return how many went. What is not named as a backup stays. Raises OSError."""
    gone = kept_in(folder)[keep:]
    for one in gone:
        one.path.unlink(missing_ok=True)
    return len(gone)


def due_since(now: datetime, hour: int) -> datetime:
    """Return when a backup was due last: at an hour of each day, by the machine's own time."""
    local = now.astimezone()
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def _at(name: str) -> datetime:
    return datetime.strptime(name, _AT).replace(tzinfo=UTC)
