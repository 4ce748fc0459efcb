"""Accounts, credentials and pairing codes on SQL, over the store's own writer and reader."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import TypeVar

from service.alarm.instant import instant
from service.store.access_port import (
    EVERYWHERE,
    AccessUnit,
    Account,
    Credential,
    CredentialKind,
    GrantRow,
    Known,
    NameTakenError,
    OwnCodes,
    Pairing,
)
from service.store.access_rows import (
    credential_row,
    going_on,
    pairing_row,
    read_codes,
    read_credential,
    read_pairing,
)
from service.store.access_statements import AccessStatements
from service.store.access_unit import SqlAccessUnit
from service.store.passkey_port import NotBegunError, Use
from service.store.passkey_store import SqlPasskeys, keep_use
from service.store.people_port import Kept
from service.store.people_store import keep, read_account
from service.store.port import RowRefused
from service.store.reader import Reader
from service.store.rows import Row
from service.store.unit import SqlUnit, Submit

T = TypeVar("T")


class SqlAccess(SqlPasskeys):
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

    async def going_on(self) -> list[Known]:
        """Return all accounts that go on with what they hold, by login name."""
        grants = await self._reader.rows(self._sql.all_grants, {}, tuple)
        persons = await self._reader.rows(self._sql.all_persons, {}, tuple)
        return going_on(await self.accounts(), grants, persons)

    async def together(self, work: Callable[[AccessUnit], T]) -> T:
        """Run a work under the lock of the record of access: what it changes and what it notes hold together."""
        try:
            result: T = await self._submit(EVERYWHERE, lambda unit: work(SqlAccessUnit(unit, self._sql)))
        except RowRefused as refused:
            raise NameTakenError("this login or its subject belongs to another account") from refused
        return result

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
        return await self._one(self._sql.credential, credential_id, read_credential)

    async def credentials(self, kind: CredentialKind) -> list[Credential]:
        """Return all credentials of a kind that have not ended, the newest first."""
        return await self._reader.rows(self._sql.credentials, {"of": kind}, read_credential)

    async def credentials_of(self, account_id: str) -> list[Credential]:
        """Return all credentials of an account that have not ended, the newest first."""
        return await self._reader.rows(self._sql.credentials_of, {"of": account_id}, read_credential)

    async def add_credential(self, credential: Credential) -> None:
        """Keep a new credential."""
        await self._submit(None, lambda unit: self._add(unit, credential))

    async def begin_session(self, session: Credential, seen: Account, use: Use | None = None) -> None:
        """Keep a new session of an account that is still as it was seen; raises NotBegunError."""

        def work(unit: SqlUnit) -> None:
            row = unit.execute(self._sql.account_held, {"of": seen.id}).fetchone()
            now = read_account(row) if row else None
            # Whoever was let in by a password that is another's by now, or has left since, would stay in.
            if now is None or (now.ended_at, now.password, now.subject) != (None, seen.password, seen.subject):
                raise NotBegunError("changed")
            if use is not None:
                keep_use(unit, self._sql, use, session.created_at)
            self._add(unit, session)

        await self._submit(None, work)

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

    async def codes(self, account_id: str) -> OwnCodes | None:
        """Return an account's codes; they go when it ends."""
        return await self._one(self._sql.codes, account_id, read_codes)

    async def codes_of_person(self, office: str, person: str) -> OwnCodes | None:
        """Return the codes of the account that goes on and is a person of an office."""
        if "\0" in office + person:  # no id has it, and PostgreSQL refuses the question
            return None
        return await self._reader.row(self._sql.codes_of_person, {"office": office, "person": person}, read_codes)

    async def note_use(self, credential_id: str, at: datetime) -> None:
        """Keep when a credential was last used."""
        values = {"of": credential_id, "now": instant(at)}
        await self._submit(None, lambda unit: unit.execute(self._sql.note_use, values))

    async def add_pairing(self, pairing: Pairing) -> None:
        """Keep a pairing code's digest."""
        row = pairing_row(pairing)
        await self._submit(None, lambda unit: unit.execute(self._sql.add_pairing, row))

    async def pairing(self, digest: str, at: datetime) -> Pairing | None:
        """Return the pairing of a code that has not expired, and leave it where it is."""
        return await self._reader.row(self._sql.pairing, {"of": digest, "now": instant(at)}, read_pairing)

    async def take_pairing(self, digest: str, at: datetime) -> Pairing | None:
        """Delete and return the pairing of a code that has not expired; one caller alone gets it."""
        values = {"of": digest, "now": instant(at)}
        row = await self._submit(None, lambda unit: unit.execute(self._sql.take_pairing, values).fetchone())
        return read_pairing(row) if row else None

    async def drop_pairings(self, at: datetime, *, office: str | None = None) -> None:
        """Delete codes that have expired, or all of one office."""
        if office is None:
            await self._submit(None, lambda unit: unit.execute(self._sql.drop_expired_pairings, {"now": instant(at)}))
        else:
            await self._submit(None, lambda unit: unit.execute(self._sql.drop_pairings_of, {"of": office}))

    def _add(self, unit: SqlUnit, credential: Credential) -> None:
        unit.execute(self._sql.add_credential, credential_row(credential))
        if credential.kind == "session":  # one goes for each that comes: they would fill the table for ever
            unit.execute(self._sql.drop_expired_sessions, {"now": instant(credential.created_at)})
            unit.execute(self._sql.drop_oldest_sessions, {"of": credential.account, "new": credential.id})

    async def _one(self, statement: str, of: str, read: Callable[[Row], T]) -> T | None:
        if "\0" in of:  # no id has it, and PostgreSQL refuses the question
            return None
        return await self._reader.row(statement, {"of": of}, read)
