"""A lock as uv writes it: which packages, in which version, with which digests, and who asked for them."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

OURSELVES: Final = canonicalize_name("trygg")
_PINNED: Final = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;]+)(?: ; ([^\\]+?))? \\$")
_DIGEST: Final = re.compile(r"^    --hash=sha256:([0-9a-f]{64})(?: \\)?$")
_VIA: Final = re.compile(r"^    #(?: via)?(?:   | )(?:-c \S+|([A-Za-z0-9][^\s(:]*))")


@dataclass(frozen=True, kw_only=True, slots=True)
class Locked:
    """One package of a lock."""

    name: NormalizedName
    version: str
    marker: str | None
    digests: list[str] = field(default_factory=list)
    """SHA-256 in hexadecimal, of each file that may be installed."""
    via: list[NormalizedName] = field(default_factory=list)
    """Who asked for it."""


def read(text: str) -> dict[NormalizedName, Locked]:
    """Return the packages of a lock; raises ValueError for a line that is none of a lock's."""
    found: dict[NormalizedName, Locked] = {}
    one: Locked | None = None
    for line in text.splitlines():
        if pinned := _PINNED.fullmatch(line):
            name = canonicalize_name(pinned[1])
            one = found[name] = Locked(name=name, version=pinned[2], marker=pinned[3])
        elif one is not None and (digest := _DIGEST.fullmatch(line)):
            one.digests.append(digest[1])
        elif one is not None and line == "    # via":
            continue
        elif one is not None and (via := _VIA.match(line)):
            one.via.extend(canonicalize_name(who) for who in via.groups() if who)  # a constraint asks for nothing
        elif not line.startswith("#"):
            raise ValueError(f"{line!r} is no line of a lock")
    return found


def asked_for(project: str, *, groups: Iterable[str]) -> list[Requirement]:
    """Return what a pyproject.toml asks for, with these of its dependency groups."""
    read_project: Mapping[str, Any] = tomllib.loads(project)
    asked = list(read_project["project"]["dependencies"])
    for group in groups:
        asked += read_project["dependency-groups"][group]
    return [Requirement(one) for one in asked]


def disagreements(asked: Iterable[Requirement], lock: Mapping[NormalizedName, Locked]) -> list[str]:
    """Return in sentences where a lock is not what was asked for; `make lock` mends it."""
    wanted = {canonicalize_name(one.name): one for one in asked}
    said = []
    for name, requirement in wanted.items():
        locked = lock.get(name)
        if locked is None:
            said.append(f"{name} is asked for and not locked")
        elif not requirement.specifier.contains(locked.version, prereleases=True):
            said.append(f"{requirement} is asked for, and {locked.version} is locked")
    for one in lock.values():
        if not one.digests:
            said.append(f"{one.name} has no digest")
        if not one.via:
            said.append(f"nobody asked for {one.name}")
        if OURSELVES in one.via and one.name not in wanted:
            said.append(f"{one.name} is locked as asked for, and pyproject.toml does not ask for it any more")
        said += [f"{one.name} is there for {who}, which is not" for who in one.via if who not in {*lock, OURSELVES}]
    return said


def unlike_installed(
    asked: Iterable[Requirement], lock: Mapping[NormalizedName, Locked], installed: Callable[[str], str] = version
) -> list[str]:
    """Return in sentences which of the packages that these requirements lead to are not here as they are locked.

    Args:
        asked: what is looked at, the whole way down.
        lock: what may be there.
        installed: says the version of a package, or raises PackageNotFoundError.
    """
    said = []
    for name in sorted(reached(asked, lock) & lock.keys()):
        try:
            here = installed(name)
        except PackageNotFoundError:
            if lock[name].marker is None:
                said.append(f"{name} is locked and not installed")
            continue
        if here != lock[name].version:
            said.append(f"{name} {here} is installed, and {lock[name].version} is locked")
    return said


def reached(asked: Iterable[Requirement], lock: Mapping[NormalizedName, Locked]) -> set[NormalizedName]:
    """Return what is installed for these requirements, the whole way down."""
    found = {canonicalize_name(one.name) for one in asked}
    while more := {one.name for one in lock.values() if one.name not in found and found & set(one.via)}:
        found |= more
    return found
