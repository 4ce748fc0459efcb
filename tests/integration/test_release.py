"""A release: built twice it is the same, installed somewhere else it serves, and what is none is refused."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from parts.other_code import OtherTrygg
from parts.pages import ROOT
from parts.process import find_program
from release import build
from service.version import VERSION

pytestmark = pytest.mark.timeout(300)  # packages are built and installed, on a machine that does other things too
PASSWORD = "en lång mening om regn"
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "service", "devices", "roles")
EPOCH = 1_796_112_000


def copied(into: Path, names: tuple[str, ...] = BUILT_FROM) -> Path:
    """Copy files and folders of this tree, without what programs have made of them."""
    into.mkdir(parents=True)
    for name in names:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(ROOT / name, into / name)
    return into


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, after it was built twice, in two places, to the same bytes."""
    folder = tmp_path_factory.mktemp("built")
    one, other = copied(folder / "tree"), copied(folder / "somewhere" / "quite" / "else")
    for path in (other / "service").rglob("*.py"):
        os.utime(path, (0, 0))  # when a file was written is no part of it
    found = build.built_twice(one, other, folder / "packages", epoch=EPOCH)
    assert sorted(found) == [f"trygg-{VERSION}-py3-none-any.whl", f"trygg-{VERSION}.tar.gz"]
    return folder / "packages" / "one" / f"trygg-{VERSION}-py3-none-any.whl"


def test_the_package_holds_every_file(wheel: Path) -> None:
    """Pages, scripts, migrations, languages, letters, sounds, examples: all that the tree has, byte for byte."""
    shipped = build.shipped(wheel)
    assert build.differing(shipped, build.should_be_shipped(ROOT)) == []
    assert [path for path, content in shipped.items() if content != (ROOT / path).read_bytes()] == []
    for path in (
        "service/web/templates/screen.html",
        "service/web/static/view.js",
        "service/store/migrations/versions/0001_first.py",
        "service/web/locale/sv/LC_MESSAGES/trygg.po",
        "service/web/print/fonts/OpenSans-Regular.ttf",
        "service/notify/voice/sounds/nb/outside.mp3",
        "roles/py.typed",
    ):
        assert path in shipped


def test_nothing_of_this_machine_gets_into_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another tool of that name where the environment points to, a file that runs at each start: neither is heard."""
    strange = tmp_path / "strange"
    (strange / "hatchling").mkdir(parents=True)
    (strange / "hatchling" / "__init__.py").touch()
    (strange / "hatchling" / "__main__.py").write_text("raise SystemExit('this is not the one that is locked')\n")
    (strange / "sitecustomize.py").write_text(f"open({str(tmp_path / 'heard')!r}, 'w').close()\n")
    monkeypatch.setenv("PYTHONPATH", str(strange))
    monkeypatch.setenv("HATCH_BUILD_HOOKS_ONLY", "true")
    (tmp_path / "built").mkdir()
    found = build.built(copied(tmp_path / "tree"), tmp_path / "built", epoch=EPOCH)
    assert sorted(found) == [f"trygg-{VERSION}-py3-none-any.whl", f"trygg-{VERSION}.tar.gz"]
    assert not (tmp_path / "heard").exists()


def test_a_file_that_was_changed_on_the_way_is_found() -> None:
    """The same names are not the same files: one byte is enough, and so is a file too many or too few."""
    tree = {"service/a.py": b"one", "service/b.py": b"two"}
    assert build.differing(tree, dict(tree)) == []
    assert build.differing(tree, {"service/a.py": b"onE", "roles/c.py": b""}) == [
        *("roles/c.py", "service/a.py", "service/b.py"),
    ]


def test_two_builds_that_differ_are_no_release(tmp_path: Path) -> None:
    """One byte in one file, and it is said which archive is not the same."""
    one, other = copied(tmp_path / "one"), copied(tmp_path / "other")
    (other / "roles" / "__init__.py").write_text('"""Something else."""\n')
    with pytest.raises(ValueError, match=r"not the same: trygg-.*\.whl, trygg-.*\.tar\.gz"):
        build.built_twice(one, other, tmp_path / "packages", epoch=EPOCH)


@dataclass(frozen=True, kw_only=True, slots=True)
class Installed:
    """The package in an environment of its own."""

    python: Path
    trygg: Path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An empty environment outside this tree with the wheel in it; what it needs is read from where the tests have it.

    The packages of the lock lie there in the very versions; a network to install them once more there is none.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    words = ["install", "-q", "--no-deps", "--no-index", "--no-compile", str(wheel)]
    subprocess.run([*pip, *words], check=True, env={**os.environ, "PIP_NO_INDEX": "1"})
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    mine = Path(subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip())
    (mine / "what-the-lock-names.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return Installed(python=python, trygg=folder / "bin" / "trygg")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is not the repository, and an environment that says nothing of it."""
    for name in [name for name in os.environ if name.startswith("TRYGG_") or name == "PYTHONPATH"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_installed_package_begins_an_office_and_serves_it(installed: Installed, nowhere: Path) -> None:
    """Out of the wheel alone: its version, a first account, a plan, a node that is ready, pages, letters on paper."""

    def run(*words: str | Path, given: str = "") -> str:
        done = subprocess.run(
            [installed.trygg, *words], input=given, capture_output=True, text=True, check=False, timeout=100
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = "import service, devices, roles; print(service.__file__, devices.__file__, roles.__file__)"
    found = subprocess.run([installed.python, "-c", where], check=True, capture_output=True, text=True).stdout.split()
    assert all(Path(path).is_relative_to(installed.python.parents[1]) for path in found), found

    assert run("--version") == f"trygg {VERSION}\n"
    office = nowhere / "office"
    account = ("--login", "eva", "--name", "Eva Lundin", "--password-file", "-")
    said = run("init", office, *account, "--template", "small-office", "--office", "as", given=f"{PASSWORD}\n")
    assert "Eva Lundin" in said
    plan = office / "plans" / "as.yaml"
    paper = nowhere / "wall.pdf"
    run("plan", "print", plan, "--out", paper, "--lang", "sv")
    assert paper.read_bytes()[:5] == b"%PDF-"

    command = [str(installed.trygg)]
    # With a broker of its own, and ready: a press of its own went all the way.
    with OtherTrygg(office, office / "plans", None, command=command, more={}) as service:
        page = service.http.get("/login?lang=sv").text
        assert "lösenord" in page.lower()
        picture = re.search(r'href="(/static/[^"]*icon[^"]*svg[^"]*)"', page)
        assert picture, page
        assert "<svg" in service.http.get(picture[1]).text
        let_in = service.http.post("/api/v1/session", json={"login": "eva", "password": PASSWORD})
        assert let_in.status_code == 201
        assert f"Trygg {VERSION}" in service.http.get("/").text


WHOLE = (*BUILT_FROM, "requirements", "deploy", "CHANGELOG.md")


def test_a_release_is_made_of_what_was_committed_and_agrees(tmp_path: Path) -> None:
    """What is not committed, or is no release, is refused in words; what is one comes with digests and parts."""
    git = find_program("git", package="git")
    repository, out = copied(tmp_path / "repository", WHOLE), tmp_path / "out"
    quiet = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_DATE": "2026-12-01T08:00:00+00:00",
        "GIT_COMMITTER_DATE": "2026-12-01T08:00:00+00:00",
    }

    def keep(message: str) -> None:
        me = ["-c", "user.name=Eva", "-c", "user.email=eva@example.se"]
        subprocess.run([git, "add", "-A"], cwd=repository, check=True, env=quiet)
        subprocess.run([git, *me, "commit", "-q", "-m", message], cwd=repository, check=True, env=quiet)

    def release(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "release", "--root", str(repository), "--out", str(out), *words]
        return subprocess.run(
            command, cwd=ROOT / "deploy", capture_output=True, text=True, check=False, env=quiet, timeout=200
        )

    subprocess.run([git, "init", "-q"], cwd=repository, check=True, env=quiet)
    version = repository / "service" / "version.py"
    version.write_text(version.read_text().replace(VERSION, "7.0.0.dev0"))
    keep("As it is.")
    refused = release()
    assert refused.returncode == 1
    assert "7.0.0.dev0: a release has no .dev in it" in refused.stderr
    assert "deploy/helm/trygg/Chart.yaml names another version than 7.0.0" in refused.stderr
    assert not out.exists()

    version.write_text(version.read_text().replace("7.0.0.dev0", "7.0.0"))
    for file in ("Chart.yaml", "values.yaml"):
        chart = repository / "deploy" / "helm" / "trygg" / file
        chart.write_text(chart.read_text().replace(f'"{VERSION.partition(".dev")[0]}"', '"7.0.0"'))
    refused = release()
    assert "not everything is committed" in refused.stderr
    assert "the code is 7.0.0, but the changelog begins with Unreleased" in refused.stderr

    log = repository / "CHANGELOG.md"
    log.write_text(log.read_text().replace("## Unreleased", "## 7.0.0 (2026-12-01)", 1))
    keep("Release 7.0.0.")
    made = release()
    assert made.returncode == 0, made.stderr
    names = {path.name for path in out.iterdir()}
    parts = {
        "trygg-7.0.0-py3-none-any.whl",
        "trygg-7.0.0.tar.gz",
        "trygg-7.0.0.requirements.txt",
        "trygg-7.0.0.cdx.json",
    }
    assert names == {*parts, "SHA256SUMS"}
    lines = (line.split("  ") for line in (out / "SHA256SUMS").read_text().splitlines())
    sums = {name: digest for digest, name in lines}
    assert sums == {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in parts}
    again = release()
    assert (again.returncode, "is not empty" in again.stderr) == (1, True)
