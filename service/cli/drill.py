"""`trygg drill scenarios`: what an office can drill, by its plan file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from service.cli.tongue import Lang, Language

app = typer.Typer(help="Drills: what an office can drill, and those of the running service.", no_args_is_help=True)


@app.command()
def scenarios(
    file: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file.", exists=True, dir_okay=False)],
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the drill; else today.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=9999, help="Another number gives other scenarios.")] = 1,
    most: Annotated[int, typer.Option(min=1, max=48, help="How many at most.")] = 12,
    lang: Lang = Language.en,
) -> None:
    """List scenarios to drill, each with its time on the day and what the simulation expects.

    It ends with 1 when the office is closed on that day, or has no room to drill in.
    """
    from zoneinfo import ZoneInfo

    from roles.drill import library, time_of
    from roles.drill_expected import expected
    from roles.drill_words import scenario_in_words
    from roles.sentence import Sentence
    from service.cli.planfile import load_plan
    from service.cli.tongue import into
    from service.clock import SystemClock

    translate = into(lang)
    plan = load_plan(file, translate)
    zone = ZoneInfo(plan.time_zone)
    on = day.date() if day else SystemClock().now().astimezone(zone).date()
    found = [(one, time_of(plan, one.hour, on)) for one in library(plan, seed=seed, most=most)]
    if not any(at for _, at in found):
        print(
            Sentence("Nothing can be drilled on this day: the office is closed, or has no room for it.").said(translate)
        )
        raise typer.Exit(1)
    for one, at in found:
        if at is None:
            continue
        told = expected(plan, one, at)
        times = (told.answered, told.there, told.two_there)
        line = Sentence(
            "%(clock)s %(scenario)s. Expected: first answer %(answered)s, one there %(there)s, two there %(two)s.",
            clock=f"{at.astimezone(zone):%H:%M}",
            scenario=scenario_in_words(plan, one, language=lang),
            **dict(
                zip(
                    ("answered", "there", "two"),
                    ("–" if time is None else f"{time.total_seconds():.0f} s" for time in times),
                    strict=True,
                )
            ),
        )
        print(line.said(translate))
