"""Keys pressed in the terminal: single keys where there is one, whole lines where input is piped."""

import asyncio
import contextlib
import os
import sys
import termios
import tty
from collections.abc import AsyncIterator, Iterator


@contextlib.contextmanager
def single_keys() -> Iterator[None]:
    """Have the terminal hand over each key at once; without a terminal, change nothing."""
    if not sys.stdin.isatty():
        yield
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor, termios.TCSADRAIN)  # what was typed meanwhile counts
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


async def keys() -> AsyncIterator[str]:
    """Yield each key that is pressed; an empty line of piped input is ENTER. Ends with the input."""
    loop = asyncio.get_running_loop()
    pressed: asyncio.Queue[bytes] = asyncio.Queue()
    descriptor = sys.stdin.fileno()

    def read() -> None:
        try:
            chunk = os.read(descriptor, 64)
        except OSError:  # the terminal is gone
            chunk = b""
        if not chunk:
            loop.remove_reader(descriptor)
        pressed.put_nowait(chunk)

    try:
        loop.add_reader(descriptor, read)
    except (OSError, ValueError):
        return  # input that cannot be waited for (a file, /dev/null) has no keys
    try:
        while chunk := await pressed.get():
            for key in chunk.decode(errors="replace"):
                if sys.stdin.isatty() or key != "\n" or chunk == b"\n":
                    yield key
    finally:
        loop.remove_reader(descriptor)
