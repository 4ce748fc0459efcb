"""Who caused something, through what, and on whose behalf."""

from dataclasses import dataclass
from typing import Any, Literal

Spoken = Literal["screen", "phone", "telephone", "radio", "in_person"]
"""How somebody said something: on a screen or a phone page herself, or to somebody who passed it on."""

Answering = Literal["push", "sms", "voice", "email", "other"]
"""The route over which somebody has answered a notice."""

Channel = Spoken | Answering
"""How something was said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who caused an entry, through what, and on whose behalf."""

    via: str
    """The device, screen or program: `device:as/pendant-1`, `screen:as/staff`, `phone:as`, `api`, `cli`, `service`."""
    who: str | None = None
    """The opaque key of the person who acted; None where nobody is known by name."""
    behalf_of: str | None = None
    """The opaque key of the person somebody else spoke for."""
    channel: Channel | None = None
    """How it was said; stands in the facts of what was said, beside the actor."""

    @property
    def by(self) -> str | None:
        """Who said it: the person who acted, or for whom somebody unnamed did."""
        return self.who or self.behalf_of

    @property
    def speaker(self) -> str | None:
        """Whose word it is: the person somebody else spoke for, or the one who acted."""
        return self.behalf_of or self.who

    def as_json(self) -> dict[str, Any]:
        """Return the actor as it stands in an entry."""
        return {"who": self.who, "via": self.via, "behalf_of": self.behalf_of}


SERVICE = Actor(via="service")
"""Trygg itself: deadlines, deliveries, start-up."""
