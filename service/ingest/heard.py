"""One message as it came in, before anybody has read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from devices.family import OWN_BROKER
from service.ingest.late import Late


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """One message from a broker, and how to tell the broker that it may forget it."""

    topic: str
    payload: bytes
    retain: bool
    again: bool
    """The broker says that it sends this message another time."""
    receipt: Callable[[], None]
    refuse: Callable[[], None]
    """Give no receipt, and have the broker send the message again."""
    broker: str = OWN_BROKER
    """Where it came from: Trygg's own broker, or a site's by its name."""
    missed_since: datetime | None = None
    """Since when the broker may have kept it for this node, which was away; None where it comes as it is said."""
    heard_as: str = ""
    """What tells it from every other message that a broker gives this node: `node/broker/packet id`."""
    late: Late | None = None
    """What the record has for it; None where it comes as it is said, and nobody asks."""
    came_s: float | None = None
    """Monotonic seconds at which it came, where it has waited for its office's plan; None where it is taken at once."""
