"""The command line: `trygg`. Exit codes: 0 done, 1 found something wrong, 2 used wrongly."""

import sys
from collections.abc import Sequence
from pathlib import Path


def main() -> None:
    """Run the command line; a Ctrl-C while it is still loading needs no traceback."""
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(130)


def _run() -> None:
    asked = plainly_serving(sys.argv[1:])
    try:
        if asked is not None:
            from service.cli.running import serve

            serve(*asked)
        else:
            from service.cli.commands import app

            app()
    except Exception as wrong:
        from service.cli.foreseen import exit_code

        if (code := exit_code(wrong)) is None:
            raise
        print(f"trygg: {wrong}", file=sys.stderr)
        sys.exit(code)


def plainly_serving(arguments: Sequence[str]) -> tuple[Path | None] | None:
    """Return the configuration with which these arguments serve, where they do nothing else; None for any others.

    A node that starts in an alarm loads neither the other commands nor what reads their options.
    """
    match arguments:
        case ["serve"]:
            return (None,)
        case ["serve", "--config", file] if not file.startswith("-"):
            return (Path(file),)
        case ["serve", named] if named.startswith("--config=") and named != "--config=":
            return (Path(named.removeprefix("--config=")),)
    return None
