"""What a former life has left in the spool: on the screens before anything else of the same office is."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

from service.dispatch.book import Book
from service.dispatch.trigger import Trigger
from service.ingest.recorder import Recorder

SOON_S: Final = 2.0
"""How long a node that starts waits for the plans of the offices that they are of: all others want to be heard."""
RESTORE_S: Final = 10.0
"""How long it waits for the record then; the rest follows beside it."""

_log = logging.getLogger(__name__)

Show = Callable[[Trigger], str | None]
"""Put a press on the screens, and return the alarm shown."""


async def take_up(
    recorder: Recorder, book: Book, show: Show, begin: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
) -> None:
    """Take up what was left. What belongs to an office whose plan does not come soon is taken up when that does.

    Args:
        recorder: knows what was left, and records it.
        book: which plans are in force, and which are unread.
        show: puts a press on the screens.
        begin: does something beside everything else.
    """
    works = [begin(_of_one(recorder, book, show, office)) for office in recorder.offices_left()]
    if works:
        done, later = await asyncio.wait(works, timeout=SOON_S)
        for one in done:
            one.result()
        if later:
            _log.error("presses left in the spool wait for the plans of %s offices", len(later))
    if recorder.waiting:
        _log.warning("%s presses left in the spool are being recorded", recorder.waiting)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RESTORE_S):
                await recorder.try_waiting()


async def _of_one(recorder: Recorder, book: Book, show: Show, left_for: str) -> None:
    while (office := book.office_for(left_for)) in book.unread:
        await book.unread.wait(str(office), at_once=True)
    recorder.restore(show, left_for, office)
