"""`trygg held list|release|drop`: what was under way when a restored record was copied, and waits for a person."""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Config
from service.cli.record import with_store
from service.cli.roll import with_roll

if TYPE_CHECKING:
    from service.access.roll import Roll
    from service.store.held_port import Held
    from service.store.port import Store

app = typer.Typer(help="What waits for a person after a restore.", no_args_is_help=True)

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME...", help="What it is called in `trygg held list`: alarm:…, notice:…"),
]
All = Annotated[bool, typer.Option("--all", help="Everything that waits, or all of one office.")]
OfOffice = Annotated[str | None, typer.Option("--office", help="With --all: only of this office.")]


@app.command("list")
def show(config: Config = None) -> None:
    """Say what would have happened, to whom and when. Nothing of it happens unless somebody releases it."""

    async def look(store: "Store") -> None:
        restored = await store.waiting.restored()
        waiting = await store.waiting.held()
        if restored is None:
            print("This record was never restored: nothing waits.")
            return
        print(f"Restored on {_local(restored.restored_at)} from a backup of {_local(restored.copied_at)}.")
        if not waiting:
            print("Nothing waits any more.")
            return
        names: dict[str, str] = {}
        for alarm in {one.alarm for one in waiting if one.alarm}:
            for entry in await store.alarm_entries(alarm):
                names.update(entry.personal.content.get("names", {}) if entry.personal else {})
        for one in waiting:
            print(f"{one.id}\n  {one.office}: {said_of(one, names)}")
        print(
            "`trygg held release NAME` lets it happen now; `trygg held drop NAME` never. Open alarms: find out first."
        )

    with_store(config, look)


@app.command("release")
def release(names: Names = None, every: All = False, office: OfOffice = None, config: Config = None) -> None:
    """Let things happen now as they would have then: calls go out, deadlines are counted, orders are given."""
    _end(config, names, every=every, office=office, let=True)


@app.command("drop")
def drop(names: Names = None, every: All = False, office: OfOffice = None, config: Config = None) -> None:
    """Never let things happen. An open alarm stays open, and waits for whoever ends it on a screen."""
    _end(config, names, every=every, office=office, let=False)


def said_of(held: "Held", names: Mapping[str, str]) -> str:
    """Return in words what would have happened.

    Args:
        held: what waits.
        names: opaque key → name, as far as they are known.
    """
    row, due = held.row, f"due {_local(held.due_at)}" if held.due_at else "waiting for a person"
    match held.kind:
        case "alarm":
            mode = "" if row["mode"] == "actual" else f" ({row['mode']})"
            place = f" at {row['zone']}" if row["zone"] else ""
            return f"open alarm{mode}: {row['kind']}{place}, {row['state']} {row['raised_at'][:16]}Z; next step {due}"
        case "undertaking":
            return f"{row['kind']}, {due}"
        case "notice":
            whom = names.get(row["responder"], row["responder"])
            return f"{row['purpose']} by {row['route']} to {whom}, {row['state']}, {due}; alarm {held.alarm}"
        case "feedback":
            return f"{row['kind']} to {row['address']}, {due}; alarm {held.alarm}"
        case "output":
            return (
                f"output {row['output']} {row['wanted']} until {row['until'][:19]}Z, {row['state']}; alarm {held.alarm}"
            )


def _end(config: Path | None, names: list[str] | None, *, every: bool, office: str | None, let: bool) -> None:
    if every == bool(names) or (office and not every):
        print("trygg: name what is meant, or say --all (and --office); `trygg held list` shows it", file=sys.stderr)
        raise typer.Exit(2)

    async def work(_: "Roll", store: "Store") -> bool:
        from service.access.trace import COMMAND
        from service.clock import SystemClock

        meant = names or [one.id for one in await store.waiting.held() if office in (None, one.office)]
        all_there = True
        for name in meant:
            end = store.waiting.release if let else store.waiting.drop
            done = await end(name, COMMAND, SystemClock().now())
            all_there = all_there and done != "gone"
            print(f"{name}: {done}" if done != "gone" else f"{name}: nothing waits under this name")
        return all_there

    raise typer.Exit(0 if with_roll(config, work) else 1)


def _local(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
