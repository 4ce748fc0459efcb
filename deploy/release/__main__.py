"""`make release`: look whether this can be released, build it twice, and put everything into one folder.

    python -m release [--try] [--out FOLDER]

`--try` says what stands against a release, and builds what was committed all the same. Nothing is published.
"""

import argparse
import hashlib
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from release import build, changelog, lock, sbom

ROOT: Final = Path(__file__).parents[2]


def main() -> int:
    """Make a release; return 0, or 1 where something stands against it."""
    asked = argparse.ArgumentParser(prog="python -m release", description="Make a release of what was committed.")
    asked.add_argument("--try", dest="only_try", action="store_true", help="build although it is none yet")
    asked.add_argument("--out", type=Path, default=ROOT / "dist", help="an empty folder, or one that is made")
    asked.add_argument("--root", type=Path, default=ROOT, help="the repository")
    given = asked.parse_args()
    root, out = given.root.resolve(), given.out.resolve()
    if out.is_dir() and any(out.iterdir()):
        print(f"{out} is not empty: remove what is in it, or name another folder after --out", file=sys.stderr)
        return 1
    against = [*dirty(root), *wrong(root)]
    for sentence in against:
        print(f"  against it: {sentence}", file=sys.stderr)
    if against and not given.only_try:
        print("No release was made. docs/how-to/make-a-release.md says how.", file=sys.stderr)
        return 1
    try:
        names = make(root, out)
    except (ValueError, KeyError) as mistake:
        print(f"No release was made: {mistake}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(f"No release was made: {failed}\n{failed.stdout or ''}{failed.stderr or ''}", file=sys.stderr)
        return 1
    print("\n".join(f"{out / name}" for name in names))
    return 0


def dirty(root: Path) -> Iterator[str]:
    """Say what is not committed."""
    if changed := _git(root, "status", "--porcelain"):
        yield f"not everything is committed: {', '.join(line[3:] for line in changed.splitlines()[:5])} …"


def wrong(root: Path) -> Iterator[str]:
    """Say where version, changelog, chart and locks of a tree do not agree, and whether it is a release."""
    version, versions = said(root, "service/version.py")["VERSION"], said(root, "service/store/versions.py")
    if ".dev" in version:
        yield f"service/version.py says {version}: a release has no .dev in it"
    yield from (
        f"CHANGELOG.md: {what}"
        for what in changelog.complaints(
            (root / "CHANGELOG.md").read_text(),
            version=version,
            schema=versions["NEWEST"],
            oldest_beside=versions["OLDEST_BESIDE"],
        )
    )
    number = version.partition(".dev")[0]
    for file in ("Chart.yaml", "values.yaml"):
        if f'"{number}"' not in (root / "deploy" / "helm" / "trygg" / file).read_text():
            yield f"deploy/helm/trygg/{file} names another version than {number}"
    project = (root / "pyproject.toml").read_text()
    for file, groups in (("runtime.txt", ["build"]), ("dev.txt", ["build", "dev"])):
        locked = lock.read((root / "requirements" / file).read_text())
        if file == "dev.txt":
            with_what = [one for one in lock.asked_for(project, groups=["build"]) if one.name == "hatchling"]
            yield from (f"what builds it: {what}" for what in lock.unlike_installed(with_what, locked))
        yield from (
            f"requirements/{file}: {what}"
            for what in lock.disagreements(lock.asked_for(project, groups=groups), locked)
        )


def said(root: Path, path: str) -> dict[str, Any]:
    """Return what a module of the tree says, without importing the packages that are installed here."""
    return runpy.run_path(str(root / path))


def make(root: Path, out: Path) -> list[str]:
    """Build what was committed into a folder, and return the names of the files.

    Raises:
        ValueError: where the two builds differ, the wheel lacks a file, or the list of parts fits no schema.
        KeyError: where a locked package has no licence in deploy/release/licences.toml.
        subprocess.CalledProcessError: where git or hatchling fail.
    """
    commit, epoch = _git(root, "rev-parse", "HEAD"), int(_git(root, "log", "-1", "--format=%ct"))
    with tempfile.TemporaryDirectory(prefix="trygg-release-") as temporary:
        folder = Path(temporary)
        tree, again = (build.exported(root, commit, folder / name) for name in ("tree", "elsewhere/the-same"))
        version = said(tree, "service/version.py")["VERSION"]
        packages = build.built_twice(tree, again, folder / "built", epoch=epoch)
        wheel = folder / "built" / "one" / f"trygg-{version}-py3-none-any.whl"
        shipped = build.shipped(wheel)
        if found := build.differing(build.should_be_shipped(tree), shipped):
            raise ValueError(f"the wheel and the tree do not hold the same: {', '.join(found[:5])}")
        at = datetime.fromtimestamp(epoch, UTC)
        parts = sbom.made(version=version, commit=commit, at=at, root=tree, shipped=shipped)
        files = {
            **packages,
            f"trygg-{version}.requirements.txt": (tree / "requirements" / "runtime.txt").read_bytes(),
            f"trygg-{version}.cdx.json": parts.encode(),
        }
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    files["SHA256SUMS"] = "".join(lines).encode()
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    return sorted(files)


def _git(root: Path, *words: str) -> str:
    """Return what git says of a repository."""
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
