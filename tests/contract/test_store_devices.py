"""Devices' credentials, on both databases alike."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from parts.stores import AT, Stores
from service.access.trace import noted
from service.alarm.actor import Actor
from service.store.access_port import EVERYWHERE
from service.store.device_port import CredentialTakenError, DeviceCredential, DeviceStore, DeviceUnit
from service.store.port import RowRefused

LATER = AT + timedelta(hours=24)
PENDANT = DeviceCredential(
    user="as.pendant-1",
    office="as",
    device="pendant-1",
    generation=1,
    kind="device",
    publishes=("trygg/v1/as/pendant-1/press",),
    hears=("trygg/v1/as/pendant-1/feedback",),
    digest="$7$101$c2FsdA==$aGFzaA==",
    created_at=AT,
)
NEXT = replace(PENDANT, user="as.pendant-1.2", generation=2)


async def _add(devices: DeviceStore, credential: DeviceCredential, *, older_until: datetime | None = None) -> None:
    def work(unit: DeviceUnit) -> None:
        unit.add(credential)
        if older_until is not None:
            unit.shorten(credential.office, credential.device, older_until, below=credential.generation)

    await devices.together(work)


async def _end(devices: DeviceStore, office: str, device: str, *, below: int | None = None) -> int:
    return await devices.together(lambda unit: unit.end(office, device, LATER, below=below))


async def test_a_credential_is_kept_whole(stores: Stores) -> None:
    """What was kept is what is read, also by another node and after a change of the list's order."""
    devices = stores.open().devices
    gateway = replace(PENDANT, user="as.z2m", device="z2m", kind="gateway", publishes=("zigbee2mqtt/#",), hears=())
    await _add(devices, gateway)
    await _add(devices, PENDANT)
    assert await devices.credentials() == [PENDANT, gateway]
    assert await devices.of_device("as", "pendant-1") == [PENDANT]
    assert await devices.of_device("as", "pen\0dant") == []


async def test_of_many_at_once_one_is_kept(stores: Stores) -> None:
    """Two who give a device its credential at the same moment: one is told, and its password never held."""
    devices = stores.open().devices
    results = await asyncio.gather(
        *(_add(devices, replace(PENDANT, digest=f"$7${n}$a$b")) for n in range(2)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["CredentialTakenError", "NoneType"]
    assert len(await devices.credentials()) == 1


async def test_a_rotation_lets_the_old_one_hold_a_while(stores: Stores) -> None:
    """In the same transaction; and no later rotation makes it hold longer than was said."""
    devices = stores.open().devices
    await _add(devices, PENDANT)
    await _add(devices, NEXT, older_until=LATER)
    third = replace(PENDANT, user="as.pendant-1.3", generation=3)
    await _add(devices, third, older_until=LATER + timedelta(hours=1))
    old, middle, new = await devices.of_device("as", "pendant-1")
    assert (old.expires_at, middle.expires_at, new.expires_at) == (LATER, LATER + timedelta(hours=1), None)
    assert (old.holds(AT), old.holds(LATER), new.holds(LATER)) == (True, False, True)


async def test_a_refused_rotation_leaves_the_old_one_alone(stores: Stores) -> None:
    """Whoever comes second has shortened nothing."""
    devices = stores.open().devices
    await _add(devices, PENDANT)
    await _add(devices, NEXT)
    with pytest.raises(CredentialTakenError):
        await _add(devices, replace(NEXT, digest="$7$1$a$b"), older_until=AT)
    assert [one.expires_at for one in await devices.of_device("as", "pendant-1")] == [None, None]


async def test_a_credential_ends_once(stores: Stores) -> None:
    """All of a device's, or the older ones alone; what has run out or ended is not ended again."""
    devices = stores.open().devices
    other = replace(PENDANT, user="as.pendant-2", device="pendant-2")
    assert await devices.counted() == (0, 0)
    for one in (PENDANT, NEXT, other):
        await _add(devices, one)
    assert await devices.counted() == (3, 0)
    assert await _end(devices, "as", "pendant-1", below=2) == 1
    assert await _end(devices, "as", "pendant-1") == 1
    assert await _end(devices, "as", "pendant-1") == 0
    assert await _end(devices, "as", "nobody\0") == 0
    assert [one.ended_at for one in await devices.credentials()] == [LATER, LATER, None]
    assert await devices.counted() == (3, 2)


async def test_a_password_in_clear_cannot_be_kept(stores: Stores) -> None:
    """The database refuses what is no digest, and a kind that nobody knows."""
    devices = stores.open().devices
    for broken in (replace(PENDANT, digest="secret"), replace(PENDANT, kind="person")):  # type: ignore[arg-type]
        with pytest.raises((RowRefused, CredentialTakenError)):
            await _add(devices, broken)
    assert await devices.credentials() == []


async def test_what_is_changed_and_what_is_noted_hold_together(stores: Stores) -> None:
    """The record of access tells of a credential exactly where there is one; a work reads what it has written."""
    store = stores.open()

    def work(unit: DeviceUnit) -> list[DeviceCredential]:
        unit.add(PENDANT)
        unit.note(noted("DeviceCredentialMade", AT, Actor(via="cli"), ["as"], device="pendant-1", generation=1))
        return unit.credentials()

    def failing(unit: DeviceUnit) -> None:
        unit.end("as", "pendant-1", LATER)
        unit.note(noted("DeviceCredentialRevoked", LATER, Actor(via="cli"), ["as"], device="pendant-1"))
        raise ValueError("in the middle")

    assert await store.devices.together(work) == [PENDANT]
    with pytest.raises(ValueError, match="in the middle"):
        await store.devices.together(failing)
    assert await store.devices.credentials() == [PENDANT]
    assert [one.event for one in await store.entries(EVERYWHERE, 0, 10)] == ["DeviceCredentialMade"]
