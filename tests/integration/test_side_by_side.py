"""Test files that run side by side: what any of them says is said once, and none is lost with its process."""

import os
import subprocess
import sys
from pathlib import Path

_PLUGIN = """
from parts.side_by_side import SideBySide

def pytest_configure(config):
    config.pluginmanager.register(SideBySide(count=2))
"""
_GOOD = """
import os

def test_prints():
    print("not heard")

def test_says_where(tmp_path):
    assert not list(tmp_path.iterdir())
"""
_BAD = """
import pytest

@pytest.fixture(scope="module")
def thing():
    yield
    raise RuntimeError("left badly")

def test_fails():
    print("said", "before", sep="-")
    assert {"a": 1} == {"a": 2}

def test_skips():
    pytest.skip("no such part")

def test_leaves_badly(thing):
    pass
"""
_DYING = """
import os, signal

def test_dies():
    os.kill(os.getpid(), signal.SIGKILL)

def test_never():
    pass
"""


def _run(folder: Path, **files: str) -> tuple[int, str]:
    (folder / "other").mkdir()
    files["other/test_there"] = "def test_there(): pass"
    for name, text in {"conftest": _PLUGIN, "other/conftest": "", **files}.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-ra", *(f"{name}.py" for name in files)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_each_test_is_told_once_with_what_it_said(tmp_path: Path) -> None:
    """Passed, failed, skipped and left badly are counted as in one process, and only a failure's words are shown."""
    code, said = _run(tmp_path, test_good=_GOOD, test_bad=_BAD)
    assert code == 1
    assert "1 failed, 4 passed, 1 skipped, 1 error" in said
    assert said.count("said-before") == 1
    assert "Differing items" in said  # pytest's own words on what was not equal
    assert "no such part" in said
    assert "RuntimeError: left badly" in said
    assert "not heard" not in said


def test_a_process_that_dies_takes_no_test_with_it_unseen(tmp_path: Path) -> None:
    """Its tests are named, the run fails, and the other files are run all the same."""
    code, said = _run(tmp_path, test_dying=_DYING, test_good=_GOOD)
    assert code == 1
    assert "a worker ended with -9; 2 tests did not run to their end: " in said
    assert "test_dying.py::test_dies" in said
    assert "test_dying.py::test_never" in said
    assert "3 passed" in said
