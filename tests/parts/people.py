"""A fake of the port where accounts and credentials are kept: in memory, and away when a test says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from service.store.access_port import Account, Credential, CredentialKind, GrantRow, NameTakenError, Pairing
from service.store.port import StoreUnavailable


@dataclass(kw_only=True)
class People:
    """An `AccessStore` in memory."""

    away: bool = False
    by_id: dict[str, Account] = field(default_factory=dict)
    granted: dict[str, list[GrantRow]] = field(default_factory=dict)
    person_of: dict[str, dict[str, str]] = field(default_factory=dict)
    kept: dict[str, Credential] = field(default_factory=dict)
    codes: dict[str, Pairing] = field(default_factory=dict)
    asked: int = 0

    def _ask(self) -> None:
        self.asked += 1
        if self.away:
            raise StoreUnavailable("the store is away")

    async def account(self, account_id: str) -> Account | None:
        self._ask()
        return self.by_id.get(account_id)

    async def account_by_login(self, login: str) -> Account | None:
        self._ask()
        return next((one for one in self.by_id.values() if one.login == login), None)

    async def account_by_subject(self, subject: str) -> Account | None:
        self._ask()
        return next((one for one in self.by_id.values() if one.subject == subject), None)

    async def accounts(self) -> list[Account]:
        self._ask()
        return sorted(self.by_id.values(), key=lambda one: one.login)

    async def grants(self, account_id: str) -> list[GrantRow]:
        self._ask()
        return self.granted.get(account_id, [])

    async def persons(self, account_id: str) -> dict[str, str]:
        self._ask()
        return self.person_of.get(account_id, {})

    async def save_account(
        self, account: Account, grants: Sequence[GrantRow], persons: Mapping[str, str], *, is_new: bool
    ) -> None:
        self._ask()
        self.by_id[account.id] = account
        self.granted[account.id], self.person_of[account.id] = list(grants), dict(persons)
        if account.ended_at:
            await self.end_credentials_of(account.id, account.ended_at)

    async def link_subject(self, account_id: str, subject: str) -> bool:
        self._ask()
        if any(one.subject == subject for one in self.by_id.values()):
            raise NameTakenError("the subject belongs to another account")
        account = self.by_id.get(account_id)
        if account is None or account.subject or account.password or account.ended_at:
            return False
        self.by_id[account_id] = replace(account, subject=subject)
        return True

    async def credential(self, credential_id: str) -> Credential | None:
        self._ask()
        return self.kept.get(credential_id)

    async def credentials(self, kind: CredentialKind) -> list[Credential]:
        self._ask()
        return [one for one in self.kept.values() if one.kind == kind and one.ended_at is None]

    async def add_credential(self, credential: Credential) -> None:
        self._ask()
        self.kept[credential.id] = credential

    async def end_credential(self, credential_id: str, at: datetime) -> bool:
        self._ask()
        one = self.kept.get(credential_id)
        if one is None or one.ended_at is not None:
            return False
        self.kept[credential_id] = replace(one, ended_at=at)
        return True

    async def end_credentials_of(self, account_id: str, at: datetime) -> None:
        self._ask()
        for id_, one in self.kept.items():
            if one.account == account_id and one.ended_at is None:
                self.kept[id_] = replace(one, ended_at=at)

    async def set_pin(self, credential_id: str, pin: str | None) -> None:
        self._ask()
        self.kept[credential_id] = replace(self.kept[credential_id], pin=pin)

    async def note_use(self, credential_id: str, at: datetime) -> None:
        self._ask()
        self.kept[credential_id] = replace(self.kept[credential_id], used_at=at)

    async def add_pairing(self, pairing: Pairing) -> None:
        self._ask()
        self.codes[pairing.digest] = pairing

    async def take_pairing(self, digest: str, at: datetime) -> Pairing | None:
        self._ask()
        found = self.codes.pop(digest, None)
        return found if found and found.expires_at > at else None

    async def drop_pairings(self, at: datetime, *, office: str | None = None) -> None:
        self._ask()
        self.codes = {
            digest: one
            for digest, one in self.codes.items()
            if (one.office != office if office else one.expires_at > at)
        }
