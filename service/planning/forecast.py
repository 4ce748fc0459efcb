"""Answers about one press, before anybody has to press: by a text and by the plan in force, side by side."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from roles.calendar import is_open, periods
from roles.plan import EMERGENCY, EVERYBODY, Plan
from roles.sentence import Sentence, say
from roles.simulate import simulate
from roles.simulate_answers import Habit, usual
from roles.simulate_many import Forecast, Scene, Scenes, Spread, forecast
from roles.simulate_run import PARTS, Press
from roles.simulate_scenario import instant
from roles.simulate_told import report
from roles.simulate_words import Told, told
from service.planning.task import RefusedError, Task

SEED = 1
"""Every answer is drawn from the same seed: the same question has the same answer."""

_AHEAD = 14
"""Days in which the next opening is looked for."""


def predict(task: Task) -> dict[str, Any]:
    """Return what a press makes happen by the text, and by the plan in force."""
    plan, live = task.plan(), task.live_plan()
    scene = _scene(task, plan)
    press = Scenes(plan, scene).press(Random(SEED).random)  # noqa: S311  seeded, not secret
    mine = _told(task, plan, scene, press)
    theirs = None if live is None else _told(task, live, scene, press)
    return {"mine": mine, "live": theirs, "differ": theirs is not None and mine["lines"] != theirs["lines"]}


def _scene(task: Task, plan: Plan) -> Scene:
    asked = task.asked
    at = instant(asked["at"], plan) if asked.get("at") else _open_from(plan, task.now)
    if at is None:
        raise RefusedError("unknown_time", "Write the time like 2026-11-23T10:00.")
    kind = asked.get("kind") or EMERGENCY
    known = (
        ("zone", [asked.get("zone")], plan.zones),
        ("presser", [asked.get("presser")], plan.people),
        ("away", asked.get("away") or [], plan.people),
        ("kind", [kind], plan.responses),
        ("down", asked.get("down") or [], dict.fromkeys(PARTS)),
    )
    for what, words, names in known:
        for word in words:
            if word is not None and word not in names:
                raise RefusedError("unknown_word", f"The plan does not know {word[:64]!r} ({what}).", where=what)
    return Scene(
        since=task.now,
        at=at,
        zone=asked.get("zone"),
        presser=asked.get("presser"),
        kind=kind,
        is_drill=bool(asked.get("drill")),
        away=frozenset(asked.get("away") or ()),
        down=frozenset(part for part in PARTS if part in (asked.get("down") or ())),
    )


def _open_from(plan: Plan, now: datetime) -> datetime:
    """Return now, or when the office opens next."""
    if is_open(plan, now):
        return now
    days = (now.date() + timedelta(days=count) for count in range(_AHEAD))
    return min((one.start_at for day in days for one in periods(plan, day) if one.start_at > now), default=now)


def _told(task: Task, plan: Plan, scene: Scene, press: Press) -> dict[str, Any]:
    answering = None if task.asked.get("answers") == "nobody" else usual(plan, habits_of(task))
    run = simulate(plan, press, answering, rounds=1 if answering is None else None)
    lines = told(plan, run, language=task.language, translate=task.translate)
    end = max((number for number, one in enumerate(lines, start=1) if one.after is not None), default=len(lines) - 1)
    return {
        "lines": [
            {
                "after_s": _after(one),
                "words": one.words.strip(),
                "detail": one.words[:1] == " ",
                "trouble": one.is_trouble,
            }
            for one in lines[:end]
        ],
        "ends": " ".join(one.words for one in lines[end:]),
        "answered": run.is_answered,
        "summary": _summary(task, plan, scene),
    }


def _after(line: Told) -> float | None:
    return None if line.after is None else line.after.total_seconds()


def habits_of(task: Task) -> dict[str, Habit]:
    """Return the measured answer times that came with the question, by role."""
    return {
        role: Habit(
            answers=one["answers"],
            declines=one["declines"],
            median=timedelta(seconds=one["median_s"]),
            p90=timedelta(seconds=one["p90_s"]),
            arrives=one["arrives"],
            source=say(Sentence("measured in %(count)s calls", count=one["calls"]), task.translate),
        )
        for role, one in task.habits.items()
    }


def _summary(task: Task, plan: Plan, scene: Scene) -> dict[str, Any] | None:
    runs = task.asked.get("runs") or 0
    if not runs or "broker" in scene.down:
        return None
    habits = habits_of(task)
    found = forecast(plan, scene, chance=Random(SEED).random, runs=runs, habits=habits)  # noqa: S311  seeded
    lines = report(plan, found, habits=habits, language=task.language, translate=task.translate)
    return {
        **_figures(found),
        "measured": sorted(habits),
        "assumed": [role for role in (*plan.roles, EVERYBODY) if role not in habits],
        "words": [say(line, task.translate) for line in lines],
    }


def _figures(found: Forecast) -> dict[str, Any]:
    return {
        "runs": found.runs,
        "accepted": _spread(found.accepted),
        "arrived": _spread(found.arrived),
        "second": _spread(found.second),
        "steps": list(found.steps),
        "last_resort": found.last_resort,
        "answered": found.answered,
        "unfilled": dict(found.unfilled),
    }


def _spread(one: Spread) -> dict[str, float | None]:
    p50, p90 = (None if time is None else time.total_seconds() for time in (one.p50, one.p90))
    return {"p50_s": p50, "p90_s": p90, "share": one.share}
