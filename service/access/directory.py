"""What a directory does over SCIM: it looks after its own people and groups, and sees nobody else's.

Each change reads, decides and writes against one revision of all accounts, and begins again when somebody else was
faster: so two at once never mix, and a crash leaves the whole change or nothing.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar
from unicodedata import normalize

from service.access.door import Door
from service.access.ending import completed
from service.access.rights import Grant, Role
from service.access.roll import ended_now
from service.access.scim import group as groups
from service.access.scim import user as users
from service.access.scim.group import Policy, Told
from service.access.scim.user import User
from service.access.scim.wrong import ScimError
from service.alarm.actor import SERVICE, Actor
from service.clock import Clock
from service.store.access_port import EVERYWHERE, AccessStore, Account, GrantRow, Known, NameTakenError
from service.store.people_port import Changes, Group, Kept, PeopleStore

T = TypeVar("T")
Shown = dict[str, Any]

Identify = Callable[[str, Iterable[str]], Awaitable[Mapping[str, str]]]
"""Returns the opaque keys of people of an office: (office, slugs) → slug → key."""

SlugOf = Callable[[str, str], str | None]
"""Returns who a key is in an office's plan: (office, key) → slug; None for somebody it does not name."""

TRIES: Final = 8
FEW: Final = 20
"""Accounts that are looked up one by one; of more than these all are read at once."""
MOST_USERS: Final = 100_000
"""Users of one directory, those that it has switched off too: as many as a file of people has lines.

Lists and imports were measured up to that many, and a directory whose filter matches everybody on earth stops there.
"""


class _MovedError(Exception):
    """Somebody else was faster."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What a directory depends on beside accounts: what it may give, and who is who in the plans."""

    policy: Callable[[], Policy]
    identify: Identify
    slug_of: SlugOf


class Directory:
    """The people and groups of one directory."""

    def __init__(
        self,
        source: str,
        *,
        people: PeopleStore,
        access: AccessStore,
        clock: Clock,
        door: Door,
        reach: Reach,
        by: Actor = SERVICE,
    ) -> None:
        """Look after one source's accounts in a store; `by` is the token that asks, for the record of access."""
        self._by = by
        self._source = source
        self._people = people
        self._access = access
        self._clock = clock
        self._door = door
        self._reach = reach

    async def user(self, id_: str, address: str) -> Shown:
        """Return one user; raises ScimError (404)."""
        return self._user(await self._known(id_), await self._groups(), address)

    async def users(
        self, chosen: tuple[str, Any] | None, *, skip: int, most: int, address: str
    ) -> tuple[int, list[Shown]]:
        """Return how many users there are, and some of them; `chosen` is a filter (attribute, value)."""
        if chosen is None:
            count, accounts = await self._people.of_source(self._source, skip=skip, most=most)
        else:
            found = await self._found(*chosen)
            count, accounts = len(found), found[skip : skip + most]
        held = await self._groups()
        known = [await self._people.known(one.id) for one in accounts]
        return count, [self._user(one, held, address) for one in known if one is not None]

    async def add(self, user: User, address: str) -> Shown:
        """Make an account; raises ScimError (409 where login or external id are taken)."""

        async def work() -> tuple[Changes, Callable[[], Awaitable[Shown]]]:
            now = self._clock.now()
            taken = await self._access.account_by_login(user.login)
            if taken is not None and (taken.ended_at is None or taken.source == self._source):
                raise ScimError(409, f"There is an account {user.login} already.", "uniqueness")
            account = Account(
                id=f"a-{secrets.token_hex(8)}",
                login=user.login,
                name=user.name,
                created_at=now,
                ended_at=None if user.active else now,
                source=self._source,
                external_id=user.external_id,
            )
            if (await self._people.of_source(self._source, skip=0, most=1))[0] >= MOST_USERS:
                raise ScimError(413, f"A directory has at most {MOST_USERS} users here; delete some that have left.")
            persons = await self._persons_of(user, {})
            if user.active:
                await self._must_be_nobody_elses(account.id, persons)
            kept = Kept(account=account, grants=(), persons=persons, is_new=True)
            return Changes(accounts=[kept]), lambda: self.user(account.id, address)

        return await self._changing(work)

    async def change(
        self, id_: str, change: Callable[[User], User], *, matches: str | None = None, address: str
    ) -> Shown:
        """Change a user; `matches` is the version that she must have. Raises ScimError."""

        async def work() -> tuple[Changes, Callable[[], Awaitable[Shown]]]:
            known, held = await self._known(id_), await self._groups()
            _must_match(matches, self._user(known, held, address))
            before = self._told(known)
            after = change(before)
            if after == before:
                return Changes(), lambda: self.user(id_, address)
            await self._must_be_free(known.account, after)
            account = replace(known.account, login=after.login, name=after.name, external_id=after.external_id)
            persons = known.persons if after.persons == before.persons else await self._persons_of(after, known.persons)
            if after.active and (not before.active or persons != known.persons):
                await self._must_be_nobody_elses(id_, persons)
            if after.active:
                account, grants = replace(account, ended_at=None), self._grants(id_, held)
            else:
                account, grants = ended_now(account, self._clock.now()), ()
            kept = Kept(account=account, grants=grants, persons=persons, is_new=False)
            return Changes(accounts=[kept]), lambda: self.user(id_, address)

        return await self._changing(work)

    async def remove(self, id_: str, *, matches: str | None = None, address: str = "") -> None:
        """End a user for good: the directory sees her no more, and her name stays where it stands in the record."""

        async def work() -> tuple[Changes, Callable[[], Awaitable[None]]]:
            known, held = await self._known(id_), await self._groups()
            _must_match(matches, self._user(known, held, address))
            ended = replace(ended_now(known.account, self._clock.now()), source=None, external_id=None)
            left = [(replace(one, members=one.members - {id_}), False) for one in held if id_ in one.members]
            kept = Kept(account=ended, grants=(), persons=known.persons, is_new=False)
            return Changes(accounts=[kept], groups=left), _nothing

        await self._changing(work)

    async def group(self, id_: str, address: str, *, with_members: bool = True) -> Shown:
        """Return one group; raises ScimError (404)."""
        return _shown(_one_of(await self._groups(), id_), address, with_members=with_members)

    async def groups(
        self, chosen: tuple[str, Any] | None, *, skip: int, most: int, address: str, with_members: bool = True
    ) -> tuple[int, list[Shown]]:
        """Return how many groups there are, and some of them; `chosen` is a filter (attribute, value)."""
        held = await self._groups()
        if chosen is not None:
            attribute, value = chosen
            read: dict[str, Callable[[Group], str | None]] = {
                "displayname": lambda one: one.name.casefold(),
                "externalid": lambda one: one.external_id,
                "id": lambda one: one.id,
            }
            if attribute not in read:
                raise ScimError(400, "Groups are found by displayName, externalId or id.", "invalidFilter")
            wanted = str(value).casefold() if attribute == "displayname" else value
            held = [one for one in held if read[attribute](one) == wanted]
        some = held[skip : skip + most]
        return len(held), [_shown(one, address, with_members=with_members) for one in some]

    async def add_group(self, told: Told, address: str) -> Shown:
        """Make a group; raises ScimError."""

        async def work() -> tuple[Changes, Callable[[], Awaitable[Shown]]]:
            grant, held = groups.grant_of(told.name, self._reach.policy()), await self._groups()
            if any(one.name.casefold() == told.name.casefold() for one in held):
                raise ScimError(409, "There is a group of this name already.", "uniqueness")
            made = Group(
                id=f"g-{secrets.token_hex(8)}",
                source=self._source,
                name=told.name,
                external_id=told.external_id,
                role=grant.role.value,
                office=grant.office or EVERYWHERE,
                created_at=self._clock.now(),
                members=told.members,
            )
            accounts = await self._regranted(told.members, [*held, made])
            return Changes(accounts=accounts, groups=[(made, True)]), lambda: self.group(made.id, address)

        return await self._changing(work)

    async def change_group(
        self, id_: str, change: Callable[[Told], Told], *, matches: str | None = None, address: str
    ) -> Shown:
        """Change a group, and with it what its members may do; raises ScimError."""

        async def work() -> tuple[Changes, Callable[[], Awaitable[Shown]]]:
            held = await self._groups()
            before = _one_of(held, id_)
            _must_match(matches, _shown(before, address))
            told = change(Told(name=before.name, external_id=before.external_id, members=before.members))
            grant = groups.grant_of(told.name, self._reach.policy())
            others = [one for one in held if one.id != id_]
            if any(one.name.casefold() == told.name.casefold() for one in others):
                raise ScimError(409, "There is a group of this name already.", "uniqueness")
            after = replace(
                before,
                name=told.name,
                external_id=told.external_id,
                role=grant.role.value,
                office=grant.office or EVERYWHERE,
                members=told.members,
            )
            touched = before.members ^ after.members
            if (before.role, before.office) != (after.role, after.office):
                touched = before.members | after.members
            accounts = await self._regranted(touched, [*others, after])
            return Changes(accounts=accounts, groups=[(after, False)]), lambda: self.group(id_, address)

        return await self._changing(work)

    async def remove_group(self, id_: str, *, matches: str | None = None, address: str = "") -> None:
        """Do away with a group: what it gave is taken back."""

        async def work() -> tuple[Changes, Callable[[], Awaitable[None]]]:
            held = await self._groups()
            gone = _one_of(held, id_)
            _must_match(matches, _shown(gone, address))
            accounts = await self._regranted(gone.members, [one for one in held if one.id != id_])
            return Changes(accounts=accounts, dropped=[id_]), _nothing

        await self._changing(work)

    async def _changing(self, work: Callable[[], Awaitable[tuple[Changes, Callable[[], Awaitable[T]]]]]) -> T:
        for _ in range(TRIES):
            since = await self._people.revision()
            changes, then = await work()
            if changes == Changes():
                return await then()
            try:
                if not await self._people.change(await self._completed(changes), since=since):
                    continue
            except NameTakenError:
                raise ScimError(409, "A userName or an externalId belongs to somebody else.", "uniqueness") from None
            self._door.forget()
            return await then()
        raise ScimError(503, "Accounts are being changed by many at once. Try again.")

    async def _completed(self, changes: Changes) -> Changes:
        """Return changes with the tokens and phones that end with them, and with what the record says."""
        changed = [one.account.id for one in changes.accounts if not one.is_new]
        held = await self._people.tokens_and_phones() if changed else []
        if len(changed) > FEW:
            before = await self._people.everybody()
        else:
            makers = {one.maker for one in held if one.account in changed and one.maker is not None}
            found = [await self._people.known(one) for one in sorted({*changed, *makers})]
            before = [one for one in found if one is not None]
        return await asyncio.to_thread(completed, changes, before, held, self._clock.now(), self._by)

    async def _found(self, attribute: str, value: Any) -> list[Account]:
        text = value if isinstance(value, str) and value.isprintable() else ""
        found: Account | None
        match attribute:
            case "username":
                found = await self._access.account_by_login(normalize("NFC", text.strip().casefold())[:1000])
            case "externalid":
                found = await self._people.by_external_id(self._source, text)
            case "id":
                found = await self._access.account(text)
            case _:
                raise ScimError(400, "Users are found by userName, externalId or id.", "invalidFilter")
        return [found] if found is not None and found.source == self._source else []

    async def _known(self, id_: str) -> Known:
        known = await self._people.known(id_) if id_.isascii() else None
        if known is None or known.account.source != self._source:
            raise ScimError(404, f"There is no user {id_[:100]}.")
        return known

    async def _groups(self) -> list[Group]:
        return await self._people.groups(self._source)

    async def _must_be_free(self, account: Account, after: User) -> None:
        if after.login != account.login:
            taken = await self._access.account_by_login(after.login)
            if (
                taken is not None
                and taken.id != account.id
                and (taken.ended_at is None or taken.source == self._source)
            ):
                raise ScimError(409, f"There is an account {after.login} already.", "uniqueness")

    async def _persons_of(self, user: User, before: Mapping[str, str]) -> dict[str, str]:
        if user.persons is None:
            return dict(before)
        offices = self._reach.policy().offices
        for office, _ in user.persons:
            if office not in offices:
                raise ScimError(
                    400, f"There is no office {office!r}{groups.did_you_mean(office, offices)}", "invalidValue"
                )
        return {office: (await self._reach.identify(office, [slug]))[slug] for office, slug in user.persons}

    async def _must_be_nobody_elses(self, id_: str, persons: Mapping[str, str]) -> None:
        """Refuse to make somebody a person of a plan whom another account is: she could act in that one's name."""
        if not persons:
            return
        for one in await self._access.going_on():
            shared = [office for office, key in persons.items() if one.persons.get(office) == key]
            if shared and one.account.id != id_:
                detail = f"Another account is this person of {shared[0]} already; take it from that one first."
                raise ScimError(409, detail, "uniqueness")

    async def _regranted(self, touched: Iterable[str], held: list[Group]) -> list[Kept]:
        """Return the accounts whose roles follow anew from their groups.

        Raises:
            ScimError: somebody is none of this directory's people.
        """
        accounts = []
        for id_ in sorted(touched):
            known = await self._people.known(id_)
            if known is None or known.account.source != self._source:
                if any(id_ in one.members for one in held):
                    raise ScimError(400, f"There is no user {id_[:100]}.", "invalidValue")
                continue
            grants = () if known.account.ended_at else self._grants(id_, held)
            if set(grants) != set(known.grants):
                accounts.append(Kept(account=known.account, grants=grants, persons=known.persons, is_new=False))
        return accounts

    def _grants(self, id_: str, held: list[Group]) -> tuple[GrantRow, ...]:
        """Return the roles that somebody has from her groups, as far as a directory may still give them."""
        policy = self._reach.policy()
        rows = [GrantRow(role=one.role, office=one.office) for one in held if id_ in one.members]
        return tuple(dict.fromkeys(row for row in rows if groups.allowed(policy, _grant(row))))

    def _told(self, known: Known) -> User:
        account = known.account
        named = ((office, self._reach.slug_of(office, key)) for office, key in sorted(known.persons.items()))
        return User(
            login=account.login,
            name=account.name,
            external_id=account.external_id,
            active=account.ended_at is None,
            persons=tuple((office, slug) for office, slug in named if slug),
        )

    def _user(self, known: Known, held: list[Group], address: str) -> Shown:
        mine = [(one.id, one.name) for one in held if known.account.id in one.members]
        account = known.account
        return users.shown(
            self._told(known), id_=account.id, created_at=account.created_at, groups=mine, address=address
        )


def _grant(row: GrantRow) -> Grant:
    return Grant(role=Role(row.role), office=None if row.office == EVERYWHERE else row.office)


def _shown(one: Group, address: str, *, with_members: bool = True) -> Shown:
    told = Told(name=one.name, external_id=one.external_id, members=one.members)
    return groups.shown(told, id_=one.id, created_at=one.created_at, with_members=with_members, address=address)


def _one_of(held: list[Group], id_: str) -> Group:
    found = next((one for one in held if one.id == id_), None)
    if found is None:
        raise ScimError(404, f"There is no group {id_[:100]}.")
    return found


def _must_match(wanted: str | None, shown: Shown) -> None:
    versions = {one.strip() for one in (wanted or "*").split(",")}
    if "*" not in versions and shown["meta"]["version"] not in versions:
        raise ScimError(412, "It has changed since it was read. Read it again.")


async def _nothing() -> None:
    return None
