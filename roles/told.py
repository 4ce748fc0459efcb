"""A coverage in words: proven until when, the gaps, the single points of failure, and the farthest walks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from roles.coverage import Coverage
from roles.gaps import say_gap
from roles.plan import Plan

MOST_TOLD: Final = 20
"""Gaps that are shown at most; whoever has mended these asks again."""


def report(plan: Plan, found: Coverage) -> tuple[str, ...]:
    """Return a coverage as lines of text."""
    return tuple(_lines(plan, found))


def _lines(plan: Plan, found: Coverage) -> Iterator[str]:
    start, until = _when(plan, found.start_at), _when(plan, found.until_at)
    if found.is_cut_short:
        yield f"{plan.name}: not proven from {until} on: this plan has too many people, zones or shifts."
    elif not found.opening:
        yield f"{plan.name}: nothing to prove: the office is not open between {start} and {until}."
    elif not found.gaps:
        yield f"{plan.name}: proven until {until}{_why(plan, found)}, if the rosters are kept."
        yield "Every role of every step can be filled, whoever presses and wherever."
    else:
        yield f"{plan.name}: {_many(len(found.gaps), 'gap')} between {start} and {until}."
    for gap in found.gaps[:MOST_TOLD]:
        yield f"  {say_gap(plan, gap)}"
    yield from _rest(len(found.gaps))
    yield from _without_one(plan, found)
    yield from _walks(plan, found)
    hours = found.opening.total_seconds() / 3600
    sets = _many(found.sets, "different set")
    yield f"Looked at {hours:.0f} opening hours: {sets} of people, {found.tried} matchings."


def _why(plan: Plan, found: Coverage) -> str:
    """Say that a proof ends with its plan."""
    last = (found.until_at.astimezone(ZoneInfo(plan.time_zone)) - timedelta(microseconds=1)).date()
    return ", when the plan expires" if last == plan.expires else ""


def _without_one(plan: Plan, found: Coverage) -> Iterator[str]:
    if not found.is_without_one:
        return
    if not found.weaknesses:
        yield "Nobody is a single point of failure: with any one person away no more roles are short."
        return
    names = ", ".join(plan.name_of(who) for who in found.single_points)
    yield f"Single points of failure: {names}."
    for gap in found.weaknesses[:MOST_TOLD]:
        yield f"  {say_gap(plan, gap)}"
    yield from _rest(len(found.weaknesses))


def _walks(plan: Plan, found: Coverage) -> Iterator[str]:
    if found.farthest:
        yield "Farthest walk for each zone:"
    for zone, walk in found.farthest.items():
        yield f"  {plan.zones[zone].name}: {walk.walk.total_seconds():.0f} s ({plan.name_of(walk.person)})"


def _rest(count: int) -> Iterator[str]:
    if count > MOST_TOLD:
        yield f"  … and {count - MOST_TOLD} more."


def _when(plan: Plan, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(plan.time_zone)):%Y-%m-%d %H.%M}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
