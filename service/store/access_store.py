"""Accounts, credentials and pairing codes on SQL, over the store's own writer and reader."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any, Protocol, TypeVar

from service.alarm.instant import instant, parse_instant
from service.store.access_port import Account, Credential, CredentialKind, GrantRow, NameTakenError, Pairing
from service.store.access_statements import AccessStatements
from service.store.people_port import Kept
from service.store.people_store import keep, read_account
from service.store.port import RowRefused
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit

T = TypeVar("T")


class Submit(Protocol):
    """Runs a work that concerns no office in a transaction of its own."""

    def __call__(self, office: None, work: Callable[[SqlUnit], T], /) -> Any:
        """Return a future of its result."""
        ...


class SqlAccess:
    """An `AccessStore` on SQL."""

    def __init__(self, statements: AccessStatements, reader: Reader, submit: Submit) -> None:
        self._sql = statements
        self._reader = reader
        self._submit = submit

    async def account(self, account_id: str) -> Account | None:
        """Return an account, ended or not."""
        return await self._one(self._sql.account, account_id, read_account)

    async def account_by_login(self, login: str) -> Account | None:
        """Return the account with a login name."""
        return await self._one(self._sql.account_by_login, login, read_account)

    async def account_by_subject(self, subject: str) -> Account | None:
        """Return the account of somebody at the identity provider."""
        return await self._one(self._sql.account_by_subject, subject, read_account)

    async def accounts(self) -> list[Account]:
        """Return all accounts by login name, ended ones too."""
        return await self._reader.rows(self._sql.accounts, {}, read_account)

    async def grants(self, account_id: str) -> list[GrantRow]:
        """Return an account's grants."""
        return await self._reader.rows(
            self._sql.grants, {"of": account_id}, lambda row: GrantRow(role=row[0], office=row[1])
        )

    async def persons(self, account_id: str) -> dict[str, str]:
        """Return office → opaque key of the person whose account it is."""
        return dict(await self._reader.rows(self._sql.persons, {"of": account_id}, lambda row: (row[0], row[1])))

    async def save_account(
        self, account: Account, grants: Sequence[GrantRow], persons: Mapping[str, str], *, is_new: bool
    ) -> None:
        """Keep an account with exactly these grants and persons; raises NameTakenError."""
        kept = Kept(account=account, grants=tuple(grants), persons=dict(persons), is_new=is_new)

        def work(unit: SqlUnit) -> None:
            unit.execute(self._sql.bump_people, {"to": token_hex(8)})
            keep(unit, self._sql, [kept])

        try:
            await self._submit(None, work)
        except RowRefused as refused:
            raise NameTakenError(f"the login {account.login!r} or its subject belongs to another account") from refused

    async def link_subject(self, account_id: str, subject: str) -> bool:
        """Say who somebody is at the identity provider; raises NameTakenError."""
        values = {"of": account_id, "new_subject": subject}
        try:
            linked: bool = await self._submit(
                None, lambda unit: unit.execute(self._sql.link_subject, values).fetchone() is not None
            )
        except RowRefused as refused:
            raise NameTakenError("the subject belongs to another account") from refused
        return linked

    async def credential(self, credential_id: str) -> Credential | None:
        """Return a credential, ended or expired ones too."""
        return await self._one(self._sql.credential, credential_id, _read_credential)

    async def credentials(self, kind: CredentialKind) -> list[Credential]:
        """Return all credentials of a kind that have not ended, the newest first."""
        return await self._reader.rows(self._sql.credentials, {"of": kind}, _read_credential)

    async def add_credential(self, credential: Credential) -> None:
        """Keep a new credential."""
        row = _credential_row(credential)
        await self._submit(None, lambda unit: unit.execute(self._sql.add_credential, row))

    async def end_credential(self, credential_id: str, at: datetime) -> bool:
        """End a credential; False when there is none that goes on."""
        values = {"of": credential_id, "now": instant(at)}
        ended: bool = await self._submit(
            None, lambda unit: unit.execute(self._sql.end_credential, values).fetchone() is not None
        )
        return ended

    async def end_credentials_of(self, account_id: str, at: datetime) -> None:
        """End all credentials of an account."""
        values = {"of": account_id, "now": instant(at)}
        await self._submit(None, lambda unit: unit.execute(self._sql.end_credentials_of, values))

    async def set_pin(self, credential_id: str, pin: str | None) -> None:
        """Keep the hash of a screen's PIN; None takes it away."""
        values = {"of": credential_id, "new_pin": pin}
        await self._submit(None, lambda unit: unit.execute(self._sql.set_pin, values))

    async def note_use(self, credential_id: str, at: datetime) -> None:
        """Keep when a credential was last used."""
        values = {"of": credential_id, "now": instant(at)}
        await self._submit(None, lambda unit: unit.execute(self._sql.note_use, values))

    async def add_pairing(self, pairing: Pairing) -> None:
        """Keep a pairing code's digest."""
        row = {
            "digest": pairing.digest,
            "kind": pairing.kind,
            "office": pairing.office,
            "screen": pairing.screen,
            "account": pairing.account,
            "expires_at": instant(pairing.expires_at),
        }
        await self._submit(None, lambda unit: unit.execute(self._sql.add_pairing, row))

    async def take_pairing(self, digest: str, at: datetime) -> Pairing | None:
        """Delete and return the pairing of a code that has not expired; one caller alone gets it."""
        values = {"of": digest, "now": instant(at)}
        row = await self._submit(None, lambda unit: unit.execute(self._sql.take_pairing, values).fetchone())
        return _read_pairing(row) if row else None

    async def drop_pairings(self, at: datetime, *, office: str | None = None) -> None:
        """Delete codes that have expired, or all of one office."""
        if office is None:
            await self._submit(None, lambda unit: unit.execute(self._sql.drop_expired_pairings, {"now": instant(at)}))
        else:
            await self._submit(None, lambda unit: unit.execute(self._sql.drop_pairings_of, {"of": office}))

    async def _one(self, statement: str, of: str, read: Callable[[Row], T]) -> T | None:
        if "\0" in of:  # no id has it, and PostgreSQL refuses the question
            return None
        return await self._reader.row(statement, {"of": of}, read)


def _credential_row(credential: Credential) -> dict[str, str | None]:
    return {
        "id": credential.id,
        "kind": credential.kind,
        "digest": credential.digest,
        "name": credential.name,
        "account": credential.account,
        "role": credential.role,
        "office": credential.office,
        "screen": credential.screen,
        "pin": credential.pin,
        "created_at": instant(credential.created_at),
        "expires_at": _maybe(credential.expires_at),
        "used_at": _maybe(credential.used_at),
        "ended_at": _maybe(credential.ended_at),
        "source": credential.source,
    }


def _read_credential(row: Row) -> Credential:
    id_, kind, digest, name, account, role, office, screen, pin, created_at, expires_at, used_at, ended_at, source = row
    return Credential(
        id=id_,
        kind=kind,
        digest=digest,
        name=name,
        account=account,
        role=role,
        office=office,
        screen=screen,
        pin=pin,
        created_at=parse_instant(created_at),
        expires_at=_read_maybe(expires_at),
        used_at=_read_maybe(used_at),
        ended_at=_read_maybe(ended_at),
        source=source,
    )


def _read_pairing(row: Row) -> Pairing:
    digest, kind, office, screen, account, expires_at = row
    return Pairing(
        digest=digest,
        kind=kind,
        office=office,
        screen=screen,
        account=account,
        expires_at=parse_instant(expires_at),
    )


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else instant(at)


def _read_maybe(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)
