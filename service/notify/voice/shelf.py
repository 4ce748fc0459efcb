"""The recordings: those that come with Trygg, and an operator's own in their place.

They are fetched by the provider, which sends no secret; so there is nothing in them that not everybody may hear. The
provider keeps what it has fetched under its address, so the address changes with the recording.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.notify.voice.words import LANGUAGES, SPOKEN

OURS: Final = Path(__file__).parent / "sounds"
KINDS: Final = {".mp3": "audio/mpeg", ".wav": "audio/wav", ".ogg": "audio/ogg"}
LARGEST: Final = 3_000_000
"""Bytes of a recording; three minutes of plain WAV for telephones."""
PLACE: Final = "/api/v1/routes/voice/sounds"
_NAME: Final = re.compile(r"[a-z][a-z_]{0,30}(\.[a-z0-9][a-z0-9-]{0,62})?")
"""A recording's name, and after a dot the office whose own it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """What is played."""

    kind: str
    content: bytes


class Shelf:
    """Finds recordings. It reads files: not to be asked on the event loop."""

    def __init__(self, public_url: str, own: Path | None = None) -> None:
        """Offer recordings at a public address, those of a folder before those that come with Trygg."""
        self._public_url = public_url.rstrip("/")
        self._own = own

    def recording(self, language: str, name: str) -> Recording | None:
        """Return a recording; None where there is none of that name, or none that can be played."""
        file = self._file(language, name)
        if file is None:
            return None
        try:
            with file.open("rb") as open_file:
                content = open_file.read(LARGEST + 1)
        except OSError:
            return None
        return Recording(kind=KINDS[file.suffix], content=content) if 0 < len(content) <= LARGEST else None

    def address(self, language: str, name: str, office: str | None = None) -> str:
        """Return where a recording is fetched: an office's own where there is one."""
        language = language if language in LANGUAGES else "en"
        for one in (f"{name}.{office}", name) if office else (name,):
            found = self.recording(language, one)
            if found is not None:
                name = one
                version = hashlib.sha256(found.content).hexdigest()[:12]
                return f"{self._public_url}{PLACE}/{language}/{name}?v={version}"
        return f"{self._public_url}{PLACE}/{language}/{name}"

    def _file(self, language: str, name: str) -> Path | None:
        if language not in LANGUAGES or not _NAME.fullmatch(name):
            return None
        # Only names that are meant: no file of the folder is offered for its being there.
        if name.partition(".")[0] not in SPOKEN:
            return None
        for folder in (self._own, OURS):
            for suffix in KINDS:
                file = folder / language / f"{name}{suffix}" if folder is not None else None
                if file is not None and file.is_file():
                    return file
        return None
