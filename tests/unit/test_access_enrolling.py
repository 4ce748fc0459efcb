"""Enrolling devices on the page: who was first, whose a name is, and what the record of access says."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from devices.inventory import Device, Inventory
from parts.enrolments import Kept
from parts.stores import Watch
from service.access import enrolling
from service.access.enrolling import (
    EnrolError,
    EnrolledMeanwhileError,
    Enrolling,
    InFileError,
    NameTakenError,
    TooManyError,
    Wanted,
)

PENDANT = Device(office="as", device="pendant-9", name="Berlock 9", holder="anna", known_as=("0x00158d0001a2b3c4",))
FILE = Device(office="as", device="pendant-1", name="Berlock 1", known_as=("old-name",))
ELSEWHERE = Device(office="lunden", device="knob", name="Knapp", known_as=("AA:BB:CC:DD:EE:01",))


def an_office() -> tuple[Enrolling, Kept]:
    """Return who enrols, and what is kept."""
    kept = Kept()
    clock = Watch(at=datetime(2026, 11, 28, 12, tzinfo=UTC))
    known = Inventory([FILE, ELSEWHERE])
    return Enrolling(kept, clock, files=lambda: Inventory([FILE]), known=lambda: known), kept


async def test_a_device_is_enrolled_changed_and_taken_out_again() -> None:
    """Each act stands in the record of access, without a word of who wears it."""
    enrolling_, kept = an_office()
    first = await enrolling_.put(Wanted(device=PENDANT, after=0))
    second = await enrolling_.put(Wanted(device=replace(PENDANT, holder="bo"), after=first.revision))
    assert (second.device.holder, second.revision > first.revision) == ("bo", True)
    await enrolling_.remove("as", "pendant-9", after=second.revision)
    assert kept.kept == {}
    assert [one.event for one in kept.noted] == ["DevicesEnrolled", "DeviceChanged", "DeviceUnenrolled"]
    assert kept.noted[1].facts["changed"] == ["holder"]
    assert not any(name in str(one.facts) for one in kept.noted for name in ("anna", "bo'"))


async def test_of_two_at_once_the_second_is_told() -> None:
    """Nobody overwrites what she has not seen: not a new device, not a changed one, not one taken out."""
    enrolling_, _ = an_office()
    first = await enrolling_.put(Wanted(device=PENDANT, after=0))
    with pytest.raises(EnrolledMeanwhileError):
        await enrolling_.put(Wanted(device=PENDANT, after=0))
    changed = await enrolling_.put(Wanted(device=replace(PENDANT, standing="lost"), after=first.revision))
    with pytest.raises(EnrolledMeanwhileError):
        await enrolling_.put(Wanted(device=PENDANT, after=first.revision))
    with pytest.raises(EnrolledMeanwhileError):
        await enrolling_.remove("as", "pendant-9", after=first.revision)
    await enrolling_.remove("as", "pendant-9", after=changed.revision)
    with pytest.raises(EnrolledMeanwhileError):
        await enrolling_.put(Wanted(device=PENDANT, after=changed.revision))


async def test_what_is_so_already_is_no_change() -> None:
    """Saving a form without a change notes nothing, and keeps the revision."""
    enrolling_, kept = an_office()
    first = await enrolling_.put(Wanted(device=PENDANT, after=0))
    assert await enrolling_.put(Wanted(device=PENDANT, after=first.revision)) == first
    assert len(kept.noted) == 1


async def test_what_a_file_names_is_changed_in_the_file() -> None:
    """Neither its name nor a further name of it can be had by another device."""
    enrolling_, _ = an_office()
    with pytest.raises(InFileError):
        await enrolling_.put(Wanted(device=replace(PENDANT, device="pendant-1"), after=0))
    with pytest.raises(NameTakenError):
        await enrolling_.put(Wanted(device=replace(PENDANT, known_as=("OLD-name",)), after=0))


async def test_an_address_belongs_to_one_device_alone() -> None:
    """However it is spelled, in this office and in another one: an address of two offices would be nobody's."""
    enrolling_, _ = an_office()
    await enrolling_.put(Wanted(device=PENDANT, after=0))
    for taken in ("00:15:8D:00:01:A2:B3:C4", "pendant-9", "aabbccddee01"):
        with pytest.raises(NameTakenError):
            await enrolling_.put(Wanted(device=Device(office="as", device="x", name="X", known_as=(taken,)), after=0))


async def test_all_of_a_file_or_nothing() -> None:
    """One that cannot be enrolled leaves none of the others enrolled, and two of a name are told from each other."""
    enrolling_, kept = an_office()
    two = [Wanted(device=Device(office="as", device=f"p-{n}", name="P", known_as=("same",)), after=0) for n in (1, 2)]
    with pytest.raises(NameTakenError):
        await enrolling_.put_all("as", two)
    assert (kept.kept, kept.noted) == ({}, [])
    fine = [replace(one, device=replace(one.device, known_as=())) for one in two]
    made = await enrolling_.put_all("as", fine)
    assert {one.revision for one in made} == {1}
    assert kept.noted[0].facts["devices"] == ["p-1", "p-2"]


async def test_two_may_change_their_names_with_each_other() -> None:
    """What counts is how it is afterwards."""
    enrolling_, _ = an_office()
    one, two = (Device(office="as", device=f"p-{n}", name="P", known_as=(f"address-{n}",)) for n in (1, 2))
    (first, second) = await enrolling_.put_all("as", [Wanted(device=one, after=0), Wanted(device=two, after=0)])
    swapped = [
        Wanted(device=replace(one, known_as=two.known_as), after=first.revision),
        Wanted(device=replace(two, known_as=one.known_as), after=second.revision),
    ]
    assert [each.device.known_as for each in await enrolling_.put_all("as", swapped)] == [two.known_as, one.known_as]


async def test_nobody_wears_a_spare_one_and_only_time_out_of_service_ends() -> None:
    """Whatever else was sent."""
    enrolling_, _ = an_office()
    spare = replace(PENDANT, standing="unissued", until=date(2026, 12, 1))
    made = await enrolling_.put(Wanted(device=spare, after=0))
    assert (made.device.holder, made.device.until) == (None, None)


async def test_an_office_has_no_more_than_it_can_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more is refused; one that is there can still be changed."""
    monkeypatch.setattr(enrolling, "MOST_DEVICES", 1)
    enrolling_, _ = an_office()
    first = await enrolling_.put(Wanted(device=PENDANT, after=0))
    with pytest.raises(TooManyError):
        await enrolling_.put(Wanted(device=Device(office="as", device="one-more", name="X"), after=0))
    await enrolling_.put(Wanted(device=replace(PENDANT, name="Y"), after=first.revision))


def test_every_refusal_has_a_code_of_its_own() -> None:
    """Programs go by it."""
    kinds = [EnrolError, EnrolledMeanwhileError, InFileError, NameTakenError, TooManyError]
    assert len({kind.code for kind in kinds}) == len(kinds)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        # Where topics name no office, a device's short name may be its address.
        ({"known_as": ("0x00158D0001A2B3C4",)}, {"device": "0x00158d0001a2b3c4", "family": "zigbee2mqtt"}),
        ({"device": "00158d0001a2b3c4", "known_as": ()}, {"known_as": ("00:15:8d:00:01:a2:b3:c4",)}),
        ({"device": "knob-7", "known_as": (), "family": "shelly"}, {"known_as": ("KNOB-7",)}),
    ],
)
async def test_no_office_takes_over_anothers_button_by_a_name(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    """What another office's device is called in its messages is neither a further name nor a short one here."""
    known = Inventory([replace(ELSEWHERE, **theirs)])
    clock = Watch(at=datetime(2026, 11, 28, 12, tzinfo=UTC))
    enrolling_ = Enrolling(Kept(), clock, files=Inventory, known=lambda: known)
    with pytest.raises(NameTakenError):
        await enrolling_.put(Wanted(device=replace(PENDANT, **mine), after=0))


async def test_two_offices_may_call_their_pendants_the_same() -> None:
    """A short name is the office's own, where topics name the office."""
    known = Inventory([replace(ELSEWHERE, device="pendant-9", known_as=())])
    clock = Watch(at=datetime(2026, 11, 28, 12, tzinfo=UTC))
    enrolling_ = Enrolling(Kept(), clock, files=Inventory, known=lambda: known)
    assert (await enrolling_.put(Wanted(device=PENDANT, after=0))).device == PENDANT
