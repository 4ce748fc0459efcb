"""Who may come in at the broker: gives, rotates and revokes the credentials of devices and gateways."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from devices.own_topics import OwnTopics, shared_topic
from service.access import device_password
from service.clock import Clock
from service.store.device_port import DeviceCredential, DeviceCredentialKind, DeviceStore

OLD_HOLDS: Final = timedelta(days=14)
"""How long the old credential holds beside the new one: long enough that somebody has been to the device."""


class DeviceCredentialError(ValueError):
    """A credential cannot be given so; the message says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A credential that has just been made: the password is shown once."""

    user: str
    password: str = field(repr=False)
    old_until: datetime | None = None
    """Until when the one before still holds."""


class DeviceCredentials:
    """Credentials of devices; what somebody may do here is the question of whoever calls."""

    def __init__(self, store: DeviceStore, clock: Clock) -> None:
        """Work on a store."""
        self._store = store
        self._clock = clock

    async def give(self, office: str, device: str, kind: DeviceCredentialKind, topics: OwnTopics) -> Given:
        """Return the credential of a device that has none.

        Raises:
            DeviceCredentialError: it has one, or another one's topics are among these.
            CredentialTakenError: somebody gave it one at the same moment.
        """
        known = await self._store.of_device(office, device)
        if any(one.holds(self._clock.now()) for one in known):
            raise DeviceCredentialError(
                f"{office}/{device} has a credential; `trygg device rotate` gives it another one, and "
                "`trygg device revoke` takes it away"
            )
        return await self._make(known, office, device, kind, topics, old_holds=timedelta(0))

    async def kinds_of(self, office: str, device: str) -> set[DeviceCredentialKind]:
        """Return of which kinds the credentials are that a device has now."""
        now = self._clock.now()
        return {one.kind for one in await self._store.of_device(office, device) if one.holds(now)}

    async def rotate(
        self, office: str, device: str, topics: OwnTopics | None = None, *, old_holds: timedelta = OLD_HOLDS
    ) -> Given:
        """Return a further credential of a device; the one before holds a while longer, and no longer than it did.

        Args:
            office: the device's office.
            device: the device.
            topics: its topics from now on; those that it had when left out.
            old_holds: how long the old credential holds; nothing at all ends it at once.

        Raises:
            DeviceCredentialError: it has none, or another one's topics are among these.
            CredentialTakenError: somebody rotated it at the same moment.
        """
        known = await self._store.of_device(office, device)
        holding = [one for one in known if one.holds(self._clock.now())]
        if not holding:
            raise DeviceCredentialError(f"{office}/{device} has no credential; `trygg device credential` gives it one")
        newest = holding[-1]
        before = OwnTopics(publishes=newest.publishes, hears=newest.hears)
        return await self._make(known, office, device, newest.kind, topics or before, old_holds=old_holds)

    async def revoke(self, office: str, device: str, *, old_only: bool = False) -> int:
        """End a device's credentials, or all but the newest, and return how many have ended."""
        below = None
        if old_only:
            known = await self._store.of_device(office, device)
            below = known[-1].generation if known else None
        return await self._store.end(office, device, self._clock.now(), below=below)

    async def _make(
        self,
        known: list[DeviceCredential],
        office: str,
        device: str,
        kind: DeviceCredentialKind,
        topics: OwnTopics,
        *,
        old_holds: timedelta,
    ) -> Given:
        now = self._clock.now()
        await self._must_be_its_own(office, device, topics, now)
        generation = known[-1].generation + 1 if known else 1
        # A user name is given once: sessions and messages that the broker keeps for the old one stay the old one's.
        user = f"{office}.{device}" if generation == 1 else f"{office}.{device}.{generation}"
        password = device_password.make()
        until = now + old_holds
        await self._store.add(
            DeviceCredential(
                user=user,
                office=office,
                device=device,
                generation=generation,
                kind=kind,
                publishes=topics.publishes,
                hears=topics.hears,
                digest=device_password.digest(password),
                created_at=now,
            ),
            older_until=until,
        )
        overlap = any(one.holds(now) for one in known) and old_holds > timedelta(0)
        return Given(user=user, password=password, old_until=until if overlap else None)

    async def _must_be_its_own(self, office: str, device: str, topics: OwnTopics, now: datetime) -> None:
        for other in await self._store.credentials():
            if (other.office, other.device) != (office, device) and other.holds(now):
                shared = shared_topic(topics.publishes, other.publishes)
                if shared is not None:
                    raise DeviceCredentialError(
                        f"{shared} belongs to {other.office}/{other.device}: with it {office}/{device} could press in "
                        "its name; choose a narrower prefix, or revoke the other one first"
                    )
