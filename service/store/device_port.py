"""What the broker's access list knows of the store: the credentials of devices and gateways."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

DeviceCredentialKind = Literal["device", "gateway"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceCredential:
    """What lets a device or a gateway in at the broker. Only a digest of its password is kept."""

    user: str
    """The name it comes in with, which is its client id at the broker too. Never given twice."""
    office: str
    device: str
    generation: int
    """1 for a device's first credential; each further one counts on."""
    kind: DeviceCredentialKind
    publishes: tuple[str, ...]
    """The topics (for a gateway: topic filters) on which it may publish."""
    hears: tuple[str, ...]
    """The topics (for a gateway: topic filters) that it may hear."""
    digest: str
    """As mosquitto's password file has it."""
    created_at: datetime
    expires_at: datetime | None = None
    """Until when it still holds beside its successor."""
    ended_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it lets somebody in at this time."""
        return self.ended_at is None and (self.expires_at is None or at < self.expires_at)


class CredentialTakenError(Exception):
    """Somebody else gave the device a credential at the same moment."""


class DeviceStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def credentials(self) -> list[DeviceCredential]:
        """Return all credentials, ended ones too, by office, device and generation."""
        ...

    async def counted(self) -> tuple[int, int]:
        """Return how many credentials there are, and how many of them have ended.

        Neither number ever falls, so whoever has seen both knows the list, but for what runs out by itself.
        """
        ...

    async def of_device(self, office: str, device: str) -> list[DeviceCredential]:
        """Return a device's credentials, ended ones too, the oldest first."""
        ...

    async def add(self, credential: DeviceCredential, *, older_until: datetime | None = None) -> None:
        """Keep a new credential; those of its device that go on hold no longer than until then.

        Args:
            credential: the new one.
            older_until: how long the device's others hold at most; None leaves them as they are.

        Raises:
            CredentialTakenError: there is one of this user name already.
        """
        ...

    async def end(self, office: str, device: str, at: datetime, *, below: int | None = None) -> int:
        """End a device's credentials, or those of generations below one, and return how many went on until now."""
        ...
