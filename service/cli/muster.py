"""`trygg muster show`: who is safe, who needs help, of whom nobody knows; asked of the running service."""

from collections.abc import Mapping
from typing import Any, Final

import typer

from service.cli.options import Config, Office
from service.cli.plan_service import Service, Url
from service.cli.token_file import TokenFile, read_token

app = typer.Typer(help="The head count in an alarm.", no_args_is_help=True)


@app.callback()
def muster() -> None:
    """Keep `show` a command of its own."""


@app.command()
def show(office: Office, *, token_file: TokenFile = None, url: Url = None, config: Config = None) -> None:
    """Show each muster that goes on; it ends with 1 while somebody is missing or needs help."""
    service = Service(office, url, config, part="", token=read_token(token_file))
    found = [one for one in service.get("/board")["alarms"] if one["muster"] and one["muster"]["ended_at"] is None]
    if not found:
        print(f"Nobody is being counted in {office}.")
        return
    people = {key: one["name"] for key, one in service.get()["people"].items()}
    for alarm in found:
        print(f"{'' if alarm['mode'] == 'actual' else alarm['mode'].upper() + ' '}{alarm['alarm']}")
        for line in lines_of(alarm["muster"], {**people, **alarm["names"]}):
            print(f"  {line}")
    if any(one["state"] != "safe" for alarm in found for one in alarm["muster"]["people"].values()):
        raise typer.Exit(1)


STATES: Final = {"needs_help": "needs help", "unaccounted": "nobody knows", "safe": "safe"}
"""The gravest first."""


def lines_of(muster: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return a muster in words: who stands how, and how many visitors there are."""
    told = []
    for state, words in STATES.items():
        who = sorted(names.get(key, key) for key, one in muster["people"].items() if one["state"] == state)
        told.append(f"{words}: {len(who)}" + (f" ({', '.join(who)})" if who else ""))
    return [*told, f"visitors: {sum(muster['visitors'].values())}"]
