"""`trygg plan simulate`: what a plan makes happen after a press, before anybody has to press."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from service.cli.options import Config, within_years
from service.cli.tongue import Lang, Language

if TYPE_CHECKING:
    from roles.plan import Plan
    from roles.sentence import Translate
    from roles.simulate_answers import Habit
    from roles.simulate_many import Forecast
    from roles.simulate_run import Part, Press

_File = Annotated[Path, typer.Argument(help="A plan file.", exists=True, dir_okay=False)]


def simulate(  # noqa: PLR0917  a command: each is an option with a name
    file: _File,
    scenarios: Annotated[
        Path | None,
        typer.Option(
            help="Scenarios that the plan has to pass; else scenarios/ beside the plan, if it has a file of its name.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Where the press comes from; else drawn.")] = None,
    at: Annotated[str | None, typer.Option(help="When, like 2026-11-23T10:00; else drawn.")] = None,
    by: Annotated[str | None, typer.Option(help="Who presses; else drawn from those who are there.")] = None,
    kind: Annotated[str, typer.Option(help="Which kind of alarm.")] = "emergency",
    away: Annotated[list[str] | None, typer.Option(help="Who is away; again for each.")] = None,
    down: Annotated[list[str] | None, typer.Option(help="What is down: broker, screens or telephone.")] = None,
    drill: Annotated[bool, typer.Option("--drill", help="A drill: nobody outside is called.")] = False,
    runs: Annotated[int, typer.Option(help="How many presses; 0 for none.", min=0, max=100_000)] = 1000,
    start: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            callback=within_years,
            help="First of the four weeks times are drawn from; else today.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same answers.")] = 1,
    against: Annotated[
        Path | None, typer.Option(help="Another plan, to show side by side.", exists=True, dir_okay=False)
    ] = None,
    measured: Annotated[
        bool,
        typer.Option("--measured", help="With answer times from the office's record, where it has enough of them."),
    ] = False,
    config: Config = None,
    lang: Lang = Language.en,
) -> None:
    """Predict what happens after a press: second by second, a thousand times, and in the scenarios a plan has to pass.

    With --zone, --at or --by one press is told second by second. With a scenario that fails it ends with 1.
    """
    from random import Random

    from roles.measure import assumed_in_words
    from roles.simulate_many import Scene, Scenes, forecast
    from roles.simulate_scenario import instant
    from roles.simulate_told import report
    from service.cli.planfile import load_plan, must_know, scenarios_of
    from service.cli.tongue import into

    translate = into(lang)
    plan = load_plan(file, translate)
    other = load_plan(against, translate) if against else None
    moment = instant(at, plan) if at else None
    if at and moment is None:
        raise typer.BadParameter(f"{at!r} is no day with a time; write it like 2026-11-23T10:00", param_hint="--at")
    for one in (plan, other) if other else (plan,):
        must_know(one, one.zones, [zone] if zone else [], "--zone")
        must_know(one, one.people, [by] if by else [], "--by")
        must_know(one, one.people, away or [], "--away")
        must_know(one, one.responses, [kind], "--kind")
    scene = Scene(
        since=datetime.combine(start.date(), time(), tzinfo=ZoneInfo(plan.time_zone)) if start else _now(),
        at=moment,
        zone=zone,
        presser=by,
        kind=kind,
        is_drill=drill,
        away=frozenset(away or ()),
        down=_parts(down or []),
    )
    passed = _judge(plan, scenarios or scenarios_of(file), translate)
    habits = _measured(plan, config) if measured else {}

    def predicted(one: "Plan") -> "Forecast":
        # Each plan has a generator of its own with the same seed: both get the same presses.
        chance = Random(seed).random  # noqa: S311  seeded, not secret
        return forecast(one, scene, chance=chance, runs=runs, habits=habits)

    if zone or at or by or "broker" in scene.down:
        press = Scenes(plan, scene).press(Random(seed).random)  # noqa: S311  seeded, not secret
        for one in (plan, other) if other else (plan,):
            if other:
                print(f"{one.source}:")
            _tell(one, press, habits, lang, translate)
    if runs and "broker" not in scene.down:
        beside = (other, predicted(other)) if other else None
        for told in report(plan, predicted(plan), against=beside, habits=habits, language=lang, translate=translate):
            print(told)
        if measured:
            print(assumed_in_words(plan, habits, lang).said(translate))
    raise typer.Exit(0 if passed else 1)


def _measured(plan: "Plan", config: Path | None) -> "Mapping[str, Habit]":
    from service.cli.record import with_store
    from service.planning.history import measured

    return with_store(config, lambda store: measured(store, plan.office))


def _tell(plan: "Plan", press: "Press", habits: "Mapping[str, Habit]", lang: Language, translate: "Translate") -> None:
    """Tell one press twice: nobody answers, everybody does."""
    from roles.simulate import simulate as predict
    from roles.simulate_answers import usual
    from roles.simulate_words import tell
    from service.cli.tongue import EVERYBODY_ANSWERS, NOBODY_ANSWERS

    print(NOBODY_ANSWERS.said(translate))
    _print(tell(plan, predict(plan, press, rounds=1), language=lang, translate=translate))
    if "broker" not in press.down:
        print(EVERYBODY_ANSWERS.said(translate))
        _print(tell(plan, predict(plan, press, usual(plan, habits)), language=lang, translate=translate))


def _judge(plan: "Plan", file: Path | None, translate: "Translate") -> bool:
    """Say which scenarios fail, and where; tell whether all of them pass."""
    from roles.sentence import Sentence
    from roles.simulate_judge import judge
    from roles.simulate_scenario import load_scenarios
    from service.cli.tongue import SCENARIOS_PASS, line

    if file is None:
        return True
    loaded = load_scenarios(file.read_bytes(), plan, source=str(file))
    verdicts = [judge(plan, scenario, source=str(file)) for scenario in loaded.scenarios]
    findings = [*loaded.findings, *(finding for verdict in verdicts for finding in verdict.findings)]
    for finding in findings:
        print(line(finding, translate))
    if not loaded.findings:
        passed = sum(not verdict.findings for verdict in verdicts)
        told = Sentence(SCENARIOS_PASS, file=str(file), passed=passed, all=len(verdicts))
        print(told.said(translate))
    return not findings


def _parts(words: Sequence[str]) -> "frozenset[Part]":
    from roles.simulate_run import PARTS
    from roles.word import did_you_mean, shown

    for word in words:
        if word not in PARTS:
            raise typer.BadParameter(f"{shown(word)} is no part. {did_you_mean(word, PARTS)}", param_hint="--down")
    return frozenset(part for part in PARTS if part in words)


def _now() -> datetime:
    from service.clock import SystemClock

    return SystemClock().now()


def _print(lines: Sequence[str]) -> None:
    for line in lines:
        print(f"  {line}")
