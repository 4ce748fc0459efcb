"""`trygg routes`: what an operator has to know of the ways out."""

import sys

import typer

from service.cli.options import Config, settings_from

app = typer.Typer(help="The ways out: text messages, calls, mail, alarm centres.", no_args_is_help=True)


@app.callback()
def routes() -> None:
    """Keep the commands below a word of their own, also while there is one only."""


@app.command("replies-address")
def replies_address(config: Config = None) -> None:
    """Print the address to which 46elks brings texts that come in; whoever knows it can send them, so keep it."""
    from service.notify.config import RoutesError, load
    from service.notify.links import Links
    from service.wiring.links_key import FILE, links_key

    settings = settings_from(config)
    try:
        file = load(settings.routes_path)
    except RoutesError as wrong:
        print(f"trygg: {wrong}", file=sys.stderr)
        raise typer.Exit(1) from None
    # Made here it would belong to whoever runs this command, and the service could not read it.
    address = None
    if (settings.data_dir / FILE).exists():
        address = Links(links_key(settings.data_dir), file.public_url).replies("sms")
    if address is None:
        print(f"trygg: {settings.routes_path} needs public_url, and the service has to have run once", file=sys.stderr)
        raise typer.Exit(1)
    if file.elks is None or not file.elks.replies:
        print("Texts are not taken as answers yet: set replies = true in [elks].", file=sys.stderr)
    print(address)
