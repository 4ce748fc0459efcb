"""What the pages of privacy ask of the rest of the service."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from service.access.visitor import Visitor
from service.privacy.secrecy import Masks
from service.privacy.sheet import Sheet
from service.store.privacy_port import Hold, How, Look
from service.web.ports import Record


class PrivacyPort(Protocol):
    """Notes looks, tells of them, holds records, and knows what is stored."""

    async def looked(self, record: Record, visitor: Visitor, how: How) -> None:
        """Note that somebody reads a record; raises StoreError, and then nothing is to be shown."""
        ...

    async def looks_at(self, alarm: str) -> Sequence[tuple[Look, str]]:
        """Return the looks at an alarm's record, the newest first, each with the reader's name."""
        ...

    async def hold_of(self, alarm: str) -> tuple[Hold, str] | None:
        """Return an alarm's hold, with the name of whoever set it."""
        ...

    async def set_hold(self, record: Record, visitor: Visitor, until: datetime, why: str) -> None:
        """Hold an alarm; raises StoreError."""
        ...

    async def end_hold(self, record: Record, visitor: Visitor) -> None:
        """End a hold; raises StoreError."""
        ...

    async def disclose(self, record: Record, visitor: Visitor, masks: Masks) -> Mapping[str, Any]:
        """Return a masked copy of a record, once that stands in the record of access; raises StoreError."""
        ...

    async def data(self, visitor: Visitor) -> Mapping[str, Any] | None:
        """Return what is stored about a visitor; None where she has no account."""
        ...

    def sheet(self) -> Sheet:
        """Return the data sheet of the running service."""
        ...

    def now(self) -> datetime:
        """Return what time it is."""
        ...
