"""How many messages somebody may send: many at once now and then, and few for long. Pure: the seconds are given."""


class Allowance:
    """A stock of messages that fills again as time goes by."""

    def __init__(self, *, at_once: int, per_second: float) -> None:
        """Begin with a full stock.

        Args:
            at_once: the largest stock.
            per_second: by how much it fills.
        """
        self._largest = at_once
        self._per_second = per_second
        self._stock = float(at_once)
        self._at: float | None = None

    def take(self, now: float) -> bool:
        """Take one message out at a moment (monotonic seconds); False where the stock is used up."""
        if self._at is not None:
            self._stock = min(self._largest, self._stock + max(0.0, now - self._at) * self._per_second)
        self._at = now
        if self._stock < 1:
            return False
        self._stock -= 1
        return True
