"""Credentials of devices: made, kept as mosquitto keeps them, rotated and revoked."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.inventory import Device
from devices.own_topics import topics_of_device, topics_of_gateway
from parts.stores import AT, Watch
from service.access import device_password
from service.access.device_credentials import DeviceCredentialError, DeviceCredentials
from service.store.device_port import CredentialTakenError, DeviceCredential

PENDANT = topics_of_device(Device(office="as", device="pendant-1", name=""))


class FakeDevices:
    """A device store in memory."""

    def __init__(self) -> None:
        self.kept: list[DeviceCredential] = []

    async def credentials(self) -> list[DeviceCredential]:
        """Return all."""
        return sorted(self.kept, key=lambda one: (one.office, one.device, one.generation))

    async def counted(self) -> tuple[int, int]:
        """Return how many there are, and how many have ended."""
        return len(self.kept), sum(one.ended_at is not None for one in self.kept)

    async def of_device(self, office: str, device: str) -> list[DeviceCredential]:
        """Return a device's."""
        return [one for one in await self.credentials() if (one.office, one.device) == (office, device)]

    async def add(self, credential: DeviceCredential, *, older_until: datetime | None = None) -> None:
        """Keep one, and let its elders hold no longer than until then."""
        if any(one.user == credential.user for one in self.kept):
            raise CredentialTakenError(credential.user)
        for place, one in enumerate(self.kept):
            same = (one.office, one.device) == (credential.office, credential.device)
            if same and older_until and (one.expires_at is None or one.expires_at > older_until):
                self.kept[place] = replace(one, expires_at=older_until)
        self.kept.append(credential)

    async def end(self, office: str, device: str, at: datetime, *, below: int | None = None) -> int:
        """End a device's."""
        ended = 0
        for place, one in enumerate(self.kept):
            if (one.office, one.device) == (office, device) and one.holds(at) and (below or 99) > one.generation:
                self.kept[place] = replace(one, ended_at=at)
                ended += 1
        return ended


@pytest.fixture
def watch() -> Watch:
    """The clock."""
    return Watch()


@pytest.fixture
def store() -> FakeDevices:
    """Where credentials are kept."""
    return FakeDevices()


@pytest.fixture
def credentials(store: FakeDevices, watch: Watch) -> DeviceCredentials:
    """What is tested."""
    return DeviceCredentials(store, watch)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_password_fits_its_own_digest_alone(one: str, other: str) -> None:
    """And no two digests of one password are alike."""
    kept = device_password.digest(one)
    assert device_password.fits(one, kept)
    assert device_password.fits(other, kept) == (one == other)
    assert kept != device_password.digest(one)
    assert kept.startswith("$7$101$")
    assert ":" not in kept


def test_passwords_are_long_and_can_be_typed() -> None:
    """32 small letters and digits, never the same."""
    made = {device_password.make() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 32 and one.isalnum() and one.islower() for one in made)


async def test_the_password_is_nowhere_but_with_its_owner(store: FakeDevices, credentials: DeviceCredentials) -> None:
    """Kept is a digest that it fits; no text about either shows it."""
    given_ = await credentials.give("as", "pendant-1", "device", PENDANT)
    (kept,) = store.kept
    assert given_.user == kept.user == "as.pendant-1"
    assert device_password.fits(given_.password, kept.digest)
    assert given_.password not in repr(given_) + repr(kept)


async def test_one_credential_to_a_device(credentials: DeviceCredentials) -> None:
    """A second one is a rotation, and said to be."""
    await credentials.give("as", "pendant-1", "device", PENDANT)
    with pytest.raises(DeviceCredentialError, match="trygg device rotate"):
        await credentials.give("as", "pendant-1", "device", PENDANT)
    with pytest.raises(DeviceCredentialError, match="trygg device credential"):
        await credentials.rotate("as", "pendant-2")


async def test_a_rotation_is_a_new_name_beside_the_old(
    store: FakeDevices, watch: Watch, credentials: DeviceCredentials
) -> None:
    """So the device can press all the time, until somebody has been to it."""
    await credentials.give("as", "pendant-1", "device", PENDANT)
    rotated = await credentials.rotate("as", "pendant-1", old_holds=timedelta(hours=2))
    assert (rotated.user, rotated.old_until) == ("as.pendant-1.2", AT + timedelta(hours=2))
    assert [one.holds(watch.at) for one in store.kept] == [True, True]
    assert store.kept[0].publishes == store.kept[1].publishes
    watch.at += timedelta(hours=2)
    assert [one.holds(watch.at) for one in store.kept] == [False, True]


async def test_a_rotation_at_once_leaves_the_new_one_alone(
    store: FakeDevices, watch: Watch, credentials: DeviceCredentials
) -> None:
    """Where the old one has been seen by somebody."""
    await credentials.give("as", "pendant-1", "device", PENDANT)
    rotated = await credentials.rotate("as", "pendant-1", old_holds=timedelta(0))
    assert rotated.old_until is None
    assert [one.holds(watch.at) for one in store.kept] == [False, True]


async def test_a_name_is_never_given_twice(store: FakeDevices, credentials: DeviceCredentials) -> None:
    """After a revocation the next one has another name: what the broker kept for the old one stays its own."""
    await credentials.give("as", "pendant-1", "device", PENDANT)
    assert await credentials.revoke("as", "pendant-1") == 1
    assert await credentials.revoke("as", "pendant-1") == 0
    assert (await credentials.give("as", "pendant-1", "device", PENDANT)).user == "as.pendant-1.2"
    assert await credentials.revoke("as", "pendant-1", old_only=True) == 0
    assert await credentials.kinds_of("as", "pendant-1") == {"device"}


async def test_nobody_gets_another_ones_topics(credentials: DeviceCredentials) -> None:
    """A gateway whose prefix covers another one's is refused; once that one is revoked it may have it."""
    await credentials.give("as", "z2m", "gateway", topics_of_gateway(["site/east"]))
    with pytest.raises(DeviceCredentialError, match="belongs to as/z2m"):
        await credentials.give("as", "all", "gateway", topics_of_gateway(["site"]))
    await credentials.revoke("as", "z2m")
    await credentials.give("as", "all", "gateway", topics_of_gateway(["site"]))
