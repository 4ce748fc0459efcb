"""`trygg erase`: what names one person is erased, because she has asked for it."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Config, settings_from
from service.cli.roll import account_of, misused, person_of, with_roll

if TYPE_CHECKING:
    from pathlib import Path

    from service.access.roll import Roll
    from service.store.port import Store


def erase(
    person: Annotated[
        str | None, typer.Option("--person", help="Who she is in an office's plan, as as/bo, or as as/p-… by her key.")
    ] = None,
    account: Annotated[str | None, typer.Option("--account", help="The login of an account that has ended.")] = None,
    has_left: Annotated[
        bool, typer.Option("--has-left", help="She is in no plan any more: forget which key stood for her, too.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Erase; without it, only say what would be erased.")] = False,
    config: Config = None,
) -> None:
    """Erase names and words that name one person; the record still verifies, and says that something was erased."""
    if (person is None) == (account is None):
        misused("name either a --person or an --account")

    plans_dir = settings_from(config).plans_dir

    async def work(_: "Roll", store: "Store") -> bool:
        if account is not None:
            return await _account(store, account, yes=yes)
        return await _person(store, person or "", has_left=has_left, yes=yes, plans_dir=plans_dir)

    raise typer.Exit(0 if with_roll(config, work) else 1)


async def _person(store: "Store", word: str, *, has_left: bool, yes: bool, plans_dir: "Path") -> bool:
    from service.access.trace import COMMAND
    from service.clock import SystemClock
    from service.privacy.one_person import erase_person, naming
    from service.privacy.still_planned import still_planned

    office, who, key = await person_of(store, word)
    clock = SystemClock()
    if has_left:
        slug = next((one for one, its in (await store.privacy.persons(office)).items() if its == key), who)
        if named := await still_planned(store, plans_dir, office, slug):
            print(f"trygg: {who} has not left: she is still named in", file=sys.stderr)
            for one in named:
                print(f"  {one}", file=sys.stderr)
            print("Take her out there first, or leave out --has-left. Nothing was erased.", file=sys.stderr)
            return False
    if yes:
        count, found = await erase_person(store, clock, office, key, COMMAND)
        if has_left:
            await store.commit(office, lambda unit: unit.forget_person(key))
        print(f"Names and words were erased in {count} entries of {office}.")
    else:
        found = await naming(store, clock, office, key)
        print(
            f"{len(found.erasable)} entries of {office} name her; where they name others too, those names go as well."
        )
    for about, why in found.kept.items():
        print(f"Left as it is: {about} ({'it is not over' if why == 'open' else 'somebody holds it'}).")
    print("Not looked into: kept versions of plans, what was exported or printed, and backups.")
    if not yes:
        print("Nothing was erased yet. Say --yes to do so.")
    return True


async def _account(store: "Store", login: str, *, yes: bool) -> bool:
    from service.access.trace import COMMAND, noted
    from service.clock import SystemClock
    from service.store.access_port import EVERYWHERE
    from service.store.port import Unit

    found, at = await account_of(store.access, login), SystemClock().now()
    if found.ended_at is None:
        print(f"trygg: the account {login!r} goes on; end it first: trygg user end {login}", file=sys.stderr)
        return False
    if not yes:
        print(f"{found.name} ({found.login}): name, login and subject would be erased. Say --yes to do so.")
        return True

    def work(unit: Unit) -> None:
        if unit.erase_left(at, found.id):
            unit.append([noted("DataErased", at, COMMAND, [None], kind="accounts", many=1)])

    await store.commit(EVERYWHERE, work)
    print(f"The account is {found.id} from now on; nobody can read whose it was.")
    return True
