"""A press as the record has it, and who has heard it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedPress:
    """A press in the record."""

    key: str
    at: datetime
    """When the node that recorded it heard it, by that node's clock."""
    heard_as: tuple[str, ...] = ()
    """As which message each node heard it first, `node/broker/packet id`; empty where an older Trygg has kept it."""

    @property
    def nodes(self) -> frozenset[str]:
        """The nodes that are known to have heard it."""
        return frozenset(one.split("/", 1)[0] for one in self.heard_as)
