"""Tells people of what is overdue: quietly, while their office is open, each step once, higher when it is ignored."""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from roles.calendar import is_closed, is_open
from roles.plan import Plan
from roles.sentence import Translate
from service.clock import Clock
from service.dispatch.addressed import Subscriptions, addressed
from service.dispatch.book import CONTACT, Book, OfficePage
from service.dispatch.outcome import Outcome
from service.dispatch.undertake import state_of
from service.figures.attention import Attention
from service.jobs.overdue_steps import Told, of_attention, of_undertaking, receivers
from service.notify import texts
from service.notify.port import Address, Channel, NotHandedOver, Outgoing
from service.notify.texts import full, neutral
from service.store.following_port import Step
from service.store.port import Store, StoreError
from service.store.undertaking_port import KeptUndertaking, UndertakingKind

QUIET: Final = ("push", "email")
"""Ways that ring at nobody's desk, the first first."""
LOOK_EVERY_S: Final = 300.0
ATTENTION_EVERY_S: Final = 3600.0
"""Attention is counted by the day; reading it may mean to read a whole timeline."""
LIMIT_S: Final = 12.0
AT_ONCE: Final = 200
_FROM, _UNTIL = 7, 18
"""Hours of a working day in which people are told where the plan has no opening hours."""
_WEEKEND: Final = 5
_EVENTS: Final = frozenset({"ReportOverdue", "MeasureOverdue"})
_KINDS: Final[tuple[UndertakingKind, ...]] = ("report", "measure")

_log = logging.getLogger(__name__)


class Reminding:
    """A node's reminding; of several nodes that see the same step one tells of it.

    A step is taken in the store before anybody is told: where a node dies in between, nobody is told twice, and the
    next step comes by its own time.
    """

    def __init__(
        self,
        store: Store,
        book: Book,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        subscriptions: Subscriptions,
        translate: Callable[[str], Translate],
        attention: Callable[[str], Awaitable[Attention]],
    ) -> None:
        """Tell over the channels that are set up.

        Args:
            store: knows what is overdue, and which steps were taken.
            book: the plans in force.
            channels: by route.
            clock: what time it is.
            subscriptions: the notifications that somebody's telephones have asked for.
            translate: returns what says a text in a language.
            attention: returns how an office keeps its attention today.
        """
        self._store = store
        self._book = book
        self._channels = {route: channels[route] for route in QUIET if route in channels}
        self._clock = clock
        self._subscriptions = subscriptions
        self._translate = translate
        self._attention = attention
        self._looked: dict[str, float] = {}
        """When each office's attention was looked at last."""
        self._wake = asyncio.Event()

    def take(self, outcome: Outcome) -> None:
        """Look at once when something has become overdue."""
        if any(entry.event in _EVENTS for entry in outcome.entries):
            self._wake.set()

    async def run(self) -> None:
        """Look, and tell, until cancelled."""
        while True:
            self._wake.clear()
            await self.tell_all()
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def tell_all(self) -> None:
        """Tell of every step that has come and that nobody has told of, in all offices that are open now."""
        for office in list(self._book) if self._channels else ():
            page = self._book.get(office)
            if page is None or not may_be_told(page.plan, self._clock.now()):
                continue
            try:
                await self._tell(page, [*await self._undertakings(office), *await self._attentive(office)])
            except StoreError as reason:
                _log.warning("nobody could be told of what is overdue in %s: %s", office, reason)
            except Exception as reason:  # whatever is wrong in one office must keep nobody of another one untold
                _log.error("what is overdue in %s cannot be read: %r", office, reason)

    async def _undertakings(self, office: str) -> list[Told]:
        found: list[Told] = []
        for kind in _KINDS:
            after: int | None = 0
            while after is not None:
                page: Sequence[KeptUndertaking] = await self._store.following.listed(
                    office, kind, is_over=False, after=after, limit=AT_ONCE
                )
                found += [told for one in page if (told := of_undertaking(kind, one.id, state_of(one)))]
                after = page[-1].first_position if len(page) == AT_ONCE else None
        return found

    async def _attentive(self, office: str) -> list[Told]:
        now = self._clock.monotonic()
        if now - self._looked.get(office, float("-inf")) < ATTENTION_EVERY_S:
            return []
        found = list(of_attention(await self._attention(office)))
        self._looked[office] = now
        return found

    async def _tell(self, page: OfficePage, steps: Sequence[Told]) -> None:
        """Tell an office's steps.

        1. Take those that nobody has taken: they are this node's, whatever becomes of it.
        2. Tell each receiver once of all that is hers, over the first quiet way on which she is reached.
        3. What has not reached anybody is told to who stands above, until nobody is left.
        """
        office, by_step = page.plan.office, {one.step: one for one in steps}
        taken = await self._store.following.take_steps(office, list(by_step), self._clock.now()) if steps else ()
        waiting = {step: list(receivers(page, by_step[step])) for step in taken}
        while waiting:
            hers: dict[str, list[Told]] = {}
            for step, keys in list(waiting.items()):
                if keys:
                    hers.setdefault(keys.pop(0), []).append(by_step[step])
                else:
                    del waiting[step]
                    await self._note(office, [step], 0)
            for key, told in hers.items():
                if await self._reach(page, key, told):
                    done = [one.step for one in told]
                    for step in done:
                        del waiting[step]
                    await self._note(office, done, 1)

    async def _note(self, office: str, steps: Sequence[Step], told: int) -> None:
        """Keep how many were reached; what is not kept costs nobody else who is still to be told."""
        try:
            await self._store.following.told_steps(office, steps, told)
        except StoreError as reason:
            _log.warning("it could not be kept who was told of what is overdue in %s: %s", office, reason)

    async def _reach(self, page: OfficePage, key: str, told: Sequence[Told]) -> bool:
        for route, channel in self._channels.items():
            contact = page.plan.contacts.get(key.removeprefix(CONTACT)) if key.startswith(CONTACT) else None
            if contact is not None and route not in contact.reached_by:
                continue
            try:
                address = await addressed(page, key, route, self._subscriptions)
            except StoreError as reason:  # her telephones are not known now; the steps are taken, and wait for nothing
                _log.info("nobody knows now how somebody is told over %s: %s", route, reason)
                continue
            if address is None or not (address.subscriptions if route == "push" else address.email):
                continue
            try:
                async with asyncio.timeout(LIMIT_S):
                    await channel.hand_over(self._notice(page, key, address, told))
            except (NotHandedOver, TimeoutError) as wrong:
                _log.info("somebody could not be told over %s of what is overdue: %s", route, wrong)
            else:
                return True
        return False

    def _notice(self, page: OfficePage, key: str, address: Address, told: Sequence[Told]) -> Outgoing:
        language = page.plan.languages[0] if page.plan.languages else "en"
        into, at = self._translate(language), self._clock.now()
        said = texts.Told(
            purpose="overdue",
            mode="actual",
            kind="overdue",
            alarm="",
            office_name=page.plan.name,
            late=Counter(one.what for one in told if one.is_late),
            due=Counter(one.what for one in told if not one.is_late),
        )
        steps = "\n".join(sorted(f"{one.step.about} {one.step.step}" for one in told))
        which = hashlib.sha256(f"{page.plan.office}\n{key}\n{steps}".encode()).hexdigest()[:32]
        return Outgoing(
            key=f"overdue.{which}",
            repeats=False,
            office=page.plan.office,
            office_name=page.plan.name,
            alarm="",
            mode="actual",
            kind="overdue",
            purpose="overdue",
            language=language,
            address=address,
            neutral=neutral(said, into),
            full=full(said, into),
            at=at,
        )


def may_be_told(plan: Plan, at: datetime) -> bool:
    """Say whether somebody may be told of what can wait: while the office is open, and on working days without hours.

    Pure.
    """
    if plan.hours:
        return is_open(plan, at)
    there = at.astimezone(ZoneInfo(plan.time_zone))
    is_work = there.weekday() < _WEEKEND and not is_closed(plan, there.date())
    return is_work and _FROM <= there.hour < _UNTIL
