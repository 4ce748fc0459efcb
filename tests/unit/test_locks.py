"""What is installed is what was locked: every package with its version and its digests, from nowhere in particular."""

import json
import re
import tomllib
from collections import deque
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release.lock import asked_for, disagreements, unlike_installed
from release.lock import read as read_lock

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


GROUPS = {"runtime.txt": ["build"], "dev.txt": ["build", "dev"]}


@pytest.mark.parametrize("name", GROUPS)
def test_lock_and_pyproject_agree(name: str) -> None:
    """Each version is one that was asked for, nothing is missing, and nothing is there for nobody."""
    asked = asked_for((ROOT / "pyproject.toml").read_text(), groups=GROUPS[name])
    assert disagreements(asked, read_lock((ROOT / "requirements" / name).read_text())) == []


def test_what_is_locked_is_enough_the_whole_way_down() -> None:
    """What each package says that it needs here is in the lock, in a version that fits, with the extras asked for."""
    locked = read_lock((ROOT / "requirements" / "dev.txt").read_text())
    asked = deque(asked_for((ROOT / "pyproject.toml").read_text(), groups=["build", "dev"]))
    seen: set[str] = set()
    while asked:
        one = asked.popleft()
        name = canonicalize_name(one.name)
        assert name in locked, f"{name} is needed and not locked"
        assert one.specifier.contains(locked[name].version, prereleases=True), (
            f"{one}: {locked[name].version} is locked"
        )
        for extra in {"", *one.extras}:
            if (key := f"{name}[{extra}]") not in seen:
                seen.add(key)
                needed = map(Requirement, requires(name) or ())
                asked.extend(r for r in needed if r.marker is None or r.marker.evaluate({"extra": extra}))
    assert len(seen) > 100


def test_what_builds_a_release_is_what_is_locked() -> None:
    """Hatchling and all that it needs are here in their locked versions; another version, or none, is named."""
    locked = read_lock((ROOT / "requirements" / "dev.txt").read_text())
    asked = [Requirement("hatchling")]
    assert unlike_installed(asked, locked) == []

    def other(name: str) -> str:
        if name == "pluggy":
            raise PackageNotFoundError(name)
        return "0.1" if name == "hatchling" else locked[canonicalize_name(name)].version

    assert unlike_installed(asked, locked, other) == [
        f"hatchling 0.1 is installed, and {locked[canonicalize_name('hatchling')].version} is locked",
        "pluggy is locked and not installed",
    ]


LOCK = """\
fastapi==0.165.1 \\
    --hash=sha256:{a}
    # via trygg (pyproject.toml)
h11==0.16.0 ; sys_platform != 'win32' \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via
    #   -c requirements/runtime.txt
    #   fastapi
""".format(a="a" * 64, b="b" * 64)
PROJECT = '[project]\ndependencies = ["fastapi>=0.165"]\n[dependency-groups]\ndev = ["h11>=0.15"]\n'


def test_a_lock_that_is_what_was_asked_for_gives_no_word() -> None:
    """Versions, markers, digests and who asked are read as uv writes them."""
    locked = read_lock(LOCK)
    assert disagreements(asked_for(PROJECT, groups=()), locked) == []
    h11 = next(one for one in locked.values() if one.name == "h11")
    assert (h11.version, h11.marker, h11.via) == ("0.16.0", "sys_platform != 'win32'", ["fastapi"])
    assert h11.digests == ["a" * 64, "b" * 64]


@pytest.mark.parametrize(
    ("project", "lock", "word"),
    [
        (("0.165", "0.166"), ("", ""), "fastapi>=0.166 is asked for, and 0.165.1 is locked"),
        (("fastapi", "starlette"), ("", ""), "starlette is asked for and not locked"),
        (('"fastapi>=0.165"', ""), ("", ""), "pyproject.toml does not ask for it any more"),
        (("", ""), ("#   fastapi", "#   flask"), "h11 is there for flask, which is not"),
        (("", ""), ("    # via trygg (pyproject.toml)\n", ""), "nobody asked for fastapi"),
        (("", ""), (f"    --hash=sha256:{'a' * 64}\n    # via trygg", "    # via trygg"), "fastapi has no digest"),
    ],
)
def test_a_lock_that_is_not_is_named(project: tuple[str, str], lock: tuple[str, str], word: str) -> None:
    """What was asked for and what is locked part in either direction; the package is named."""
    locked = read_lock(LOCK.replace(*lock, 1))
    assert any(word in said for said in disagreements(asked_for(PROJECT.replace(*project, 1), groups=()), locked))


def test_what_is_no_line_of_a_lock_is_refused() -> None:
    """A host, an option or half a line is no package."""
    for line in ("--index-url x", "h11>=0.16 \\", "    --hash=md5:00"):
        with pytest.raises(ValueError, match="no line of a lock"):
            read_lock(f"{LOCK}{line}\n")
