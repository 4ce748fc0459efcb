"""Devices that were enrolled on the page, on both databases alike."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from devices.inventory import Device
from parts.stores import AT, Stores
from service.access.trace import noted
from service.alarm.actor import Actor
from service.store.access_port import EVERYWHERE
from service.store.enrolment_port import Enrolment, EnrolmentStore, EnrolmentUnit
from service.store.port import RowRefused

PENDANT = Device(office="as", device="pendant-1", name="Berlock 1 – Åsa")
WHOLE = Device(
    office="as",
    device="knob",
    name="Knapp \N{BELL} 'x'",
    holder="anna",
    place="reception",
    kinds={"*": "emergency", "double": "assist"},
    answers=frozenset({"led", "text"}),
    reporting_time=timedelta(hours=25),
    known_as=("0x00158d0001a2b3c4", "desk/under left"),
    family="generic",
    broker="house",
    model="TS0215A_sos",
    through="zigbee2mqtt-bridge",
    standing="out_of_service",
    until=date(2026, 12, 24),
)


async def keep(store: EnrolmentStore, *devices: Device) -> int:
    """Enrol devices in one transaction, and return its revision."""

    def work(unit: EnrolmentUnit) -> int:
        facts = {"devices": [one.device for one in devices]}
        revision = unit.note(noted("DevicesEnrolled", AT, Actor(via="cli"), ["as"], **facts))
        unit.keep(Enrolment(device=one, revision=revision, changed_at=AT) for one in devices)
        return revision

    return await store.together(work)


async def test_an_enrolment_is_kept_whole(stores: Stores) -> None:
    """Whatever an entry of a file can say comes back as it was said, with the revision it was noted under."""
    store = stores.open().enrolments
    first = await keep(store, PENDANT)
    second = await keep(store, WHOLE)
    assert second > first
    assert await store.every() == [
        Enrolment(device=WHOLE, revision=second, changed_at=AT),
        Enrolment(device=PENDANT, revision=first, changed_at=AT),
    ]
    assert await store.of_office("lunden") == []
    assert await store.of_office("a\0s") == []


async def test_a_later_one_takes_the_place_of_what_was_there(stores: Stores) -> None:
    """One device has one enrolment; whoever looks for changes sees that there was one, a removal too."""
    store = stores.open().enrolments
    assert await store.changed() == 0
    await keep(store, PENDANT, WHOLE)
    seen = [await store.changed()]
    await keep(store, replace(PENDANT, standing="lost"))
    seen.append(await store.changed())

    def remove(unit: EnrolmentUnit) -> None:
        unit.remove("as", "knob")
        unit.note(noted("DeviceUnenrolled", AT, Actor(via="cli"), ["as"], device="knob"))

    await store.together(remove)
    seen.append(await store.changed())
    assert [one.device.standing for one in await store.every()] == ["lost"]
    assert len(set(seen)) == 3


async def test_a_work_that_fails_leaves_nothing(stores: Stores) -> None:
    """Neither the devices nor what was noted of them."""
    store = stores.open()

    def failing(unit: EnrolmentUnit) -> None:
        unit.note(noted("DevicesEnrolled", AT, Actor(via="cli"), ["as"], devices=["pendant-1"]))
        unit.keep([Enrolment(device=PENDANT, revision=1, changed_at=AT)])
        assert [one.device for one in unit.of_office("as")] == [PENDANT]
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        await store.enrolments.together(failing)
    assert await store.enrolments.every() == []
    assert (await store.head(EVERYWHERE)).position == 0


async def test_the_database_refuses_what_makes_no_sense(stores: Stores) -> None:
    """A standing nobody knows, an end of something else than a time out of service, a wearer of a spare one."""
    store = stores.open().enrolments
    for broken in (
        replace(PENDANT, standing="eaten"),  # type: ignore[arg-type]
        replace(PENDANT, until=date(2026, 12, 1)),
        replace(PENDANT, standing="unissued", holder="anna"),
        replace(PENDANT, reporting_time=timedelta(0)),
    ):
        with pytest.raises(RowRefused):
            await keep(store, broken)
    assert await store.every() == []


async def test_many_at_once_are_kept_one_after_the_other(stores: Stores) -> None:
    """Each has its own revision."""
    store = stores.open().enrolments
    revisions = await asyncio.gather(*(keep(store, replace(PENDANT, device=f"p-{n}")) for n in range(5)))
    assert len(set(revisions)) == 5
    assert len(await store.every()) == 5
