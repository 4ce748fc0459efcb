"""`trygg plan`: check and show plans."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Role plans.", no_args_is_help=True)
Files = Annotated[list[Path], typer.Argument(help="Plan files.", exists=True, dir_okay=False)]


@app.command("check")
def check(files: Files) -> None:
    """Say what is wrong with plans: file, line, column, and what to do. Warnings alone end with 0."""
    from roles.document import load

    bad = False
    for file in files:
        loaded = load(file.read_bytes(), source=str(file), today=_today())
        for finding in loaded.findings:
            print(finding)
        bad = bad or loaded.plan is None
        if loaded.plan is not None:
            print(f"{file}: {loaded.plan.name}: the plan can be used")
    raise typer.Exit(1 if bad else 0)


@app.command("show")
def show(file: Annotated[Path, typer.Argument(help="A plan file.", exists=True, dir_okay=False)]) -> None:
    """Show a plan as people read it."""
    from roles.document import load
    from roles.explain import show as lines

    loaded = load(file.read_bytes(), source=str(file))
    if loaded.plan is None:
        for finding in loaded.findings:
            print(finding)
        raise typer.Exit(1)
    for line in lines(loaded.plan):
        print(line)


def _today() -> date:
    from service.clock import SystemClock

    return SystemClock().now().date()
