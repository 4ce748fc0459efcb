"""Coverage: a proof, ahead of time, that every role of a plan can be filled whenever the office is open.

The opening hours are cut wherever somebody comes or goes by the rosters. Between two cuts nothing changes, so each
stretch is one question: can every role of every step be filled, by people near enough, from whichever zone and whoever
presses? Stretches with the same people are one question. The answer is a proof for every instant, not for samples, as
far as the rosters are kept; or the gaps, with who, where, when and why.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from roles.calendar import Period
from roles.plan import Plan
from roles.presence import stretches
from roles.proof import MOST_TRIED, Cause, Prover, Shortage
from roles.roster import Reason

LARGEST_CALENDAR: Final = 250_000
"""Rosters times days; sixty rosters over a year make 22,000."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A role that cannot be filled: a counter-example with everything that belongs to it.

    `step` counts from 1; `pressers` are empty when it is short whoever presses; `zones` are those a press may come
    from; `away` is who would be away, None in a gap that is there with everybody at work.
    """

    kind: str
    step: int
    role: str
    missing: int
    needed: int
    pressers: tuple[str, ...]
    zones: tuple[str, ...]
    away: str | None
    because: tuple[Reason, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Farthest:
    """The longest walk to a zone that anybody called to go in may have, and whose it is."""

    person: str
    walk: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """What could be proven of a plan between two instants, the second one excluded.

    `cannot_be_told` are the people of the plan whose button tells them nothing, `untested` its zones in which no press
    was heard; both are what somebody else knows, and neither is a gap.
    `gaps` are there with everybody at work; `weaknesses` are those that one person being away would open, and whoever
    they name as away is a single point of failure. `opening` is how long the office is open, `sets` how many different
    sets of people are there in that time, `tried` how many matchings the proof took. A proof that is cut short ends
    before what was asked for, because the plan is too large.
    """

    start_at: datetime
    until_at: datetime
    is_without_one: bool
    is_cut_short: bool = False
    gaps: tuple[Gap, ...] = ()
    weaknesses: tuple[Gap, ...] = ()
    farthest: Mapping[str, Farthest] = field(default_factory=lambda: MappingProxyType({}))
    opening: timedelta = timedelta(0)
    sets: int = 0
    tried: int = 0
    cannot_be_told: tuple[str, ...] = ()
    untested: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Tell whether every role can be filled in all the opening hours that were asked for, and there are any."""
        return not self.gaps and not self.is_cut_short and self.opening > timedelta(0)

    @property
    def proven_until(self) -> datetime:
        """Return up to when the plan holds from its start on, with everybody at work who should be."""
        return min((gap.periods[0].start_at for gap in self.gaps), default=self.until_at)

    @property
    def single_points(self) -> tuple[str, ...]:
        """Return those without whom some role cannot be filled, each once, in the order in which it would matter."""
        return tuple(dict.fromkeys(gap.away for gap in self.weaknesses if gap.away is not None))


def coverage(
    plan: Plan,
    *,
    start_at: datetime,
    until_at: datetime,
    without_one: bool = False,
    most_tried: int = MOST_TRIED,
    down: frozenset[str] = frozenset(),
    mute: Collection[str] = (),
    untested: Collection[str] = (),
) -> Coverage:
    """Return what can be proven of a plan between two instants (aware); with `without_one` also with anybody away.

    `down` are the routes, and single receivers on a route, on which nobody is reached now, down or not set up: who is
    reached by nothing else counts as away. `mute` are people whose button cannot tell them anything, and `untested`
    zones in which no press was heard, of any plan: those of this one are named. A proof does not outlive its plan: it
    ends with the day on which the plan expires. It also ends, and `until_at` says where, when more matchings would have
    to be tried than `most_tried`.
    """
    start_at = start_at.astimezone(UTC)
    until_at = max(start_at, _end(plan, start_at, until_at.astimezone(UTC)))
    prover = Prover(plan, without_one=without_one, most_tried=most_tried, down=down)
    known: dict[frozenset[str], tuple[Shortage, ...]] = {}
    found: dict[Shortage, list[Period]] = {}
    opening, is_cut_short = timedelta(0), False
    if len(plan.rosters) * (until_at - start_at).days > LARGEST_CALENDAR:
        until_at, is_cut_short = start_at, True
    for stretch in stretches(plan, start_at, until_at):
        if stretch.present not in known:
            shortages = prover.shortages(stretch.present)
            if shortages is None:
                until_at, is_cut_short = stretch.start_at, True
                break
            known[stretch.present] = shortages
        opening += stretch.until_at - stretch.start_at
        for shortage in known[stretch.present]:
            _add(found.setdefault(shortage, []), Period(start_at=stretch.start_at, until_at=stretch.until_at))
    gaps = [_gap(shortage, periods) for shortage, periods in found.items()]
    return Coverage(
        start_at=start_at,
        until_at=until_at,
        is_without_one=without_one,
        is_cut_short=is_cut_short,
        gaps=tuple(gap for gap in gaps if gap.away is None),
        weaknesses=tuple(gap for gap in gaps if gap.away is not None),
        farthest=MappingProxyType(
            {
                zone: Farthest(walk=prover.farthest[zone][0], person=prover.farthest[zone][1])
                for zone in plan.zones
                if zone in prover.farthest
            }
        ),
        opening=opening,
        sets=len(known),
        tried=prover.tried,
        cannot_be_told=tuple(who for who in plan.people if who in mute),
        untested=tuple(zone for zone in plan.zones if zone in untested),
    )


def _end(plan: Plan, start_at: datetime, until_at: datetime) -> datetime:
    """Return where the proof ends; a plan that has expired already goes on running, and can be looked at."""
    zone = ZoneInfo(plan.time_zone)
    if plan.expires is None or plan.expires < start_at.astimezone(zone).date():
        return until_at
    midnight = datetime(plan.expires.year, plan.expires.month, plan.expires.day, tzinfo=zone) + timedelta(days=1)
    return min(until_at, midnight.astimezone(UTC))


def _add(periods: list[Period], period: Period) -> None:
    """Add a period to a list in order; one that begins where the last one ends makes it longer."""
    if periods and periods[-1].until_at == period.start_at:
        periods[-1] = Period(start_at=periods[-1].start_at, until_at=period.until_at)
    else:
        periods.append(period)


def _gap(shortage: Shortage, periods: list[Period]) -> Gap:
    return Gap(
        kind=shortage.kind,
        step=shortage.step,
        role=shortage.role,
        missing=shortage.missing,
        needed=shortage.needed,
        pressers=shortage.pressers,
        zones=tuple(zone for zone in shortage.zones if zone is not None),
        away=shortage.away,
        because=tuple(_reason(cause) for cause in shortage.because),
        periods=tuple(periods),
    )


def _reason(cause: Cause) -> Reason:
    return Reason(code=cause.code, args=MappingProxyType(dict(cause.args)))
