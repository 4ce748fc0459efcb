"""`trygg timeline`: verify and export the record."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Config, Office
from service.cli.record import with_store
from service.cli.roll import with_roll
from service.cli.timeline_key import key
from service.cli.timeline_package import package

if TYPE_CHECKING:
    from service.access.roll import Roll
    from service.store.port import Store

app = typer.Typer(help="The record.", no_args_is_help=True)
app.command("package")(package)
app.command("key")(key)


@app.command("verify")
def verify(
    office: Annotated[str | None, typer.Argument(help="One office; all when left out.")] = None,
    anchor: Annotated[
        str | None, typer.Option(help="A head kept elsewhere, as POSITION:HASH; without one a cut tail cannot be seen.")
    ] = None,
    heads: Annotated[
        Path | None,
        typer.Option(
            help="Signed heads kept elsewhere: a file or a folder; without it those of the data folder.", exists=True
        ),
    ] = None,
    trusted: Annotated[
        list[str] | None, typer.Option("--key", help="The public key they are signed with; else this computer's own.")
    ] = None,
    config: Config = None,
) -> None:
    """Say whether the record holds: nothing changed, removed, inserted or reordered, and all there that was signed."""
    if anchor is not None and office is None:
        print("trygg: --anchor needs an office: a head belongs to one timeline", file=sys.stderr)
        raise typer.Exit(2)

    async def look(store: "Store") -> bool:
        from service.alarm.instant import instant
        from service.cli.timeline_heads import kept_heads
        from service.timeline.entry import Head
        from service.wiring.reviews import verify_office

        whole = True
        signed = kept_heads(config, heads, trusted or [])
        offices = [head.office for head in await store.heads() if head.position]
        if office is not None and office not in offices:
            print(f"trygg: there is no record of an office {office!r}", file=sys.stderr)
            raise typer.Exit(2)
        back = await store.waiting.restored()
        if not offices:
            print("The record is empty: no office has an entry yet.")
        for name in [office] if office else sorted({*offices, *signed.offices}):
            kept = None
            if anchor:
                position, _, digest = anchor.partition(":")
                kept = Head(office=name, position=int(position), hash=digest)
            verdict = await verify_office(store, name, kept, signed.of(name))
            if verdict.broken:
                whole = False
                print(f"{name}: DOES NOT HOLD at entry {verdict.broken.position}: {verdict.broken.message}")
                if back is not None and verdict.broken.code in ("cut", "anchor"):
                    when = f"a backup of {instant(back.copied_at)} was restored here on {instant(back.restored_at)}"
                    print(f"{name}: {when}: heads that were signed in between are of what was lost with that")
            else:
                print(f"{name}: holds, {verdict.head.position} entries, head {verdict.head.hash}{signed.said(name)}")
        return whole

    if anchor is not None and not _is_anchor(anchor):
        print("trygg: write the anchor as POSITION:HASH, as `trygg timeline verify` printed it", file=sys.stderr)
        raise typer.Exit(2)
    raise typer.Exit(0 if with_store(config, look) else 1)


@app.command("export")
def export(office: Office, config: Config = None) -> None:
    """Print an office's record as JSON lines, each with its mode and with everything needed to recompute the chain.

    That it was taken stands in the record of access before the first line is printed, and whoever stands in it is told
    who has read it, by the operating system's name.
    """

    async def note(_: "Roll", store: "Store") -> bool:
        from service.access.trace import COMMAND, noted
        from service.clock import SystemClock
        from service.privacy.commanded import note_office, reader

        head = await store.head(office)
        if head.position == 0:
            print(f"trygg: there is no record of an office {office!r}", file=sys.stderr)
            return False
        entry = noted("RecordExported", SystemClock().now(), COMMAND, [office], entries=head.position)
        await store.access.together(lambda unit: unit.note(entry))
        await note_office(store, SystemClock(), office, reader())
        return True

    async def write(store: "Store") -> bool:
        from service.timeline.chain import export as as_json
        from service.timeline.modes import Modes

        position, modes = 0, Modes()
        while entries := await store.entries(office, position, 1000):
            for entry in entries:
                line = as_json(entry, modes.of(entry))
                sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            position = entries[-1].position
        return position > 0

    raise typer.Exit(0 if with_roll(config, note) and with_store(config, write) else 1)


def _is_anchor(text: str) -> bool:
    position, colon, digest = text.partition(":")
    return bool(colon) and position.isdecimal() and len(digest) == 64
