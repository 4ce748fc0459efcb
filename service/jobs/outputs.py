"""Outputs at work: told until they prove it, ended by time, and named where nothing proves anything."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from devices.command import Command, OutputDevice, OutputDevices
from devices.family import OWN_BROKER
from devices.signals import Delivered, OutputState
from devices.switches import patience, returns_as, switch_wherever
from service.alarm.actor import SERVICE
from service.alarm.commands import ReportOutput
from service.alarm.refusal import Refusal
from service.clock import Clock
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.jobs.order_times import NO_TIME, OrderTimes
from service.store.output_port import Order, OrderState
from service.store.port import Store, StoreError

LOOK_EVERY_S: Final = 1.0
AGAIN: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 2, 5, 10, 15))
"""How long after each try the next one follows; after that the last of them."""

NAMED_AFTER: Final = 3
"""So many tries without a proof, and the record names the output; it is tried on."""

GIVES_UP: Final = timedelta(minutes=10)
"""How long it is tried to switch an output off."""

ANSWERS_S: Final = 3.0
"""How long a broker may take to say that it has a command, before that counts as a try that has not reached it."""

REMEMBERED: Final = 10
"""So many tries back a network's word that one of them has arrived is still understood."""

REMEMBERED_ORDERS: Final = 1_000
"""So many outputs are remembered that went off by themselves."""

_EVER: Final = datetime.max.replace(tzinfo=UTC)

_log = logging.getLogger(__name__)

Publish = Callable[[str, str, bytes], "asyncio.Future[bool]"]
"""(broker, topic, payload) at QoS 1; True when the broker has it."""


class Outputs:
    """Carries out the orders to outputs; several nodes share the work, one try at a time."""

    def __init__(
        self, store: Store, dispatch: Dispatch, clock: Clock, publish: Publish, enrolled: Callable[[], OutputDevices]
    ) -> None:
        """Serve a store's orders; `enrolled` returns how outputs are reached by now."""
        self._store = store
        self._dispatch = dispatch
        self._clock = clock
        self._publish = publish
        self._enrolled = enrolled
        self._times = OrderTimes(clock)
        self._wanted = asyncio.Event()
        self._heard: list[tuple[OutputDevice, bool | str]] = []
        """What outputs say of themselves, on or off, and the names of commands that are said to have arrived."""
        self._switched_again: OrderedDict[tuple[str, str, str], None] = OrderedDict()
        """Of which alarms an output was switched on once more by this node."""
        dispatch.listen(self.take)

    def take(self, outcome: Outcome) -> None:
        """Look at once where something was ordered."""
        if outcome.orders:
            self._wanted.set()

    def hear(self, broker: str, state: OutputState) -> None:
        """Take what an output says of itself; what the broker kept from before proves nothing."""
        if not state.retained:
            self._heard += [(output, state.on) for output in self._enrolled().that_said(broker, state)]
            self._wanted.set()

    def hear_delivered(self, broker: str, delivered: Delivered) -> None:
        """Take what a network says of a command; that it has not arrived is no news: it is tried on."""
        if delivered.reached:
            told = self._enrolled().that_were_told(broker, delivered)
            self._heard += [(output, delivered.token) for output in told]
            self._wanted.set()

    async def run(self) -> None:
        """Until cancelled: look, when something is ordered or said, and every second."""
        while True:
            try:
                await self.look()
            except StoreError as reason:
                _log.warning("outputs wait for the store: %s", reason)
                await asyncio.sleep(LOOK_EVERY_S)
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._wanted.wait()
            except TimeoutError:
                continue
            self._wanted.clear()

    async def look(self) -> None:
        """Hold what outputs have said against what is wanted, then do what is due.

        Raises:
            StoreError: the store is away, or an office's plan or record; what was said is kept for the next look.
        """
        away = await self._listen()
        orders = await self._due()
        # Beside each other: neither a broker that answers slowly nor what is wrong with one order holds up the others.
        came = await asyncio.gather(*(self._serve(order) for order in orders), return_exceptions=True)
        for order, wrong in zip(orders, came, strict=True):
            if wrong is not None and not isinstance(wrong, StoreError):
                _log.error("what was ordered of %s/%s failed", order.office, order.output, exc_info=wrong)
        if away := next((wrong for wrong in (away, *came) if isinstance(wrong, StoreError)), None):
            raise away

    async def _due(self) -> list[Order]:
        """Return the orders that are due; how long that takes is counted, and not looked up on the wall again."""
        pending = await self._store.outputs.due(_EVER)
        for order in pending:
            await self._count(order)
        self._times.forget_others(pending)
        return [order for order in pending if self._times.is_due(order)]

    async def _count(self, order: Order) -> None:
        """Begin to count an order, if it is new: from here on no clock makes it longer than its plan says."""
        longest = None if self._times.is_known(order) else await self._planned(order)
        self._times.keep(order, again=max(AGAIN[-1], self._patience(order)), longest=longest)

    def _patience(self, order: Order) -> timedelta:
        device = self._enrolled().find(order.office, order.output)
        return patience(device.family if device else "")

    async def _planned(self, order: Order) -> timedelta | None:
        """Return for how long an alarm's plan has an output on: a clock that went back makes no end come later."""
        try:
            found = await self._store.alarm(order.alarm)
        except ValueError as damage:
            _log.error("what %s wants of %s/%s cannot be read: %s", order.alarm, order.office, order.output, damage)
            return None
        steps = found[1].script.steps if found else ()
        return max((one.on_for for step in steps for one in step.switch if one.output == order.output), default=None)

    async def _listen(self) -> StoreError | None:
        """Take in what was heard, and return why some of it could not be: it is kept, and holds up no other office."""
        heard, self._heard = self._heard, []
        kept: list[tuple[OutputDevice, bool | str]] = []
        away: dict[str, StoreError] = {}
        for output, said in heard:
            if output.office not in away:
                try:
                    await self._take_in(output, said)
                except StoreError as reason:
                    away[output.office] = reason
                except Exception:  # heard once more it would be as wrong
                    _log.exception("what %s/%s said could not be taken in", output.office, output.output)
            if output.office in away:  # in their order: what it said last is how it is
                kept.append((output, said))
        self._heard[:0] = kept
        return next(iter(away.values()), None)

    async def _take_in(self, output: OutputDevice, said: bool | str) -> None:
        for order in await self._store.outputs.to_output(output.office, output.output):
            if isinstance(said, str):
                tries = range(max(1, order.tries - REMEMBERED), order.tries + 1)
                if any(returns_as(output.family, _token(order, number)) == said for number in tries):
                    await self._prove(order)
            elif order.on == said:
                await self._prove(order)
            elif order.on and order.state == "confirmed" and self._times.left(order) > NO_TIME:
                await self._went_off(order)

    async def _prove(self, order: Order) -> None:
        if order.state != "confirmed":
            await self._report(order, None)
            await self._settle(order, "confirmed")

    async def _went_off(self, order: Order) -> None:
        """Switch on once more what was proven to be on and says by itself that it is off; then name it."""
        which = (order.office, order.output, order.alarm)
        if which in self._switched_again:
            await self._report(order, "went_off")
            await self._settle(order, "failed")
            return
        self._switched_again[which] = None
        if len(self._switched_again) > REMEMBERED_ORDERS:
            self._switched_again.popitem(last=False)
        _log.warning("%s/%s says that it is off; it is switched on again", order.office, order.output)
        again = replace(order, state="waiting", tries=0, due_at=self._clock.now())
        await self._store.commit(order.office, lambda unit: unit.order(again))

    async def _serve(self, order: Order) -> None:
        """Do what is due for one order.

        1. One that is on past its end becomes an order to switch off. 2. Off is nobody's to send while another alarm
        wants it on. 3. Whoever counts the try sends it. 4. What is proven by nothing is named, and tried on.
        """
        left = self._times.left(order)
        if order.on and left <= NO_TIME:
            await self._order_off(order)
            return
        if order.state == "confirmed" or (not order.on and await self._is_wanted_elsewhere(order)):
            await self._settle(order, "confirmed")
            return
        if not order.on and -left > GIVES_UP:
            await self._report(order, "no_answer")
            await self._store.commit(order.office, lambda unit: unit.drop_order(order))
            return
        again = max(AGAIN[min(order.tries, len(AGAIN) - 1)], self._patience(order))
        due_at = self._clock.now() + (min(again, left) if order.on else again)
        if await self._store.commit(order.office, lambda unit: unit.take_order(order, due_at)):
            await self._tell(order)

    async def _tell(self, order: Order) -> None:
        broker, told = await self._commands(order)
        if not told:
            await self._report(order, "not_enrolled")
            await self._settle(order, "failed")
            return
        sent = [self._publish(broker, command.topic, command.payload) for command in told]
        await asyncio.wait(sent, timeout=ANSWERS_S)
        has_it = all(one.done() and one.result() for one in sent)
        if has_it and told[0].proof == "broker":
            await self._report(order, "cannot_confirm")
            await self._settle(order, "confirmed")
        elif order.tries + 1 >= NAMED_AFTER:
            await self._report(order, "no_answer" if has_it else "not_reached")

    async def _commands(self, order: Order) -> tuple[str, tuple[Command, ...]]:
        enrolled = self._enrolled()
        device = enrolled.find(order.office, order.output)
        if device is None:
            return OWN_BROKER, ()
        # An output that ends by itself ends when the last of those who want it on does.
        same = [order, *await self._to_the_same(order)] if order.on else []
        for one in same:  # another node, whose clock is ahead, may have written one since the look
            await self._count(one)
        left = max((self._times.left(one) for one in same if one.on), default=NO_TIME)
        token = _token(order, order.tries + 1)
        seconds, adapters = round(left.total_seconds()), enrolled.adapters_of(device)
        try:
            return device.broker, switch_wherever(device, adapters, on=order.on, seconds=seconds, token=token)
        except ValueError as wrong:
            _log.error("nothing can be told to %s/%s: %s", order.office, order.output, wrong)
            return device.broker, ()

    async def _order_off(self, order: Order) -> None:
        now = self._clock.now()
        off = Order(office=order.office, output=order.output, alarm=order.alarm, on=False, until=now, due_at=now)
        await self._store.commit(order.office, lambda unit: unit.order(off))
        self._wanted.set()

    async def _is_wanted_elsewhere(self, order: Order) -> bool:
        mine = (order.office, order.alarm)
        return any(other.on and (other.office, other.alarm) != mine for other in await self._to_the_same(order))

    async def _to_the_same(self, order: Order) -> list[Order]:
        """Return what all alarms want of the same output, also those of other offices that share it."""
        enrolled = self._enrolled()
        device = enrolled.find(order.office, order.output)
        names = {(one.office, one.output) for one in (enrolled.sharing(device) if device else ())}
        every = [await self._store.outputs.to_output(*one) for one in sorted({(order.office, order.output)} | names)]
        return [one for orders in every for one in orders]

    async def _settle(self, order: Order, state: OrderState) -> None:
        """Keep what is on until it ends; forget what is off, or cannot be switched at all."""
        if order.on:
            await self._store.commit(order.office, lambda unit: unit.settle_order(order, state, order.until))
        else:
            await self._store.commit(order.office, lambda unit: unit.drop_order(order))

    async def _report(self, order: Order, reason: str | None) -> None:
        """Say it in the alarm's timeline; what is said there already is not said twice."""
        report = ReportOutput(actor=SERVICE, output=order.output, on=order.on, tries=max(1, order.tries), reason=reason)
        try:
            await self._dispatch.ask(order.office, order.alarm, lambda _: report)
        except Refusal as refused:  # what is switched is switched all the same
            _log.warning("what became of %s/%s is not in its alarm: %s", order.office, order.output, refused)


def _token(order: Order, number: int) -> str:
    """Return what one try is called: every node can work it out, so it is kept nowhere."""
    return f"{order.alarm}.{order.output}.{'on' if order.on else 'off'}.{number}"
