"""The real service in an interpreter of its own, and what that has loaded: `Service` forks from one that has it all."""

import os
import sys

from parts.loaded import FOLDER
from parts.process import Process, dying_with_parent
from parts.service import Service


class Fresh(Service):
    """A service in an interpreter of its own, and what that has loaded."""

    def start(self, *, wait_ready: bool = True) -> None:
        """Start it; raises PartFailedError when it takes too long."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in ("early", "late"):
            (self.folder / name).unlink(missing_ok=True)
        self._process = Process(
            dying_with_parent([sys.executable, "-m", "parts.loaded", "serve"]),
            log=self.folder / "serve.log",
            environment={**self.environment, FOLDER: str(self.folder), "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        if wait_ready:
            self.wait_ready()

    @property
    def early(self) -> frozenset[str]:
        """What was loaded when it was ready; nothing before."""
        path = self.folder / "early"
        return frozenset(path.read_text().splitlines()) if path.exists() else frozenset()

    @property
    def late(self) -> list[str]:
        """What it has loaded since, in that order."""
        return (self.folder / "late").read_text().splitlines()
