"""Lets a forked process end without taking apart what it has from its parent: that was most of what a command cost.

Python's last act is to take all modules apart, and to let go of a value is to write to it: a child then copies every
page of memory that it shares with its parent. Here the parent's modules are kept as they are. Everything else ends as
it does: threads are waited for, what was registered for the end is called, output is flushed, and what the child has
made itself is let go of, with whatever Python says of it.
"""

import atexit
import ctypes
import sys
from types import ModuleType
from typing import Final

_NEEDED: Final = {"__main__", "builtins", "sys"}
"""Without these, Python cannot end in order."""

_kept: Final[dict[str, ModuleType]] = {}


def begin() -> None:
    """Prepare for it before anything is imported: what is registered for the end first is called last."""
    atexit.register(_forget)


def keep() -> None:
    """Keep all modules that there are, in this process and in whoever is forked from it."""
    _kept.update((name, module) for name, module in sys.modules.items() if name not in _NEEDED)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_kept))  # one holder that never lets go


def _forget() -> None:
    """Hide what is kept from Python, which takes apart the modules that it knows."""
    for name in _kept:
        sys.modules.pop(name, None)
