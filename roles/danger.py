"""Where it is dangerous in an alarm, and which doors do not open: what ways are worked out around."""

from collections.abc import Collection
from dataclasses import dataclass

from roles.plan import Plan
from roles.sight import in_sight


@dataclass(frozen=True, kw_only=True, slots=True)
class Danger:
    """What is known of the danger: the alarm's zone, what can be seen from there, doors, and places that are not safe.

    `closed_doors` open for nobody; `locked_doors` only by hand, from where the plan says that they do. `unsafe` are
    zones that somebody has reported as compromised, and the zones of other open alarms. Without an `origin` nobody
    knows where the danger is, and so no way around it.
    """

    origin: str | None
    in_sight: frozenset[str] = frozenset()
    closed_doors: frozenset[str] = frozenset()
    locked_doors: frozenset[str] = frozenset()
    unsafe: frozenset[str] = frozenset()

    @property
    def zones(self) -> frozenset[str]:
        """Return every zone in which somebody would be in danger, or be seen from it."""
        return self.in_sight | self.unsafe | ({self.origin} if self.origin is not None else frozenset())


def danger_from(
    plan: Plan,
    origin: str | None,
    *,
    closed_doors: Collection[str] = (),
    locked_doors: Collection[str] = (),
    unsafe: Collection[str] = (),
) -> Danger:
    """Return the danger of an alarm from a zone, with all that can be seen from it and from what else is not safe.

    A zone that the plan does not know is a place that nobody knows.
    """
    known = origin if origin in plan.zones else None
    sources = {*unsafe} & plan.zones.keys() | ({known} if known is not None else set())
    seen = frozenset(zone for source in sources for zone in in_sight(plan, source))
    return Danger(
        origin=known,
        in_sight=seen - sources,
        closed_doors=frozenset(closed_doors),
        locked_doors=frozenset(locked_doors) - frozenset(closed_doors),
        unsafe=frozenset(sources) - {known},
    )
