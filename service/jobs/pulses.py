"""Pulses whose time is over: their box is opened once, what is in it is counted, and it is thrown away."""

import asyncio
import logging
from typing import Final

from service.dispatch.book import Book
from service.dispatch.pulses import Pulses
from service.pulse.box import UnsealError
from service.store.port import StoreError
from service.undertaking.refusal import UndertakingRefusal

LOOK_EVERY_S: Final = 60.0

_log = logging.getLogger(__name__)


class ClosePulses:
    """Looks for pulses whose time is over. Two nodes that look at once count once."""

    def __init__(self, book: Book, pulses: Pulses) -> None:
        """Look at the offices of a book; nothing is looked at yet."""
        self._book = book
        self._pulses = pulses

    async def run(self) -> None:
        """Look, again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Look at every office once; one that cannot be closed now is looked at again, and holds up no other."""
        for office in self._book:
            try:
                await self._pulses.close_due(office)
            except StoreError as reason:
                _log.warning("the pulse of %s cannot be closed now: %s", office, reason)
            except UndertakingRefusal:
                continue  # the clock was put back meanwhile
            except UnsealError as reason:
                _log.critical("the pulse of %s cannot be closed: %s", office, reason)
            except Exception as reason:  # whatever is wrong with one must keep no other open
                _log.error("the pulse of %s cannot be read: %r", office, reason)
