"""The people of a night: they press, answer late or never, come, clear, and close."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta
from random import Random

from nights.asking import Asking
from nights.house import OFFICE, PENDANTS, House
from nights.weather import Weather
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.closed_office import Answer
from service.alarm.closing_command import AnswerItem, LookAgain
from service.alarm.commands import Accept, Acknowledge, AnyButRaise, Arrive, Clear, Close, Decline
from service.alarm.refusal import Refusal
from service.alarm.states import Mode, ResponderState, State
from service.dispatch.book import OfficePage
from service.dispatch.trigger import Trigger
from service.store.port import StoreError
from service.wiring.node import Node

WAKES = "gunilla"
"""Who hears of an alarm in the end to which nobody of the office was called."""
COMING = (ResponderState.ACCEPTED, ResponderState.ARRIVED)


class People:
    """Everybody in the office."""

    def __init__(
        self,
        house: House,
        *,
        asking: Asking,
        alarms: Callable[[], dict[str, Alarm]],
        weather: Weather,
        chance: Random,
        disturb: Callable[[], None],
    ) -> None:
        self._house = house
        self._asking = asking
        self._alarms = alarms
        self._weather = weather
        self._chance = chance
        self._disturb = disturb
        self._soft = 0
        self._are_seen: set[str] = set()
        self.answered: dict[str, float] = {}
        """The keys of soft presses that were answered, and when."""
        self.are_home = False
        """Whether nobody presses any more."""

    @property
    def wait_for_answers(self) -> bool:
        """Whether somebody has pressed on a page and was not answered yet."""
        return self._soft > len(self.answered)

    async def press(self) -> None:
        """Press now and then: mostly one, sometimes several at once."""
        chance = self._chance
        while True:
            await self._weather.until("press", chance)
            if self.are_home:
                return
            self._disturb()
            for _ in range(chance.choice((1, 1, 1, 2, 5))):
                draw = chance.random()
                if draw < 0.6:
                    self._house.press(f"pendant-{chance.randint(1, PENDANTS)}")
                elif draw < 0.8:
                    self._house.press_mute()
                else:
                    mode = Mode.DRILL if draw < 0.87 else Mode.ACTUAL
                    asyncio.get_running_loop().create_task(self._press_soft(mode))
                await asyncio.sleep(chance.choice((0.0, 0.01, 0.3, 3.0)))

    async def answer(self) -> None:
        """Take care of each alarm, one by one, as they are seen."""
        while True:
            for id_, alarm in self._alarms().items():
                if id_ not in self._are_seen:
                    self._are_seen.add(id_)
                    asyncio.get_running_loop().create_task(self._care(id_, alarm))
            await asyncio.sleep(1.0)

    async def _care(self, id_: str, alarm: Alarm) -> None:
        chance = self._chance
        care = chance.random()
        for _ in range(200):
            await asyncio.sleep(chance.expovariate(1 / (8.0 if care < 0.7 else 45.0)))
            known = self._alarms().get(id_)
            if known is None or known.state is State.CLOSED:
                return
            if (command := self._next(known)) is not None:
                await self._say(id_, command)

    def _next(self, alarm: Alarm) -> Callable[[OfficePage], AnyButRaise] | None:
        """Return what somebody says now."""
        chance = self._chance
        if alarm.state in (State.CLEARED, State.CANCELLED):
            who = next(iter(alarm.responders), None)
            return (lambda _: Close(actor=_by(who), outcome="over", words="")) if who else None
        if alarm.closing is not None and chance.random() < 0.4 and (answer := self._in_closing(alarm)):
            return answer
        called = [key for key, one in alarm.responders.items() if not key.startswith("contact:")]
        if not called:  # only people outside: in the end somebody of the office hears of it, and comes
            return chance.choice((_sees, _ends)) if chance.random() < 0.1 else None
        # Whoever is coming says more than the others: else alarms would go on for an hour, all of it the same.
        coming = [key for key in called if alarm.responders[key].state in COMING]
        who = chance.choice(coming if coming and chance.random() < 0.7 else called)
        state = alarm.responders[who].state
        draw = chance.random()
        match state:
            case ResponderState.CALLED | ResponderState.SILENT:
                if draw < 0.3:
                    return lambda _: Acknowledge(actor=_by(who))
                if draw < 0.75:
                    return lambda page: Accept(actor=_by(who), responder=who, is_lead=who in page.leads)
                return (lambda _: Decline(actor=_by(who), responder=who)) if draw < 0.85 else None
            case ResponderState.ACCEPTED if draw < 0.7:
                return lambda page: Arrive(actor=_by(who), responder=who, is_lead=who in page.leads)
            case ResponderState.ARRIVED if draw < 0.5 or self.are_home:
                return lambda page: Clear(
                    actor=_by(who),
                    entitled=page.may_end(who),
                    seen_her=True,
                    own_eyes=True,
                    is_lead=who in page.leads,
                )
            case _:
                return None

    def _in_closing(self, alarm: Alarm) -> Callable[[OfficePage], AnyButRaise] | None:
        """Return what somebody answers to a line of a closing, or that she has looked at it again."""
        chance, closing = self._chance, alarm.closing
        called = [key for key in alarm.responders if not key.startswith("contact:")]
        if closing is None or not called:
            return None
        who = chance.choice(called)
        if closing.items and chance.random() < 0.8:
            item = chance.choice(closing.items).id
            answer: Answer = chance.choice(("done", "done", "cannot"))
            return lambda _: AnswerItem(actor=_by(who), item=item, answer=answer, is_known=True)
        return lambda _: LookAgain(actor=_by(who), after=timedelta(minutes=5))

    async def _say(self, alarm: str, command: Callable[[OfficePage], AnyButRaise]) -> None:
        async def asked(node: Node) -> None:
            with contextlib.suppress(Refusal, StoreError):  # she reads why, and goes on
                await node.dispatch.ask(OFFICE, alarm, command)

        await self._asking.ask(asked)

    async def _press_soft(self, mode: Mode) -> None:
        """Press on a page, and send the same again until it is answered."""
        self._soft += 1
        number = self._soft
        key = f"soft:{OFFICE}/{'' if mode is Mode.ACTUAL else 'drill:'}s-{number}"

        async def press(node: Node) -> None:
            trigger = Trigger(
                office=OFFICE,
                actor=Actor(via=f"phone:{OFFICE}"),
                press_key=key,
                open_key=f"press:s-{number}" if mode is Mode.ACTUAL else f"{mode}:press:s-{number}",
                mode=mode,
                kind="emergency",
                gesture="soft",
                zone="room-114",
                device=None,
                press=None,
                presser=None,
                pressed_at=None,
                heard_at=node.clock.now(),
            )
            await node.intake.record(trigger, node.intake.show(trigger))

        while not await self._asking.ask(press):
            await asyncio.sleep(2.0)
        self.answered[key] = asyncio.get_running_loop().time()


def _sees(page: OfficePage) -> AnyButRaise:
    return Acknowledge(actor=_by(page.keys[WAKES]))


def _ends(page: OfficePage) -> AnyButRaise:
    who = page.keys[WAKES]
    return Clear(actor=_by(who), entitled=page.may_end(who), seen_her=True, own_eyes=True, is_lead=who in page.leads)


def _by(who: str | None) -> Actor:
    return Actor(via=f"screen:{OFFICE}/staff", who=who)
