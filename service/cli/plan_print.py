"""`trygg plan print`: role cards and the wall plan as PDF."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from service.cli.tongue import Language, into, line


class What(StrEnum):
    """What can be printed."""

    CARDS = "cards"
    WALL = "wall"


def print_plan(  # noqa: PLR0917  a command: each is an option with a name
    file: Annotated[Path, typer.Argument(help="A plan file.", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option(help="The PDF to write.", dir_okay=False)],
    what: Annotated[What, typer.Option(help="Role cards to cut out, or one page for the wall.")] = What.WALL,
    lang: Annotated[Language | None, typer.Option(help="The language; else the office's first.")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that it names as printed; else today.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Mark every page as a draft.")] = False,
) -> None:
    """Print a plan for the walls of staff areas, as PDF: role cards to cut out, or a wall plan on one page."""
    from service.cli.planfile import load_file
    from service.clock import SystemClock
    from service.web.i18n import load
    from service.web.ports import Printed
    from service.web.print.document import DOCUMENTS
    from service.web.print.frame import start_of_day
    from service.web.print.typeset import TypesetError, typeset

    loaded = load_file(file)
    if loaded.plan is None:
        for finding in loaded.findings:
            print(line(finding, into(lang or Language.en)))
        raise typer.Exit(1)
    plan = loaded.plan
    at = on.replace(tzinfo=ZoneInfo(plan.time_zone)) if on else start_of_day(plan, SystemClock().now())
    printed = Printed(plan=plan, standing="draft" if draft else "in_force")
    spoken = lang.value if lang else plan.languages[0]
    document = DOCUMENTS[what.value](printed, load(), spoken, at)
    try:
        out.write_bytes(typeset(what.value, document, at))
    except TypesetError as reason:
        print(f"{file}: {reason}")
        raise typer.Exit(1) from None
    except OSError as reason:
        print(f"trygg: {out} cannot be written ({reason.strerror}); name another file after --out")
        raise typer.Exit(2) from None
    print(f"{out}: {document['title']}, {plan.name}")
