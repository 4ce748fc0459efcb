"""`trygg demo`: an invented office on this computer, with real parts: broker, service, pendants, screens."""

import asyncio
import logging
import shutil
import sys
import tempfile
from pathlib import Path

from service.cli.demo.play import Demo
from service.cli.logs import configure


def run(*, port: int, lan: bool) -> int:
    """Run the demo until `q`, the end of input, Ctrl-C or SIGTERM; return the exit code."""
    import uvloop

    configure(logging.ERROR)
    folder = Path(tempfile.mkdtemp(prefix="trygg-demo-"))
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(Demo(folder, port=port, lan=lan).run())
    except KeyboardInterrupt:
        print("\nThe demo has ended; nothing is kept.", file=sys.stderr)
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)
