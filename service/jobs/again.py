"""Ask again where a store does not answer: a start with hundreds of new plans writes a lot, and a disk may stall."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from service.store.port import StoreUnavailable

TRIES: Final = 3
PAUSE_S: Final = 1.0

_log = logging.getLogger(__name__)


async def again(ask: Callable[[], Awaitable[None]], *, pause_s: float = PAUSE_S) -> None:
    """Ask, up to three more times with a pause before each.

    Raises:
        StoreUnavailable: the last time, too.
    """
    for left in reversed(range(TRIES + 1)):
        try:
            await ask()
        except StoreUnavailable as reason:
            if not left:
                raise
            _log.warning("the store is asked again: %s", reason)
            await asyncio.sleep(pause_s)
        else:
            return
