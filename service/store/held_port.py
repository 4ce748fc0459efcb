"""What the rest knows of what was under way when a restored record was copied: it waits for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from service.alarm.actor import Actor

HeldKind = Literal["alarm", "undertaking", "notice", "feedback", "output"]
Done = Literal["released", "dropped", "gone"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One thing that was to happen when the record was copied, and that does not happen by itself any more."""

    kind: HeldKind
    """An open alarm with its deadline; a due time of an undertaking; a call; a word to a button; an order."""
    id: str
    """`alarm:…`, `notice:…`: by which a person names it."""
    office: str
    alarm: str | None
    """The alarm that it belongs to; None for an undertaking."""
    due_at: datetime | None
    """When it was due; None for an open alarm that waited for nothing but a person."""
    row: Mapping[str, Any]
    """What else is known of it: the columns of its table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """Where a record comes from."""

    copied_at: datetime
    restored_at: datetime


class HeldStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def hold(self, copied_at: datetime, at: datetime) -> int:
        """Take everything that is under way or due out of the way, begin a new epoch, and note it in each timeline.

        Args:
            copied_at: when the record was copied.
            at: what time it is now; what undertakings have still to come stays.

        Returns:
            How many things now wait for a person.
        """
        ...

    async def restored(self) -> Restored | None:
        """Return where this record comes from; None for one that was never restored."""
        ...

    async def held(self) -> Sequence[Held]:
        """Return what waits for a person, by office."""
        ...

    async def release(self, name: str, by: Actor, at: datetime) -> Done:
        """Let one thing happen now as it would have then; `gone` where nothing waits under this name any more."""
        ...

    async def drop(self, name: str, by: Actor, at: datetime) -> Done:
        """Never let one thing happen; `gone` where nothing waits under this name any more."""
        ...

    async def tidy(self) -> None:
        """Forget what was overtaken: alarms that somebody has seen to or that are over, and what was due in them."""
        ...
