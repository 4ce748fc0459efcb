"""What leaves the alarm: feedback to buttons, calls over a route. Stored with the events, handed over afterwards."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.outputs import FEEDBACK_STATES, USUAL, Ability, feedback_payload
from devices.topics import topic_of
from service.alarm.actor import SERVICE
from service.alarm.commands import ReportCall
from service.alarm.feedback import standing
from service.alarm.states import Mode
from service.clock import Clock
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.dispatch.pace import Pace
from service.jobs.own_words import OwnWords
from service.store.port import Delivery, Store, StoreError, Unit

LOOK_EVERY_S = 1.0
ABANDONED_S = 3.0
"""How long this node sees a delivery wait, untried, before it takes it for one that a node has left behind.

Counted by this node's monotonic clock from when it saw it first: no node compares its clock with another one's.
"""

MOST = 500
SETTLE_AFTER_S = 0.05
"""How long deliveries that are done wait for company: they are settled together."""

_log = logging.getLogger(__name__)

Publish = Callable[[str, bytes], "asyncio.Future[bool]"]
"""Publish a payload on a topic at QoS 1; True when the broker has it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wearers:
    """What the outbox asks about the devices that it tells something."""

    abilities: Callable[[str], frozenset[Ability]] = lambda _: USUAL
    """By what the device at an address can tell its wearer something."""
    name_of: Callable[[str, str], str | None] = lambda _office, _key: None
    """A person's name in an office, by her key."""
    has_private_line: bool = False
    """Whether nobody on the network can read along between Trygg and the broker: else no name goes out."""
    own_words: OwnWords | None = None
    """Tells buttons of other families in their own words."""


class Outbox:
    """Hands deliveries over, each at least once, and settles them."""

    def __init__(
        self,
        store: Store,
        dispatch: Dispatch,
        clock: Clock,
        publish: Publish,
        wearers: Wearers | None = None,
    ) -> None:
        """Serve a store's outbox; feedback leaves through `publish`."""
        self._store = store
        self._dispatch = dispatch
        self._clock = clock
        self._publish = publish
        self._wearers = wearers or Wearers()
        self.pace = Pace()
        self._under_way: set[str] = set()
        self._waits: dict[str, tuple[int, float]] = {}
        """Deliveries that somebody else has in hand: how often they were tried, and since when that has stayed so."""
        self._failed: set[str] = set()
        """Those that this node could not hand over: any other one goes first at the next try."""
        self._done: list[Delivery] = []
        self._is_done = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        dispatch.listen(self.take)

    def take(self, outcome: Outcome) -> None:
        """Hand over what has just been committed."""
        for delivery in outcome.deliveries:
            self._begin(delivery)

    def feedback_again(self, address: str, press: str | None, alarm: str, told: Mapping[str, Any]) -> None:
        """Tell a device that repeats its press where its alarm stands; not stored, because it will ask again."""
        self._publish_feedback(address, press, alarm, told)

    async def run(self) -> None:
        """Until cancelled: settle what is done, and take up what a crash or a lost connection has left behind."""
        next_look = self._clock.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, next_look - self._clock.monotonic())):
                    await self._is_done.wait()
            self._is_done.clear()
            await asyncio.sleep(SETTLE_AFTER_S)
            try:
                await self._settle()
                if self._clock.monotonic() >= next_look:
                    next_look = self._clock.monotonic() + LOOK_EVERY_S
                    await self._look()
            except StoreError as reason:
                _log.warning("the outbox waits for the store: %s", reason)
                await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        """Take over what has been left behind.

        1. What waits is looked at until its count of tries has not moved for a while: whoever had it is gone.
        2. The count is raised where it is still the same: of several nodes one does that, and has it from then on.
        3. What it does not settle within that while is left behind again.

        A button is then told how its alarm stands by now: what was so may have been overtaken by a word that got out.
        """
        before, self._waits, now = self._waits, {}, self._clock.monotonic()
        left: dict[str, list[Delivery]] = {}
        for delivery in await self._store.queued(None, MOST):
            if delivery.id in self._under_way:
                continue
            tried, since = before.get(delivery.id, (delivery.attempts, now))
            since = since if tried == delivery.attempts else now
            self._waits[delivery.id] = (delivery.attempts, since)
            if now - since >= ABANDONED_S * (2 if delivery.id in self._failed else 1):
                left.setdefault(delivery.office, []).append(delivery)
        self._failed &= self._waits.keys() | self._under_way
        for office, deliveries in left.items():
            await self._take_over(office, deliveries)

    async def _take_over(self, office: str, deliveries: list[Delivery]) -> None:
        """Take over what no other node has taken meanwhile; one office's trouble keeps no other waiting."""

        def work(unit: Unit) -> list[tuple[Delivery, Mapping[str, Any]]]:
            taken = [delivery for delivery in deliveries if unit.claim(delivery.id, delivery.attempts)]
            return [(delivery, _as_it_stands(unit, delivery)) for delivery in taken]

        try:
            for delivery, told in await self._store.commit(office, work):
                self._begin(delivery, told)
        except StoreError as reason:
            _log.warning("what waits for %s could not be taken over: %s", office, reason)
        except Exception:
            _log.exception("what waits for %s could not be taken over, and what waits for others is", office)

    def _begin(self, delivery: Delivery, told: Mapping[str, Any] | None = None) -> None:
        if delivery.id in self._under_way:
            return
        self._under_way.add(delivery.id)
        self._keep(self._deliver(delivery, delivery.content if told is None else told))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery, told: Mapping[str, Any]) -> None:
        try:
            if delivery.kind == "feedback":
                is_same = told["state"] == delivery.content["state"]  # else it says nothing of how long that took
                published = self._publish_feedback(
                    delivery.address,
                    delivery.content["press"],
                    delivery.alarm,
                    told,
                    (lambda: self._keep(self._note(delivery))) if is_same else _nothing,
                )
                if published is None or await published:
                    self._done.append(delivery)
                    self._is_done.set()
                    return
            else:
                await self._report_no_route(delivery)
        except StoreError as reason:
            _log.warning("delivery %s waits for the store: %s", delivery.id, reason)
        except Exception:
            _log.exception("delivery %s failed", delivery.id)
        self._failed.add(delivery.id)
        self._under_way.discard(delivery.id)

    async def _note(self, delivery: Delivery) -> None:
        """Note how long it took until it was proven, as far as that device can prove it, that a wearer was told."""
        state, took = delivery.content["state"], self._clock.now() - delivery.created_at
        self.pace.note(state, "device", took.total_seconds(), alarm=delivery.alarm)
        if delivery.mode is Mode.TEST and state == "received":
            try:
                await self._dispatch.note_test(delivery.office, delivery.address, delivery.alarm, took)
            except StoreError as reason:
                _log.warning("how long the test of %s took is not noted: %s", delivery.address, reason)

    def _publish_feedback(
        self,
        address: str,
        press: str | None,
        alarm: str,
        told: Mapping[str, Any],
        on_told: Callable[[], None] | None = None,
    ) -> "asyncio.Future[bool] | None":
        """Publish feedback; None where the device can be told nothing, or nothing that it does not say already."""
        state = next((known for known in FEEDBACK_STATES if known == told["state"]), None)
        if (own := self._wearers.own_words) is not None and (foreign := own.tells(address)) is not None:
            if state is None or not told.get("moves", True):
                return None
            return own.tell(foreign, state, f"{alarm}.{address}.{press}.{state}", on_told or _nothing)
        office, _, device = address.partition("/")
        abilities = self._wearers.abilities(address)
        try:
            topic = topic_of(office, device, "feedback")
        except ValueError:
            return None
        reads = "text" in abilities
        if state is None or not abilities or not (told.get("moves", True) or reads):
            return None
        payload = feedback_payload(
            alarm=alarm,
            press=press,
            state=state,
            at=self._clock.now(),
            seen=(told.get("seen") or None) if reads else None,
            coming=self._names(office, told.get("coming", ())) if reads else (),
            there=self._names(office, told.get("there", ())) if reads else (),
        )
        sent = self._publish(topic, payload)
        if on_told is not None:
            sent.add_done_callback(lambda done: on_told() if not done.cancelled() and done.result() else None)
        return sent

    def _names(self, office: str, keys: Iterable[str]) -> tuple[str, ...]:
        """Return names for a display; none where the line can be read along, or where a name is known no longer."""
        if not self._wearers.has_private_line:
            return ()
        return tuple(name for key in keys if (name := self._wearers.name_of(office, key)))

    async def _report_no_route(self, delivery: Delivery) -> None:
        """Say truthfully that a call could not leave: no route to the outside is set up."""
        report = ReportCall(actor=SERVICE, responder=delivery.address, route=None, outcome="failed", reason="no_route")
        await self._dispatch.report_call(delivery.office, delivery.alarm, report, delivery.id)

    async def _settle(self) -> None:
        """Settle what has been handed over, one transaction an office."""
        done, self._done = self._done, []
        by_office: dict[str, list[Delivery]] = {}
        for delivery in done:
            by_office.setdefault(delivery.office, []).append(delivery)
        for office, deliveries in by_office.items():

            def work(unit: Unit, deliveries: list[Delivery] = deliveries) -> None:
                for delivery in deliveries:
                    unit.settle(delivery.id, "handed_over", None)

            try:
                await self._store.commit(office, work)
            except StoreError as reason:  # they are handed over once more; the other offices' are settled all the same
                _log.warning("what was handed over for %s could not be settled: %s", office, reason)
            finally:
                self._under_way.difference_update(delivery.id for delivery in deliveries)


def _as_it_stands(unit: Unit, delivery: Delivery) -> Mapping[str, Any]:
    """Return what a button is told of its alarm now; as it was stored, where the alarm cannot be read."""
    if delivery.kind != "feedback":
        return delivery.content
    try:
        alarm = unit.alarm(delivery.alarm)
    except ValueError as damage:
        _log.error("how alarm %s stands cannot be read: %s", delivery.alarm, damage)
        return delivery.content
    if alarm is None:
        return delivery.content
    now = standing(alarm)
    return {**delivery.content, **now, **({"moves": True} if now["state"] != delivery.content["state"] else {})}


def _nothing() -> None:
    """Told once more: how long the first time took is known."""
