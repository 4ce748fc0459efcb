"""`trygg demo`: an invented office on this computer, with real parts: broker, service, pendants, screens."""

import asyncio
import contextlib
import io
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from service.cli.demo.play import Demo
from service.cli.logs import configure


def run(*, port: int, lan: bool, history: int | None = None) -> int:
    """Run the demo until `q`, Ctrl-C, SIGTERM or the end of the terminal; return the exit code.

    Args:
        port: the port of the pages; the next free one is taken when it is in use.
        lan: whether a phone in this network may join.
        history: the seed of a year of twelve offices that is played first; None for no history.
    """
    import uvloop

    configure(quiet=True)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # whoever reads along through a pipe reads at once
    if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:  # else somebody said nohup
        signal.signal(signal.SIGHUP, lambda _signal, _frame: signal.raise_signal(signal.SIGINT))
    folder = Path(tempfile.mkdtemp(prefix="trygg-demo-"))
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(Demo(folder, port=port, lan=lan, history=history).run())
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):  # the terminal may be gone
            print("\nThe demo has ended; nothing is kept.", file=sys.stderr)
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)
