"""Heads that were signed here, one file to each, and what each way out has still to give on.

`OFFICE/0000000012.json` is the head of entry 12, `OFFICE/0000000012.tsr` a time stamp on the very bytes of that file.
`_keys/0001.json` says which key followed which. Everything here blocks; nothing of it is secret.
"""

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from service.timeline.sealed_head import HeadError, SealedHead, read, sealed

KEYS: Final = "_keys"
"""No office is called so; nor as the folder of the record of access."""
_ACCESS: Final = "_access"
_WAITING: Final = "waiting.json"


class Shelf:
    """A folder of heads."""

    def __init__(self, folder: Path) -> None:
        """Keep heads in a folder, which is made when there is something to keep."""
        self._folder = folder

    def keep(self, name: str, content: bytes) -> None:
        """Write a file whole; raises OSError. One that says something else is never written over."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(beside, path)
            except FileExistsError:
                if path.read_bytes() != content:
                    raise
        finally:
            beside.unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Return the files of heads and of keys, in the order in which they were signed."""
        return sorted(f"{path.parent.name}/{path.name}" for path in self._folder.glob("*/*.json"))

    def content(self, name: str) -> bytes:
        """Return a file's bytes; raises OSError."""
        return (self._folder / name).read_bytes()

    def has(self, name: str) -> bool:
        """Say whether a file is there."""
        return (self._folder / name).exists()

    def last(self, office: str) -> SealedHead | None:
        """Return an office's last head; None where none was signed. Raises HeadError and OSError."""
        folder = _folder_of(office)
        names = sorted(path.name for path in (self._folder / folder).glob("*.json"))
        if not names:
            return None
        text = self.content(f"{folder}/{names[-1]}").decode("utf-8", "replace")
        return sealed(read(text))

    def next_key(self) -> str:
        """Return the name of the next file that says which key follows."""
        return f"{KEYS}/{len(list((self._folder / KEYS).glob('*.json'))) + 1:04}.json"

    def waiting(self) -> dict[str, list[str]]:
        """Return, by way out, which files it has still to give on."""
        try:
            told = json.loads((self._folder / _WAITING).read_text())
            return {str(way): [str(name) for name in names] for way, names in told.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def note_waiting(self, waiting: Mapping[str, list[str]]) -> None:
        """Remember what has still to be given on; raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        beside = self._folder / f".{_WAITING}.{secrets.token_hex(4)}"
        beside.write_text(json.dumps({way: names for way, names in waiting.items() if names}))
        beside.replace(self._folder / _WAITING)


def name_of(head: SealedHead) -> str:
    """Return what the file of a head is called: in the order of positions."""
    return f"{_folder_of(head.head.office)}/{head.head.position:010}.json"


def _folder_of(office: str) -> str:
    """Return the folder of an office's heads; the record of access has a sign for a name that not all disks take."""
    return _ACCESS if office == "*" else office


def lines_in(path: Path) -> Iterator[str]:
    """Yield the heads in a file, which may hold other lines too (a mail that was saved), or all lines of a folder's.

    Raises:
        OSError: it cannot be read.
        HeadError: it is no text.
    """
    files = sorted(path.glob("**/*.json")) if path.is_dir() else [path]
    for file in files:
        if file.name == _WAITING:
            continue
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            raise HeadError(f"{file} is no text") from None
        yield from (line for line in lines if path.is_dir() or (line.startswith('{"') and '"trygg head ' in line))
