"""What the broker's access list knows of the store: the credentials of devices and gateways."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from service.timeline.entry import Draft

T = TypeVar("T")

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
    """A user name is given already."""


class DeviceUnit(Protocol):
    """What a change of devices' credentials can read and write, in the one transaction it runs in."""

    def credentials(self) -> list[DeviceCredential]:
        """Return all credentials, ended ones too, by office, device and generation."""
        ...

    def add(self, credential: DeviceCredential) -> None:
        """Keep a new credential."""
        ...

    def shorten(self, office: str, device: str, until: datetime, *, below: int) -> None:
        """Have a device's older credentials hold no longer than until then; none holds longer than it did."""
        ...

    def end(self, office: str, device: str, at: datetime, *, below: int | None = None) -> int:
        """End a device's credentials, or those of generations below one, and return how many went on until now."""
        ...

    def note(self, draft: Draft) -> None:
        """Append to the record of access what was changed here."""
        ...


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

    async def together(self, work: Callable[[DeviceUnit], T]) -> T:
        """Run a work in a transaction in which nobody else changes devices' credentials or the record of access.

        What it raises rolls everything back, and is raised here.

        Raises:
            CredentialTakenError: a user name is given already.
        """
        ...
