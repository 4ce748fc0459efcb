"""The pictures that lie under the drawings of floors: what was uploaded in the editor, and files beside the plans."""

import asyncio
import os
import re
import secrets
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Final

from roles.sentence import Sentence
from roles.word import is_slug
from service.network.aside import OwnThreads
from service.planning.picture import LARGEST, Picture, PictureError, cleaned

MOST: Final = 100
"""Pictures that one office keeps."""

_READERS: Final = OwnThreads("picture-file")
"""As for plans: a disk that never gives a file costs nobody else a thread."""
_UPLOADED: Final = re.compile(r"[0-9a-f]{64}\.(?:png|jpg)")
_BESIDE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.(?:png|jpg|jpeg)")


class Pictures:
    """Keeps each office's pictures in a folder of its own, under names that say what is in them."""

    def __init__(self, folder: Path, plans: Path) -> None:
        """Keep pictures.

        Args:
            folder: where what was uploaded is kept; made when it is needed.
            plans: where files beside the plans lie.
        """
        self._folder = folder
        self._plans = plans

    async def make_room(self, office: str, needed: Collection[str]) -> None:
        """Let go the oldest pictures that nobody needs, until one more can be kept.

        Raises:
            OSError: the disk does not answer.
        """
        await asyncio.to_thread(self._make_room, office, needed)

    async def keep(self, office: str, content: bytes) -> Picture:
        """Keep a picture and return it, cleaned; the same one twice is one.

        Raises:
            PictureError: it is none, is too large, or the office has too many.
            OSError: the disk does not take it.
        """
        return await asyncio.to_thread(self._keep, office, content)

    async def read(self, office: str, name: str, *, beside: bool) -> Picture | None:
        """Return a picture; None where there is none of this name.

        Args:
            office: whose.
            name: as a plan names it.
            beside: whether it may be a file beside the plans: only one that the office's own plan names is hers.

        Raises:
            PictureError: the file beside the plan is no picture that can be shown.
        """
        work = partial(self._read, office, name, beside=beside)
        return await asyncio.get_running_loop().run_in_executor(_READERS, work)

    def _of(self, office: str) -> Path:
        if not is_slug(office):  # an address can name anything, ".." too
            raise FileNotFoundError(f"no office is called {office[:64]!r}")
        return self._folder / office

    def _make_room(self, office: str, needed: Collection[str]) -> None:
        folder = self._of(office)
        kept = [one for one in folder.iterdir() if _UPLOADED.fullmatch(one.name)] if folder.is_dir() else []
        spare = sorted((one for one in kept if one.name not in needed), key=lambda one: one.stat().st_mtime)
        for one in spare[: max(0, len(kept) - MOST + 1)]:
            one.unlink(missing_ok=True)

    def _keep(self, office: str, content: bytes) -> Picture:
        picture = cleaned(content)
        folder = self._of(office)
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / picture.name
        if place.exists():
            return picture
        if sum(1 for one in folder.iterdir() if _UPLOADED.fullmatch(one.name)) >= MOST:
            reason = Sentence(
                "The office has %(most)s pictures already. Use one of them, or ask whoever runs Trygg.", most=MOST
            )
            raise PictureError("too_many_pictures", reason)
        half = folder / f"{secrets.token_hex(8)}.half"
        try:
            with half.open("xb") as file:
                file.write(picture.content)
                file.flush()
                os.fsync(file.fileno())
            half.replace(place)
        finally:
            half.unlink(missing_ok=True)
        return picture

    def _read(self, office: str, name: str, *, beside: bool) -> Picture | None:
        if _UPLOADED.fullmatch(name):
            found = _content(self._of(office) / name)
            if found is not None:
                return cleaned(found)
        if beside and _BESIDE.fullmatch(name):
            found = _content(self._plans / name)
            return None if found is None else cleaned(found)
        return None


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
