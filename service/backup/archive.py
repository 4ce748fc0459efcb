"""One backup as one file: a compressed tar whose first member says what is in it, with a digest of each part.

A file is written beside its name and takes it only when all of it is on the disk and has been read back; so whatever
bears the name of a backup was whole when it was made.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from service.alarm.instant import instant, parse_instant
from service.backup.contents import RECORD
from service.backup.trouble import BackupError

FORMAT: Final = 1
MANIFEST: Final = "trygg-backup.json"
LONGEST_MANIFEST: Final = 10_000_000
AT_ONCE: Final = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One file in a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made_at: datetime
    node: str
    schema: str
    heads: Mapping[str, tuple[int, str]]
    """Of each office the position and the hash at which its timeline ends."""
    open_alarms: int
    parts: tuple[Part, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in the file."""
        heads = {office: list(head) for office, head in self.heads.items()}
        told = {"made_at": instant(self.made_at), "node": self.node, "schema": self.schema, "heads": heads}
        return {
            "trygg_backup": FORMAT,
            **told,
            "open_alarms": self.open_alarms,
            "parts": [asdict(part) for part in self.parts],
        }


def part_of(name: str, path: Path) -> Part:
    """Return a file as a part."""
    with path.open("rb") as file:
        digest, size = hashlib.sha256(), 0
        while some := file.read(AT_ONCE):
            digest.update(some)
            size += len(some)
    return Part(name=name, size=size, sha256=digest.hexdigest())


def write(to: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write a backup to a file that only its owner may read, and to the disk; raises OSError."""
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "wb") as raw:  # noqa: PTH123 - of a handle that was opened with its mode
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed, closing(_tar(packed)) as tar:
            text = json.dumps(manifest.as_json(), ensure_ascii=False, indent=1).encode()
            tar.addfile(_member(MANIFEST, len(text), manifest.made_at), io.BytesIO(text))
            for part in manifest.parts:
                with files[part.name].open("rb") as file:
                    tar.addfile(_member(part.name, part.size, manifest.made_at), file)
        raw.flush()
        os.fsync(raw.fileno())


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself; raises BackupError for what is none."""
    with _opened(file) as tar:
        return _manifest(file, next(iter(tar), None), tar)


def unpack(file: Path, into: Path) -> Manifest:
    """Unpack a backup into a folder, where every part has the size and the digest that the backup says it has.

    Raises:
        BackupError: when the file is none, or is damaged or cut off; the folder then holds nothing to rely on.
        OSError: when it cannot be written.
    """
    with _opened(file) as tar:
        members = iter(tar)
        manifest = _manifest(file, next(members, None), tar)
        expected = {part.name: part for part in manifest.parts}
        for member in members:
            part = expected.pop(member.name, None)
            if part is None or not member.isreg() or member.size != part.size:
                raise _damaged(file, f"{member.name!r} does not belong there")
            _unpack_one(file, tar, member, part, into / member.name)
        if expected:
            raise _damaged(file, f"{min(expected)} is missing")
    return manifest


def _unpack_one(file: Path, tar: tarfile.TarFile, member: tarfile.TarInfo, part: Part, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source, digest = tar.extractfile(member), hashlib.sha256()
    if source is None:
        raise _damaged(file, f"{member.name} cannot be read")
    with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as into:  # noqa: PTH123 - with its mode
        while some := source.read(AT_ONCE):
            digest.update(some)
            into.write(some)
        into.flush()
        os.fsync(into.fileno())
    if digest.hexdigest() != part.sha256:
        raise _damaged(file, f"{member.name} is not what was backed up")


def _manifest(file: Path, first: tarfile.TarInfo | None, tar: tarfile.TarFile) -> Manifest:
    source = tar.extractfile(first) if first is not None and first.name == MANIFEST and first.isreg() else None
    if source is None or first is None or first.size > LONGEST_MANIFEST:
        raise BackupError(f"{file} is no backup of Trygg; name a file that `trygg backup` has made")
    try:
        told = json.loads(source.read())
        if told["trygg_backup"] != FORMAT:
            raise BackupError(f"{file} has format {told['trygg_backup']!r}; restore it with the Trygg that made it")
        parts = tuple(Part(name=str(p["name"]), size=int(p["size"]), sha256=str(p["sha256"])) for p in told["parts"])
        manifest = Manifest(
            made_at=parse_instant(told["made_at"]),
            node=str(told["node"]),
            schema=str(told["schema"]),
            heads={str(office): (int(head[0]), str(head[1])) for office, head in told["heads"].items()},
            open_alarms=int(told["open_alarms"]),
            parts=parts,
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as wrong:
        raise _damaged(file, "what it says of itself cannot be read") from wrong
    names = [part.name for part in parts]
    if RECORD not in names or len({*names}) != len(names) or not all(map(_is_inside, names)):
        raise _damaged(file, "what it says of itself is no backup of Trygg")
    return manifest


def _is_inside(name: str) -> bool:
    """Whether a name leads nowhere out of the folder into which it is unpacked."""
    path = PurePosixPath(name)
    return bool(name) and "\0" not in name and not path.is_absolute() and ".." not in path.parts


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with gzip.open(file, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            yield tar
            while packed.read(AT_ONCE):  # to the end, where the sum over all of it stands
                pass
    except FileNotFoundError:
        raise BackupError(f"there is no file {file}") from None
    except (tarfile.TarError, EOFError, zlib.error) as wrong:
        raise _damaged(file, str(wrong)) from wrong
    except gzip.BadGzipFile as wrong:
        raise BackupError(f"{file} is no backup of Trygg, or is damaged: {wrong}") from wrong


def _damaged(file: Path, why: str) -> BackupError:
    return BackupError(f"{file} is damaged or cut off ({why}); take another backup")


def _tar(packed: gzip.GzipFile) -> tarfile.TarFile:
    return tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT)


def _member(name: str, size: int, at: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(at.timestamp())
    return member


def names(parts: Sequence[Part], folder: str) -> list[str]:
    """Return the names of the parts below a folder, without it."""
    return [part.name.removeprefix(f"{folder}/") for part in parts if part.name.startswith(f"{folder}/")]
