"""`trygg user data`: what is stored about one person, for whoever runs the service to hand to her."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.options import Config
from service.cli.roll import account_of, misused, person_of, with_roll

if TYPE_CHECKING:
    from roles.plan import Plan
    from service.access.roll import Roll
    from service.store.access_port import Account
    from service.store.port import Store


def data(
    login: Annotated[str | None, typer.Argument(help="The login name of her account, ended or not.")] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Who she is in an office's plan, as as/bo, where she has no account.")
    ] = None,
    config: Config = None,
) -> None:
    """Print what is stored about one person as JSON, without anything of others; the record of access says so."""
    if (login is None) == (person is None):
        misused("name either a login or a --person")

    async def take(_: "Roll", store: "Store") -> dict[str, Any]:
        if login is not None:
            return await _of_account(store, await account_of(store.access, login))
        return await _of_person(store, person or "")

    sys.stdout.write(json.dumps(with_roll(config, take), ensure_ascii=False, indent=1) + "\n")


async def _of_account(store: "Store", account: "Account") -> dict[str, Any]:
    from service.access.trace import COMMAND, noted
    from service.clock import SystemClock
    from service.privacy.person import data_of

    clock = SystemClock()
    entry = noted("PersonTakenOut", clock.now(), COMMAND, [None], account=account.id)
    await store.access.together(lambda unit: unit.note(entry))
    plans = {office: await _plan(store, office) for office in await store.access.persons(account.id)}
    return await data_of(store, clock, account, plans.get)


async def _of_person(store: "Store", word: str) -> dict[str, Any]:
    from service.access.trace import COMMAND, noted
    from service.clock import SystemClock
    from service.privacy.person import data_of_person

    office, _, key = await person_of(store, word)
    for account in await store.access.accounts():
        if (await store.access.persons(account.id)).get(office) == key:
            return await _of_account(store, account)  # all of it, not a part
    clock = SystemClock()
    entry = noted("PersonTakenOut", clock.now(), COMMAND, [office], person=key)
    await store.access.together(lambda unit: unit.note(entry))
    plan = await _plan(store, office)
    return await data_of_person(store, clock, office, key, lambda _: plan)


async def _plan(store: "Store", office: str) -> "Plan | None":
    """Return the plan that holds in an office, as far as the record knows it."""
    from roles.document import load

    last = await store.last_plan(office)
    return load(last[1], source=f"{office}.yaml").plan if last else None
