"""The lists of devices as they were last, beside the record: a disk that gives none costs no button its name.

What is kept is only taken where each of its bytes is what was written. Whoever takes these files away loses nothing but
that.
"""

import logging
import os
from hashlib import sha256
from pathlib import Path
from typing import Final

SUFFIX: Final = ".list"

_log = logging.getLogger(__name__)


class KeptLists:
    """A folder with one file for each list. Everything here reads and writes files: call it in a thread."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made when the first list is kept."""
        self._folder = folder

    def fetch(self, name: str) -> bytes | None:
        """Return the text of a list as it was kept; None where nothing is, or nothing that is as it was written."""
        try:
            seal, text = (self._folder / f"{name}{SUFFIX}").read_bytes().split(b"\n", 1)
        except (OSError, ValueError):
            return None
        return text if seal == _seal(text) else None

    def keep(self, name: str, text: bytes) -> None:
        """Keep a list's text, where it is another one; a disk that is full keeps nothing."""
        if self.fetch(name) == text:
            return
        path = self._folder / f"{name}{SUFFIX}"
        beside = path.with_suffix(".new")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(_seal(text) + b"\n" + text)
            beside.replace(path)
        except OSError as wrong:
            _log.warning("the list of devices %s cannot be kept: %s", name, wrong)

    def names(self) -> list[str]:
        """Return the names of the lists that are kept."""
        return sorted(path.name.removesuffix(SUFFIX) for path in self._folder.glob(f"*{SUFFIX}"))

    def forget(self, name: str) -> None:
        """Keep a list no longer."""
        try:
            (self._folder / f"{name}{SUFFIX}").unlink(missing_ok=True)
        except OSError as wrong:
            _log.warning("the list of devices %s cannot be taken away: %s", name, wrong)


def _seal(text: bytes) -> bytes:
    return sha256(text).hexdigest().encode()
