"""What systemd is told: that the service is ready, and again and again that presses go all the way (`sd_notify`)."""

import contextlib
import os
import socket
from collections.abc import Mapping


class Systemd:
    """The one datagram socket that systemd names in the environment; without one nothing is told."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        """Read where systemd listens, and after how many seconds of silence it ends and starts the service again."""
        self._place = environment.get("NOTIFY_SOCKET", "")
        given = environment.get("WATCHDOG_USEC", "")
        mine = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.patience_s = int(given) / 1_000_000 if given.isdecimal() and len(given) < 15 and mine else None
        """None where systemd does not watch."""

    def tell(self, *words: str) -> None:
        """Say something, as `READY=1`; what cannot be said is left out, and is said again soon enough."""
        if not self._place:
            return
        place = f"\0{self._place[1:]}" if self._place.startswith("@") else self._place
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.setblocking(False)
            line.sendto("\n".join(words).encode(), place)
