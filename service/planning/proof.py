"""Answers about whether a plan holds: the sentence, the grid, the gaps with what would mend them, the weak points."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from roles.calendar import Period
from roles.coverage import Gap, coverage
from roles.gaps import say_gap
from roles.grid import Cell, Grid, grid
from roles.inspection import inspected
from roles.mend import Mend, Mender
from roles.mend_words import title_of
from roles.plan import Plan
from roles.presence import stretches, without
from roles.sentence import say
from roles.told import result_in_words
from service.notify.ways import ways_used
from service.planning.task import Task
from service.planning.texts import as_json

MOST_GAPS = 100
"""Gaps that an answer tells, and as many weaknesses."""

MOST_MENDED = 12
"""Gaps for which an answer proposes something, and as many weaknesses; whoever has mended these asks again."""


def prove(task: Task) -> dict[str, Any]:
    """Return what can be proven of a plan from today on."""
    plan = without(task.plan(), task.left)
    zone = ZoneInfo(plan.time_zone)
    start_at = datetime.combine(task.today, time(), tzinfo=zone)
    until_at = start_at + timedelta(weeks=task.asked["weeks"])
    found = coverage(
        plan,
        start_at=start_at,
        until_at=until_at,
        without_one=task.asked["without_one"],
        mute=task.mute,
        untested=task.untested,
    )
    asked = task.asked.get("week")
    week = date.fromisoformat(asked) if asked else _next_day(plan, start_at, until_at)
    mender = Mender(
        plan=plan,
        text=task.text(),
        found=found,
        reload=lambda text: _reloaded(task, text),
        language=task.language,
    )
    return {
        "proven_until": None if found.gaps or not found.is_proven else _instant(plan, found.until_at),
        "cut_short": found.is_cut_short,
        "start": _instant(plan, found.start_at),
        "until": _instant(plan, found.until_at),
        "opening_hours": round(found.opening / timedelta(hours=1), 2),
        "sentence": say(result_in_words(plan, found), task.translate),
        "grid": _grid(task, plan, grid(plan, week)),
        "gaps": _gaps(task, plan, mender, found.gaps),
        "cut_off": _cut_off(task, plan, start_at, found.gaps),
        "weaknesses": _gaps(task, plan, mender, found.weaknesses),
        "single_points": [{"person": who, "name": plan.name_of(who)} for who in found.single_points],
        "farthest": [
            {
                "zone": id_,
                "name": plan.zones[id_].name,
                "seconds": one.walk.total_seconds(),
                "person": one.person,
                "person_name": plan.name_of(one.person),
            }
            for id_, one in found.farthest.items()
        ],
        "cannot_be_told": [
            {"person": who, "name": plan.name_of(who), "buttons": list(task.mute[who])} for who in found.cannot_be_told
        ],
        "untested_zones": [{"zone": zone, "name": plan.zones[zone].name} for zone in found.untested],
        "not_ready": [
            {"place": place, "name": one.name, "state": task.not_ready[place]}
            for place, one in inspected(plan).items()
            if place in task.not_ready
        ],
    }


def _cut_off(task: Task, plan: Plan, start_at: datetime, known: Sequence[Gap]) -> dict[str, Any] | None:
    """Return what stays empty today and tomorrow because of the routes that are down; None while none is down.

    It is told beside the other gaps and not among them: it mends itself when the route works again.
    """
    used = {name for way in ways_used(plan) for name in (way.route, way.name)}
    if not (down := task.down & used):
        return None
    lately = coverage(plan, start_at=max(start_at, task.now), until_at=task.now + timedelta(days=1), down=down)
    anyway = {(gap.kind, gap.step, gap.role, gap.missing) for gap in known}
    gaps = [gap for gap in lately.gaps if (gap.kind, gap.step, gap.role, gap.missing) not in anyway]
    told = [say_gap(plan, gap, language=task.language, translate=task.translate) for gap in gaps[:MOST_GAPS]]
    return {"routes": sorted({name.partition("/")[0] for name in down}), "sentences": told}


def _reloaded(task: Task, text: str) -> Plan | None:
    plan = task.loaded(text).plan
    return without(plan, task.left) if plan else None


def _next_day(plan: Plan, start_at: datetime, until_at: datetime) -> date:
    """Return the next day on which the office is open: at the end of a week nobody asks about the days behind."""
    opening = next(stretches(plan, start_at, until_at), None)
    return (opening.start_at if opening else start_at).astimezone(ZoneInfo(plan.time_zone)).date()


def _gaps(task: Task, plan: Plan, mender: Mender, gaps: Sequence[Gap]) -> list[dict[str, Any]]:
    most_mended = MOST_MENDED if task.asked.get("mends", True) else 0
    return [
        {
            "sentence": say_gap(plan, gap, language=task.language, translate=task.translate),
            "kind": gap.kind,
            "step": gap.step,
            "role": gap.role,
            "missing": gap.missing,
            "needed": gap.needed,
            "away": gap.away,
            "pressers": list(gap.pressers),
            "zones": list(gap.zones),
            "periods": [_period(plan, one) for one in gap.periods],
            "mends": [_mend(task, one) for one in mender.mends(gap)] if number < most_mended else [],
        }
        for number, gap in enumerate(gaps[:MOST_GAPS])
    ]


def _mend(task: Task, one: Mend) -> dict[str, Any]:
    return {"words": say(one.words, task.translate), "edits": [as_json(change) for change in one.edits]}


def _grid(task: Task, plan: Plan, made: Grid) -> dict[str, Any]:
    return {
        "week": made.week.isoformat(),
        "columns": [
            {
                "day": one.day.isoformat(),
                "start": f"{one.start:%H:%M}",
                "until": f"{one.until:%H:%M}",
                "weekday": one.day.weekday(),
                "holiday": None if one.off is None else say(one.off, task.translate),
                "closed": one.is_closed,
            }
            for one in made.columns
        ],
        "rows": [
            {
                "role": line.role,
                "title": title_of(plan, line.role, task.language),
                "needed": line.needed,
                "cells": [_cell(cell) for cell in line.cells],
            }
            for line in made.lines
        ],
    }


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    return None if cell is None else {"have": cell.have, "names": list(cell.names)}


def _period(plan: Plan, period: Period) -> dict[str, str]:
    return {"start": _instant(plan, period.start_at), "until": _instant(plan, period.until_at)}


def _instant(plan: Plan, at: datetime) -> str:
    """Return an instant as the office's clock shows it, with its offset."""
    return at.astimezone(ZoneInfo(plan.time_zone)).isoformat(timespec="seconds")
