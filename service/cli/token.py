"""`trygg token`: secrets for programs."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.office_names import must_be_slugs, say_unknown
from service.cli.options import Config
from service.cli.roll import misused, role_of, with_roll

if TYPE_CHECKING:
    from service.access.roll import Roll
    from service.store.access_port import Credential
    from service.store.port import Store

app = typer.Typer(help="Tokens for programs.", no_args_is_help=True)
LONGEST_DAYS = 730


@app.command("create")
def create(  # noqa: PLR0917 - options, which have names
    name: Annotated[str, typer.Argument(help="What it is for, as lists will show it.")],
    role: Annotated[str, typer.Option(help="What it may do: presser, responder, lead, security, operator …")],
    office: Annotated[str | None, typer.Option(help="One office; all when left out.")] = None,
    directory: Annotated[
        str | None, typer.Option(help="With --role directory: which directory, whose people alone it looks after.")
    ] = None,
    days: Annotated[int, typer.Option(help="How many days it holds.", min=1, max=LONGEST_DAYS)] = 365,
    config: Config = None,
) -> None:
    """Print a new token, alone and once: it cannot be looked up again."""
    granted = role_of(role)
    must_be_slugs([office])

    async def make(roll: "Roll", store: "Store") -> str:
        await say_unknown(store, config, [office])
        return (await roll.make_token(name, granted, office, lasts=timedelta(days=days), directory=directory)).text

    print(with_roll(config, make))


@app.command("list")
def show(config: Config = None) -> None:
    """List the tokens that hold: id, name, role, office, until when, last used. The tokens themselves are not kept."""

    async def look(_: "Roll", store: "Store") -> "list[Credential]":
        # An invitation is kept beside the tokens; it belongs to an account, and no program has it.
        return [one for one in await store.access.credentials("token") if one.account is None]

    for one in with_roll(config, look):
        used = f"used {one.used_at:%Y-%m-%d %H:%M}Z" if one.used_at else "never used"
        of = f"  {one.source}" if one.source else ""
        until = f"until {one.expires_at:%Y-%m-%d}" if one.expires_at else ""
        print(f"{one.id}  {one.name}  {one.role}  {one.office or 'all offices'}{of}  {until}  {used}")


@app.command("revoke")
def revoke(
    token: Annotated[str, typer.Argument(help="The token's id, as the list shows it.")], config: Config = None
) -> None:
    """End a token; a running service stops believing it within a second."""

    async def end(roll: "Roll", _: "Store") -> bool:
        return await roll.revoke_token(token)

    if not with_roll(config, end):
        misused(f"there is no token {token!r} that holds; `trygg token list` shows them")
    print("The token holds no longer.")
