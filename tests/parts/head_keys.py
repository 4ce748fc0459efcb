"""Signed heads for tests: a history, a shelf with its heads, and a programme that checks them without Trygg."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.notify.heads.key import HeadKey
from service.notify.heads.shelf import Shelf, name_of
from service.timeline.chain import export
from service.timeline.entry import Entry, Head
from service.timeline.modes import Modes
from service.timeline.sealed_head import head_to_sign, sealed

PROGRAM = Path(__file__).parents[2] / "service" / "web" / "export" / "verify_heads.py"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def head_of(entry: Entry) -> Head:
    """Return the head that a record had when an entry was its last."""
    return Head(office=entry.office, position=entry.position, hash=entry.hash)


def put(shelf: Shelf, key: HeadKey, entry: Entry, days: int = 0) -> str:
    """Sign the head at an entry into a shelf; return the file's name."""
    told = head_to_sign(head_of(entry), AT + timedelta(days=days), "daily", key.public)
    shelf.keep(name_of(sealed(told)), key.line(told))
    return name_of(sealed(told))


def as_lines(entries: Sequence[Entry]) -> str:
    """Return what `trygg timeline export` prints of entries."""
    modes = Modes()
    return "".join(json.dumps(export(one, modes.of(one)), separators=(",", ":")) + "\n" for one in entries)


def checks(heads: Path, record: Path, *keys: str) -> tuple[int, str]:
    """Run the programme; return its exit code and what it says."""
    words = [sys.executable, "-I", str(PROGRAM), str(heads), str(record), "--key", *keys]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=50)
    assert done.stderr == ""
    return done.returncode, done.stdout
