"""Plan files on disk: a plan together with the standards that lie beside it."""

from datetime import date
from pathlib import Path

from roles.document import Loaded, load
from roles.inherit import Standards

STANDARD = ".standard.yaml"
"""How the file of a standard is named: its name before this."""


def beside(file: Path) -> Standards:
    """Return what finds a standard by its name in the folder of a plan's file."""

    def find(name: str) -> bytes | None:
        try:
            return (file.parent / f"{name}{STANDARD}").read_bytes()
        except FileNotFoundError:
            return None

    return find


def load_file(file: Path, *, today: date | None = None) -> Loaded:
    """Return what came of a plan file, put on its standard if it names one.

    Raises:
        OSError: the file, or its standard, cannot be read.
    """
    return load(file.read_bytes(), source=str(file), today=today, standards=beside(file))
