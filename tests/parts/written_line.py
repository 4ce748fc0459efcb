"""A screen's line without a network: it takes everything at once."""

from collections.abc import Callable

from service.live.frame import Batch


class WrittenLine:
    """Whoever makes one of it says what becomes of a batch."""

    clear: Callable[[bytes], object] | None = None

    def write(self, batch: Batch) -> None:
        """Take a batch."""

    def pending(self) -> int:
        """Return how many bytes wait: none."""
        return 0

    def taken(self) -> int:
        """Return how many bytes went out; nobody asks where none wait."""
        return 0

    def drop(self) -> None:
        """End at once."""

    def close(self, code: int, reason: str) -> None:
        """End in order."""
