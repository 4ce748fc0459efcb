"""Who is told what messages have said: a heartbeat reaches only those who listen to heartbeats."""

import logging
from collections.abc import Callable
from typing import Final

from devices.signals import Battery, Delivered, Heartbeat, OutputState, Position, Signal, Tamper, Unreadable
from service.ingest.heard import Heard

Hearer = Callable[[tuple[Signal, ...], Heard], None]
"""Told what a message has said, in the loop's thread and inside the read path: it must be short, and never wait."""

BESIDE: Final = frozenset({Battery, Heartbeat, Tamper, Unreadable, Position, OutputState, Delivered})
"""What is no press and says nothing of one: only others listen to it."""

_log = logging.getLogger(__name__)


class Hearers:
    """Those who listen, each to all signals or to some kinds of them."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._those: list[tuple[Hearer, frozenset[type[Signal]]]] = []
        self._by_kinds: dict[frozenset[type[Signal]], tuple[Hearer, ...]] = {}
        """Whom messages of these kinds of signal concern: worked out when the first one comes."""

    def add(self, hearer: Hearer, *kinds: type[Signal]) -> None:
        """Tell somebody of each message that has a signal of one of these kinds, or any where none is named."""
        self._those.append((hearer, frozenset(kinds)))
        self._by_kinds.clear()

    def tell(self, signals: tuple[Signal, ...], kinds: frozenset[type[Signal]], heard: Heard) -> None:
        """Tell those whom it concerns, in the order in which they came; one that fails costs nobody else anything."""
        concerned = self._by_kinds.get(kinds)
        if concerned is None:
            concerned = tuple(each for each, asked in self._those if not asked or not asked.isdisjoint(kinds))
            self._by_kinds[kinds] = concerned
        for hearer in concerned:
            try:
                hearer(signals, heard)
            except Exception:
                _log.exception("somebody who is told about what came on %s failed", heard.topic[:200])
