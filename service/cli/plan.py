"""`trygg plan`: check and show plans, and prove that they can be kept."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from service.cli import (
    plan_coverage,
    plan_diff,
    plan_print,
    plan_resolve,
    plan_roster,
    plan_schema,
    plan_simulate,
    plan_template,
    plan_versions,
)
from service.cli.tongue import Lang, Language

app = typer.Typer(help="Role plans.", no_args_is_help=True)
app.command("coverage")(plan_coverage.coverage)
app.command("diff")(plan_diff.diff)
app.command("print")(plan_print.print_plan)
app.command("resolve")(plan_resolve.resolve)
app.add_typer(plan_roster.app, name="roster")
app.command("schema")(plan_schema.schema)
app.command("simulate")(plan_simulate.simulate)
app.command("versions")(plan_versions.versions)
app.command("publish")(plan_versions.publish)
app.command("roll-back")(plan_versions.roll_back)
app.command("gone")(plan_versions.gone)
app.command("template")(plan_template.template)
Files = Annotated[list[Path], typer.Argument(help="Plan files.", exists=True, dir_okay=False)]


@app.command("check")
def check(files: Files, lang: Lang = Language.en) -> None:
    """Say what is wrong with plans: file, line, column, and what to do. Warnings alone end with 0.

    What a plan does not do of what its file in scenarios/ beside it expects is a warning too.
    """
    from roles.document import check_standard
    from roles.sentence import Sentence
    from service.cli.planfile import STANDARD, beside, failed_scenarios, load_file
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
            for finding in failed_scenarios(file, loaded.plan):
                print(line(finding, translate))
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


def _today() -> date:
    from service.clock import SystemClock

    return SystemClock().now().date()
