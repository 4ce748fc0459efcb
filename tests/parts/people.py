"""A fake of the port where accounts and credentials are kept: in memory, and away when a test says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from parts.passkeys_kept import PasskeysChanging, PasskeysKept
from parts.stores import AT
from service.store.access_port import (
    EVERYWHERE,
    MANAGING,
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
from service.store.passkey_port import NotBegunError, Use
from service.store.people_port import Changes, Group, Kept, Move
from service.store.port import StoreUnavailable
from service.timeline.entry import Draft

T = TypeVar("T")


@dataclass(kw_only=True)
class People(PasskeysKept):
    """An `AccessStore` and a `PeopleStore` in memory."""

    away: bool = False
    by_id: dict[str, Account] = field(default_factory=dict)
    granted: dict[str, list[GrantRow]] = field(default_factory=dict)
    person_of: dict[str, dict[str, str]] = field(default_factory=dict)
    codes_made: dict[str, Pairing] = field(default_factory=dict)
    own: dict[str, OwnCodes] = field(default_factory=dict)
    noted: list[Draft] = field(default_factory=list)
    asked: int = 0
    by_group: dict[str, Group] = field(default_factory=dict)
    moved: dict[tuple[str, str], Move] = field(default_factory=dict)
    changed: int = 0
    """Counts every change of an account or a group."""

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

    async def going_on(self) -> list[Known]:
        self._ask()
        found = Changing(self).going_on()
        self.changed -= 1
        return found

    async def together(self, work: Callable[[AccessUnit], T]) -> T:
        self._ask()
        parts = ("by_id", "granted", "person_of", "kept", "codes_made", "own", "noted", "by_passkey")
        before = {name: getattr(self, name).copy() for name in parts}
        try:
            return work(Changing(self))
        except BaseException:
            for name in parts:
                setattr(self, name, before[name])
            raise

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
        self.keep([Kept(account=account, grants=tuple(grants), persons=dict(persons), is_new=is_new)])

    def keep(self, kept: Sequence[Kept]) -> tuple[str, ...]:
        """Keep accounts; who has a login, or is called something by a directory, has it alone."""
        by_id = dict(self.by_id)
        fallen: list[str] = []
        if not by_id and any(one.is_new for one in kept):
            self.codes_made = {d: one for d, one in self.codes_made.items() if one.office == EVERYWHERE}
            of_nobody = [one for one in self.kept.values() if one.kind in ("screen", "phone") or one.role in MANAGING]
            fallen = [one.id for one in of_nobody if one.ended_at is None]
            for id_ in fallen:
                self.kept[id_] = replace(self.kept[id_], ended_at=kept[0].account.created_at)
        for one in kept:
            for other in list(by_id.values()):
                if other.id != one.account.id and other.login == one.account.login and other.ended_at:
                    by_id[other.id] = replace(other, login=f"{other.login}~{other.id}")
            by_id[one.account.id] = one.account
        for taken in (
            [each.login for each in by_id.values()],
            [each.subject for each in by_id.values() if each.subject],
            [(each.source, each.external_id) for each in by_id.values() if each.source and each.external_id],
        ):
            if len(set(taken)) < len(taken):
                raise NameTakenError("taken")
        for one in kept:
            self._note_move(one)
            self.granted[one.account.id], self.person_of[one.account.id] = list(one.grants), dict(one.persons)
            if one.account.ended_at:
                self.own.pop(one.account.id, None)
                for id_, credential in self.kept.items():
                    made_by = credential.maker == one.account.id and credential.kind == "token"
                    if (credential.account == one.account.id or made_by) and credential.ended_at is None:
                        self.kept[id_] = replace(credential, ended_at=one.account.ended_at)
                self.codes_made = {
                    d: c for d, c in self.codes_made.items() if one.account.id not in (c.account, c.maker)
                }
        self.by_id = by_id
        self.changed += 1
        return tuple(fallen)

    def _note_move(self, one: Kept) -> None:
        before, had = self.by_id.get(one.account.id), self.person_of.get(one.account.id, {})
        ended, had_ended = one.account.ended_at, before is not None and before.ended_at is not None
        if before and ended and not had_ended:
            for office, person in had.items():
                move = Move(office=office, person=person, name=one.account.name, gone=True, at=ended)
                self.moved[office, person] = move
        elif not ended:
            for office, person in one.persons.items():
                if had_ended or had.get(office) != person:
                    at = one.account.created_at
                    self.moved[office, person] = Move(
                        office=office, person=person, name=one.account.name, gone=False, at=at
                    )

    async def revision(self) -> str:
        self._ask()
        return str(self.changed)

    async def everybody(self) -> list[Known]:
        return [found for one in await self.accounts() if (found := await self.known(one.id))]

    async def known(self, account_id: str) -> Known | None:
        self._ask()
        account = self.by_id.get(account_id)
        grants, persons = self.granted.get(account_id, []), self.person_of.get(account_id, {})
        return Known(account=account, grants=tuple(grants), persons=persons) if account else None

    async def by_external_id(self, source: str, external_id: str) -> Account | None:
        self._ask()
        named = (source, external_id)
        return next((one for one in self.by_id.values() if (one.source, one.external_id) == named), None)

    async def of_source(self, source: str, *, skip: int, most: int) -> tuple[int, list[Account]]:
        self._ask()
        found = sorted((one for one in self.by_id.values() if one.source == source), key=lambda one: one.id)
        return len(found), found[skip : skip + most]

    async def groups(self, source: str) -> list[Group]:
        self._ask()
        return [one for one in self.by_group.values() if one.source == source]

    async def tokens_and_phones(self) -> list[Credential]:
        return [*await self.credentials("token"), *await self.credentials("phone")]

    async def change(self, changes: Changes, *, since: str) -> bool:
        self._ask()
        if since != str(self.changed):
            return False
        self.keep(changes.accounts)
        for group, _ in changes.groups:
            self.by_group[group.id] = group
        for id_ in changes.dropped:
            del self.by_group[id_]
        for id_ in changes.ended:
            self.kept[id_] = replace(self.kept[id_], ended_at=AT)
        self.noted += changes.notes
        return True

    async def moves(self) -> list[Move]:
        self._ask()
        return list(self.moved.values())

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

    async def credentials_of(self, account_id: str) -> list[Credential]:
        self._ask()
        return [one for one in self.kept.values() if one.account == account_id and one.ended_at is None]

    async def add_credential(self, credential: Credential) -> None:
        self._ask()
        self.kept[credential.id] = credential

    async def begin_session(self, session: Credential, seen: Account, use: Use | None = None) -> None:
        self._ask()
        now = self.by_id.get(seen.id)
        if now is None or (now.ended_at, now.password, now.subject) != (None, seen.password, seen.subject):
            raise NotBegunError("changed")
        if use is not None:
            self.keep_use(use, session.created_at)
        self.kept[session.id] = session

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

    async def codes(self, account_id: str) -> OwnCodes | None:
        self._ask()
        return self.own.get(account_id)

    async def codes_of_person(self, office: str, person: str) -> OwnCodes | None:
        self._ask()
        of = {id_ for id_, persons in self.person_of.items() if persons.get(office) == person}
        return next((self.own[id_] for id_ in sorted(of & self.own.keys()) if not self.by_id[id_].ended_at), None)

    async def note_use(self, credential_id: str, at: datetime) -> None:
        self._ask()
        self.kept[credential_id] = replace(self.kept[credential_id], used_at=at)

    async def add_pairing(self, pairing: Pairing) -> None:
        self._ask()
        self.codes_made[pairing.digest] = pairing

    async def pairing(self, digest: str, at: datetime) -> Pairing | None:
        self._ask()
        found = self.codes_made.get(digest)
        return found if found and found.expires_at > at else None

    async def take_pairing(self, digest: str, at: datetime) -> Pairing | None:
        self._ask()
        found = self.codes_made.pop(digest, None)
        return found if found and found.expires_at > at else None

    async def drop_pairings(self, at: datetime, *, office: str | None = None) -> None:
        self._ask()
        self.codes_made = {
            digest: one
            for digest, one in self.codes_made.items()
            if (one.office != office if office else one.expires_at > at)
        }


@dataclass
class Changing(PasskeysChanging):
    """An `AccessUnit` on the same."""

    people: People

    def going_on(self) -> list[Known]:
        self.people.changed += 1
        every = sorted(self.people.by_id.values(), key=lambda one: one.login)
        return [
            Known(
                account=one,
                grants=tuple(self.people.granted.get(one.id, ())),
                persons=self.people.person_of.get(one.id, {}),
            )
            for one in every
            if one.ended_at is None
        ]

    def save_account(
        self, account: Account, grants: Sequence[GrantRow], persons: Mapping[str, str], *, is_new: bool
    ) -> tuple[str, ...]:
        return self.people.keep([Kept(account=account, grants=tuple(grants), persons=dict(persons), is_new=is_new)])

    def credential(self, credential_id: str) -> Credential | None:
        return self.people.kept.get(credential_id)

    def credentials(self, kind: CredentialKind) -> list[Credential]:
        return [one for one in self.people.kept.values() if one.kind == kind and one.ended_at is None]

    def add_credential(self, credential: Credential) -> None:
        self.people.kept[credential.id] = credential

    def end_credential(self, credential_id: str, at: datetime) -> bool:
        one = self.people.kept.get(credential_id)
        if one is None or one.ended_at is not None:
            return False
        self.people.kept[credential_id] = replace(one, ended_at=at)
        return True

    def end_credentials_of(self, account_id: str, at: datetime, kind: CredentialKind | None = None) -> None:
        for id_, one in self.people.kept.items():
            if one.account == account_id and one.ended_at is None and kind in (None, one.kind):
                self.people.kept[id_] = replace(one, ended_at=at)

    def set_pin(self, credential_id: str, pin: str | None) -> None:
        self.people.kept[credential_id] = replace(self.people.kept[credential_id], pin=pin)

    def codes(self, account_id: str) -> OwnCodes | None:
        return self.people.own.get(account_id)

    def set_codes(self, account_id: str, codes: OwnCodes | None) -> None:
        self.people.own.pop(account_id, None)
        if codes is not None:
            self.people.own[account_id] = codes

    def rename(self, credential_id: str, name: str) -> None:
        self.people.kept[credential_id] = replace(self.people.kept[credential_id], name=name)

    def take_over(self, credential_id: str, maker: str) -> None:
        self.people.kept[credential_id] = replace(self.people.kept[credential_id], maker=maker)

    def take_pairing(self, digest: str, at: datetime) -> Pairing | None:
        found = self.people.codes_made.pop(digest, None)
        return found if found and found.expires_at > at else None

    def add_pairing(self, pairing: Pairing) -> None:
        self.people.codes_made[pairing.digest] = pairing

    def note(self, draft: Draft) -> None:
        self.people.noted.append(draft)
