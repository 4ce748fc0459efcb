"""Nights played in a process of their own, and what came of each."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]


def played(*words: str, hashes: str = "0") -> list[dict[str, Any]]:
    """Play nights, and return what came of each; `hashes` is what the order of sets is asked to follow."""
    command = [sys.executable, "-m", "nights", "--json", *words]
    environment = {**os.environ, "PYTHONHASHSEED": hashes}
    done = subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def story(night: dict[str, Any]) -> str:
    """Return the trace of a night, to be read where it went wrong."""
    again = f"python -m nights --seed {night['seed']} --each {night['hours']:g} --sky {night['sky']} --nights 1"
    return "\n".join([f"{night['wrong']}; again: {again}", *night["trace"]])
