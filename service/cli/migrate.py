"""`trygg migrate`: the schema of the database, up to this Trygg's, down to that of an older one, or only looked at."""

from typing import Annotated

import typer

from service.cli.options import Config, settings_from
from service.settings import Settings

To = Annotated[str | None, typer.Option(help="Another schema, for an older Trygg; with all nodes stopped.")]
Show = Annotated[bool, typer.Option("--show", help="Only say what the database has, and what this Trygg would do.")]


def migrate(config: Config = None, to: To = None, show: Show = False) -> None:
    """Bring the database's schema up to this version of Trygg, or to that of another one."""
    from service.store.schema import migrate as bring
    from service.store.versions import NEWEST, NONE

    if to == NONE:
        raise typer.BadParameter("that would take the whole record away", param_hint="--to")
    if show and to:
        raise typer.BadParameter("it only looks: leave --to out", param_hint="--show")
    settings = settings_from(config)
    if show:
        raise typer.Exit(_show(settings))
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    before, _ = bring(settings.store_url, target=to or NEWEST)
    print(f"The schema was {before or 'none'} and is {to} now." if to else "The schema is up to date.")


def _show(settings: Settings) -> int:
    """Say how database and this Trygg stand to each other; 1 where this Trygg may not write there."""
    from service.store.schema import look
    from service.store.versions import NEWEST, OLDEST_BESIDE, is_known

    found, beside = look(settings.store_url)
    print(f"The database has schema {found or 'none'}; this Trygg makes {NEWEST}.")
    if found == NEWEST:
        print("Nothing has to be done.")
    elif found is None:
        print("It is made when the service starts.")
    elif is_known(found):
        print("It is brought up when the service starts, or by trygg migrate. Make a backup before.")
        others = "may go on writing beside it" if found >= OLDEST_BESIDE else "write nothing more from then on"
        print(f"Nodes that still run the Trygg of schema {found} {others}.")
    elif beside is not None and is_known(beside):
        print("A newer Trygg made it. This one may write beside it, and leaves the schema as it is.")
    else:
        print("A newer Trygg made it, and this one may not write there: start that one.")
        return 1
    return 0
