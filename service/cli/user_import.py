"""`trygg user import`: people from a file, all of them or none."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Config, settings_from
from service.cli.roll import misused, with_roll

if TYPE_CHECKING:
    from collections.abc import Collection

    from service.access.importing import Imported
    from service.access.roll import Roll
    from service.store.port import Store


def import_file(  # noqa: PLR0917 - options, which have names
    file: Annotated[Path, typer.Argument(help="A CSV file (UTF-8) with the columns login, name, roles …")],
    source: Annotated[
        str, typer.Option(help="What the file is called: it looks after the people it brought.")
    ] = "file",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    remove_missing: Annotated[
        bool, typer.Option("--remove-missing", help="End those who came with this source and are not in the file.")
    ] = False,
    yes_end: Annotated[
        int | None, typer.Option("--yes-end", help="How many to end, when it is more than a third.", min=0)
    ] = None,
    config: Config = None,
) -> None:
    """Have accounts be as a file says: all of it or nothing. Nobody gets a password, and accounts made by hand stay."""
    from roles.word import is_slug
    from service.access.importing import import_people
    from service.access.people_file import LARGEST
    from service.access.people_merge import Rules
    from service.access.roll import CSV
    from service.clock import SystemClock

    if not is_slug(source):
        misused(f"{source!r} is no name for a source; use small letters, digits and hyphens")
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as wrong:
        misused(f"{file} cannot be read: {wrong.strerror}")
    files = sorted(settings_from(config).plans_dir.glob("*.yaml"))

    async def take(_: "Roll", store: "Store") -> "Imported":
        return await import_people(
            content,
            Rules(source=f"{CSV}{source}", remove_missing=remove_missing, confirmed=yes_end),
            people=store.people,
            identify=store.identify,
            offices=await _offices(store, files),
            clock=SystemClock(),
            dry_run=dry_run,
        )

    done = with_roll(config, take)
    for one in done.problems:
        print(f"{file}:{one.line}: {one.text}" if one.line else f"{file}: {one.text}", file=sys.stderr)
    if done.problems:
        print("trygg: nothing was changed", file=sys.stderr)
        raise typer.Exit(1)
    for line in done.said:
        print(line)
    print(f"{len(done.said)} {'would change' if dry_run else 'changed'}.")


async def _offices(store: "Store", files: list[Path]) -> "dict[str, Collection[str] | None]":
    """Return the offices with the people of each one's plan: as it holds, or as its file says before any start."""
    from roles.document import load
    from service.cli.planfile import STANDARD
    from service.life import snapshot

    offices: dict[str, Collection[str] | None] = {
        path.stem: None for path in files if not path.name.endswith((STANDARD, "devices.yaml"))
    }
    for office in await store.lives():
        life = await store.life(office)
        current = snapshot.read(life).current if life else None
        text = await store.plan(current) if current else None
        plan = load(text, source=f"{office}.yaml").plan if text else None
        offices[office] = tuple(plan.people) if plan else None
    return offices
