"""Outputs that several want on, and those that do not stay as they were switched."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from devices.command import OutputDevice, OutputDevices
from devices.signals import OutputState
from parts.house_of_outputs import MINUTE, SIREN, House, Reports, house, says
from parts.stores import OFFICE, raising
from service.alarm.commands import ReportOutput
from service.dispatch.handle import Dispatch
from service.jobs.outputs import Outputs
from service.store.output_port import Order
from service.store.port import StoreUnavailable

__all__ = ["house"]

THEIRS = "lunden"
PLUG = OutputDevice(office=OFFICE, output="siren", family="zigbee2mqtt", address="yard/plug", channel="state")
HORN = replace(PLUG, office=THEIRS, output="horn")


class _Shared:
    """One plug that two offices call by two names, and a node that serves both."""

    def __init__(self, house: House) -> None:
        self.house = house
        enrolled = OutputDevices([PLUG, HORN])
        dispatch = cast("Dispatch", house.reports_of_all)
        self.node = Outputs(house.store, dispatch, house.stores.watch, house.publish, lambda: enrolled)

    async def order(self, office: str, seconds: float, *, alarm: str, on: bool = True) -> None:
        """Order the plug on for so many seconds, by the name that the office has for it."""
        now = self.house.stores.watch.at
        name = PLUG.output if office == OFFICE else HORN.output
        until = now + timedelta(seconds=seconds)
        order = Order(office=office, output=name, alarm=alarm, on=on, until=until, due_at=now)
        await self.house.store.commit(office, lambda unit: unit.order(order))

    async def look(self, *, says: bool | None = None) -> list[str]:
        """Let the node look, after the plug has said how it stands; return what it was told."""
        if says is not None:
            self.node.hear("own", OutputState(office=None, device="yard/plug", output="state", on=says))
        await self.node.look()
        told = [payload["state"] for _, payload in self.house.told]
        self.house.told.clear()
        return told


async def _shared(house: House) -> _Shared:
    await house.store.commit(THEIRS, raising("press-2", alarm="a-2", covers="device:lunden/pendant-1"))
    return _Shared(house)


async def test_a_siren_sounds_until_the_last_office_that_wants_it_has_ended(house: House) -> None:
    """Whether the first one's time is over or its alarm ends; then the other's time ends it, and it says so."""
    shared = await _shared(house)
    await shared.order(OFFICE, 10, alarm="a-1")
    await shared.order(THEIRS, 60, alarm="a-2")
    assert await shared.look() == ["ON", "ON"]
    assert await shared.look(says=True) == []
    house.passes(11)
    assert [await shared.look() for _ in range(3)] == [[], [], []], "its time is over, and the other's is not"
    await shared.order(OFFICE, 60, alarm="a-1")
    assert await shared.look() == ["ON"]
    await shared.order(OFFICE, 0, alarm="a-1", on=False)
    assert [await shared.look() for _ in range(2)] == [[], []], "its alarm is over, and the other's is not"
    house.passes(50)
    assert [await shared.look(), await shared.look()] == [[], ["OFF"]]
    assert await shared.look(says=False) == []
    assert await house.store.outputs.to_output(THEIRS, "horn") == []


async def test_what_goes_off_by_itself_is_switched_on_once_more_and_then_named(house: House) -> None:
    """A siren that somebody has pulled: it is told again at once; the second time people are told not to rely on it."""
    node = house.node()
    await house.order()
    await node.look()
    node.hear("own", says(on=True))
    await node.look()
    for retained in (True, False):
        state = OutputState(office=OFFICE, device="siren-yard", output="out", on=False, retained=retained)
        node.hear("own", state)
        await node.look()
        assert house.states() == ([True] if retained else [True, True]), "what the broker kept says nothing"
    node.hear("own", says(on=True))
    await node.look()
    assert (house.reports, await house.left()) == ([(True, None)] * 2, [(True, "confirmed")])
    node.hear("own", says(on=False))
    await node.look()
    assert (house.reports[-1], await house.left()) == ((True, "went_off"), [(True, "failed")])
    house.passes(30)
    await node.look()
    assert house.states() == [True, True], "it is not switched on for ever"
    house.passes(31)
    await node.look()
    await node.look()
    assert house.states() == [True, True, False], "its end is told all the same: nobody knows how it stands"


async def test_what_was_never_proven_or_is_over_is_not_switched_on_again(house: House) -> None:
    """Its word from before it was switched, or after its time, is what was to be expected."""
    node = house.node()
    await house.order()
    await node.look()
    node.hear("own", says(on=False))
    await node.look()
    assert (house.states(), await house.left()) == ([True], [(True, "waiting")])
    node.hear("own", says(on=True))
    await node.look()
    house.passes(60)
    node.hear("own", says(on=False))
    await node.look()
    assert house.states() == [True]


async def test_a_siren_that_does_not_come_back_is_named_by_its_silence(house: House) -> None:
    """Switched on again and no answer: three tries are named as ever."""
    node = house.node()
    await house.order()
    await node.look()
    node.hear("own", says(on=True))
    await node.look()
    node.hear("own", says(on=False))
    for _ in range(3):
        await node.look()
        house.passes(5)
    assert (house.reports[-1], house.states()) == ((True, "no_answer"), [True] * 4)
    assert SIREN.output == "siren"


class Away(Reports):
    """Takes nothing for one office, as while its plan does not come or its record is locked."""

    def __init__(self, reports: list[tuple[bool, str | None]], wrong: Exception) -> None:
        super().__init__(reports)
        self.wrong: Exception | None = wrong

    async def ask(self, office: str, alarm: str, make: Callable[[Any], ReportOutput]) -> None:
        """Note what becomes of an output, where it can be noted."""
        if office == THEIRS and self.wrong is not None:
            raise self.wrong
        await super().ask(office, alarm, make)


@pytest.mark.parametrize("wrong", [StoreUnavailable("its plan has not been read"), KeyError("nobody knows it")])
async def test_what_cannot_be_written_of_one_office_s_output_holds_up_no_other_s(
    house: House, wrong: Exception
) -> None:
    """A siren says that it is on while nothing can be written there: in the next office a door is told to open."""
    await house.store.commit(THEIRS, raising("press-2", alarm="a-2", covers="device:lunden/pendant-1"))
    enrolled, dispatch = OutputDevices([HORN, SIREN]), Away(house.reports, wrong)
    node = Outputs(house.store, cast("Dispatch", dispatch), house.stores.watch, house.publish, lambda: enrolled)
    now = house.stores.watch.at
    for office, output, alarm in ((THEIRS, "horn", "a-2"), (OFFICE, "siren", "a-1")):
        order = Order(office=office, output=output, alarm=alarm, on=True, until=now + MINUTE, due_at=now)
        await house.store.commit(office, lambda unit, order=order: unit.order(order))  # type: ignore[misc]
    node.hear("own", OutputState(office=None, device="yard/plug", output="state", on=True))
    with suppress(StoreUnavailable):
        await node.look()
    assert "trygg/v1/as/siren-yard/set" in [topic for topic, _ in house.told]
    dispatch.wrong = None
    await node.look()
    proven = [order.state for order in await house.store.outputs.to_output(THEIRS, "horn")]
    assert proven == (["confirmed"] if isinstance(wrong, StoreUnavailable) else ["waiting"])
