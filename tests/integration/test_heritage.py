"""A process that leaves its parent's modules alone ends as any Python ends."""

import os
import re
import subprocess
import sys
from pathlib import Path

_FORKED = """
from parts import heritage
heritage.begin()
import gc, os, sys, threading, time
import service.cli.commands
{keep}
gc.freeze()

child = os.fork()
if child:
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

import atexit

class Left:
    def __init__(self, word):
        self.word, self.me = word, self
    def __del__(self):
        raise ValueError(f"{{self.word}} was let go of")

def last():
    import wave  # what is called at the end may import what nobody has
    import logging
    logging.getLogger("end").error("called at the end, with %s", wave.__name__)

def work():
    time.sleep(0.2)
    print("the thread is through")

atexit.register(last)
Left("a circle")
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
threading.Thread(target=work).start()
print("not flushed yet")
sys.exit(7)
"""


def end(program: Path, keep: str) -> tuple[int, list[str], list[str]]:
    """Return how a forked process ends, what it says, and what it complains of."""
    program.write_text(_FORKED.format(keep=keep))
    done = subprocess.run(
        [sys.executable, program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(str(Path(__file__).parents[up]) for up in (1, 2))},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    complaints = re.sub(r"0x[0-9a-f]+", "0x…", done.stderr)
    return done.returncode, done.stdout.splitlines(), complaints.splitlines()


def test_the_end_is_python_s_own(tmp_path: Path) -> None:
    """Threads, what was registered, output and what was left: each is seen to and told, as without it."""
    code, said, complaints = end(tmp_path / "forked.py", keep="heritage.keep()")
    assert (code, said, complaints) == end(tmp_path / "forked.py", keep="")
    assert code == 7
    assert said == ["not flushed yet", "the thread is through"]
    assert complaints[0] == "called at the end, with wave"
    assert complaints[-1] == "ValueError: a circle was let go of"
