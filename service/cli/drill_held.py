"""`trygg drill list|plan|start|stop`: the drills of an office, asked of the running service."""

from datetime import datetime
from typing import Annotated, Any, Final

import typer

from service.cli.options import Config, Office
from service.cli.plan_service import Service, Url
from service.cli.token_file import TokenFile, read_token

DrillId = Annotated[str, typer.Argument(metavar="DRILL", help="Its id, as `trygg drill list` prints it.")]
BEGUN: Final = ("counting", "running", "run")
"""The states in which a drill is broken off; before them it is called off."""


def show(office: Office, *, token_file: TokenFile = None, url: Url = None, config: Config = None) -> None:
    """List an office's drills, the newest first, and when the next one is due."""
    told = Service(office, url, config, part="drills", token=read_token(token_file)).get()
    for one in told["drills"]:
        _say(one)
    due = told["due"]
    print(f"A whole drill is due {due['whole_due'] or 'never'}, one of two minutes {due['micro_due'] or 'never'}.")


def plan(
    office: Office,
    scenario: Annotated[
        str | None, typer.Argument(help="What is drilled; left out: the scenarios are listed, and nothing is planned.")
    ] = None,
    *,
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%dT%H:%M"], help="When, on this machine's clock: 2026-12-01T10:00. Now, else."),
    ] = None,
    micro: Annotated[bool, typer.Option("--micro", help="A drill of two minutes.")] = False,
    unannounced: Annotated[
        bool, typer.Option("--unannounced", help="Nobody is told before; the safety representative has to agree.")
    ] = False,
    token_file: TokenFile = None,
    url: Url = None,
    config: Config = None,
) -> None:
    """Plan a drill. Nothing begins by itself: `trygg drill start` begins it."""
    service = Service(office, url, config, part="drills", token=read_token(token_file))
    if scenario is None:
        for one in service.get("/scenarios"):
            print(f"{one['scenario']}  {one['words']}")
        return
    wanted: dict[str, Any] = {"scenario": scenario, "scope": "micro" if micro else "whole"}
    wanted["manner"] = "unannounced" if unannounced else "announced"
    if at is not None:
        wanted["at"] = at.astimezone().isoformat()
    _say(service.post_once("", **wanted))


def start(
    office: Office,
    drill: DrillId,
    *,
    no_visitors: Annotated[
        bool, typer.Option("--no-visitors", help="Somebody has looked: no visitors are in the drilled rooms.")
    ] = False,
    token_file: TokenFile = None,
    url: Url = None,
    config: Config = None,
) -> None:
    """Begin a drill: the countdown runs, then its press comes. Somebody has to have looked for visitors."""
    service = Service(office, url, config, part="drills", token=read_token(token_file))
    _say(service.post(f"/{_quoted(drill)}/start", visitors="none" if no_visitors else "not_asked"))


def stop(
    office: Office, drill: DrillId, *, token_file: TokenFile = None, url: Url = None, config: Config = None
) -> None:
    """Break a drill off at once, or call off one that has not begun."""
    service = Service(office, url, config, part="drills", token=read_token(token_file))
    state = service.get(f"/{_quoted(drill)}")["state"]
    _say(service.post(f"/{_quoted(drill)}/{'abort' if state in BEGUN else 'call-off'}"))


def _say(one: dict[str, Any]) -> None:
    print(f"{one['drill']}  {one['state']}  {one['at']}  {one['words']}")


def _quoted(drill: str) -> str:
    from urllib.parse import quote

    return quote(drill, safe="")
