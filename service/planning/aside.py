"""How a process that works things out steps aside: it has no part in an alarm, and ends with the service."""

import contextlib
import ctypes
import os
import signal
import sys

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space at most."""

NICE = 15

_PR_SET_PDEATHSIG = 1


def stand_back() -> None:
    """Give way to everything else on the machine, take no more memory than allowed, and never outlive the service."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on every system

    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with contextlib.suppress(OSError):
        os.nice(NICE)
