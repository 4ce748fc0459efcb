"""Keep the interpreter's own pauses short: a press must wait neither for the garbage nor for a thread's turn."""

import gc
import sys

TURN_S = 0.000_5
"""How long the writer's thread may compute before the loop gets its turn; Python's own 5 ms are a fan-out's length."""

YOUNG, MIDDLE, OLD = 5_000, 20, 50
"""How many new objects begin a collection, and how many collections of one generation one of the next."""


def load_without_pauses() -> None:
    """Call before anything is loaded: next to nothing of that is garbage, and looking for it takes a fifth of a start.

    `shorten_pauses` ends it.
    """
    gc.disable()


def shorten_turns() -> None:
    """Call before the first press may come: a thread that computes or loads something soon gives the loop its turn."""
    sys.setswitchinterval(TURN_S)


def shorten_pauses() -> None:
    """Call once, when everything has been loaded, which is a moment after the first press may come.

    What exists then stays for ever, so it is taken out of what the collector looks through: of three hundred thousand
    objects (a pause of 130 ms, in whichever thread) a few thousand are left. It is not looked through now either: of so
    many objects some five thousand are garbage (3 MB), and to find them takes as long as a tenth of the whole start.
    """
    shorten_turns()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    gc.enable()
