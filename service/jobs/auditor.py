"""The auditor: looks by itself whether deadlines are kept, and says which are not. It serves none."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Final

from service.clock import Clock
from service.dispatch.faults import Faults
from service.jobs.overdue import Overdue
from service.store.audit_port import AuditStore, Kind, Owed
from service.store.port import StoreError

EVERY_S: Final = 2.0
"""Seconds between two looks."""

PATIENCE_S: Final = 3.0
"""Seconds that one look may take."""

BLIND_S: Final = 10.0
"""Seconds without a look after which nobody knows whether deadlines are kept."""

FIRST: Final = 100
"""How many of each kind are looked at, those due first."""

MOST: Final = 5_000
"""How many at most, where much is excused."""

_log = logging.getLogger(__name__)


class Auditor:
    """Looks every two seconds; independent of every job that it looks after."""

    def __init__(
        self,
        store: AuditStore,
        faults: Faults,
        clock: Clock,
        *,
        place_of: Callable[[str], tuple[str, tzinfo]] = lambda office: (office, UTC),
        is_excused: Callable[[Owed], bool] = lambda _: False,
    ) -> None:
        """Audit a store.

        Args:
            store: tells what is still to be done.
            faults: where what is unserved is shown.
            clock: what time it is.
            place_of: says where a fault of an office is shown, and what time it is there.
            is_excused: whether something cannot be done now for a reason that is shown already.
        """
        self._store = store
        self._faults = faults
        self._clock = clock
        self._place_of = place_of
        self._is_excused = is_excused
        self._overdue = Overdue()
        self._most = FIRST
        self._began = clock.monotonic()
        self._looked_at = float("-inf")
        self._shown: dict[tuple[str, Kind], tuple[datetime, int]] = {}
        self._is_blind = False
        self.unserved: Mapping[Kind, int] = MappingProxyType({})
        """How many of each kind are unserved."""

    @property
    def sees(self) -> bool:
        """Whether it has looked lately."""
        return self._clock.monotonic() - self._looked_at < BLIND_S

    @property
    def is_right(self) -> bool:
        """Whether it has looked lately, and found nothing unserved."""
        return self.sees and not self.unserved

    async def run(self) -> None:
        """Look until cancelled."""
        self._began = self._clock.monotonic()
        while True:
            await self.look()
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Look once; a store that does not answer in time is told of when nobody has seen anything for ten seconds."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                owed = await self._store.owed(self._most)
        except (StoreError, TimeoutError) as reason:
            _log.warning("it cannot be looked whether deadlines are kept: %s", str(reason) or "no answer in time")
            self._note_blind(not self.sees and self._clock.monotonic() - self._began > BLIND_S)
        else:
            self._looked_at = self._clock.monotonic()
            self._note_blind(False)
            self.take(owed)

    def take(self, owed: Sequence[Owed]) -> None:
        """Show what has been due for too long, and take back what is not any more."""
        late = self._overdue.look(owed, self._clock.now(), self._clock.monotonic())
        excused = {one for one in late if self._is_excused(one)}
        late = [one for one in late if one not in excused]
        self._most = min(FIRST + len(excused), MOST)  # they are due first, and would hide what is late behind them
        shown: dict[tuple[str, Kind], tuple[datetime, int]] = {}
        for one in late:
            place, zone = self._place_of(one.office)
            since, count = shown.get((place, one.kind), (one.due_at.astimezone(zone), 0))
            shown[place, one.kind] = (min(since, one.due_at.astimezone(zone)), count + 1)
        for place, kind in self._shown.keys() - shown.keys():
            self._faults.mend(place, "deadline_unserved", kind)
        for (place, kind), (since, count) in shown.items():
            if self._shown.get((place, kind)) == (since, count):
                continue
            if (place, kind) not in self._shown:
                _log.error("%s of %s, due since %s, is unserved (%s of them)", kind, place, since.isoformat(), count)
            time = f"{since:%H:%M:%S}"
            self._faults.report(place, "deadline_unserved", kind, owed=kind, time=time, count=count)
        self._shown = shown
        self.unserved = MappingProxyType(
            {kind: sum(1 for one in late if one.kind == kind) for kind in {one.kind for one in late}}
        )

    def _note_blind(self, is_blind: bool) -> None:
        if is_blind and not self._is_blind:
            self._faults.report(Faults.EVERYWHERE, "auditor_blind")
        elif self._is_blind and not is_blind:
            self._faults.mend(Faults.EVERYWHERE, "auditor_blind")
        self._is_blind = is_blind
