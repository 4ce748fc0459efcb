"""`trygg plan diff`: what changes from one plan to another, in words."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.tongue import Lang, Language

File = Annotated[Path, typer.Argument(help="A plan file.", exists=True, dir_okay=False)]


def diff(old: File, new: File, lang: Lang = Language.en) -> None:
    """Say what differs between two plans, first what changes in an alarm.

    It ends with 0 when they do the same, with 1 when they differ, and with 2 when one of them cannot be used.
    """
    from roles.diff import differences, report
    from service.cli.planfile import load_file
    from service.cli.tongue import DO_THE_SAME, into, line

    translate = into(lang)
    loaded = [load_file(file) for file in (old, new)]
    before, after = (one.plan for one in loaded)
    if before is None or after is None:
        for finding in (finding for one in loaded if one.plan is None for finding in one.findings):
            print(line(finding, translate))
        raise typer.Exit(2)
    found = differences(before, after, language=lang)
    for told in report(found, translate=translate) or (DO_THE_SAME.said(translate),):
        print(told)
    raise typer.Exit(1 if found else 0)
