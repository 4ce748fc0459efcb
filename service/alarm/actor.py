"""Who caused something, through what, and on whose behalf."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who caused an entry, through what, and on whose behalf."""

    via: str
    """The device, screen or program: `device:as/pendant-1`, `screen:as/staff`, `phone:as`, `api`, `cli`, `service`."""
    who: str | None = None
    """The opaque key of the person who acted; None where nobody is known by name."""
    behalf_of: str | None = None
    """The opaque key of the person somebody else spoke for."""

    def as_json(self) -> dict[str, Any]:
        """Return the actor as it stands in an entry."""
        return {"who": self.who, "via": self.via, "behalf_of": self.behalf_of}


SERVICE = Actor(via="service")
"""Trygg itself: deadlines, deliveries, start-up."""
