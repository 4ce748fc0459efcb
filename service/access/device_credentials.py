"""Who may come in at the broker: gives, rotates and revokes the credentials of devices and gateways."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from devices.own_topics import OwnTopics, shared_topic
from service.access import device_password
from service.access.trace import COMMAND, noted
from service.alarm.actor import Actor
from service.clock import Clock
from service.store.device_port import DeviceCredential, DeviceCredentialKind, DeviceStore, DeviceUnit

OLD_HOLDS: Final = timedelta(days=14)
"""How long the old credential holds beside the new one: long enough that somebody has been to the device."""

MOST_AT_ONCE: Final = 4
"""Credentials of one device that hold side by side: one is written into it, the others somebody has mislaid."""


class DeviceCredentialError(ValueError):
    """A credential cannot be given so; the message says what to do."""


class ForeignTopicError(DeviceCredentialError):
    """Another device's or gateway's topics are among these."""


class MeanwhileError(DeviceCredentialError):
    """Somebody else gave or revoked a credential of this device meanwhile."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A credential that has just been made: the password is shown once."""

    user: str
    password: str = field(repr=False)
    topics: OwnTopics
    old_until: datetime | None = None
    """Until when the one before still holds."""


class DeviceCredentials:
    """Credentials of devices; what somebody may do here is the question of whoever calls.

    Each change reads, decides, writes and is noted in one transaction: of two at once, the second sees the first.
    """

    def __init__(self, store: DeviceStore, clock: Clock) -> None:
        """Work on a store."""
        self._store = store
        self._clock = clock

    async def give(
        self, office: str, device: str, kind: DeviceCredentialKind, topics: OwnTopics, *, by: Actor = COMMAND
    ) -> Given:
        """Return the credential of a device that has none.

        Raises:
            MeanwhileError: it has one.
            ForeignTopicError: another one's topics are among these.
        """
        password, now = device_password.make(), self._clock.now()
        digest = device_password.digest(password)

        def work(unit: DeviceUnit) -> Given:
            every = unit.credentials()
            known = _of(every, office, device)
            if any(one.holds(now) for one in known):
                raise MeanwhileError(
                    f"{office}/{device} has a credential; `trygg device rotate` gives it another one, and "
                    "`trygg device revoke` takes it away"
                )
            made = _made(every, known, office=office, device=device, kind=kind, topics=topics, digest=digest, now=now)
            return _kept(unit, made, password, by)

        return await self._store.together(work)

    async def kinds_of(self, office: str, device: str) -> set[DeviceCredentialKind]:
        """Return of which kinds the credentials are that a device has now."""
        now = self._clock.now()
        return {one.kind for one in await self._store.of_device(office, device) if one.holds(now)}

    async def rotate(
        self,
        office: str,
        device: str,
        topics: OwnTopics | None = None,
        *,
        old_holds: timedelta = OLD_HOLDS,
        after: int | None = None,
        by: Actor = COMMAND,
    ) -> Given:
        """Return a further credential of a device; the one before holds a while longer, and no longer than it did.

        Args:
            office: the device's office.
            device: the device.
            topics: its topics from now on; those that it had when left out.
            old_holds: how long the old credential holds; nothing at all ends it at once.
            after: the newest generation that whoever asks knows of; None where nobody looked.
            by: who asks.

        Raises:
            MeanwhileError: it has none, or a newer one than `after`.
            ForeignTopicError: another one's topics are among these.
            DeviceCredentialError: it has as many as can hold side by side.
        """
        password, now = device_password.make(), self._clock.now()
        digest = device_password.digest(password)

        def work(unit: DeviceUnit) -> Given:
            every = unit.credentials()
            known = _of(every, office, device)
            holding = [one for one in known if one.holds(now)]
            if not holding:
                raise MeanwhileError(f"{office}/{device} has no credential; `trygg device credential` gives it one")
            newest = holding[-1]
            if after is not None and newest.generation != after:
                raise MeanwhileError(f"{office}/{device} was given {newest.user} meanwhile")
            if len(holding) >= MOST_AT_ONCE and old_holds > timedelta(0):
                raise DeviceCredentialError(
                    f"{len(holding)} credentials of {office}/{device} hold side by side; see which one it has, and "
                    "revoke the others first"
                )
            before = OwnTopics(publishes=newest.publishes, hears=newest.hears)
            made = _made(
                every,
                known,
                office=office,
                device=device,
                kind=newest.kind,
                topics=topics or before,
                digest=digest,
                now=now,
            )
            return _kept(unit, made, password, by, older_until=now + old_holds, overlap=old_holds > timedelta(0))

        return await self._store.together(work)

    async def revoke(
        self, office: str, device: str, *, old_only: bool = False, before: int | None = None, by: Actor = COMMAND
    ) -> int:
        """End a device's credentials and return how many have ended.

        Args:
            office: the device's office.
            device: the device.
            old_only: all but the newest.
            before: those of generations below this one, which whoever asks takes for the newest.
            by: who asks.

        Raises:
            MeanwhileError: the generation named in `before` does not hold any more: nothing would be left.
        """
        now = self._clock.now()

        def work(unit: DeviceUnit) -> int:
            below = before
            known = _of(unit.credentials(), office, device)
            if old_only:
                below = known[-1].generation if known else None
            if before is not None and not any(one.generation == before and one.holds(now) for one in known):
                raise MeanwhileError(f"the newer credential of {office}/{device} was revoked meanwhile")
            ended = unit.end(office, device, now, below=below)
            if ended:
                facts = {"device": device, "many": ended, "left": below}
                unit.note(noted("DeviceCredentialRevoked", now, by, [office], **facts))
            return ended

        return await self._store.together(work)


def _of(every: Iterable[DeviceCredential], office: str, device: str) -> list[DeviceCredential]:
    return [one for one in every if (one.office, one.device) == (office, device)]


def _made(
    every: Iterable[DeviceCredential],
    known: Sequence[DeviceCredential],
    *,
    office: str,
    device: str,
    kind: DeviceCredentialKind,
    topics: OwnTopics,
    digest: str,
    now: datetime,
) -> DeviceCredential:
    """Return a device's next credential; raises ForeignTopicError where its topics are another one's."""
    for other in every:
        if (other.office, other.device) != (office, device) and other.holds(now):
            shared = shared_topic(topics.publishes, other.publishes)
            if shared is not None:
                raise ForeignTopicError(
                    f"{shared} belongs to {other.office}/{other.device}: with it {office}/{device} could press in "
                    "its name; choose a narrower prefix, or revoke the other one first"
                )
    generation = known[-1].generation + 1 if known else 1
    return DeviceCredential(
        # A user name is given once: sessions and messages that the broker keeps for the old one stay the old one's.
        user=f"{office}.{device}" if generation == 1 else f"{office}.{device}.{generation}",
        office=office,
        device=device,
        generation=generation,
        kind=kind,
        publishes=topics.publishes,
        hears=topics.hears,
        digest=digest,
        created_at=now,
    )


def _kept(
    unit: DeviceUnit,
    made: DeviceCredential,
    password: str,
    by: Actor,
    *,
    older_until: datetime | None = None,
    overlap: bool = False,
) -> Given:
    unit.add(made)
    if older_until is not None:
        unit.shorten(made.office, made.device, older_until, below=made.generation)
    facts = {"device": made.device, "kind": made.kind, "generation": made.generation}
    unit.note(noted("DeviceCredentialMade", made.created_at, by, [made.office], **facts))
    return Given(
        user=made.user,
        password=password,
        topics=OwnTopics(publishes=made.publishes, hears=made.hears),
        old_until=older_until if overlap else None,
    )
