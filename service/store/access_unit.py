"""One work's view of accounts and credentials, in the transaction it runs in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from service.alarm.instant import instant
from service.store.access_port import Account, Credential, CredentialKind, GrantRow, Known, OwnCodes, Pairing
from service.store.access_rows import (
    codes_row,
    credential_row,
    going_on,
    pairing_row,
    read_codes,
    read_credential,
    read_pairing,
)
from service.store.access_statements import AccessStatements
from service.store.passkey_store import PasskeysOfUnit
from service.store.people_port import Kept
from service.store.people_store import keep, read_account
from service.store.unit import SqlUnit
from service.timeline.entry import Draft


class SqlAccessUnit(PasskeysOfUnit):
    """An `AccessUnit` on SQL."""

    def __init__(self, unit: SqlUnit, statements: AccessStatements) -> None:
        """Work in a transaction that is open."""
        self._unit = unit
        self._sql = statements

    def going_on(self) -> list[Known]:
        """Return all accounts that go on, by login name; from here on nobody changes any but this work."""
        self._unit.execute(self._sql.bump_people, {"to": token_hex(8)})  # the row that every change of people locks
        accounts = [read_account(row) for row in self._rows(self._sql.accounts)]
        return going_on(accounts, self._rows(self._sql.all_grants), self._rows(self._sql.all_persons))

    def save_account(
        self, account: Account, grants: Sequence[GrantRow], persons: Mapping[str, str], *, is_new: bool
    ) -> tuple[str, ...]:
        """Keep an account with exactly these grants and persons; return what ends because it is the first of all."""
        kept = Kept(account=account, grants=tuple(grants), persons=dict(persons), is_new=is_new)
        return keep(self._unit, self._sql, [kept])

    def credential(self, credential_id: str) -> Credential | None:
        """Return a credential, ended or expired ones too."""
        if "\0" in credential_id:  # no id has it, and PostgreSQL refuses the question
            return None
        row = self._unit.execute(self._sql.credential, {"of": credential_id}).fetchone()
        return read_credential(row) if row else None

    def credentials(self, kind: CredentialKind) -> list[Credential]:
        """Return all credentials of a kind that have not ended, the newest first."""
        return [read_credential(row) for row in self._unit.execute(self._sql.credentials, {"of": kind}).fetchall()]

    def add_credential(self, credential: Credential) -> None:
        """Keep a new credential."""
        self._unit.execute(self._sql.add_credential, credential_row(credential))

    def end_credential(self, credential_id: str, at: datetime) -> bool:
        """End a credential; False when there is none that goes on."""
        values = {"of": credential_id, "now": instant(at)}
        return self._unit.execute(self._sql.end_credential, values).fetchone() is not None

    def end_credentials_of(self, account_id: str, at: datetime, kind: CredentialKind | None = None) -> None:
        """End the credentials of an account: all, or those of one kind."""
        values = {"of": account_id, "now": instant(at)}
        if kind is None:
            self._unit.execute(self._sql.end_credentials_of, values)
        else:
            self._unit.execute(self._sql.end_some_of, {**values, "of_kind": kind})

    def set_pin(self, credential_id: str, pin: str | None) -> None:
        """Keep the hash of a screen's PIN; None takes it away."""
        self._unit.execute(self._sql.set_pin, {"of": credential_id, "new_pin": pin})

    def codes(self, account_id: str) -> OwnCodes | None:
        """Return an account's codes."""
        row = self._unit.execute(self._sql.codes, {"of": account_id}).fetchone()
        return read_codes(row) if row else None

    def set_codes(self, account_id: str, codes: OwnCodes | None) -> None:
        """Keep exactly these codes of an account; None takes them away."""
        self._unit.execute(self._sql.drop_codes, {"of": account_id})
        if codes is not None:
            self._unit.execute(self._sql.add_codes, codes_row(codes))

    def rename(self, credential_id: str, name: str) -> None:
        """Keep what a credential is called."""
        self._unit.execute(self._sql.rename, {"of": credential_id, "new_name": name})

    def take_over(self, credential_id: str, maker: str) -> None:
        """Keep whose a screen is from now on."""
        self._unit.execute(self._sql.take_over, {"of": credential_id, "new_maker": maker})

    def add_pairing(self, pairing: Pairing) -> None:
        """Keep a pairing code's digest."""
        self._unit.execute(self._sql.add_pairing, pairing_row(pairing))

    def take_pairing(self, digest: str, at: datetime) -> Pairing | None:
        """Delete and return the pairing of a code that has not expired."""
        row = self._unit.execute(self._sql.take_pairing, {"of": digest, "now": instant(at)}).fetchone()
        return read_pairing(row) if row else None

    def note(self, draft: Draft) -> None:
        """Append to the record of what was changed here."""
        self._unit.append([draft])

    def _rows(self, statement: str) -> list[Any]:
        found: list[Any] = self._unit.execute(statement, {}).fetchall()
        return found
