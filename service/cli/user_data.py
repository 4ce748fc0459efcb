"""`trygg user data`: what is stored about one person, for whoever runs the service to hand to her."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.options import Config
from service.cli.roll import account_of, with_roll

if TYPE_CHECKING:
    from service.access.roll import Roll
    from service.store.port import Store


def data(
    login: Annotated[str, typer.Argument(help="The login name of her account, ended or not.")], config: Config = None
) -> None:
    """Print what is stored about one person as JSON, without anything of others; the record of access says so."""

    async def take(_: "Roll", store: "Store") -> dict[str, Any]:
        from service.access.trace import COMMAND, noted
        from service.clock import SystemClock
        from service.privacy.person import data_of

        account, clock = await account_of(store.access, login), SystemClock()
        entry = noted("PersonTakenOut", clock.now(), COMMAND, [None], account=account.id)
        await store.access.together(lambda unit: unit.note(entry))
        return await data_of(store, clock, account)

    sys.stdout.write(json.dumps(with_roll(config, take), ensure_ascii=False, indent=1) + "\n")
