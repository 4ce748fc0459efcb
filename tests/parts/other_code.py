"""A service whose code is not this tree's: an installed package, or an earlier Trygg out of the history."""

import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from parts.pages import ROOT
from parts.process import MissingPartError, Process, find_program
from parts.service import Service


class OtherTrygg(Service):
    """A node that is started by another command, a program of its own; else as every other."""

    def __init__(
        self, folder: Path, plans: Path, mqtt_url: str | None, *, command: Sequence[str], more: Mapping[str, str]
    ) -> None:
        """Prepare a node; `command` runs `trygg`, without a word after it."""
        super().__init__(folder, plans, mqtt_url, more=more)
        self._command = command

    def start(self, *, wait_ready: bool = True) -> None:
        """Start it, and return when a press would go all the way."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "serve.log"
        self._process = Process([*self._command, "serve"], log=log, environment=self.environment)
        if wait_ready:
            self.wait_ready()

    def trygg(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
        """Run another command of that code with this service's settings."""
        done = subprocess.run(
            [*self._command, *arguments],
            env=self.environment,
            cwd=self.folder,
            input=given,
            capture_output=True,
            timeout=50,
            check=False,
        )
        return subprocess.CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())


def earlier_code(commit: str, into: Path) -> Path:
    """Write an earlier commit's code into a folder; raises MissingPartError where this clone has no such history."""
    git = find_program("git", package="git")
    known = subprocess.run([git, "cat-file", "-e", f"{commit}^{{commit}}"], cwd=ROOT, capture_output=True, check=False)
    if known.returncode != 0:
        raise MissingPartError(f"commit {commit[:12]} of the history (this clone is shallow, or none)", package="git")
    packed = into.with_suffix(".tar")
    words = ["archive", "--format=tar", "-o", str(packed), commit, "service", "devices", "roles"]
    subprocess.run([git, *words], cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(packed) as archive:
        archive.extractall(into, filter="data")
    packed.unlink()
    return into


def running_from(code: Path) -> tuple[list[str], dict[str, str]]:
    """Return the command that runs a folder's code with the packages that are installed here, and what it needs."""
    return [sys.executable, "-m", "service.cli"], {"PYTHONPATH": str(code), "PYTHONSAFEPATH": "1"}
