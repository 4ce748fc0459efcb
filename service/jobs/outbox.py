"""What leaves the alarm: feedback to buttons, calls over a route. Stored with the events, handed over afterwards."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from devices.outputs import FEEDBACK_STATES, feedback_payload
from devices.topics import topic_of
from service.alarm.actor import SERVICE
from service.alarm.commands import ReportCall
from service.clock import Clock
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.store.port import Delivery, Store, StoreError, Unit

LOOK_EVERY_S = 1.0
ABANDONED = timedelta(seconds=3)
"""How far in the past (or, after the clock went back, in the future) the making of a waiting delivery
must be before it is taken for one that a crash has left behind."""

MOST = 500
SETTLE_AFTER_S = 0.05
"""How long deliveries that are done wait for company: they are settled together."""

_log = logging.getLogger(__name__)

Publish = Callable[[str, bytes], "asyncio.Future[bool]"]
"""Publish a payload on a topic at QoS 1; True when the broker has it."""


class Outbox:
    """Hands deliveries over, each at least once, and settles them."""

    def __init__(self, store: Store, dispatch: Dispatch, clock: Clock, publish: Publish) -> None:
        """Serve a store's outbox; feedback leaves through `publish`."""
        self._store = store
        self._dispatch = dispatch
        self._clock = clock
        self._publish = publish
        self._under_way: set[str] = set()
        self._done: list[Delivery] = []
        self._tasks: set[asyncio.Task[None]] = set()
        dispatch.listen(self.take)

    def take(self, outcome: Outcome) -> None:
        """Hand over what has just been committed."""
        for delivery in outcome.deliveries:
            self._begin(delivery)

    def feedback_again(self, address: str, press: str | None, alarm: str, state: str) -> None:
        """Tell a device that repeats its press where its alarm stands; not stored, because it will ask again."""
        self._publish_feedback(address, press, alarm, state)

    async def run(self) -> None:
        """Until cancelled: settle what is done, and take up what a crash or a lost connection has left behind."""
        next_look = self._clock.monotonic()
        while True:
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
        for delivery in await self._store.queued(None, MOST):
            age = self._clock.now() - delivery.created_at
            if not -ABANDONED <= age <= ABANDONED:  # in the future: the clock has gone back since
                self._begin(delivery)

    def _begin(self, delivery: Delivery) -> None:
        if delivery.id in self._under_way:
            return
        self._under_way.add(delivery.id)
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            if delivery.kind == "feedback":
                content = delivery.content
                published = self._publish_feedback(delivery.address, content["press"], delivery.alarm, content["state"])
                if published is None or await published:
                    self._done.append(delivery)
                    return
            else:
                await self._report_no_route(delivery)
        except StoreError as reason:
            _log.warning("delivery %s waits for the store: %s", delivery.id, reason)
        except Exception:
            _log.exception("delivery %s failed", delivery.id)
        self._under_way.discard(delivery.id)

    def _publish_feedback(
        self, address: str, press: str | None, alarm: str, state: str
    ) -> "asyncio.Future[bool] | None":
        """Publish feedback; None where the device has no topic of its own, and so cannot be told anything."""
        told = next((known for known in FEEDBACK_STATES if known == state), None)
        office, _, device = address.partition("/")
        try:
            topic = topic_of(office, device, "feedback")
        except ValueError:
            return None
        if told is None:
            return None
        return self._publish(topic, feedback_payload(alarm=alarm, press=press, state=told, at=self._clock.now()))

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
