"""Whether a restore was broken off: every start asks, and loads nothing else of backups for it."""

from pathlib import Path
from typing import Final

NOTE: Final = "restore-unfinished"
"""The file of the data folder that says what an unfinished restore has put where."""


def unfinished(data_dir: Path) -> bool:
    """Say whether a restore into a data folder was broken off, so that nothing in it may be relied on."""
    return (data_dir / NOTE).exists()
