"""Scenarios to drill, made from an office's own rooms and plan: where, what, when in the day, and what goes wrong.

A scenario is made of fixed words alone. Nobody can write one, so none tells of a weapon: nothing here can say so. The
office's own kinds of alarm are left out, because nobody knows what they stand for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final, Literal, assert_never, get_args

from roles.calendar import periods
from roles.demand import named_in
from roles.plan import Plan
from roles.presence import off_duty

Hour = Literal["opening", "midday", "closing"]
"""When in the office's day: soon after it opens, in its middle, shortly before it closes."""

Twist = Literal["none", "first_silent", "lead_away", "gateway_silent"]
"""What goes wrong: nothing; whoever is called first does not answer; the lead is away; no worn button is heard."""

HOURS: Final[tuple[Hour, ...]] = get_args(Hour)
TWISTS: Final[tuple[Twist, ...]] = get_args(Twist)
KINDS: Final = ("emergency", "assist", "medical")
"""The kinds of alarm that are drilled, where the plan answers them."""

MOST: Final = 48
"""Scenarios that a library holds at most."""

_ROOMS: Final = frozenset({"meeting_room", "counter", "desk", "reception", "waiting_room", "sluice"})
_EDGE: Final = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class DrillScenario:
    """One press to drill: from which zone, of which kind, when in the day, and what goes wrong."""

    zone: str
    kind: str
    hour: Hour
    twist: Twist

    @property
    def id(self) -> str:
        """Return its name: the same words make the same scenario, in every version of the plan."""
        return f"{self.zone}.{self.kind}.{self.hour}.{self.twist}"


def library(plan: Plan, *, seed: int = 1, most: int = MOST) -> tuple[DrillScenario, ...]:
    """Return scenarios of an office, at most so many: each room comes once before any comes again.

    The same plan and seed give the same ones; another seed gives others of the same rooms.
    """
    ranked: list[tuple[int, str, DrillScenario]] = []
    for zone in origins(plan):
        mixed = sorted(_of_zone(plan, zone), key=lambda one: _draw(seed, one.id))
        ranked += [(turn, _draw(seed, one.id), one) for turn, one in enumerate(mixed)]
    return tuple(one for _, _, one in sorted(ranked, key=lambda rank: rank[:2])[: max(most, 0)])


def find(plan: Plan, id_: str) -> DrillScenario | None:
    """Return the scenario of a name; None where the office has no such room, kind or twist."""
    zone, _, rest = id_.partition(".")
    if zone not in origins(plan):
        return None
    return next((one for one in _of_zone(plan, zone) if one.id == f"{zone}.{rest}"), None)


def origins(plan: Plan) -> tuple[str, ...]:
    """Return the rooms that a press is drilled from: those where somebody of the staff sits or meets visitors."""
    return tuple(zone.id for zone in plan.zones.values() if zone.kind in _ROOMS)


def twists(plan: Plan) -> tuple[Twist, ...]:
    """Return what can go wrong in an office: a lead who is named by nobody cannot be away."""
    return tuple(twist for twist in TWISTS if twist != "lead_away" or _leads(plan))


def time_of(plan: Plan, hour: Hour, day: date) -> datetime | None:
    """Return the instant of an hour on a local day, in UTC; None on a day on which the office is closed."""
    opening = list(periods(plan, day))
    if not opening:
        return None
    start_at, until_at = min(one.start_at for one in opening), max(one.until_at for one in opening)
    edge = min(_EDGE, (until_at - start_at) / 4)
    match hour:
        case "opening":
            at = start_at + edge
        case "midday":
            at = start_at + (until_at - start_at) / 2
        case "closing":
            at = until_at - edge
        case _:
            assert_never(hour)
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def lead_at(plan: Plan, at: datetime) -> str | None:
    """Return who would lead at an instant by the rosters; None where the plan names nobody who is there."""
    off = off_duty(plan, at)
    return next((who for who in _leads(plan) if who not in off), None)


def _leads(plan: Plan) -> tuple[str, ...]:
    lead = plan.roles.get(plan.lead or "")
    return tuple(who for who in named_in(plan, lead) if who in plan.people) if lead else ()


def _of_zone(plan: Plan, zone: str) -> Iterator[DrillScenario]:
    for kind in (kind for kind in KINDS if kind in plan.responses):
        for hour in HOURS:
            for twist in twists(plan):
                yield DrillScenario(zone=zone, kind=kind, hour=hour, twist=twist)


def _draw(seed: int, id_: str) -> str:
    """Return a value that stands for chance: nothing here may be random."""
    return sha256(f"{seed}:{id_}".encode()).hexdigest()
