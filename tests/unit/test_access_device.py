"""Credentials of devices: made, kept as mosquitto keeps them, rotated and revoked."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.inventory import Device
from devices.own_topics import topics_of_device, topics_of_gateway
from parts.devices import Devices
from parts.stores import AT, Watch
from service.access import device_password
from service.access.device_credentials import (
    MOST_AT_ONCE,
    DeviceCredentialError,
    DeviceCredentials,
    MeanwhileError,
)
from service.alarm.actor import Actor

PENDANT = topics_of_device(Device(office="as", device="pendant-1", name=""))


@pytest.fixture
def watch() -> Watch:
    """The clock."""
    return Watch()


@pytest.fixture
def store() -> Devices:
    """Where credentials are kept."""
    return Devices()


@pytest.fixture
def credentials(store: Devices, watch: Watch) -> DeviceCredentials:
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


async def test_the_password_is_nowhere_but_with_its_owner(store: Devices, credentials: DeviceCredentials) -> None:
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
    store: Devices, watch: Watch, credentials: DeviceCredentials
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
    store: Devices, watch: Watch, credentials: DeviceCredentials
) -> None:
    """Where the old one has been seen by somebody."""
    await credentials.give("as", "pendant-1", "device", PENDANT)
    rotated = await credentials.rotate("as", "pendant-1", old_holds=timedelta(0))
    assert rotated.old_until is None
    assert [one.holds(watch.at) for one in store.kept] == [False, True]


async def test_a_name_is_never_given_twice(store: Devices, credentials: DeviceCredentials) -> None:
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


async def test_of_two_who_rotate_at_once_one_is_told(store: Devices, credentials: DeviceCredentials) -> None:
    """Else the first would write a password into the device that the second has already given an end."""
    await credentials.give("as", "pendant-1", "device", PENDANT)
    await credentials.rotate("as", "pendant-1", after=1)
    with pytest.raises(MeanwhileError, match="meanwhile"):
        await credentials.rotate("as", "pendant-1", after=1)
    assert len(store.kept) == 2


async def test_the_old_ones_end_only_beside_the_newer_one(store: Devices, credentials: DeviceCredentials) -> None:
    """Whoever ends what is older than one that was itself revoked meanwhile would leave the device nothing."""
    await credentials.give("as", "pendant-1", "device", PENDANT)
    await credentials.rotate("as", "pendant-1")
    with pytest.raises(MeanwhileError):
        await credentials.revoke("as", "pendant-1", before=3)
    assert await credentials.revoke("as", "pendant-1", before=2) == 1
    assert [one.ended_at for one in store.kept] == [AT, None]


async def test_a_device_has_few_side_by_side(credentials: DeviceCredentials) -> None:
    """Each more is a password that somebody has mislaid; with the old ones ended at once there is always one more."""
    await credentials.give("as", "pendant-1", "device", PENDANT)
    for _ in range(MOST_AT_ONCE - 1):
        await credentials.rotate("as", "pendant-1")
    with pytest.raises(DeviceCredentialError, match="revoke the others"):
        await credentials.rotate("as", "pendant-1")
    await credentials.rotate("as", "pendant-1", old_holds=timedelta(0))


async def test_every_change_stands_in_the_record_without_a_secret(
    store: Devices, credentials: DeviceCredentials
) -> None:
    """Who, which device, which generation; what changed nothing is not noted."""
    by = Actor(via="api", who="a1")
    made = [
        await credentials.give("as", "pendant-1", "device", PENDANT, by=by),
        await credentials.rotate("as", "pendant-1", by=by),
    ]
    await credentials.revoke("as", "pendant-1", by=by)
    await credentials.revoke("as", "pendant-1", by=by)
    told = [(one.event, one.actor, one.facts["offices"], one.facts["device"]) for one in store.noted]
    made_one, revoked = "DeviceCredentialMade", "DeviceCredentialRevoked"
    assert told == [(event, by, ["as"], "pendant-1") for event in (made_one, made_one, revoked)]
    assert store.noted[-1].facts["many"] == 2
    assert not any(one.password in repr(store.noted) or one.password in repr(store.kept) for one in made)
