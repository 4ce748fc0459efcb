"""The pages' own files, held in memory under an address that changes with their content.

All files share one digest in the path, so that what belongs together is always of one version, and a browser may keep
it for ever. A page's own module has everything in it that it imports.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from service.web.joined import join_modules

STATIC = Path(__file__).parent / "static"
WORKERS = frozenset({"phone-worker.js"})
"""Scripts that are no modules."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Assets:
    """All files of one version of the pages."""

    digest: str
    """The first 16 hexadecimal digits of the SHA-256 over all names and contents."""
    files: Mapping[str, Asset]

    def address(self, name: str) -> str:
        """Return a file's address.

        Raises:
            KeyError: when there is no such file: a template names one that does not exist.
        """
        if name not in self.files:
            raise KeyError(f"service/web/static has no file {name!r}")
        return f"/static/{self.digest}/{name}"


@cache
def our_assets() -> Assets:
    """Return the pages' own files: read and joined once in a process, however often pages are put together in it."""
    return read_assets()


def read_assets(folder: Path = STATIC) -> Assets:
    """Read every file of a known type; others are left out."""
    whole = hashlib.sha256()
    files = {}
    for path in sorted(folder.rglob("*")):
        media_type = _TYPES.get(path.suffix)
        if media_type is None or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
        files[name] = Asset(content=content, media_type=media_type)
    modules = {name: files[name].content.decode() for name in files if name.endswith(".js") and name not in WORKERS}
    for name, joined in join_modules(modules).items():
        files[name] = Asset(content=joined.encode(), media_type=_TYPES[".js"])
    return Assets(digest=whole.hexdigest()[:16], files=files)
