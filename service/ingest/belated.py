"""Presses that the broker has kept for this node while it was away, and that are in the record already.

A press that its device has named is known by its name, however late it comes. One without a name is called after the
moment in which it is heard; heard minutes late it would be a further press, and raise an alarm anew that has been
cleared since. So what comes right after an absence is compared with what the record has from then
(`late`). Where the record has none, or does not answer, it is a press that nobody else has heard: it raises, as
doubtful.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from devices.signals import Press, Signal
from service.clock import Clock
from service.ingest.heard import Heard
from service.ingest.late import Late
from service.ingest.press_key import EDGE
from service.store.port import StoreError
from service.store.recorded_press import RecordedPress

READ_S: Final = 0.5
"""How long the record may take to answer before what came late is taken for new."""
FRESH_S: Final = 0.25
"""How long an answer serves further messages: after an absence they come in a burst."""

_log = logging.getLogger(__name__)

Recorded = Callable[[datetime], Awaitable[Sequence[RecordedPress]]]
"""Read the presses recorded as heard since an instant, the oldest first."""


def is_nameless(said: Sequence[Signal]) -> bool:
    """Say whether a message holds a press that its device has not named."""
    return any(isinstance(signal, Press) and signal.press_id is None for signal in said)


_ABSENCES: Final = 16
"""Of how many absences answers are held: one for each broker, and the ones before."""


@dataclass(slots=True)
class _Known:
    """What was recorded since one absence began."""

    presses: tuple[RecordedPress, ...] = ()
    read_at: float = float("-inf")
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)


class Belated:
    """What was recorded shortly before and while this node was away; called in the loop's thread."""

    def __init__(self, clock: Clock, recorded: Recorded, *, alone: bool = False) -> None:
        """Begin with nothing; `alone` where no other node can have recorded anything."""
        self._clock = clock
        self._alone = alone
        self._recorded = recorded
        self._known: OrderedDict[datetime, _Known] = OrderedDict()

    def asks(self, heard: Heard, said: Sequence[Signal]) -> bool:
        """Say whether a message has to be compared with the record.

        Alone a node only asks about what the broker says that it sends another time: it may have recorded that itself.
        """
        return heard.missed_since is not None and (heard.again or not self._alone) and is_nameless(said)

    async def hear(self, heard: Heard, since: datetime, then: Callable[[Heard], None]) -> None:
        """Hand a message on with what the record has; where that fails it keeps its place at the broker, once."""
        recorded = await self.look(since)
        late = replace(heard, late=Late(since=since, recorded=recorded, heard_as=heard.heard_as, again=heard.again))
        try:
            then(late)
        except Exception:
            _log.exception("what came late on %s could not be taken in", heard.topic[:200])
            if not heard.again:
                heard.refuse()

    async def look(self, since: datetime) -> tuple[RecordedPress, ...]:
        """Return the presses that were recorded since shortly before an absence began, the oldest first.

        Each absence has an answer of its own: what comes late from two brokers waits for no more than one reading.
        """
        known = self._known.setdefault(since, _Known())
        if len(self._known) > _ABSENCES:
            self._known.popitem(last=False)
        async with known.reading:  # in the order in which they came
            if self._clock.monotonic() - known.read_at > FRESH_S:
                known.presses = await self._read(since)
                known.read_at = self._clock.monotonic()
            return known.presses

    async def _read(self, since: datetime) -> tuple[RecordedPress, ...]:
        try:
            async with asyncio.timeout(READ_S):
                return tuple(await self._recorded(since - 2 * EDGE))
        except (StoreError, TimeoutError) as reason:
            _log.warning("what others have recorded while this node was away cannot be read: %s", reason)
        except Exception:  # whatever is wrong with the record, a press is shown
            _log.exception("what others have recorded while this node was away could not be read")
        return ()


LATE_FOR_S: Final = 5.0
"""How long after an absence what comes may have been kept by the broker."""
STILL_S: Final = 3.0
"""How long the process may stand still before that is an absence."""
UNNOTICED: Final = timedelta(seconds=15)
"""How long a broker may have been silent before the session says that it is gone."""


class Absence:
    """Since when this node may have missed what a broker has said: its session was gone, or the process stood still."""

    def __init__(self, clock: Clock, away_since: datetime | None = None) -> None:
        """Begin as somebody who is not connected yet; `away_since`: when a former life of this node was there last."""
        self._clock = clock
        self._gone_since = away_since
        # What was kept may come before the broker has confirmed the subscriptions.
        self._late_until = float("-inf" if away_since is None else "inf")
        self._stood_until = float("-inf")
        self._alive_at = clock.monotonic()

    def went(self) -> None:
        """Note that the session is gone."""
        if self._gone_since is None or self._clock.monotonic() > self._late_until:
            self._gone_since = self._clock.now() - UNNOTICED
        self._late_until = float("inf")

    def came(self, *, resumed: bool = True) -> None:
        """Note that the session is there again; not `resumed` where the broker has begun a new one.

        Then it has kept nothing: what comes over it comes as it is said.
        """
        if not resumed:
            self._late_until = self._stood_until
        elif self._gone_since is not None:
            self._late_until = self._clock.monotonic() + LATE_FOR_S

    def tick(self) -> None:
        """Note that the process runs; called several times a second, and at each message."""
        now = self._clock.monotonic()
        stood, self._alive_at = now - self._alive_at, now
        if stood > STILL_S:
            if self._gone_since is None or now > self._late_until:
                self._gone_since = self._clock.now() - timedelta(seconds=stood) - UNNOTICED
            self._stood_until = now + LATE_FOR_S
            self._late_until = max(self._late_until, self._stood_until)

    @property
    def since(self) -> datetime | None:
        """Since when what comes now may have been kept for this node; None when it comes as it is said."""
        self.tick()
        return self._gone_since if self._clock.monotonic() <= self._late_until else None

    def since_of(self, qos: int) -> datetime | None:
        """Since when a message of a quality of service may have been kept, as `since`.

        At QoS 0 a broker keeps nothing for who is not connected: it comes as it is said, unless the process stood
        still. Taken for late, a press would get the name of an earlier one that this node is never given, and be lost.
        """
        since = self.since
        return since if qos > 0 or self._clock.monotonic() <= self._stood_until else None
