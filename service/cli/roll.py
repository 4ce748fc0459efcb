"""What the commands about accounts and tokens share: the roll of the data folder, whether a service runs or not."""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

import typer

from service.cli.options import settings_from

if TYPE_CHECKING:
    from service.access.rights import Grant, Role
    from service.access.roll import Roll
    from service.store.access_port import AccessStore, Account, GrantRow
    from service.store.port import Store

T = TypeVar("T")

KEY: Final = re.compile(r"p-[0-9a-f]{12}")
"""How the store spells the key of a person of a plan."""


def with_roll(config: Path | None, work: "Callable[[Roll, Store], Awaitable[T]]") -> T:
    """Open the store, run a work on its roll, and close it."""
    from service.access.roll import Roll
    from service.clock import SystemClock
    from service.store.opening import open_beside

    settings = settings_from(config)

    async def run() -> T:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        clock = SystemClock()
        store = await asyncio.to_thread(open_beside, settings.store_url, clock=clock, data_dir=settings.data_dir)
        try:
            return await work(Roll(store.access, clock), store)
        finally:
            await store.close()

    return asyncio.run(run())


def role_of(word: str) -> "Role":
    """Return the role that a word names, or say which there are and end with 2."""
    from service.access.rights import Role

    try:
        return Role(word.replace("-", "_"))
    except ValueError:
        misused(f"there is no role {word!r}; choose one of {', '.join(Role)}")


def grant_of(word: str) -> "Grant":
    """Return the grant that `role` or `role@office` names, or end with 2."""
    from service.access.rights import Grant

    role, _, office = word.partition("@")
    return Grant(role=role_of(role), office=office or None)


async def person_of(store: "Store", word: str) -> tuple[str, str, str]:
    """Return office, what somebody is called there, and her key, for `as/bo` or `as/p-…`; or end with 2, or with 1.

    Whom the plan calls so comes first: a plan may call somebody as keys begin. A key is believed also where nobody has
    it any more: what was written under it stays.
    """
    office, _, who = word.partition("/")
    if not office or not who:
        misused(f"{word!r} names nobody; write office and person: as/bo")
    key = (await store.privacy.persons(office)).get(who) or (who if KEY.fullmatch(who) else None)
    if key is None:
        print(f"trygg: no person {who!r} was ever known in {office!r}", file=sys.stderr)
        raise typer.Exit(1)
    return office, who, key


async def account_of(access: "AccessStore", login: str) -> "Account":
    """Return the account with a login name, or end with 1."""
    from service.access.door import plain_login

    found = await access.account_by_login(plain_login(login))
    if found is None:
        print(f"trygg: there is no account {login!r}; `trygg user list` shows them", file=sys.stderr)
        raise typer.Exit(1)
    return found


def grants_held(rows: "Iterable[GrantRow]") -> "tuple[Grant, ...]":
    """Return what rows of the store grant; a role that this Trygg does not know gives nothing."""
    from service.access.rights import Grant, Role
    from service.store.access_port import EVERYWHERE

    known = set(Role)
    return tuple(
        Grant(role=Role(row.role), office=None if row.office == EVERYWHERE else row.office)
        for row in rows
        if row.role in known
    )


async def fallen(roll: "Roll", store: "Store") -> str:
    """Say what has ended with the first account: what nobody with an account had let in; "" where nothing has."""
    ended = [found for one in roll.ended_with_first if (found := await store.access.credential(one))]
    if not ended:
        return ""
    named = ", ".join(sorted(f"{one.kind} {one.name} ({one.screen or one.role})" for one in ended))
    return (
        f"This is the first account. What was paired before, and tokens that may let others in, have ended: {named}. "
        "Pair the screens again, and make the tokens again, from this account."
    )


async def persons_of(store: "Store", words: list[str]) -> dict[str, str]:
    """Return office → opaque key for words like `as/bo`, or end with 2."""
    from roles.word import is_slug

    persons = {}
    for word in words:
        office, _, slug = word.partition("/")
        if not (is_slug(office) and is_slug(slug)):
            misused(f"{word!r} names nobody in a plan; write office and person: as/bo")
        persons[office] = (await store.identify(office, [slug]))[slug]
    return persons


def misused(message: str) -> NoReturn:
    """Say how a command was used wrongly, and end with 2."""
    print(f"trygg: {message}", file=sys.stderr)
    raise typer.Exit(2)
