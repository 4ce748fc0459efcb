"""Asks about meetings, quietly: first her, then the watcher, over what rings at nobody's desk."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final, Literal

from roles.sentence import Translate
from service.clock import Clock
from service.dispatch.addressed import Subscriptions, addressed
from service.dispatch.book import Book, OfficePage, PlanUnread
from service.dispatch.outcome import Outcome
from service.dispatch.undertake import state_of
from service.notify.port import Address, Channel, NotHandedOver, Outgoing
from service.notify.texts import Told, full, neutral
from service.store.port import Store, StoreError

QUIET: Final = ("push", "email")
"""Ways that ring at nobody's desk, the first first."""
MOST: Final = 1_000
LIMIT_S: Final = 12.0
AGAIN_S: Final = 1.0
"""Seconds until somebody has her turn again whose plan takes long to read."""

Asks = Literal["meeting_well", "meeting_look"]
"""What is asked: her, whether she is well; the watcher, to look."""
_ASKS: Final[Mapping[str, Asks]] = {"PersonAsked": "meeting_well", "WatcherAsked": "meeting_look"}
_STAGES: Final[Mapping[str, str]] = {"asked": "PersonAsked", "watcher_asked": "WatcherAsked"}

_log = logging.getLogger(__name__)


class AskAboutMeetings:
    """A node's asking: the node that has passed the due time asks, and each asks again what is open when it starts.

    What is asked for nothing, because a telephone is off, costs no safety: the next step comes by its own time.
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
    ) -> None:
        """Ask over the channels that are set up."""
        self._store = store
        self._book = book
        self._channels = channels
        self._clock = clock
        self._subscriptions = subscriptions
        self._translate = translate
        self._next: deque[tuple[str, str, str]] = deque(maxlen=MOST)
        self._wake = asyncio.Event()

    def take(self, outcome: Outcome) -> None:
        """Learn from what was committed that somebody is to be asked."""
        for entry in outcome.entries:
            if outcome.undertaking and entry.event in _ASKS:
                self._next.append((outcome.office, outcome.undertaking, entry.event))
                self._wake.set()

    async def run(self) -> None:
        """Ask until cancelled; first whoever was asked before this node started: nobody knows whether that left."""
        await self._begin()
        while True:
            await self.ask_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S if self._next else None):
                    await self._wake.wait()
            self._wake.clear()

    async def _begin(self) -> None:
        """Have asked once more who was asked before; a meeting whose row is damaged keeps no other from that."""
        for office in [*self._book, *self._book.unread]:  # also where the plan is read when somebody needs it
            try:
                kept = await self._store.undertakings(office, "meeting", open_only=True)
                self._next += [(office, one.id, event) for one in kept if (event := _STAGES.get(state_of(one).stage))]
            except StoreError:
                raise
            except Exception:
                _log.exception("who was asked about meetings in %s cannot be read", office)

    async def ask_all(self) -> None:
        """Ask everybody who is still to be asked; whose plan takes long to read is asked later, and holds up nobody."""
        for _ in range(len(self._next)):
            office, meeting, event = self._next.popleft()
            try:
                if await self._book.knows_soon(office):
                    await self._ask(office, meeting, event)
            except PlanUnread:
                self._next.append((office, meeting, event))
            except StoreError as reason:
                _log.warning("nobody could be asked about %s: %s", meeting, reason)
            except Exception:
                _log.exception("nobody could be asked about %s, and the others are", meeting)

    async def _ask(self, office: str, meeting: str, event: str) -> None:
        """Ask one person over the first quiet way on which she is reached, while the meeting still waits for her."""
        kept = await self._store.undertaking(meeting)
        page = self._book[office]
        if kept is None or _STAGES.get(state_of(kept).stage) != event:
            return
        person = state_of(kept).person if event == "PersonAsked" else state_of(kept).watcher
        for route in QUIET:
            channel = self._channels.get(route)
            address = await addressed(page, person, route, self._subscriptions) if channel else None
            if channel is None or address is None or not (address.subscriptions if route == "push" else address.email):
                continue
            try:
                async with asyncio.timeout(LIMIT_S):
                    await channel.hand_over(self._notice(page, meeting, address, _ASKS[event]))
            except (NotHandedOver, TimeoutError) as wrong:
                _log.info("nobody was asked about a meeting over %s: %s", route, wrong)
            else:
                return

    def _notice(self, page: OfficePage, meeting: str, address: Address, purpose: Asks) -> Outgoing:
        language = page.plan.languages[0] if page.plan.languages else "en"
        into, at = self._translate(language), self._clock.now()
        told = Told(purpose=purpose, mode="actual", kind=purpose, alarm="", office_name=page.plan.name)
        return Outgoing(
            key=f"{purpose}.{meeting}.{int(at.timestamp())}"[:100],
            repeats=False,
            office=page.plan.office,
            office_name=page.plan.name,
            alarm="",
            mode="actual",
            kind=purpose,
            purpose=purpose,
            language=language,
            address=address,
            neutral=neutral(told, into),
            full=full(told, into),
            at=at,
        )
