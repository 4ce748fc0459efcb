"""What is said in an office whose plan has not been read since the start waits for that one plan, and for no other."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from devices.inventory import Device
from devices.signals import Ignored, Press, Release, Signal
from service.dispatch.book import Book
from service.ingest.heard import Heard

_log = logging.getLogger(__name__)

Find = Callable[[str | None, str], Device | None]
"""Find the enrolled device that a message calls so (office, device)."""

_OF_A_BUTTON: Final = (Press, Release, Ignored)


class UntilRead:
    """Knows what has to wait; called in the loop's thread."""

    def __init__(self, book: Book, find: Find) -> None:
        """Ask a book which plans are unread."""
        self._book = book
        self._find = find

    def offices(self, signals: Sequence[Signal]) -> tuple[str, ...]:
        """Return the unread offices whose plans a message needs: with a press it goes nowhere before they are there.

        What belongs to a button waits with its press, or it would be heard before it.
        """
        unread = self._book.unread
        if not unread:
            return ()
        needed: dict[str, None] = {}
        for signal in signals:
            if isinstance(signal, _OF_A_BUTTON):
                device = self._find(signal.office, signal.device) if signal.device else None
                hears = self._book.office_for(device.office if device else signal.office)
                needed |= {one: None for one in (hears, signal.office) if one is not None and one in unread}
        return tuple(needed)

    async def hear(self, offices: Sequence[str], then: Callable[[], None], heard: Heard) -> None:
        """Hand a message on once the plans of these offices have been read, those of one office in their order."""
        for office in offices:
            await self._book.unread.wait(office, at_once=True)
        try:
            then()
        except Exception:
            _log.exception("what came on %s before its plan was read could not be taken in", heard.topic[:200])
            if not heard.again:
                heard.refuse()


def receipted(heard: Heard) -> Heard:
    """Return a message of which the broker has been told already that it may forget it."""
    return replace(heard, receipt=_nothing, refuse=_nothing)


def _nothing() -> None:
    return None
