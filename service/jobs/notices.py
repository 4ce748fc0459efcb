"""What leaves the house: a lane for each route, and the commits that say what came of it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from service.alarm.alarm import Alarm
from service.alarm.routes import ROUTES
from service.clock import Clock
from service.dispatch.addressed import Subscriptions, address_of, addressed
from service.dispatch.book import Book, OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.next_door import is_next_door, told_next_door
from service.dispatch.noticing import NextTry, NoticeReport, is_needed
from service.dispatch.outcome import Outcome
from service.jobs.lane import Hands, Lane, NoOffice, Result, Standings
from service.notify.port import Address, Channel, Outgoing
from service.store.notice_port import Notice
from service.store.port import Store, StoreError

LOOK_EVERY_S: Final = 1.0
"""Seconds between two looks for what other nodes, or an earlier run, have left due."""

SOON_S: Final = 0.2
"""Seconds between two looks while something is due that no lane has leased."""

TRUSTED_S: Final = 10.0
"""For so long at most this node's clock is believed that nothing is due: it may have gone back, or be slow."""

TOGETHER_S: Final = 0.01
"""Seconds for which a result waits for others, to be committed with them."""

MOST: Final = 200
"""How many results go into one commit."""

_log = logging.getLogger(__name__)

Make = Callable[[Notice, OfficePage, Address, Alarm | None], Outgoing]
"""Puts row, plan and words together; for somebody outside with the alarm as it stands now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Means:
    """By what notices go out."""

    channels: Mapping[str, Channel]
    """The channel of each route that is set up."""
    make: Make
    standing: Standings
    subscriptions: Subscriptions | None = None


class Notices:
    """Hands notices over, each at least once and always under the same key."""

    def __init__(self, store: Store, dispatch: Dispatch, book: Book, clock: Clock, *, node: str, means: Means) -> None:
        """Serve the notices of a store."""
        self._store = store
        self._dispatch = dispatch
        self._book = book
        self._clock = clock
        self._node = node
        self._means = means
        hands = Hands(prepare=self._prepare, is_needed=self._is_needed, standing=means.standing, done=self._note)
        self._lanes = {
            route: Lane(route, means.channels.get(route), node=node, store=store, clock=clock, hands=hands)
            for route in ROUTES
        }
        self._done: list[Result] = []
        self._is_done = asyncio.Event()
        self._unknown: set[str] = set()
        """Offices without a plan for which something is to be sent: the log says so once."""
        dispatch.listen(self.take)

    def take(self, outcome: Outcome) -> None:
        """Look at once for what has just become due, and keep what a delivery has proven about its way."""
        for route in outcome.routes:
            self._lanes[route].wake()
        for entry in outcome.entries:
            if entry.event == "NoticeDelivered":
                page = self._book.get(entry.office)
                known = address_of(page, entry.facts["responder"]) if page else None
                receiver = known.receiver if known else None
                self._means.standing.delivered(entry.facts["route"], receiver, at=self._clock.now())

    async def run(self) -> None:
        """Until cancelled: hand over what is due, and commit what came of it."""
        await self._release()
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes.values():
                group.create_task(lane.run())
                lane.wake()
            group.create_task(self._look())
            group.create_task(self._settle())

    async def finish(self, within_s: float) -> None:
        """Let what is under way come to its end and be committed, for a while; before the job is ended."""
        await asyncio.gather(*(lane.finish(within_s) for lane in self._lanes.values()))
        for _ in range(20):  # a commit that has begun comes to its end by itself
            if not self._done:
                break
            await asyncio.sleep(TOGETHER_S)

    async def close(self) -> None:
        """Let go of the channels' connections."""
        await asyncio.gather(*(channel.close() for channel in self._means.channels.values()), return_exceptions=True)

    async def _release(self) -> None:
        """Take up at once what this node had leased when it ended."""
        while True:
            try:
                await self._store.notices.release(self._node)
            except StoreError as reason:
                _log.warning("notices wait for the store: %s", reason)
                await asyncio.sleep(LOOK_EVERY_S)
            else:
                return

    async def _look(self) -> None:
        looks_at = self._clock.monotonic() + TRUSTED_S
        while True:
            wait_s = LOOK_EVERY_S
            try:
                due_at = await self._store.notices.next_due(ROUTES)
                if due_at is not None:
                    due_in = (due_at - self._clock.now()).total_seconds()
                    wait_s = min(max(due_in, SOON_S), LOOK_EVERY_S)
                    if due_in <= 0 or self._clock.monotonic() >= looks_at:
                        looks_at = self._clock.monotonic() + TRUSTED_S
                        for lane in self._lanes.values():
                            lane.wake()
            except StoreError as reason:
                _log.warning("notices wait for the store: %s", reason)
            await asyncio.sleep(wait_s)

    async def _prepare(self, notice: Notice) -> Outgoing | None:
        # Not `knows`: the calls of an office whose plan does not come would take all room of their route.
        if not await self._book.knows_soon(notice.office):
            if notice.office not in self._unknown:
                self._unknown.add(notice.office)
                _log.error("there is no plan of %s: what is to be told there is given up when it is old", notice.office)
            raise NoOffice
        self._unknown.discard(notice.office)
        page = self._book[notice.office]
        address = await addressed(page, notice.responder, notice.route, self._means.subscriptions)
        if address is None:
            return None
        found = await self._store.alarm(notice.alarm) if notice.reach == "outside" else None
        made = self._means.make(notice, page, address, found[1] if found else None)
        if found is None or found[1].closing is None or not is_next_door(page, notice.responder):
            return made
        entries = await self._store.alarm_entries(notice.alarm)
        return replace(made, next_door=told_next_door(page, found[1], entries))

    async def _is_needed(self, notice: Notice) -> bool:
        found = await self._store.alarm(notice.alarm)
        return is_needed(found[1] if found else None, notice)

    def _note(self, result: Result) -> None:
        self._done.append(result)
        self._is_done.set()

    async def _settle(self) -> None:
        """Commit what came of attempts: those of one alarm together, and alarms beside each other."""
        while True:
            await self._is_done.wait()
            await asyncio.sleep(TOGETHER_S)
            taken, self._done = self._done[:MOST], self._done[MOST:]
            if not self._done:
                self._is_done.clear()
            by_alarm: dict[tuple[str, str], list[Result]] = {}
            for result in taken:
                by_alarm.setdefault((result.notice.office, result.notice.alarm), []).append(result)
            failed = await asyncio.gather(*(self._commit(*of, results) for of, results in by_alarm.items()))
            if not all(failed):
                await asyncio.sleep(LOOK_EVERY_S)

    async def _commit(self, office: str, alarm: str, results: list[Result]) -> bool:
        """Commit the results of one alarm's notices; what the store does not take now waits, and is not sent again."""
        try:
            again = [self._again(one, one.again_in) for one in results if one.again_in is not None]
            if again:
                await self._dispatch.try_notices_again(office, alarm, again)
                for tried in again:  # it may be leased before the others' results are written
                    self._lanes[tried.notice.route].settled(tried.notice.id)
            reports = [_report(one) for one in results if one.again_in is None]
            if reports:
                await self._dispatch.report_notices(office, alarm, reports)
            if given_up := sum(one.reason == "no_office" for one in reports):
                _log.error("%s notices of %s are given up: it has no plan any more", given_up, office)
        except StoreError as reason:
            _log.warning("what came of notices of %s waits for the store: %s", alarm, reason)
            self._done += results
            self._is_done.set()
            return False
        except Exception:
            _log.exception("what came of notices of %s could not be written", alarm)  # the leases bring them back
            if len(results) > 1:  # one that cannot be written costs the others nothing
                return all([await self._commit(office, alarm, [one]) for one in results])
        for one in results:
            self._lanes[one.notice.route].settled(one.notice.id)
        return True

    def _again(self, one: Result, again_in: float) -> NextTry:
        due_at = self._clock.now() + timedelta(seconds=again_in)
        notice = self._lanes[one.notice.route].as_leased(one.notice)
        return NextTry(notice=notice, due_at=due_at, reason=one.reason or "broken_answer", was_tried=one.was_tried)


def _report(one: Result) -> NoticeReport:
    if one.handed is None:
        return NoticeReport(notice=one.notice.id, state="failed", reason=one.reason)
    return NoticeReport(notice=one.notice.id, state=one.handed.proof, provider_id=one.handed.provider_id)
