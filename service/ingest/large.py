"""Messages too large to be read between two presses: a bridge's list of all its devices may take a second.

They are read in a thread, one at a time, and of each topic only the newest: whoever sends them in a loop fills neither
the memory nor the loop.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from devices.message import PAYLOAD_LIMIT
from devices.signals import Signal
from devices.topics import NativeTopic, read_topic

MOST: Final = 8
"""Topics whose message waits; what comes on a further one is let go of: such lists are kept by the broker."""

_log = logging.getLogger(__name__)


def is_large(topic: str, payload: bytes) -> bool:
    """Say whether a message is read beside the loop; no press is so long, and a native topic may say one anyway."""
    return len(payload) > PAYLOAD_LIMIT and not isinstance(read_topic(topic), NativeTopic)


Read = Callable[[], tuple[Signal, ...]]
Then = Callable[[tuple[Signal, ...]], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waiting:
    read: Read
    then: Then
    drop: Callable[[], None]


class Large:
    """What waits to be read."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._waiting: dict[tuple[str, str], _Waiting] = {}
        self._at_work = False

    def take(
        self, key: tuple[str, str], read: Read, then: Then, drop: Callable[[], None]
    ) -> Coroutine[Any, Any, None] | None:
        """Have a message read, and `then` told what it said; the work to begin, None where it is under way.

        Args:
            key: at which broker and on which topic it came.
            read: reads it, in another thread.
            then: is told in the loop's thread.
            drop: is told instead where a newer message came before it was read.
        """
        older = self._waiting.pop(key, None)
        if older is not None:
            older.drop()
        elif len(self._waiting) >= MOST:
            drop()
            return None
        self._waiting[key] = _Waiting(read=read, then=then, drop=drop)
        if self._at_work:
            return None
        self._at_work = True
        return self._work()

    async def _work(self) -> None:
        try:
            while self._waiting:
                one = self._waiting.pop(next(iter(self._waiting)))
                try:
                    one.then(await asyncio.to_thread(one.read))
                except Exception:
                    _log.exception("a large message could not be taken in")
                    one.drop()
        finally:
            self._at_work = False
