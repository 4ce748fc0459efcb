"""One bash for the commands of a page, and what they print beside what the page shows."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from parts.at_hand import put_at_hand
from parts.nursery import nursery
from parts.pages import ROOT, Block
from parts.process import wait_until


def fits(shown: str, printed: str) -> bool:
    """Whether a printed line is what a page shows; `…` stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, shown.split("…"))), printed) is not None


def fit(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether a command has printed what a page shows; a last line `…` stands for one line or more."""
    if shown and shown[-1] == "…" and len(printed) >= len(shown):  # and so on
        return all(map(fits, shown[:-1], printed))
    return len(printed) == len(shown) and all(map(fits, shown, printed))


class Shell:
    """One bash that runs a page's commands in a folder of its own, and gives what each printed.

    `trygg` comes from the nursery; that it says the same as a fresh one is held by tests/integration/test_parts.py.
    """

    def __init__(self, folder: Path, **more: str) -> None:
        rest = {name: value for name, value in os.environ.items() if not name.startswith("TRYGG_")}
        programs = folder.with_name(f"{folder.name}-programs")
        put_at_hand(programs, nursery())
        path = os.pathsep.join([str(programs), str(Path(sys.executable).parent), rest.get("PATH", ""), "/usr/sbin"])
        self._environment = {**rest, "PATH": path, "TRYGG_CODE": str(ROOT), **more}
        self._folder = folder
        self._before: list[str] = []

    def run(self, command: str) -> list[str]:
        """Run a command after those that only prepared the shell, and return the lines of its output."""
        script = "\n".join([*self._before, command])
        if re.match(r"(\w+=|\w+\(\)|export )", command):
            self._before.append(command)
        if "cd " in command:
            self._before.append(re.findall(r"cd \S+", command)[0])
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self._folder,
            env=self._environment,
            pass_fds=[nursery().fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=50,
            check=False,
        )
        return done.stdout.decode().splitlines()


def check(shell: Shell, block: Block, command: str, shown: list[str], run: str | None = None) -> None:
    """Run a command and hold its output to what the page shows; who only looks may look again, as a reader would."""
    printed: list[str] = []

    def holds() -> bool:
        printed[:] = shell.run(run or command)
        return fit(shown, printed)

    only_looks = command.startswith("curl -s http")
    if not (wait_until(holds, within=20) if only_looks else holds()):
        raise AssertionError(f"{block}: $ {command}\nprinted:\n" + "\n".join(printed) + "\nshown:\n" + "\n".join(shown))
