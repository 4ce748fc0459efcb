"""`trygg closing`: close an office, expect somebody back, open it again; asked of the running service."""

import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from service.cli.options import Config, Office
from service.cli.plan_service import By, Service, Url
from service.cli.token_file import TokenFile, read_token

app = typer.Typer(help="Close an office, expect somebody back, open it again.", no_args_is_help=True)

Words = Annotated[
    str, typer.Option(help="What everybody is told. No name, no origin, no illness: it stands in the record.")
]
Entrance = Annotated[str | None, typer.Option(help="By which of the plan's entrances somebody may come.")]


@app.command()
def expect(
    office: Office,
    by: By,
    *,
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%dT%H:%M"], help="When, on this machine's clock: 2026-12-01T14:30."),
    ] = None,
    entrance: Entrance = None,
    words: Words = "",
    token_file: TokenFile = None,
    url: Url = None,
    config: Config = None,
) -> None:
    """Say that somebody may come back: everybody knows, and nothing is closed yet."""
    told: dict[str, Any] = {"expected_at": at.astimezone().isoformat()} if at else {}
    _begin(Service(office, url, config, part="", token=read_token(token_file)), "expected", by, entrance, words, **told)


@app.command()
def close(
    office: Office,
    by: By,
    *,
    entrance: Entrance = None,
    words: Words = "",
    token_file: TokenFile = None,
    url: Url = None,
    config: Config = None,
) -> None:
    """Close the office: everybody in the plan's checklist is called."""
    _begin(Service(office, url, config, part="", token=read_token(token_file)), "closing", by, entrance, words)


@app.command()
def reopen(office: Office, by: By, *, token_file: TokenFile = None, url: Url = None, config: Config = None) -> None:
    """Open the office again: a decision with a name, which the plan has to entitle."""
    service = Service(office, url, config, part="", token=read_token(token_file))
    going_on = [one["alarm"] for one in service.get("/board")["alarms"] if one["closing"] and one["state"] in OPEN]
    if not going_on:
        print(f"trygg: nothing is closed in {office}, and nobody is expected there", file=sys.stderr)
        raise typer.Exit(1)
    for alarm in going_on:
        service.to_alarm(alarm, "clear", person=by)
        print(f"{office} is open again: {alarm}")


OPEN = ("raised", "acknowledged")


def _begin(service: Service, stage: str, by: str, entrance: str | None, words: str, **more: str) -> None:
    told = {"stage": stage, "person": by, "words": words, **({"entrance": entrance} if entrance else {}), **more}
    begun = service.post_once("/closing", **told)
    print(f"begun: {begun['alarm']}")
