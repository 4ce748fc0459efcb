"""Many people at once on SQL: one transaction, in as few statements as it takes, because presses wait for it."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from secrets import token_hex
from typing import Any, Final, TypeVar

from service.alarm.instant import instant, parse_instant
from service.store.access_port import EVERYWHERE, Account, Credential, CredentialKind, GrantRow, Known, NameTakenError
from service.store.access_rows import read_credential
from service.store.access_statements import AccessStatements
from service.store.people_port import Changes, Group, Kept, Move
from service.store.port import RowRefused
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit, Submit

T = TypeVar("T")

LENT: Final[tuple[CredentialKind, ...]] = ("token", "phone")


class SqlPeople:
    """A `PeopleStore` on SQL."""

    def __init__(self, statements: AccessStatements, reader: Reader, submit: Submit) -> None:
        self._sql = statements
        self._reader = reader
        self._submit = submit

    async def revision(self) -> str:
        """Return what changes whenever an account or a group does."""
        (found,) = await self._reader.rows(self._sql.revision, {}, lambda row: str(row[0]))
        return found

    async def everybody(self) -> list[Known]:
        """Return all accounts with their grants and persons, ended ones too."""
        accounts = await self._reader.rows(self._sql.accounts, {}, read_account)
        grants: dict[str, list[GrantRow]] = {}
        for whose, grant in await self._reader.rows(self._sql.all_grants, {}, _read_grant):
            grants.setdefault(whose, []).append(grant)
        persons: dict[str, dict[str, str]] = {}
        for whose, office, person in await self._reader.rows(self._sql.all_persons, {}, _three):
            persons.setdefault(whose, {})[office] = person
        return [
            Known(account=one, grants=tuple(grants.get(one.id, ())), persons=persons.get(one.id, {}))
            for one in accounts
        ]

    async def known(self, account_id: str) -> Known | None:
        """Return one account with its grants and persons."""
        if "\0" in account_id:
            return None
        of = {"of": account_id}
        account = await self._reader.row(self._sql.account, of, read_account)
        if account is None:
            return None
        grants = await self._reader.rows(self._sql.grants, of, lambda row: GrantRow(role=row[0], office=row[1]))
        persons = dict(await self._reader.rows(self._sql.persons, of, lambda row: (row[0], row[1])))
        return Known(account=account, grants=tuple(grants), persons=persons)

    async def by_external_id(self, source: str, external_id: str) -> Account | None:
        """Return the account that a directory calls so."""
        if "\0" in external_id:
            return None
        values = {"of": source, "named": external_id}
        return await self._reader.row(self._sql.account_by_external, values, read_account)

    async def of_source(self, source: str, *, skip: int, most: int) -> tuple[int, list[Account]]:
        """Return how many accounts a directory looks after, and some of them, the oldest first."""
        of = {"of": source}
        (count,) = await self._reader.rows(self._sql.count_of, of, lambda row: int(row[0]))
        return count, await self._reader.rows(self._sql.accounts_of, {**of, "skip": skip, "most": most}, read_account)

    async def groups(self, source: str) -> list[Group]:
        """Return a directory's groups with their members."""
        members: dict[str, set[str]] = {}
        of = {"of": source}
        for group, account in await self._reader.rows(self._sql.members_of, of, lambda row: (row[0], row[1])):
            members.setdefault(group, set()).add(account)
        return await self._reader.rows(
            self._sql.groups_of, of, lambda row: _read_group(row, frozenset(members.get(row[0], ())))
        )

    async def tokens_and_phones(self) -> list[Credential]:
        """Return what goes on of what somebody may have made for herself, or paired for somebody else."""
        found = [await self._reader.rows(self._sql.credentials, {"of": one}, read_credential) for one in LENT]
        return [one for some in found for one in some]

    async def change(self, changes: Changes, *, since: str) -> bool:
        """Keep changes in one transaction, unless anything has changed since a revision; raises NameTakenError."""

        def work(unit: SqlUnit) -> bool:
            # The row is locked from here on, so whoever comes at the same time waits and then finds it moved.
            if unit.execute(self._sql.move_people, {"to": token_hex(8), "since": since}).fetchone() is None:
                return False
            keep(unit, self._sql, changes.accounts)
            self._keep_groups(unit, changes)
            if changes.ended:
                now = instant(unit.now())
                unit.execute(self._sql.end_credentials, [{"of": one, "now": now} for one in changes.ended])
            unit.append(changes.notes)
            return True

        try:
            kept: bool = await self._submit(EVERYWHERE, work)
        except RowRefused as refused:
            raise NameTakenError("a login or what a directory calls somebody belongs to another account") from refused
        return kept

    async def moves(self) -> list[Move]:
        """Return who has left or come back and is still to be told of, the earliest first."""
        return await self._reader.rows(self._sql.moves, {}, _read_move)

    def _keep_groups(self, unit: SqlUnit, changes: Changes) -> None:
        for group, is_new in changes.groups:
            said = {"name": group.name, "external_id": group.external_id, "role": group.role, "office": group.office}
            if is_new:
                fixed = {"id": group.id, "source": group.source, "created_at": instant(group.created_at)}
                unit.execute(self._sql.add_group, {**said, **fixed})
            else:
                changed = {f"new_{name}": value for name, value in said.items()}
                unit.execute(self._sql.change_group, {"of": group.id, **changed})
            unit.execute(self._sql.drop_members, {"of": group.id})
            if group.members:
                unit.execute(self._sql.add_member, [{"group_id": group.id, "account": who} for who in group.members])
        for id_ in changes.dropped:
            unit.execute(self._sql.drop_members, {"of": id_})
            unit.execute(self._sql.drop_group, {"of": id_})


def keep(unit: SqlUnit, sql: AccessStatements, kept: Sequence[Kept]) -> tuple[str, ...]:
    """Write accounts with exactly their grants and persons; who ends is let in no more, and who moved is noted.

    Returns what ends with the first account of all.
    """
    now = instant(unit.now())
    fallen: tuple[str, ...] = ()
    if any(one.is_new for one in kept):
        fallen = tuple(row[0] for row in unit.execute(sql.end_of_nobody, {"now": now}).fetchall())
        unit.execute(sql.drop_pairings_of_nobody, {})
    free: list[dict[str, Any]] = []
    added, grants, persons, came = list(free), list(free), list(free), list(free)
    rows = [(one, account_row(one.account)) for one in kept]
    # Those who end come first: what they leave, a login or a name at the identity provider, may be another's at once.
    for one, row in sorted(rows, key=lambda each: each[0].account.ended_at is None):
        account = one.account
        if one.is_new:
            free.append({"of": account.login, "me": account.id})
            added.append(row)
            had: Set[tuple[str, str]] = frozenset()
        else:
            had = _change(unit, sql, one, row)
        grants += [{"account": account.id, "role": grant.role, "office": grant.office} for grant in one.grants]
        persons += [{"account": account.id, "office": office, "person": who} for office, who in one.persons.items()]
        if account.ended_at is None:
            came += [{"office": office, "person": who, "name": account.name} for office, who in _new(one, had)]
    for statement, values in (
        (sql.free_login, free),
        (sql.add_account, added),
        (sql.add_grant, grants),
        (sql.add_person, persons),
        (sql.drop_move, [{"office": each["office"], "person": each["person"]} for each in came]),
        (sql.add_move, [{**each, "gone": 0, "at": now} for each in came]),
    ):
        if values:
            unit.execute(statement, values)
    return fallen


def _new(one: Kept, had: Set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from (each for each in one.persons.items() if each not in had)


def _change(unit: SqlUnit, sql: AccessStatements, one: Kept, row: Mapping[str, Any]) -> Set[tuple[str, str]]:
    """Change an account up to its grants and persons; return who she was: nobody, where the account had ended."""
    account, of = one.account, {"of": one.account.id}
    row_before = unit.execute(sql.account, of).fetchone()
    had_ended = row_before is not None and read_account(row_before).ended_at is not None
    had = {(office, who) for office, who in unit.execute(sql.persons, of).fetchall()}
    if account.ended_at is not None and not had_ended:
        if had:
            unit.execute(sql.drop_move, [{"office": office, "person": who} for office, who in had])
        unit.execute(sql.person_leaves, {**of, "now": instant(account.ended_at)})
    changed = {f"new_{name}": row[name] for name in row if name not in ("id", "created_at")}
    unit.execute(sql.free_login, {"of": account.login, "me": account.id})
    unit.execute(sql.change_account, {**of, **changed})
    unit.execute(sql.drop_grants, of)
    unit.execute(sql.drop_persons, of)
    if account.ended_at is not None:
        unit.execute(sql.end_credentials_of, {**of, "now": instant(account.ended_at)})
        unit.execute(sql.end_made_by, {**of, "now": instant(account.ended_at)})
        unit.execute(sql.drop_pairings_for, of)
        unit.execute(sql.drop_codes, of)
    return frozenset() if had_ended else had


def account_row(account: Account) -> dict[str, Any]:
    """Return what is kept of an account."""
    return {
        "id": account.id,
        "login": account.login,
        "name": account.name,
        "password": account.password,
        "subject": account.subject,
        "created_at": instant(account.created_at),
        "ended_at": None if account.ended_at is None else instant(account.ended_at),
        "source": account.source,
        "external_id": account.external_id,
    }


def read_account(row: Row) -> Account:
    """Return an account as it was kept."""
    id_, login, name, password, subject, created_at, ended_at, source, external_id = row
    return Account(
        id=id_,
        login=login,
        name=name,
        password=password,
        subject=subject,
        created_at=parse_instant(created_at),
        ended_at=_maybe(ended_at),
        source=source,
        external_id=external_id,
    )


def _maybe(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)


def _read_grant(row: Row) -> tuple[str, GrantRow]:
    return row[0], GrantRow(role=row[1], office=row[2])


def _three(row: Row) -> tuple[str, str, str]:
    return row[0], row[1], row[2]


def _read_group(row: Row, members: frozenset[str]) -> Group:
    id_, source, name, external_id, role, office, created_at = row
    return Group(
        id=id_,
        source=source,
        name=name,
        external_id=external_id,
        role=role,
        office=office,
        created_at=parse_instant(created_at),
        members=members,
    )


def _read_move(row: Row) -> Move:
    office, person, name, gone, at = row
    return Move(office=office, person=person, name=name, gone=bool(gone), at=parse_instant(at))
