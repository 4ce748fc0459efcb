"""`trygg plan roster`: shifts from a calendar into a plan, and a plan's shifts out as a calendar."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from service.cli.options import within_years
from service.cli.tongue import Lang, Language, into, line

app = typer.Typer(help="Rosters from and to calendars (iCalendar).", no_args_is_help=True)
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file.", exists=True, dir_okay=False)]
Roster = Annotated[str, typer.Argument(help="The roster's id in the plan.")]
Start = Annotated[str | None, typer.Option("--from", help="First day, like 2026-12-01; else today.")]


@app.command("import")
def bring_in(
    plan: PlanFile,
    roster: Roster,
    file: Annotated[Path, typer.Argument(help="A calendar (.ics).", exists=True, dir_okay=False)],
    who: Annotated[list[str] | None, typer.Option(help="Who works the roster: an id; again for each.")] = None,
    start: Start = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be changed.")] = False,
    lang: Lang = Language.en,
) -> None:
    """Write a calendar's shifts into a roster of a plan, from today until the plan expires; nothing else changes.

    With an event that cannot be understood, or a plan that has errors afterwards, it writes nothing and ends with 1.
    """
    from roles.document import load
    from roles.edit import EditError
    from roles.hours import Shifts
    from roles.ics_line import LARGEST
    from roles.ics_read import read_calendar
    from roles.roster_edit import put_days
    from roles.sentence import say
    from service.cli.planfile import beside
    from service.planning.rosters import last_day

    translate, raw = into(lang), plan.read_bytes()
    loaded = load(raw, source=str(plan), standards=beside(plan))
    if loaded.plan is None:
        for finding in loaded.findings:
            print(line(finding, translate))
        raise typer.Exit(1)
    known, text = loaded.plan, raw.decode()
    if roster not in known.rosters and not who:
        print(f"trygg: {plan} has no roster {roster}; name one of its rosters, or say who works a new one: --who anna")
        raise typer.Exit(2)
    first = _day(start)
    last = last_day(known.expires, first)
    empty = Shifts(id=roster, name=roster, named=(), people=(), weeks=({},))
    found = read_calendar(
        file.read_bytes()[: LARGEST * 4].decode("utf-8", errors="replace"),
        plan=known,
        roster=known.rosters.get(roster, empty),
        first=first,
        last=last,
        source=str(file),
    )
    for finding in found.findings:
        print(line(finding, translate))
    if not found.is_whole:
        print(f"{plan}: nothing was changed")
        raise typer.Exit(1)
    try:
        changed = put_days(text, known, roster, found.days, first=first, last=found.last, who=who or ())
    except EditError as error:
        print(f"trygg: {plan}: {say(error.reason, translate)}")
        raise typer.Exit(1) from error
    again = load(changed, source=str(plan), today=first, standards=beside(plan))
    if again.plan is None:
        for finding in again.findings:
            print(line(finding, translate))
        print(f"{plan}: nothing was changed")
        raise typer.Exit(1)
    if not dry_run and changed != text:
        beside_it = plan.with_name(f".{plan.name}.new")
        beside_it.write_bytes(changed.encode())
        beside_it.replace(plan)
    verb = "would have" if dry_run else "has"
    print(f"{plan}: {roster} {verb} {found.shifts} shifts from {first} to {found.last}")
    print(f"{plan}: {len(found.days)} days differ from the roster's week")


@app.command("export")
def send_out(
    plan: PlanFile,
    roster: Roster,
    start: Start = None,
) -> None:
    """Print a roster's shifts as a calendar, from today until the plan expires: RFC 5545, as calendar programs read."""
    import sys

    from roles.ics_write import write_calendar
    from service.cli.planfile import load_file
    from service.clock import SystemClock
    from service.planning.rosters import last_day

    loaded = load_file(plan)
    if loaded.plan is None:
        for finding in loaded.findings:
            print(finding)
        raise typer.Exit(1)
    if roster not in loaded.plan.rosters:
        print(
            f"trygg: {plan} has no roster {roster}; it has: {', '.join(loaded.plan.rosters) or 'none'}", file=sys.stderr
        )
        raise typer.Exit(2)
    first = _day(start)
    made = write_calendar(
        loaded.plan,
        loaded.plan.rosters[roster],
        first=first,
        last=last_day(loaded.plan.expires, first),
        made_at=SystemClock().now(),
    )
    sys.stdout.buffer.write(made.encode())  # its line ends are CRLF, whatever the system's are


def _day(start: str | None) -> date:
    from service.clock import SystemClock

    try:
        day = date.fromisoformat(start) if start else SystemClock().now().date()
    except ValueError as error:
        raise typer.BadParameter("write year, month and day: 2026-12-01", param_hint="--from") from error
    within_years(day)
    return day
