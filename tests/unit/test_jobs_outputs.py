"""Orders to outputs while things go wrong: two nodes, a kill in between, a late siren, a broker that is gone."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from devices.adapters.chirpstack.adapter import ChirpStackAdapter
from devices.adapters.tts.adapter import TtsAdapter
from devices.command import OutputDevice, OutputDevices
from devices.signals import Delivered, OutputState
from parts.house_of_outputs import MINUTE, SIREN, House, house, says
from parts.stores import OFFICE, raising
from service.alarm.response import Switch
from service.dispatch.handle import Dispatch
from service.jobs.outputs import Outputs
from service.store.output_port import Order
from service.store.port import Store, Unit

__all__ = ["house"]

SOCKET = OutputDevice(
    office=OFFICE,
    output="siren",
    family="chirpstack",
    address="24E124538C000001",
    channel="socket_status",
    application="app-1",
)


def planned(unit: Unit) -> None:
    """Raise an alarm whose plan has the siren on for a minute."""
    raising("press-7", alarm="a-7", covers="device:as/pendant-7")(unit)
    alarm = unit.alarm("a-7")
    assert alarm is not None
    first, *rest = alarm.script.steps
    switch = Switch(output="siren", kind="siren", zone=None, on_for=MINUTE)
    steps = (replace(first, switch=(switch,)), *rest)
    unit.save_alarm(replace(alarm, script=replace(alarm.script, steps=steps)))


class Overtaken:
    """A store in which another node writes an order between a node's look and its first try."""

    def __init__(self, store: Store, order: Order) -> None:
        self._store = store
        self._order: Order | None = order

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def commit(self, office: str, work: Callable[[Unit], object]) -> object:
        """Let the other node write first, once."""
        if (order := self._order) is not None:
            self._order = None
            await self._store.commit(office, lambda unit: unit.order(order))
        return await self._store.commit(office, work)


async def test_a_node_that_dies_between_order_and_command_is_taken_over(house: House) -> None:
    """Counting the try comes first: whoever is alive tries again a second later, and one try is one node's."""
    await house.order()
    await asyncio.gather(*(node.look() for node in (house.node(), house.node())))
    assert house.states() == [True]
    house.told.clear()  # as if the node had been killed before it sent
    other = house.node()
    await other.look()
    assert house.states() == []
    house.passes(1)
    await other.look()
    assert house.states() == [True]
    other.hear("own", says(True))
    await other.look()
    assert (house.reports, await house.left()) == ([(True, None)], [(True, "confirmed")])


async def test_what_is_on_ends_by_time_whoever_is_left(house: House) -> None:
    """The node that switched it on is gone: another one ends it, and tries until the siren says that it is silent."""
    await house.order()
    first = house.node()
    await first.look()
    first.hear("own", says(True))
    await first.look()
    house.passes(61)
    second = house.node()
    await second.look()
    await second.look()
    assert house.states() == [True, False]
    house.passes(1)
    await second.look()
    second.hear("own", says(False))
    await second.look()
    assert (house.states(), house.reports[-1], await house.left()) == ([True, False, False], (False, None), [])


async def test_a_wall_clock_that_goes_back_makes_no_siren_sound_longer(house: House) -> None:
    """Told again behind the jump, it is told what is left of its minute; and its end comes when that has passed."""
    await house.order()
    node = house.node()
    await node.look()
    await node.look()
    house.jumps(timedelta(hours=-1))
    house.passes(40)
    await node.look()
    assert [told.get("for") for _, told in house.told] == [60, 20]
    node.hear("own", says(True))
    await node.look()
    house.passes(21)
    await node.look()
    await node.look()
    assert house.states() == [True, True, False]


async def test_a_node_that_starts_behind_such_a_jump_has_no_siren_on_for_longer_than_the_plan_says(
    house: House,
) -> None:
    """How long it was on already, nobody knows by then; but an hour and a minute it was never to be on."""
    await house.store.commit(OFFICE, planned)
    await house.order(alarm="a-7")
    house.jumps(timedelta(hours=-1))
    node = house.node()
    await node.look()
    house.passes(20)  # its first try is due at an instant that has not come again: it is made all the same
    await node.look()
    house.passes(41)
    await node.look()
    await node.look()
    assert [(told["on"], told.get("for")) for _, told in house.told] == [(True, 40), (False, None)]


async def test_another_node_s_clock_that_is_ahead_has_no_siren_on_for_longer_than_the_plan_says(house: House) -> None:
    """Two nodes order the same siren for a minute; what one's clock adds is not told by the other."""
    await house.store.commit(OFFICE, planned)
    await house.order()
    now = house.stores.watch.at
    ahead = Order(
        office=OFFICE, output="siren", alarm="a-7", on=True, until=now + MINUTE + timedelta(seconds=1), due_at=now
    )
    store = cast("Store", Overtaken(house.store, ahead))
    dispatch = cast("Dispatch", house.reports_of_all)
    await Outputs(store, dispatch, house.stores.watch, house.publish, lambda: OutputDevices([SIREN])).look()
    assert [told["for"] for _, told in house.told] == [60]


async def test_a_siren_that_answers_late_is_named_and_then_confirmed(house: House) -> None:
    """Three tries without a word are named; its word counts whenever it comes, but not from before it was told."""
    await house.order()
    node = house.node()
    for _ in range(3):
        await node.look()
        house.passes(5)
    assert set(house.reports) == {(True, "no_answer")}
    node.hear("own", OutputState(office=OFFICE, device="siren-yard", output="out", on=True, retained=True))
    await node.look()
    assert await house.left() == [(True, "waiting")]
    node.hear("own", says(True))
    await node.look()
    assert (house.reports[-1], await house.left()) == ((True, None), [(True, "confirmed")])
    node.hear("own", says(True))
    await node.look()
    assert house.reports.count((True, None)) == 1


async def test_a_broker_that_is_gone_is_named_and_tried_until_it_is_back(house: House) -> None:
    """It says not reached, which is something else than a silent siren; an order to switch off is given up at last."""
    house.has_broker = False
    await house.order()
    node = house.node()
    for _ in range(3):
        await node.look()
        house.passes(5)
    assert (house.told, set(house.reports)) == ([], {(True, "not_reached")})
    house.has_broker = True
    await node.look()
    assert house.states() == [True]
    house.has_broker = False
    house.passes(60)
    await node.look()
    await node.look()
    house.passes(601)
    await node.look()
    assert (house.reports[-1], await house.left()) == ((False, "no_answer"), [])


async def test_nothing_is_switched_off_that_another_alarm_wants_on(house: House) -> None:
    """Two alarms have the siren on: the end of one tells it nothing."""
    await house.order(alarm="a-1")
    await house.store.commit(OFFICE, raising("press-2", alarm="a-2", covers="device:as/pendant-2"))
    await house.order(alarm="a-2")
    node = house.node()
    await node.look()
    await house.order(on=False, alarm="a-1")
    house.passes(1)
    await node.look()
    assert False not in house.states()


@pytest.mark.parametrize("family", ["chirpstack", "tts"])
async def test_what_a_network_says_has_arrived_is_proven(house: House, family: str) -> None:
    """Its acknowledgement, read by the family's adapter, settles the order on any node, and no other order's does."""
    house.output = SOCKET if family == "chirpstack" else OutputDevice(
        office=OFFICE, output="siren", family="tts", address="socket-1", channel="socket_status", application="app@t"
    )  # fmt: skip
    await house.order()
    await house.node().look()
    house.passes(2)
    await house.node().look()
    ((topic, message),) = house.told  # the air is given its time
    node = house.node()
    if family == "chirpstack":
        assert topic == "application/app-1/device/24e124538c000001/command/down"
        answer = {"queueItemId": message["id"], "acknowledged": True, "deviceInfo": {"devEui": message["devEui"]}}
        heard = ChirpStackAdapter().decode(
            topic.replace("command/down", "event/ack"), json.dumps(answer).encode(), retain=False
        )
    else:
        assert topic == "v3/app@t/devices/socket-1/down/replace"
        (downlink,) = message["downlinks"]
        answer = {"downlink_ack": {"correlation_ids": ["as:downlink:1", *downlink["correlation_ids"]]}}
        heard = TtsAdapter().decode(
            topic.replace("down/replace", "down/ack"), json.dumps(answer).encode(), retain=False
        )
    assert heard is not None
    (delivered,) = heard
    assert isinstance(delivered, Delivered)
    for token, reached in (("another", True), (delivered.token, False)):
        node.hear_delivered("own", Delivered(office=None, device=delivered.device, token=token, reached=reached))
    node.hear_delivered("site", delivered)
    await node.look()
    assert house.reports == []
    node.hear_delivered("own", delivered)
    await node.look()
    assert (house.reports, await house.left()) == ([(True, None)], [(True, "confirmed")])


async def test_a_siren_ends_by_itself_when_the_last_alarm_that_wants_it_does(house: House) -> None:
    """A shorter order that comes later must not shorten what it is told: it would be silent while one wants it on."""
    await house.order(alarm="a-1")
    await house.node().look()
    await house.store.commit(OFFICE, raising("press-2", alarm="a-2", covers="device:as/pendant-2"))
    now = house.stores.watch.at
    short = Order(
        office=OFFICE, output="siren", alarm="a-2", on=True, until=now + timedelta(seconds=5), due_at=now, tries=0
    )
    await house.store.commit(OFFICE, lambda unit: unit.order(short))
    await house.node().look()
    assert [told["for"] for _, told in house.told] == [60, 60]


async def test_one_output_that_cannot_be_told_anything_holds_up_no_other(house: House) -> None:
    """A name that would change the topic's shape reaches no topic; a broker that never answers is not waited for."""
    wrong = replace(SIREN, output="wrong", address="yard/+/siren")
    stalled = replace(SIREN, output="stalled", address="attic")
    enrolled = OutputDevices([wrong, stalled, SIREN])
    dispatch = cast("Dispatch", house.reports_of_all)

    def publish(broker: str, topic: str, payload: bytes) -> "asyncio.Future[bool]":
        if "attic" in topic:
            return asyncio.get_running_loop().create_future()
        return house.publish(broker, topic, payload)

    node = Outputs(house.store, dispatch, house.stores.watch, publish, lambda: enrolled)
    now = house.stores.watch.at
    for output in ("wrong", "stalled", "siren"):
        order = Order(office=OFFICE, output=output, alarm="a-1", on=True, until=now + MINUTE, due_at=now)
        await house.store.commit(OFFICE, lambda unit, order=order: unit.order(order))  # type: ignore[misc]
    looking = asyncio.create_task(node.look())
    async with asyncio.timeout(20):
        while not house.told:
            await asyncio.sleep(0.01)
    assert house.reports == [(True, "not_enrolled")]
    await looking
    assert [topic for topic, _ in house.told] == ["trygg/v1/as/siren-yard/set"]


def test_offices_that_share_a_siren_are_known() -> None:
    """However each calls it: the end of one's alarm must not silence the other's."""
    theirs = replace(SIREN, office="lunden", output="horn", address="SIREN-yard", family="tasmota")
    mine = replace(SIREN, family="tasmota")
    other = replace(SIREN, output="lamp", channel="lamp")
    enrolled = OutputDevices([mine, theirs, other])
    assert enrolled.sharing(mine) == (mine, theirs)
