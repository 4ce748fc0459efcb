"""What the rest knows of figures in the store: one row for each alarm, and how far they have been made."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from service.timeline.entry import Head

if TYPE_CHECKING:  # no alarm needs them
    from service.figures.alarm import AlarmFigures
    from service.figures.months import Month, Times, Zone
    from service.figures.sought import Sought


class FiguresStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def read(self, office: str) -> Head | None:
        """Return up to which entry an office's timeline has been read; None where not even the first was."""
        ...

    async def keep(self, office: str, before: Head | None, after: Head, rows: "Sequence[AlarmFigures]") -> bool:
        """Keep rows in place of those that were, and that the timeline was read so far, all or nothing.

        False, and nothing written, where somebody else has read on from `before` meanwhile.
        """
        ...

    async def forget(self, office: str) -> None:
        """Throw away what was made of an office's timeline, so that it is made again."""
        ...

    async def page(self, office: str, sought: "Sought", before: int | None, limit: int) -> "list[AlarmFigures]":
        """Return rows, the newest first, of alarms that begin before a position."""
        ...

    async def months(self, since: str, until: str, office: str | None = None) -> "list[Month]":
        """Return sums for each office, month and mode, from a month (included) to a month (excluded), in order."""
        ...

    async def times(self, since: str, until: str, office: str, mode: str) -> "list[Times]":
        """Return how soon the first answer came in each month of an office; in order."""
        ...

    async def whole_times(self, since: str, until: str, mode: str) -> "list[Times]":
        """Return the same of each office over the whole period; `month` is then its first one."""
        ...

    async def zones(self, office: str, since: str, until: str) -> "list[Zone]":
        """Return how many real alarms each zone of an office had, and how many of them were mistakes."""
        ...

    async def mistaken(self, office: str, since: str, until: str) -> list[str | None]:
        """Return by which button (`office/device`) each real alarm was raised that was a mistake; None for no button.

        Only kinds of buttons are told of it: which button is somebody's.
        """
        ...
