"""A token for a command that asks the running service: out of a file, never an argument."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

LONGEST_TOKEN: Final = 200

TokenFile = Annotated[
    Path | None,
    typer.Option("--token-file", help="A file with a token of a role that may do this; - is the standard input."),
]


def read_token(file: Path | None) -> str | None:
    """Return a token from a file; an argument could be read by every user of the machine.

    Raises:
        typer.Exit: the file cannot be read or holds no token (2); a sentence says so.
    """
    if file is None:
        return None
    try:
        text = sys.stdin.readline(LONGEST_TOKEN) if str(file) == "-" else file.read_text("utf-8")[:LONGEST_TOKEN]
    except (OSError, UnicodeDecodeError) as wrong:
        print(f"trygg: {file} cannot be read: {wrong}; write the token into it, alone", file=sys.stderr)
        raise typer.Exit(2) from wrong
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable():
        print(f"trygg: {file} holds no token; `trygg token create` prints one", file=sys.stderr)
        raise typer.Exit(2)
    return token
