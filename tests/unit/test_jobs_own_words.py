"""Wearers of foreign buttons through the outbox: told where they pressed, and told only when it is proven."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any, cast

from devices.registry import Registry, load
from devices.signals import Delivered, Heartbeat, Ignored, OutputState, Press, Signal
from parts.stores import Watch
from service.alarm.states import Mode
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.jobs.outbox import Outbox, Wearers
from service.jobs.own_words import PAUSE_S, OwnWords
from service.store.port import Delivery, Store

DOCUMENT = """
listen:
  - {family: chirpstack, profiles: {shaker: {felt: {port: 5, received: 0a01, coming: "0a02"}}}}
  - {family: tasmota, felt: {knapp-4: POWER2}}
enrolled:
  as:
    cs: {family: chirpstack, known_as: [24E124538C000001], model: shaker, answers: [vibration]}
    knapp-4: {family: tasmota, answers: [vibration]}
    mute: {family: chirpstack, answers: [vibration]}
    pendant: {}
"""
UP = "application/app-1/device/24e124538c000001/event/up"


class _Nobody:
    def listen(self, listener: object) -> None:
        """Nothing is committed here."""


class House:
    """An outbox with its devices, and what has left."""

    def __init__(self) -> None:
        """Enrol the devices of the document."""
        loaded = load(DOCUMENT, "x")
        registry = Registry(loaded.inventory, sources=loaded.sources)
        self.sent: list[tuple[str, bytes]] = []
        self.watch = Watch()
        self.seconds = 100.0
        self.own_words = OwnWords(
            lambda: registry, self._publish, lambda _, text: text.upper(), now=lambda: self.seconds
        )
        self.outbox = Outbox(
            cast("Store", None),
            cast("Dispatch", _Nobody()),
            self.watch,
            lambda topic, payload: self._publish("own", topic, payload),
            Wearers(own_words=self.own_words),
        )

    def _publish(self, broker: str, topic: str, payload: bytes) -> "asyncio.Future[bool]":
        assert broker == "own"
        self.sent.append((topic, payload))
        sent: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        sent.set_result(True)
        return sent

    async def tell(self, device: str, state: str, **more: Any) -> None:
        """Have the outbox tell a device something that became so half a second ago."""
        delivery = Delivery(
            id=f"{device}-{state}",
            office="as",
            alarm="al-1",
            kind="feedback",
            reach="inside",
            mode=Mode.ACTUAL,
            address=f"as/{device}",
            content={"press": "7", "state": state, "moves": True, **more},
            created_at=self.watch.at - timedelta(seconds=0.5),
        )
        self.outbox.take(Outcome(office="as", alarm="al-1", state="open", deliveries=(delivery,)))
        await self.settles()

    async def settles(self) -> None:
        """Let everything that is ready run."""
        for _ in range(10):
            await asyncio.sleep(0)

    def hear(self, topic: str, *signals: Signal, broker: str = "own") -> None:
        """Hear one message."""
        self.own_words.hear(signals, broker, topic)

    def told_after(self) -> tuple[str, float] | None:
        """After how long it is shown that the presser was told that her alarm is received."""
        return self.outbox.pace.first_of("al-1")


async def test_a_downlink_counts_when_the_network_says_that_it_arrived() -> None:
    """That the broker has it proves nothing; neither another's word, nor one from another broker, does."""
    house = House()
    house.hear(UP, Press(office=None, device="24e124538c000001", unmistakable=True))
    await house.tell("cs", "received")
    ((topic, payload),) = house.sent
    assert topic == "application/app-1/device/24e124538c000001/command/down"
    name, device = json.loads(payload)["id"], "24e124538c000001"
    assert house.told_after() is None
    house.hear("x", Delivered(office=None, device=device, token="another", reached=True))
    house.hear("x", Delivered(office=None, device=device, token=name, reached=False))
    house.hear("x", Delivered(office=None, device="24e124538c000009", token=name, reached=True))
    house.hear("x", Delivered(office=None, device=device, token=name, reached=True), broker="site")
    await house.settles()
    assert house.told_after() is None
    house.watch.at += timedelta(seconds=2)
    for _ in range(2):
        house.hear("x", Delivered(office=None, device=device, token=name, reached=True))
    await house.settles()
    assert house.told_after() == ("device", 2.5)


async def test_a_button_that_was_never_heard_is_told_nothing() -> None:
    """Nobody knows its application after a start; once it has pressed, it is told, also what is said later."""
    house = House()
    await house.tell("cs", "received")
    assert house.sent == []
    house.hear(UP, Press(office=None, device="24e124538c000001", unmistakable=True))
    await house.tell("cs", "seen")
    assert house.sent == [], "its profile has no bytes for it"
    await house.tell("cs", "coming")
    assert len(house.sent) == 1
    await house.tell("mute", "received")
    assert len(house.sent) == 1


def _said(house: House) -> list[str]:
    """Return the bytes of the downlinks that have left."""
    return [base64.b64decode(json.loads(payload)["data"]).hex() for _, payload in house.sent]


DEVICE = "24e124538c000001"
PRESSED = Press(office=None, device=DEVICE, unmistakable=True)
ALIVE = Heartbeat(office=None, device=DEVICE, status="online")


async def test_a_word_that_is_late_waits_here_and_not_in_the_networks_queue() -> None:
    """What stands in that queue would be felt as the answer to the next press; here a newer word takes its place."""
    house = House()
    house.hear(UP, PRESSED)
    await house.tell("cs", "received")
    house.seconds += 20
    await house.tell("cs", "coming")
    assert _said(house) == ["0a01"], "a device of class A does not listen now"
    for topic, signal in ((UP, Ignored(office=None, device=DEVICE, reason="retained_press")), ("another", ALIVE)):
        house.hear(topic, signal)
    house.hear(UP, Heartbeat(office=None, device=DEVICE, status="online", retained=True))
    assert _said(house) == ["0a01"]
    house.hear(UP, ALIVE)
    house.hear(UP, ALIVE)
    assert _said(house) == ["0a01", "0a02"]
    name = json.loads(house.sent[-1][1])["id"]
    house.hear("x", Delivered(office=None, device=DEVICE, token=name, reached=True))


async def test_a_word_that_is_no_longer_so_is_never_felt() -> None:
    """Neither after a state that the profile has no bytes for, nor as an answer to the next press."""
    house = House()
    house.hear(UP, PRESSED)
    house.seconds += 20
    await house.tell("cs", "coming")
    await house.tell("cs", "cleared")
    house.hear(UP, ALIVE)
    assert house.sent == []
    house.seconds += 20
    await house.tell("cs", "coming")
    house.seconds += 20
    house.hear(UP, PRESSED, ALIVE)
    house.hear(UP, ALIVE)
    assert house.sent == []


async def test_made_up_presses_do_not_fill_the_air() -> None:
    """Whoever reaches a site's broker presses a hundred times in a second: one word goes out by radio, then a pause."""
    house = House()
    for _ in range(100):
        house.hear(UP, PRESSED)
        house.hear("stat/knapp-4/RESULT", Press(office=None, device="knapp-4"))
        for device in ("cs", "knapp-4"):
            house.outbox.feedback_again(f"as/{device}", "7", "al-1", {"state": "received"})
    assert len(house.sent) == 2
    house.hear(UP, ALIVE)
    assert len(house.sent) == 2
    house.seconds += PAUSE_S
    house.hear(UP, PRESSED)
    house.outbox.feedback_again("as/cs", "7", "al-1", {"state": "received"})
    assert len(house.sent) == 3, "who presses again is told again"


async def test_a_relay_that_shakes_proves_it_by_its_state() -> None:
    """What the broker kept of it, or that it is off again, proves nothing."""
    house = House()
    await house.tell("knapp-4", "received")
    assert [topic for topic, _ in house.sent] == ["cmnd/knapp-4/Backlog0"]
    for on, retained in ((False, False), (True, True)):
        house.hear("x", OutputState(office=None, device="knapp-4", output="POWER2", on=on, retained=retained))
    await house.settles()
    assert house.told_after() is None
    house.hear("x", OutputState(office=None, device="KNAPP-4", output="POWER2", on=True))
    await house.settles()
    assert house.told_after() == ("device", 0.5)
    await house.tell("knapp-4", "coming", moves=False)
    assert len(house.sent) == 1, "words have changed, and it shakes for none of them"


async def test_native_buttons_and_those_of_nobody_are_told_as_ever() -> None:
    """On Trygg's own topic, and it counts when the broker has it."""
    house = House()
    for device in ("pendant", "stranger"):
        await house.tell(device, "received")
    assert [topic for topic, _ in house.sent] == ["trygg/v1/as/pendant/feedback", "trygg/v1/as/stranger/feedback"]
    assert house.told_after() == ("device", 0.5)
    house.outbox.feedback_again("as/pendant", "7", "al-1", {"state": "coming"})
    assert len(house.sent) == 3
