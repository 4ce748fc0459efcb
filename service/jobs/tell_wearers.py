"""Tells the wearer that her button is lost, once, and that it is heard again: quietly, by notification or by mail."""

import asyncio
import contextlib
import hashlib
import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from devices.inventory import Device
from roles.sentence import Translate
from service.clock import Clock
from service.dispatch.addressed import Subscriptions, addressed
from service.dispatch.book import Book, OfficePage, PlanUnread
from service.notify.port import Address, Channel, NotHandedOver, Outgoing
from service.notify.texts import ButtonPurpose, Told, full, neutral
from service.store.port import StoreError
from service.store.watch_port import WatchDay, WatchStore

QUIET: Final = ("push", "email")
"""Ways that ring at nobody's desk, the first first."""
TRIES: Final = 3
AGAIN_S: Final = 60.0
PLAN_AGAIN_S: Final = 1.0
"""Seconds until a wearer has her turn again whose plan takes long to read."""
MOST: Final = 10_000
"""Buttons whose wearers are still to be told; a building that falls silent tells no more than these."""

_log = logging.getLogger(__name__)


class TellWearers:
    """A node's telling; of several nodes that find the same button lost one tells."""

    def __init__(
        self,
        store: WatchStore,
        book: Book,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        subscriptions: Subscriptions,
        translate: Callable[[str], Translate],
        is_lost: Callable[[Device], bool],
        again_s: float = AGAIN_S,
    ) -> None:
        """Tell over the channels that are set up.

        Args:
            store: knows who was told of what.
            book: the plans in force.
            channels: by route.
            clock: what time it is.
            subscriptions: the notifications that somebody's telephones have asked for.
            translate: returns what says a text in a language.
            is_lost: says of a button how it stands when its wearer's turn comes.
            again_s: seconds until what could not be handed over is tried again.
        """
        self._store = store
        self._book = book
        self._channels = channels
        self._clock = clock
        self._subscriptions = subscriptions
        self._translate = translate
        self._is_lost = is_lost
        self._again_s = again_s
        self._next: deque[Device] = deque(maxlen=MOST)
        self._wake = asyncio.Event()

    def take(self, device: Device) -> None:
        """Say that a button has become lost, or is heard again."""
        self._next.append(device)
        self._wake.set()

    async def run(self) -> None:
        """Tell one after the other, until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PLAN_AGAIN_S if self._next else None):
                    await self._wake.wait()
            self._wake.clear()
            await self.tell_all()

    async def tell_all(self) -> None:
        """Tell everybody who is still to be told; whose plan takes long to read is told later, and holds up nobody."""
        for _ in range(len(self._next)):
            device = self._next.popleft()
            try:
                is_known = await self._book.knows_soon(device.office)
                await self._tell(device, self._book[device.office] if is_known else None)
            except PlanUnread:
                self._next.append(device)
            except StoreError as reason:
                _log.warning("whether a wearer was told of her button could not be kept: %s", reason)

    async def _tell(self, device: Device, page: OfficePage | None) -> None:
        """Tell one wearer.

        1. See how her button stands now: what has mended itself meanwhile is told to nobody.
        2. Take it on oneself: who was told of it already, by whichever node, is not told again.
        3. Hand it over by the first quiet way on which she is reached.
        """
        is_lost = self._is_lost(device)
        person = page.keys.get(device.holder or "") if page else None
        if is_lost:
            today = self._clock.now().date()
            await self._store.keep([WatchDay(office=device.office, device=device.device, lost_on=today)])
        if not await self._store.take_telling(device.office, device.device, told=is_lost):
            return
        if page is None or person is None:
            return
        for route in QUIET:
            address = await addressed(page, person, route, self._subscriptions)
            if address is not None and (address.subscriptions if route == "push" else address.email):
                notice = self._notice(device, page, person, address, "button_lost" if is_lost else "button_heard")
                if route in self._channels and await self._hand_over(self._channels[route], notice):
                    return

    async def _hand_over(self, channel: Channel, notice: Outgoing) -> bool:
        for attempt in range(TRIES):
            try:
                await channel.hand_over(notice)
            except NotHandedOver as wrong:
                _log.info("a wearer could not be told of her button over %s: %s", channel.route, wrong.reason)
                if not wrong.again or attempt + 1 == TRIES:
                    return False
                await asyncio.sleep(self._again_s)
            else:
                return True
        return False

    def _notice(
        self, device: Device, page: OfficePage, person: str, address: Address, purpose: ButtonPurpose
    ) -> Outgoing:
        language = page.plan.languages[0] if page.plan.languages else "en"
        into, at = self._translate(language), self._clock.now()
        told = Told(purpose=purpose, mode="actual", kind=purpose, alarm="", office_name=page.plan.name)
        which = hashlib.sha256(f"{device.office}/{device.device}/{person}".encode()).hexdigest()[:16]
        return Outgoing(
            key=f"{purpose}.{which}.{int(at.timestamp())}",
            repeats=False,
            office=device.office,
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
