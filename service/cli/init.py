"""`trygg init`: from nothing to a service that can be started."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import settings_from
from service.cli.tongue import Language

if TYPE_CHECKING:
    from service.cli.first_run.ask import Asking
    from service.cli.first_run.steps import Done, Given
    from service.settings import Settings


def init(  # noqa: PLR0917 - options, which have names
    folder: Annotated[Path, typer.Argument(help="Where everything is put.")] = Path("trygg"),
    login: Annotated[str | None, typer.Option(help="Login of the first account; asked for when left out.")] = None,
    name: Annotated[str | None, typer.Option(help="Her name, as people read it.")] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the password; - reads standard input.")
    ] = None,
    reach: Annotated[
        str | None, typer.Option(help="here (this computer only), certificate (your own) or proxy (one that does TLS).")
    ] = None,
    host_name: Annotated[
        list[str] | None, typer.Option(help="A name under which browsers reach it; repeatable.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="The certificate, with its chain (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="Its key (PEM, without a password).")] = None,
    proxy: Annotated[str | None, typer.Option(help="The address of the reverse proxy.")] = None,
    broker_host: Annotated[
        str | None, typer.Option(help="The address on which devices elsewhere reach the broker, over TLS.")
    ] = None,
    broker_name: Annotated[
        list[str] | None, typer.Option(help="A name under which devices reach it; repeatable.")
    ] = None,
    template: Annotated[str | None, typer.Option(help="A plan to begin with: see trygg plan template.")] = None,
    office: Annotated[str | None, typer.Option(help="The office of that plan, in one short word.")] = None,
    language: Annotated[list[Language] | None, typer.Option(help="A language of that office; repeatable.")] = None,
) -> None:
    """Make what a service needs: settings, folders, the first account. Run it again to complete what is missing."""
    from service.cli.first_run.ask import Terminal
    from service.cli.first_run.folder import FolderError
    from service.cli.first_run.reach import ReachGiven
    from service.cli.first_run.steps import Given

    given = Given(
        login=login,
        name=name,
        password_file=password_file,
        reach=ReachGiven(
            reach=reach,
            names=tuple(host_name or ()),
            certificate=certificate,
            key=key,
            proxy=proxy,
            broker_host=broker_host,
            broker_names=tuple(broker_name or ()),
        ),
        office=office,
        template=template,
        languages=tuple(dict.fromkeys(language or [Language.sv])),
    )
    try:
        for done in begin(folder.absolute(), Terminal(), given):
            print(done)
    except FolderError as wrong:
        typer.echo(f"trygg: {wrong}", err=True)
        raise typer.Exit(1) from None
    except (EOFError, KeyboardInterrupt):
        typer.echo("\ntrygg: stopped; what was made stays, and trygg init goes on from there", err=True)
        raise typer.Exit(1) from None


def begin(folder: Path, asking: "Asking", given: "Given") -> "Iterator[Done | str]":
    """Take every step, and say at the end what to do next.

    Raises:
        FolderError: the folder cannot be used, or another run is at work in it.
    """
    from service.cli.first_run import steps
    from service.cli.first_run.folder import alone_in, make_folder, open_to_others

    made = make_folder(folder)
    others = f"; others may look into it: chmod 700 {folder}" if not made and open_to_others(folder) else ""
    with alone_in(folder):
        yield steps.Done(made=made, what=f"{folder}: a folder of its own{others}")
        config = folder / steps.SETTINGS_FILE
        yield from steps.settings_step(folder, asking, given)
        settings = settings_from(config)
        yield from steps.folders_step(settings)
        yield from steps.account_step(config, asking, given)
        yield from steps.heads_step(settings)
        yield from steps.broker_step(settings)
        yield from steps.plan_step(settings, asking, given)
        yield from next_steps(config, settings)


def next_steps(config: Path, settings: "Settings") -> Iterator[str]:
    """Yield what to do now, line by line."""
    named = f"--config {shlex.quote(str(config))}"
    known = {f"TRYGG_{name.upper()}" for name in type(settings).model_fields}
    if winning := sorted(known.intersection(os.environ)):
        yield f"Note: set in the environment, and stronger than the settings file: {', '.join(winning)}"
    yield ""
    yield "Next:"
    yield f"  1. Start it:                    trygg serve {named}"
    yield f"  2. Log in:                      {address_of(settings)}/login"
    yield f"  3. Let the others in:           {address_of(settings)}/people/OFFICE"
    yield f"     or from here:                trygg user add LOGIN NAME --role lead@OFFICE {named}"
    yield "     Each office needs a lead, who may end an alarm, and an office_administrator, who writes its plan."
    yield f"  4. Give each button a password: trygg device credential OFFICE/DEVICE {named}"
    yield f"  5. Ask what is still missing:   trygg doctor {named}"


def address_of(settings: "Settings") -> str:
    """Return where a browser finds the service."""
    host = settings.http_names[0] if settings.http_names else settings.http_host
    if settings.proxy is not None:
        return f"https://{host}"
    scheme = "https" if settings.tls_certificate is not None else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.http_port}"
