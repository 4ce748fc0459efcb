"""`trygg timeline key`: the key that signs heads of the record."""

import sys
from typing import Annotated

import typer

from service.cli.options import Config, settings_from


def key(
    new: Annotated[
        bool, typer.Option("--new", help="Make another one; the one before it signs that it follows.")
    ] = False,
    config: Config = None,
) -> None:
    """Print the public key that heads of the record are signed with; make it where there is none.

    Whoever checks heads later has to have it from elsewhere: write it down, and give it to the safety representative.
    """
    from service.clock import SystemClock
    from service.notify.config import RoutesError, load
    from service.notify.heads.key import KeyFileError, make_key
    from service.notify.heads.shelf import Shelf
    from service.timeline.sealed_head import key_to_sign
    from service.wiring.heads import FOLDER, key_path

    settings = settings_from(config)
    try:
        path = key_path(settings.data_dir, load(settings.routes_path).heads)
        found = make_key(path)  # one that is there stays
        if new:
            before, found = found, make_key(path, replace=True)
            shelf = Shelf(settings.data_dir / FOLDER)
            name = shelf.next_key()
            line = before.line(key_to_sign(before.public, found.public, SystemClock().now()))
            shelf.keep(name, line)
            # Every way that is there when the service starts again gives it on.
            shelf.note_waiting({way: [name, *shelf.waiting().get(way, [])] for way in ("folder", "mail", "webhook")})
            print("Start Trygg again: until then it signs with the key before.", file=sys.stderr)
    except (KeyFileError, RoutesError, OSError) as wrong:
        print(f"trygg: {wrong}", file=sys.stderr)
        raise typer.Exit(2) from None
    print(found.public)
