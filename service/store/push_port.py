"""What the rest knows of push subscriptions in the store: by which browser somebody's telephone is called."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

MOST_SUBSCRIPTIONS: Final = 10
"""That one account has at once; with one more its oldest goes."""
MOST_ENDPOINTS: Final = 1000
"""That are looked through for the push services there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """One browser that shows what is pushed to it."""

    credential: str
    """The id of the phone or session that it subscribed in; with that it ends."""
    endpoint: str = field(repr=False)
    """Where to send; whoever knows it and has the service's key can send, so it stands in no log."""
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    created_at: datetime

    @property
    def told(self) -> dict[str, str]:
        """As a channel is told it."""
        return {"endpoint": self.endpoint, "p256dh": self.p256dh, "auth": self.auth}


class PushStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def keep(self, subscription: Subscription) -> bool:
        """Keep a browser's subscription in place of what it or its phone had; False when the phone has ended."""
        ...

    async def of_person(self, office: str, person: str, at: datetime) -> list[Subscription]:
        """Return the subscriptions of the account that is a person of an office, the newest first.

        Only of phones and sessions that hold at this time, and of phones of this office.
        """
        ...

    async def of_credential(self, credential: str) -> list[Subscription]:
        """Return the subscription of one phone or session, in a list of at most one."""
        ...

    async def drop_of(self, credential: str) -> None:
        """Take out the subscription of one phone or session."""
        ...

    async def forget(self, endpoint: str) -> None:
        """Take out a subscription that its push service does not know any more."""
        ...

    async def endpoints(self) -> Sequence[str]:
        """Return the addresses of subscriptions, the newest first."""
        ...
