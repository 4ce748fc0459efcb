"""Who looks on through this node right now, by the secret that let them in."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Looking:
    """Counts the open streams of each screen, phone and program."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._open: Counter[str] = Counter()

    @contextmanager
    def on(self, who: str) -> Iterator[None]:
        """Count somebody for as long as a stream is served."""
        self._open[who] += 1
        try:
            yield
        finally:
            self._open[who] -= 1
            if not self._open[who]:
                del self._open[who]

    def sees(self, who: str) -> bool:
        """Tell whether somebody looks on."""
        return who in self._open
