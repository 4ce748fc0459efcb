"""Every command of `trygg`, as typer reads them."""

import typer

from service.cli import (
    backup,
    broker,
    closing,
    device,
    device_credential,
    device_window,
    doctor,
    drill,
    drill_held,
    erase,
    figures,
    held,
    init,
    migrate,
    muster,
    plan,
    press,
    routes,
    serve,
    simulate,
    timeline,
    token,
    user,
)
from service.version import VERSION

app = typer.Typer(
    name="trygg",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("init")(init.init)
app.command("serve")(serve.serve)
app.command("press")(press.press)
app.command("simulate")(simulate.simulate)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(held.app, name="held")
app.add_typer(plan.app, name="plan")
app.add_typer(timeline.app, name="timeline")
app.add_typer(figures.app, name="figures")
drill.app.command("list")(drill_held.show)
drill.app.command("plan")(drill_held.plan)
drill.app.command("start")(drill_held.start)
drill.app.command("stop")(drill_held.stop)
app.add_typer(drill.app, name="drill")
app.add_typer(closing.app, name="closing")
app.add_typer(muster.app, name="muster")
device.app.command("list")(device_credential.show)
device.app.command("credential")(device_credential.credential)
device.app.command("rotate")(device_credential.rotate)
device.app.command("revoke")(device_credential.revoke)
device.app.command("test")(device_window.try_press)
app.add_typer(device.app, name="device")
app.add_typer(broker.app, name="broker")
app.add_typer(routes.app, name="routes")
app.add_typer(user.app, name="user")
app.add_typer(token.app, name="token")
app.command("erase")(erase.erase)
app.command("migrate")(migrate.migrate)


def _say_version(asked: bool) -> None:
    if asked:
        print(f"trygg {VERSION}")
        raise typer.Exit


@app.callback()
def trygg(
    version: bool = typer.Option(
        False, "--version", callback=_say_version, is_eager=True, help="Say which version this is."
    ),
) -> None:
    """Alarm and dispatch for public offices: one press, and everybody knows who goes where."""


@app.command("demo")
def demo(
    port: int = typer.Option(8080, help="The port of the pages; the next free one is taken when it is in use."),
    lan: bool = typer.Option(False, "--lan", help="Let one phone in this network join, behind a one-time key."),
    history: bool = typer.Option(False, "--history", help="Play a year of twelve offices first; takes half a minute."),
    seed: int = typer.Option(1, help="Another seed is another year."),
) -> None:
    """Run an invented office on this computer: six pendants, two floors, one gap in the plan. Nothing leaves it."""
    from service.cli.demo import run

    raise typer.Exit(run(port=port, lan=lan, history=seed if history else None))
