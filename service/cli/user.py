"""`trygg user`: accounts of people."""

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.office_names import must_be_slugs, say_unknown
from service.cli.options import Config
from service.cli.roll import account_of, fallen, grant_of, misused, persons_of, with_roll
from service.cli.user_data import data
from service.cli.user_import import import_file

if TYPE_CHECKING:
    from service.access.roll import Roll
    from service.store.port import Store

app = typer.Typer(help="Accounts of people.", no_args_is_help=True)
app.command("import")(import_file)
app.command("data")(data)
Login = Annotated[str, typer.Argument(help="The login name: one word.")]
Persons = Annotated[list[str], typer.Option("--person", help="Who she is in an office's plan, as as/bo; repeatable.")]
Roles = Annotated[
    list[str], typer.Option("--role", help="A role, as lead@as in one office or lead in all; repeatable.")
]

Subject = Annotated[str | None, typer.Option("--subject", help="Who she is at the identity provider, for good.")]


@app.command("add")
def add(  # noqa: PLR0917 - options, which have names
    login: Login,
    name: Annotated[str, typer.Argument(help="Her name, as people read it.")],
    role: Roles,
    person: Persons = [],  # noqa: B006 - typer reads it and changes nothing
    without_password: Annotated[
        bool, typer.Option("--without-password", help="She logs in through the identity provider only.")
    ] = False,
    subject: Subject = None,
    config: Config = None,
) -> None:
    """Make an account; asks for the password (or reads one line, where the input is no terminal)."""
    grants = [grant_of(word) for word in role]
    must_be_slugs(one.office for one in grants)
    typed = None if without_password else _password()

    async def make(roll: "Roll", store: "Store") -> str:
        persons = await persons_of(store, person)
        await say_unknown(store, config, [*(one.office for one in grants), *persons])
        await roll.add(login, name, grants=grants, persons=persons, typed=typed, subject=subject)
        return await fallen(roll, store)

    ended = with_roll(config, make)
    print(f"{name} can log in as {login}.")
    if ended:
        print(ended)


@app.command("list")
def show(config: Config = None) -> None:
    """List the accounts: login, name, roles."""

    async def look(_: "Roll", store: "Store") -> list[str]:
        lines = []
        for one in await store.access.accounts():
            roles = ", ".join(f"{g.role}@{g.office}" for g in await store.access.grants(one.id)) or "no role"
            lines.append(f"{one.login}  {one.name}  {'ended' if one.ended_at else roles}")
        return lines

    for line in with_roll(config, look):
        print(line)


@app.command("grant")
def grant(login: Login, role: Roles = [], person: Persons = [], config: Config = None) -> None:  # noqa: B006 - as above
    """Give an account exactly these roles, and these persons if any is named; roles not named are taken away.

    Where no role is named they stay as they are.
    """
    if not role and not person:
        misused("name a --role or a --person")
    grants = [grant_of(word) for word in role]
    must_be_slugs(one.office for one in grants)

    async def change(roll: "Roll", store: "Store") -> None:
        account = await account_of(store.access, login)
        persons = await persons_of(store, person) if person else None
        await say_unknown(store, config, [*(one.office for one in grants), *(persons or ())])
        await roll.grant(account, grants if role else None, persons)

    with_roll(config, change)
    print(f"{login} now has: {', '.join(role)}." if role else f"{login} now is: {', '.join(person)}.")


@app.command("password")
def password(login: Login, config: Config = None) -> None:
    """Give an account another password; whoever is logged in with it is out."""

    async def change(roll: "Roll", store: "Store") -> None:
        account = await account_of(store.access, login)
        await roll.set_password(account, _password())

    with_roll(config, change)
    print(f"The password of {login} is changed, and its sessions have ended.")


@app.command("passkeys")
def passkeys(login: Login, config: Config = None) -> None:
    """Take out all passkeys of somebody who has lost hers; whoever is logged in with the account is out."""

    async def change(roll: "Roll", store: "Store") -> int:
        return await roll.drop_passkeys(await account_of(store.access, login))

    count = with_roll(config, change)
    print(f"Passkeys of {login} that were taken out: {count}. Its sessions have ended.")


@app.command("subject")
def subject(
    login: Login,
    subject: Annotated[str, typer.Argument(help="Who she is there, for good; an empty word takes it away.")],
    config: Config = None,
) -> None:
    """Say who somebody is at the identity provider; whoever came in as another is out."""

    async def change(roll: "Roll", store: "Store") -> None:
        await roll.set_subject(await account_of(store.access, login), subject or None)

    with_roll(config, change)
    print(f"{login} {'is known' if subject else 'is no longer known'} at the identity provider.")


@app.command("end")
def end(login: Login, config: Config = None) -> None:
    """End an account, for somebody who has left: sessions, phones and tokens end, and plans show it."""

    async def finish(roll: "Roll", store: "Store") -> None:
        await roll.end(await account_of(store.access, login))

    with_roll(config, finish)
    print(f"{login} is out. Plans that name her show it within seconds while the service runs, else when it starts.")


def _password() -> str:
    """Return a typed password; never an argument, which every user of the machine could read in the process list."""
    if sys.stdin.isatty():
        return getpass.getpass("Password (at least 12 characters; a sentence is fine): ")
    return sys.stdin.readline().rstrip("\n")
