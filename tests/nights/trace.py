"""What a night says of itself: the lines that are read when it goes wrong, and a digest of all that has happened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256


class Trace:
    """Kept from the first to the last moment of a night."""

    def __init__(self, begins: datetime, now: Callable[[], float]) -> None:
        self.lines: list[str] = []
        """What went wrong, when, and for how long; to be read."""
        self._begins = begins
        self._now = now
        self._digest = sha256()

    def say(self, what: str) -> None:
        """Note what is to be read."""
        at = self._begins + timedelta(seconds=self._now())
        line = f"{at:%d %H:%M:%S}.{at.microsecond // 1000:03d} {what}"
        self.lines.append(line)
        self.note(line)

    def note(self, what: str) -> None:
        """Note what nobody reads: it makes two nights that are not the same one tell themselves apart."""
        self._digest.update(f"{self._now():.6f} {what}\n".encode())

    @property
    def digest(self) -> str:
        """Everything noted so far, in one word."""
        return self._digest.hexdigest()
