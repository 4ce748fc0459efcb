"""What is said in an office whose plan has not been read since the start waits for that one plan, and for no other."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, Final

from devices.inventory import Device
from devices.signals import Ignored, Press, Release, Signal
from service.clock import Clock
from service.dispatch.book import Book
from service.ingest.heard import Heard

_log = logging.getLogger(__name__)

Find = Callable[[str | None, str], Device | None]
"""Find the enrolled device that a message calls so (office, device)."""

AT_ONCE: Final = 16
"""Messages that are handed on in one turn of the loop."""

_OF_A_BUTTON: Final = (Press, Release, Ignored)


class UntilRead:
    """Knows what has to wait; called in the loop's thread."""

    def __init__(
        self, book: Book, find: Find, begin: Callable[[Coroutine[Any, Any, None]], object], clock: Clock
    ) -> None:
        """Ask a book which plans are unread; `begin` does something beside everything else."""
        self._book = book
        self._find = find
        self._begin = begin
        self._clock = clock
        self._held: dict[str, deque[tuple[Callable[[Heard], None], Heard]]] = {}
        """By office what waits, in its order. Until that is handed on, what comes waits behind it, whatever is read."""
        self._handed_on: str | None = None
        """Whose messages are being handed on in this very turn: what is handed on waits no more."""

    def office(self, signals: Sequence[Signal]) -> str | None:
        """Return an unread office whose plan a message needs: with a press it goes nowhere before it is there.

        What belongs to a button waits with its press, or it would be heard before it.
        """
        if not self._book.unread and not self._held:
            return None
        for signal in signals:
            if isinstance(signal, _OF_A_BUTTON):
                device = self._find(signal.office, signal.device) if signal.device else None
                for office in (self._book.office_for(device.office if device else signal.office), signal.office):
                    if office is not None and (office in self._book.unread or self._waits(office)):
                        return office
        return None

    def _waits(self, office: str) -> bool:
        return office in self._held and office != self._handed_on

    def hold(self, office: str, then: Callable[[Heard], None], heard: Heard) -> None:
        """Hand a message on once an office's plan has been read, those of one office in their order.

        It is handed on with when it came: another node, which has read the plan, has heard and named it by then.
        """
        came_s = heard.came_s if heard.came_s is not None else self._clock.monotonic()
        waits = (then, replace(heard, came_s=came_s))
        if office in self._held:
            self._held[office].append(waits)
        else:
            self._held[office] = deque([waits])
            self._begin(self._hand_on(office))

    async def _hand_on(self, office: str) -> None:
        """Hand on what waits, some at a time: what is pressed elsewhere meanwhile has its turn between them.

        What comes in this office until all of it is handed on waits behind it.
        """
        await self._book.unread.wait(office, at_once=True)
        held = self._held[office]
        while held:
            self._handed_on = office
            for _ in range(min(AT_ONCE, len(held))):
                _hand(*held.popleft())
            self._handed_on = None
            if held:
                await asyncio.sleep(0)
        del self._held[office]


def _hand(then: Callable[[Heard], None], heard: Heard) -> None:
    try:
        then(heard)
    except Exception:
        _log.exception("what came on %s before its plan was read could not be taken in", heard.topic[:200])
        if not heard.again:
            heard.refuse()


def receipted(heard: Heard) -> Heard:
    """Return a message of which the broker has been told already that it may forget it."""
    return replace(heard, receipt=_nothing, refuse=_nothing)


def _nothing() -> None:
    return None
