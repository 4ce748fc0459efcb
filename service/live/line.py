"""The port between the hub and one connected screen."""

from collections.abc import Callable
from typing import Protocol

from service.live.frame import Batch


class Line(Protocol):
    """One screen's connection. Nothing here waits: what the network does not take at once is kept, and counted."""

    @property
    def clear(self) -> Callable[[bytes], object] | None:
        """Return what takes framed bytes at once, while nothing waits here; None: `write` has to be asked."""
        ...

    def write(self, batch: Batch) -> None:
        """Send a batch behind all that was written before; nothing happens on a line that is closing."""
        ...

    def pending(self) -> int:
        """Return how many bytes the network has not taken yet."""
        ...

    def taken(self) -> int:
        """Return how many bytes the network has taken of those that had to wait: it grows while the screen reads."""
        ...

    def drop(self) -> None:
        """End the connection now, and forget what is pending."""
        ...

    def close(self, code: int, reason: str) -> None:
        """End the connection in order, behind all that was written before."""
        ...
