"""How calls were answered in an office, from its record: by role, as far as there is enough of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.store.port import Store

if TYPE_CHECKING:
    from roles.measure import Heard
    from roles.simulate_answers import Habit

LOOKED_AT = 300
"""An office's newest alarms that are looked at."""


async def measured(store: Store, office: str, *, drills: bool = False) -> Mapping[str, "Habit"]:
    """Return the habits of each role that can be told from an office's newest alarms, or from its drills."""
    from roles.measure import habits  # noqa: PLC0415 - whoever plans asks for it, and no alarm
    from service.timeline.calls import heard_in  # noqa: PLC0415

    heard: list[Heard] = []
    for alarm in await store.alarms(office, None, LOOKED_AT):
        if alarm.mode == ("drill" if drills else "actual"):
            heard.extend(heard_in(await store.alarm_entries(alarm.id), drills=drills))
    return habits(heard)


class Histories:
    """What was measured of each office, kept until its record has grown."""

    def __init__(self, store: Store) -> None:
        """Read from a store."""
        self._store = store
        self._known: dict[str, tuple[int, Mapping[str, Habit]]] = {}

    async def of(self, office: str) -> dict[str, Any]:
        """Return the habits of an office's roles as JSON values.

        Raises:
            StoreError: the record cannot be read.
        """
        position = (await self._store.head(office)).position
        known = self._known.get(office)
        if known is None or known[0] != position:
            known = self._known[office] = (position, await measured(self._store, office))
        return {role: _as_json(one) for role, one in known[1].items()}


def _as_json(one: "Habit") -> dict[str, Any]:
    return {
        "answers": one.answers,
        "declines": one.declines,
        "median_s": one.median.total_seconds(),
        "p90_s": one.p90.total_seconds(),
        "arrives": one.arrives,
        "calls": one.calls,
    }
