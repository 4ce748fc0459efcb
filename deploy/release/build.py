"""Building the package from a tree: the same bytes whoever builds it, wherever and whenever."""

import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from zipfile import ZipFile

PACKAGES: Final = ("service", "devices", "roles")
"""What is in the wheel; pyproject.toml says the same."""


def built(tree: Path, into: Path, *, epoch: int, more: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """Build source archive and wheel of a tree, and return both by their names; nothing is fetched.

    Args:
        tree: the release's files; where it is makes no difference.
        into: an empty folder.
        epoch: seconds since 1970 that files in the archives bear: when the commit was made.
        more: further variables of the environment.

    Raises:
        subprocess.CalledProcessError: where it cannot be built; what was said is in it.
    """
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(into.resolve())]
    with tempfile.TemporaryDirectory(prefix="trygg-build-") as home:
        environment = {**_bare(Path(home)), "SOURCE_DATE_EPOCH": str(epoch), **(more or {})}
        subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True, text=True)
    return {path.name: path.read_bytes() for path in sorted(into.iterdir())}


def _bare(home: Path) -> dict[str, str]:
    """Return all that a build is told of the machine it runs on: nobody's settings, and no home but an empty one."""
    return {"PATH": os.defpath, "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", "PYTHONNOUSERSITE": "1"}


def built_twice(tree: Path, again: Path, folder: Path, *, epoch: int) -> dict[str, bytes]:
    """Build two copies of a tree under different circumstances, and return what was built.

    Raises:
        ValueError: where not every byte is the same.
        subprocess.CalledProcessError: as for `built`.
    """
    one = built(tree, folder / "one", epoch=epoch, more={"PYTHONHASHSEED": "1", "TZ": "UTC"})
    other = built(again, folder / "other", epoch=epoch, more={"PYTHONHASHSEED": "2", "TZ": "Asia/Kathmandu"})
    if found := differing(one, other):
        raise ValueError(f"built twice, and not the same: {', '.join(found)}")
    return one


def exported(repository: Path, commit: str, into: Path) -> Path:
    """Write the files of a commit into a folder that is not there yet, and return it; git gives what was committed."""
    into.mkdir(parents=True)
    packed = into.with_name(f"{into.name}.tar")
    subprocess.run(["git", "archive", "--format=tar", "-o", str(packed.resolve()), commit], cwd=repository, check=True)
    with tarfile.open(packed) as archive:
        archive.extractall(into, filter="data")
    packed.unlink()
    return into


def shipped(wheel: Path) -> dict[str, bytes]:
    """Return what a wheel installs of Trygg's own, by path."""
    with ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.split("/")[0] in PACKAGES]
        return {name: archive.read(name) for name in names}


def should_be_shipped(tree: Path) -> dict[str, bytes]:
    """Return what a tree has of Trygg's own, by path; what Python and translations make of it aside."""
    found = (path for package in PACKAGES for path in (tree / package).rglob("*") if path.is_file())
    return {
        path.relative_to(tree).as_posix(): path.read_bytes() for path in found if path.suffix not in (".pyc", ".mo")
    }


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """Return which files are only in one of two, or not the same byte for byte."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
