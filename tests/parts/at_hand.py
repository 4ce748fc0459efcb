"""Asks a nursery for `trygg`: from a test, or as a program that a shell finds under that name.

As a program it imports next to nothing, as it stands for an interpreter that imports everything. What it started gets
its arguments, environment, folder and files; it waits, and ends as that ended.
"""

import json
import os
import shlex
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

LARGEST: Final = 200_000
"""Bytes of a wish: what is sent in one piece."""


def wish(
    nursery: socket.socket,
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: str,
    files: Sequence[int],
    network: str | None = None,
) -> socket.socket:
    """Ask for a command; return the connection that tells its process id, and then its exit code.

    Args:
        nursery: where to ask.
        arguments: what stands behind `trygg`.
        environment: all that the command finds there.
        folder: where it works.
        files: its input, output and errors.
        network: the network it lives in, where it has one of its own.

    Raises:
        ValueError: where that is too much for one piece.
    """
    told = {"arguments": list(arguments), "environment": dict(environment), "folder": folder, "network": network}
    message = json.dumps(told).encode()
    if len(message) > LARGEST:
        raise ValueError("arguments and environment are too long for a nursery")
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        socket.send_fds(nursery, [message], [*files, theirs.fileno()])
    return mine


def put_at_hand(folder: Path, nursery: socket.socket) -> None:
    """Write a program `trygg` into a folder, for a shell that has the nursery's connection."""
    folder.mkdir()
    program = folder / "trygg"
    command = shlex.join([sys.executable, "-SE", __file__, str(nursery.fileno())])
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    program.chmod(0o700)


def main() -> int:
    """Be `trygg` for a shell; return its exit code as a shell says it."""
    with socket.socket(fileno=int(sys.argv[1])) as nursery:
        report = wish(nursery, sys.argv[2:], environment=os.environ, folder=os.getcwd(), files=(0, 1, 2))  # noqa: PTH109 - pathlib takes its time
    with report:
        report.recv(32)
        code = int(report.recv(32))
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
