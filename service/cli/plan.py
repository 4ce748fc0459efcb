"""`trygg plan`: check and show plans, and prove that they can be kept."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from service.cli import plan_diff, plan_print, plan_schema, plan_simulate, plan_versions
from service.cli.tongue import Lang, Language

app = typer.Typer(help="Role plans.", no_args_is_help=True)
app.command("diff")(plan_diff.diff)
app.command("print")(plan_print.print_plan)
app.command("schema")(plan_schema.schema)
app.command("simulate")(plan_simulate.simulate)
app.command("versions")(plan_versions.versions)
app.command("publish")(plan_versions.publish)
app.command("roll-back")(plan_versions.roll_back)
app.command("gone")(plan_versions.gone)
Files = Annotated[list[Path], typer.Argument(help="Plan files.", exists=True, dir_okay=False)]


@app.command("check")
def check(files: Files, lang: Lang = Language.en) -> None:
    """Say what is wrong with plans: file, line, column, and what to do. Warnings alone end with 0."""
    from roles.document import check_standard
    from roles.sentence import Sentence
    from service.cli.planfile import STANDARD, beside, load_file
    from service.cli.tongue import CAN_BE_STOOD_ON, CAN_BE_USED, into, line

    bad, translate = False, into(lang)
    for file in files:
        if file.name.endswith(STANDARD):
            found = check_standard(file.read_bytes(), source=str(file), standards=beside(file))
            wrong = any(finding.severity == "error" for finding in found)
            for finding in found:
                print(line(finding, translate))
            if not wrong:
                print(Sentence(CAN_BE_STOOD_ON, file=str(file)).said(translate))
            bad = bad or wrong
            continue
        loaded = load_file(file, today=_today())
        for finding in loaded.findings:
            print(line(finding, translate))
        bad = bad or loaded.plan is None
        if loaded.plan is not None:
            print(Sentence(CAN_BE_USED, file=str(file), plan=loaded.plan.name).said(translate))
    raise typer.Exit(1 if bad else 0)


@app.command("show")
def show(
    file: Annotated[Path, typer.Argument(help="A plan file.", exists=True, dir_okay=False)],
    lang: Lang = Language.en,
) -> None:
    """Show a plan as people read it."""
    from roles.explain import show as lines
    from roles.sentence import Sentence
    from service.cli.planfile import load_file
    from service.cli.tongue import DEVIATES, into, line

    loaded, translate = load_file(file), into(lang)
    if loaded.plan is None:
        for finding in loaded.findings:
            print(line(finding, translate))
        raise typer.Exit(1)
    for told in lines(loaded.plan, language=lang, translate=translate):
        print(told)
    for one in loaded.deviations:
        print(Sentence(DEVIATES, clause=one.clause, reason=one.reason).said(translate))


@app.command("coverage")
def coverage(
    file: Annotated[Path, typer.Argument(help="A plan file.", exists=True, dir_okay=False)],
    weeks: Annotated[int, typer.Option(help="How many weeks ahead.", min=1, max=104)] = 8,
    without_one: Annotated[bool, typer.Option("--without-one", help="Also with any one person away.")] = False,
    start: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; else today.")
    ] = None,
    lang: Lang = Language.en,
) -> None:
    """Prove that every role can be filled whenever the office is open, whoever presses; or show the gaps.

    With gaps it ends with 1, and with --without-one also when there is somebody without whom a role stays empty.
    """
    from roles.coverage import coverage as prove
    from roles.told import report
    from service.cli.planfile import load_file
    from service.cli.tongue import into, line

    loaded, translate = load_file(file), into(lang)
    if loaded.plan is None:
        for finding in loaded.findings:
            print(line(finding, translate))
        raise typer.Exit(1)
    zone = ZoneInfo(loaded.plan.time_zone)
    first = datetime.combine(start.date() if start else _today(), time(), tzinfo=zone)
    found = prove(loaded.plan, start_at=first, until_at=first + timedelta(weeks=weeks), without_one=without_one)
    for told in report(loaded.plan, found, language=lang, translate=translate):
        print(told)
    raise typer.Exit(0 if found.is_proven and not found.weaknesses else 1)


def _today() -> date:
    from service.clock import SystemClock

    return SystemClock().now().date()
