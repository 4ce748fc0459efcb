"""`trygg device decode`: what does Trygg make of this message?"""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Devices.", no_args_is_help=True)


@app.callback()
def _devices() -> None:
    """Devices."""


@app.command("decode")
def decode(
    devices: Annotated[
        Path | None, typer.Option(help="A devices file with rules for foreign topics.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Read JSON lines {"topic","payload","retain"} and answer each with {"device","signals"}."""
    from devices.decode import decode_line
    from devices.registry import Registry, load

    registry = Registry()
    if devices is not None:
        loaded = load(devices.read_bytes(), str(devices))
        for finding in loaded.findings:
            print(finding, file=sys.stderr)
        if not loaded.ok:
            raise typer.Exit(1)
        registry = Registry(loaded.inventory, loaded.rules, sources=loaded.sources)
    for line in sys.stdin.buffer:
        if line.strip():
            print(decode_line(line, registry), flush=True)
