"""The interpreter's pauses: asked of another interpreter, so that this one keeps its own."""

import subprocess
import sys


def test_what_was_there_at_the_start_is_not_looked_through_again() -> None:
    """After the call the collector has next to nothing to look through, and threads change turns quickly."""
    program = (
        "import gc, sys, asyncio, json, http.client\n"
        "from service.live.pauses import TURN_S, shorten_pauses\n"
        "before = len(gc.get_objects())\n"
        "shorten_pauses()\n"
        "assert gc.get_freeze_count() > 0.9 * before > 10 * len(gc.get_objects()), len(gc.get_objects())\n"
        "assert gc.isenabled()\n"
        "assert sys.getswitchinterval() <= 2 * TURN_S\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
