"""What is installed is what was locked: every package with its version and its digests, from nowhere in particular."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "requirements" / name for name in ("runtime.txt", "dev.txt", "pip.txt")]
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==[^\s;]+( ; [^\\]+)? \\$")


def _packages(lock: Path) -> dict[str, list[str]]:
    """Return the digests of each package."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in lock.read_text().splitlines():
        if line.startswith("    --hash="):
            found[name].append(line.strip(" \\").removeprefix("--hash="))
        elif not line.lstrip().startswith("#"):
            match = PINNED.fullmatch(line)
            assert match, f"{lock.name}: {line!r} is no package with one version"
            name = match[1].replace(".", "-")
            found[name] = []
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_its_digests(lock: Path) -> None:
    """SHA-256, at least one; and no host stands in a lock."""
    packages = _packages(lock)
    assert packages
    for name, digests in packages.items():
        assert digests, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in digests), name
    assert not re.search(r"://|--index|--find-links|--extra", lock.read_text())


def test_everything_that_is_asked_for_is_locked() -> None:
    """What pyproject.toml names for running stands in the one lock, and in the same version in the other."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[\[><=; ]", one)[0].lower().replace(".", "-") for one in asked}
    assert names <= _packages(LOCKS[0]).keys()
    versions = [set(re.findall(r"^([a-z0-9._-]+==[^\s;]+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS[:2]]
    assert versions[0] <= versions[1]


def test_it_is_installed_by_digest_only() -> None:
    """Nothing is installed that is not in the lock, byte for byte."""
    lines = (ROOT / "deploy" / "make-environment").read_text().splitlines()
    installs = [line for line in lines if line.startswith('"${pip[@]}" install')]
    locked = [line for line in installs if "-r " in line]
    assert locked
    assert all("--require-hashes" in line for line in locked)
    assert all("--no-deps" in line for line in installs if line not in locked), installs


def test_what_checks_the_pages_types_is_locked_too() -> None:
    """Npm installs what its lock names, with its digest, and runs nothing of it."""
    lock = json.loads((ROOT / "tests" / "web" / "types" / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert "--ignore-scripts" in (ROOT / "Makefile").read_text()
