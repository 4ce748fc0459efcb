"""Measure what each zone is told in an alarm: `make bench ARGS=ways`; side by side in one run, in half a minute."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import MappingProxyType
from typing import Final

from bench.part import finish, parser_of
from bench.plans import Figure
from roles.danger import Danger, danger_from
from roles.escape import instructions, is_refuge
from roles.fallback import fallback_plan
from roles.plan import Door, Plan, Walk, Zone
from roles.zones import neighbours, shortest
from service.live.pauses import shorten_pauses

MARK = "<!-- ways: from here on written by `make bench ARGS='ways --publish'` -->"
ZONES: Final = 200
AIM: Final = "worst under 50 ms"


def main(arguments: list[str], page: Path, about: Callable[[float], dict[str, str]]) -> int:
    """Measure, print a table, and with --publish write it into the page."""
    options = parser_of("ways", __doc__).parse_args(arguments)
    began = perf_counter()
    shorten_pauses()  # as the service does when it starts
    figures = []
    for figure in _figures():
        figures.append(figure)
        print(f"{figure.what:<78} {figure.took:>34}  {figure.aim}", flush=True)
    return finish(options, about(perf_counter() - began), page, MARK, partial(section, figures))


def section(figures: list[Figure], about: Mapping[str, str]) -> str:
    """Return the page's part about ways."""
    return "\n".join(
        [
            "## What each zone is told in an alarm",
            "",
            f"New instructions for a house of {ZONES} zones and 400 people, from every zone an alarm can come from.",
            "Times are processor time.",
            "",
            "| what | time | asked for |",
            "| --- | ---: | --- |",
            *(f"| {one.what} | {one.took} | {one.aim} |" for one in figures),
            "",
            *(f"- {key}: {value}" for key, value in about.items()),
        ]
    )


def house(refuges: int, room: int | None) -> Plan:
    """Return an invented house of many floors: a corridor on each with rooms on both sides, and two staircases."""
    zones: dict[str, Zone] = {}
    walks: list[Walk] = []
    doors: dict[str, Door] = {}

    def zone(id_: str, kind: str, **more: object) -> str:
        zones[id_] = replace(Zone(id=id_, name=id_, kind=kind), **more)  # type: ignore[arg-type]
        return id_

    def walk(one: str, other: str, seconds: int, door: str | None = None) -> None:
        walks.append(Walk(start=one, end=other, time=timedelta(seconds=seconds), door=door))
        if door is not None:
            doors[door] = Door(id=door, name=door, between=(one, other))

    for floor in range(ZONES // 20):
        corridors = [zone(f"corridor-{floor}-{part}", "corridor") for part in range(4)]
        for one, other in pairwise(corridors):
            walk(one, other, 6, f"fire-door-{one}")
        for side, at in (("a", 0), ("b", 3)):
            stairs = zone(f"stairs-{floor}-{side}", "stairs")
            walk(corridors[at], stairs, 4)
            if floor:
                walk(f"stairs-{floor - 1}-{side}", stairs, 14)
        for number in range(14):
            kind = "retreat_room" if floor * 14 + number < refuges else "desk" if number % 2 else "meeting_room"
            id_ = zone(f"room-{floor}-{number}", kind, room_for=room if kind == "retreat_room" else None)
            walk(corridors[number % 4], id_, 5 + number, f"door-{id_}")
            if number:
                walk(f"room-{floor}-{number - 1}", id_, 9)
    nothing = fallback_plan(None, office="house")
    return replace(nothing, zones=MappingProxyType(zones), walks=tuple(walks), doors=MappingProxyType(doors))


def _figures() -> Iterator[Figure]:
    for refuges, room in ((8, None), (8, 60), (20, 20), (20, 15)):
        plan = house(refuges, room)
        size = f"{refuges} refuges with room for {room or 'any number'}"
        took = _said(_timed(plan, partial(_told, heads=_heads(plan))))
        yield Figure(what=f"new instructions for {len(plan.zones)} zones, {size}", took=took, aim=AIM)
    fresh = [house(8, 60) for _ in range(5)]
    times = [_seconds(partial(_told, plan, danger_from(plan, "room-5-5"), _heads(plan))) for plan in fresh]
    yield Figure(what="the first instructions of a new version of the plan", took=_said(times), aim=AIM)
    took = _said(_timed(house(8, None), _plain, every=20))
    yield Figure(what="the same ways by a plain Dijkstra from each zone, room not counted", took=took)


def _told(plan: Plan, danger: Danger, heads: Mapping[str, int]) -> object:
    return instructions(plan, danger, heads)


def _heads(plan: Plan) -> Mapping[str, int]:
    return {zone: 3 for zone, one in plan.zones.items() if one.kind in ("desk", "meeting_room")}


def _plain(plan: Plan, danger: Danger) -> Mapping[str, str | None]:
    """Return the nearest refuge of each zone as one would look for it: from each zone, over what is left to walk on."""
    beside = neighbours(plan)
    refuges = [zone.id for zone in plan.zones.values() if is_refuge(zone) and zone.id not in danger.zones]
    nearest: dict[str, str | None] = {}
    for start in plan.zones:
        left = {
            zone: {to: time for to, time in ways.items() if to not in danger.zones}
            for zone, ways in beside.items()
            if zone == start or zone not in danger.zones
        }
        times = shortest([start], left)
        nearest[start] = min((one for one in refuges if one in times), key=times.__getitem__, default=None)
    return nearest


def _timed(plan: Plan, ask: Callable[[Plan, Danger], object], every: int = 1) -> list[float]:
    shut = ["fire-door-corridor-3-1"]
    dangers = [danger_from(plan, origin, closed_doors=shut) for origin in [*plan.zones][::every]]
    return [_seconds(partial(ask, plan, danger)) for danger in dangers]


def _seconds(ask: Callable[[], object]) -> float:
    began = process_time()
    ask()
    return process_time() - began


def _said(times: list[float]) -> str:
    return f"{median(times) * 1000:.1f} ms, worst {max(times) * 1000:.1f} ms"
