"""Many presses on one plan, with drawn answers: how soon somebody comes, and how often each step is needed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from roles.calendar import Period, periods
from roles.plan import EMERGENCY, EVERYBODY, Plan
from roles.presence import off_duty
from roles.simulate import simulate
from roles.simulate_answers import Chance, Habit, drawn
from roles.simulate_model import Rosters
from roles.simulate_run import Part, Press, Run
from roles.word import CLOSED_ZONES

MOST_RUNS: Final = 100_000
_WEEKS: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What is known of the presses; whatever is None is drawn for each.

    A zone is drawn from those that visitors enter, an instant from the opening hours of four weeks from `since` on
    (aware), a presser from those who are there.
    """

    since: datetime
    at: datetime | None = None
    zone: str | None = None
    presser: str | None = None
    kind: str = EMERGENCY
    is_drill: bool = False
    away: frozenset[str] = field(default_factory=frozenset)
    here: frozenset[str] = field(default_factory=frozenset)
    down: frozenset[Part] = field(default_factory=frozenset)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """When something happened in half and in nine of ten of all runs (None: not in so many), and in which share."""

    p50: timedelta | None
    p90: timedelta | None
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """What came of many runs; shares are of all runs.

    `steps` are the shares in which each step was taken, the first one included; `last_resort` is the share in which the
    screens told whom to ring because nobody was coming; `unfilled` the share for each role that had too few people.
    """

    runs: int
    accepted: Spread
    arrived: Spread
    second: Spread
    steps: tuple[float, ...]
    last_resort: float
    answered: float
    unfilled: Mapping[str, float]


class Scenes:
    """Draws presses on one plan."""

    def __init__(self, plan: Plan, scene: Scene) -> None:
        """Work out once what is drawn from."""
        self._plan = plan
        self._scene = scene
        visited = [id_ for id_, zone in plan.zones.items() if zone.kind not in CLOSED_ZONES]
        self._zones: Sequence[str] = visited or list(plan.zones)
        first = scene.since.astimezone(ZoneInfo(plan.time_zone)).date()
        days = (first + timedelta(days=day) for day in range(7 * _WEEKS))
        self._open: Sequence[Period] = [one for day in days for one in periods(plan, day)]
        lengths = ((one.until_at - one.start_at) / timedelta(seconds=1) for one in self._open)
        self._ends = list(accumulate(lengths))

    def press(self, chance: Chance) -> Press:
        """Return one press; it always draws as often, whatever of it is given."""
        scene = self._scene
        when, where, who = chance(), chance(), chance()
        at = scene.at or self._instant(when)
        zone = scene.zone or (self._zones[int(where * len(self._zones))] if self._zones else None)
        gone = scene.away | (off_duty(self._plan, at) - scene.here)
        there = [person for person in self._plan.people if person not in gone]
        return Press(
            at=at,
            zone=zone,
            presser=scene.presser or (there[int(who * len(there))] if there else None),
            kind=scene.kind,
            is_drill=scene.is_drill,
            away=scene.away,
            here=scene.here,
            down=scene.down,
        )

    def _instant(self, chance: float) -> datetime:
        if not self._ends or self._ends[-1] <= 0:
            return self._scene.since
        seconds = int(chance * self._ends[-1])
        index = next(number for number, end in enumerate(self._ends) if seconds < end)
        before = self._ends[index - 1] if index else 0.0
        return self._open[index].start_at.astimezone(UTC) + timedelta(seconds=seconds - before)


def forecast(
    plan: Plan, scene: Scene, *, chance: Chance, runs: int = 1000, habits: Mapping[str, Habit] | None = None
) -> Forecast:
    """Return what comes of so many presses (at most 100,000) with answers drawn by chance."""
    runs = min(max(runs, 1), MOST_RUNS)
    rosters, scenes, answering = Rosters(plan), Scenes(plan, scene), drawn(plan, chance, habits)
    response = plan.response_to(scene.kind)
    steps = [0] * (len(response.steps) if response else 1)
    times: Mapping[str, list[timedelta]] = {"accepted": [], "arrived": [], "second": []}
    last_resort = answered = 0
    unfilled: Counter[str] = Counter()
    # All presses are drawn before any answer, so that two plans with one seed get the same ones.
    for press in [scenes.press(chance) for _ in range(runs)]:
        run = simulate(plan, press, answering, rosters=rosters)
        for name, at in (
            ("accepted", run.nth("accepted")), ("arrived", run.nth("arrived")), ("second", run.nth("arrived", 2)),
        ):  # fmt: skip
            if at is not None:
                times[name].append(at)
        for step in _steps(run):
            steps[step] += step < len(steps)
        last_resort += any(one.what == "exhausted" for one in run.moments)
        answered += run.is_answered
        unfilled.update({one.role for one in run.moments if one.what == "unfilled" and one.role})
    return Forecast(
        runs=runs,
        accepted=_spread(times["accepted"], runs),
        arrived=_spread(times["arrived"], runs),
        second=_spread(times["second"], runs),
        steps=tuple(count / runs for count in steps),
        last_resort=last_resort / runs,
        answered=answered / runs,
        unfilled=MappingProxyType(
            {role: unfilled[role] / runs for role in (*plan.roles, EVERYBODY) if role in unfilled}
        ),
    )


def _steps(run: Run) -> Sequence[int]:
    """Return the steps that were taken, repeats left out."""
    if not run.moments:
        return ()
    return [0, *(one.step for one in run.moments if one.what == "step" and not one.round)]


def _spread(times: list[timedelta], runs: int) -> Spread:
    times.sort()
    return Spread(p50=_rank(times, runs, 50), p90=_rank(times, runs, 90), share=len(times) / runs)


def _rank(times: Sequence[timedelta], runs: int, percent: int) -> timedelta | None:
    """Return the nearest-rank percentile of all runs; those in which it never happened come last."""
    rank = -(-runs * percent // 100)
    return times[rank - 1] if rank <= len(times) else None
