"""The roll: who has an account, which roles she has, and the tokens of programs.

What somebody may change here is the question of whoever calls; this keeps the roll whole, and each act in the record.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from roles.word import is_slug
from roles.written import one_line
from service.access import password, secret
from service.access.door import Door, plain_login
from service.access.ending import end_falling
from service.access.rights import PROGRAMS, Grant, Role
from service.access.secret import Secret
from service.access.trace import COMMAND, change_noted, concerned, noted
from service.alarm.actor import Actor
from service.clock import Clock
from service.store.access_port import EVERYWHERE, AccessStore, AccessUnit, Account, Credential, GrantRow, Known

T = TypeVar("T")

TOKEN_LASTS: Final = timedelta(days=365)
LONGEST_NAME: Final = 200
LONGEST_SUBJECT: Final = 255
"""Characters of what names somebody at the identity provider."""
SCIM: Final = "scim:"
"""How the source of an account begins that a directory looks after over SCIM."""
CSV: Final = "csv:"
"""How it begins for one that came with a file."""


class RollError(ValueError):
    """Something cannot be kept so; the message says what to change."""


class Roll:
    """Accounts and tokens."""

    def __init__(self, store: AccessStore, clock: Clock, door: Door | None = None, *, by: Actor = COMMAND) -> None:
        """Work on a store.

        Args:
            store: where the roll is kept.
            clock: what time it is.
            door: forgets whom it has let in when something changes; None where no service runs (the command line).
            by: who does it, for the record of access.
        """
        self._store = store
        self._clock = clock
        self._door = door
        self._by = by
        self.ended_with_first: tuple[str, ...] = ()
        """Screens and tokens that ended because the account that was added last was the first of all."""

    async def add(
        self,
        login: str,
        name: str,
        *,
        grants: Iterable[Grant],
        persons: Mapping[str, str] | None = None,
        typed: str | None = None,
        subject: str | None = None,
    ) -> Account:
        """Return a new account.

        Raises:
            RollError: a name, password or subject that cannot be kept.
            NameTakenError: the login or the subject belongs to another account.
            StoreUnavailable: nothing was kept.
        """
        plain, called = login_of(login), name_of(name)
        account = Account(
            id=f"a-{secrets.token_hex(8)}",
            login=plain,
            name=called,
            password=None if typed is None else await _kept(typed),
            subject=None if subject is None else _subject(subject),
            created_at=self._clock.now(),
        )
        held = Known(account=account, grants=tuple(_rows(grants)), persons=dict(persons or {}))

        def work(unit: AccessUnit) -> tuple[str, ...]:
            unit.going_on()  # nobody else changes any meanwhile
            ended = unit.save_account(account, held.grants, held.persons, is_new=True)
            self._note(unit, None, held, ended)
            return ended

        self.ended_with_first = await self._changing(work)
        return account

    async def grant(self, account: Account, grants: Iterable[Grant] | None, persons: Mapping[str, str] | None) -> None:
        """Give an account exactly these roles and persons; None leaves them as they are.

        Raises:
            RollError: it has ended, or its roles come from a directory, which would take back at once what is given
                here.
        """
        rows = None if grants is None else _rows(grants)

        def change(held: Known) -> Known:
            wanted = held.grants if rows is None else tuple(rows)
            if (held.account.source or "").startswith(SCIM) and {*wanted} != {*held.grants}:
                raise RollError(
                    f"The roles of {account.login} come from the directory {account.source}; change them there."
                )
            return replace(held, grants=wanted, persons=dict(held.persons if persons is None else persons))

        await self._change(account, change)

    async def set_password(self, account: Account, typed: str) -> None:
        """Give an account another password; every session of it ends, and its phones and invitations.

        Raises:
            RollError: the password is too short or too long, or the account has ended.
        """
        kept, at = await _kept(typed), self._clock.now()

        def work(unit: AccessUnit) -> None:
            held = _held(unit.going_on(), account)
            changed = replace(held.account, password=kept)
            unit.save_account(changed, held.grants, held.persons, is_new=False)
            unit.end_credentials_of(account.id, at)
            unit.note(noted("PasswordChanged", at, self._by, concerned(held), account=account.id))

        await self._changing(work)

    async def drop_passkeys(self, account: Account) -> int:
        """Take out all passkeys of an account, and end its sessions; return how many there were.

        Raises:
            RollError: the account has ended.
        """
        at = self._clock.now()

        def work(unit: AccessUnit) -> int:
            held = _held(unit.going_on(), account)
            found = [one.id for one in unit.passkeys_of(account.id)]
            for one in found:
                unit.drop_passkey(one)
            # Also where she has none any more: she may have taken it out herself, and whoever found her phone is in.
            unit.end_credentials_of(account.id, at, "session")
            unit.note(noted("PasskeyRemoved", at, self._by, concerned(held), account=account.id, passkeys=found))
            return len(found)

        return await self._changing(work)

    async def set_subject(self, account: Account, subject: str | None) -> None:
        """Say who somebody is at the identity provider; None where she shall not come from there any more.

        Raises:
            RollError: a subject that cannot be kept, or the account has ended.
            NameTakenError: another account has the subject.
            StoreUnavailable: nothing was kept.
        """
        called = None if subject is None else _subject(subject)
        await self._change(account, lambda held: replace(held, account=replace(held.account, subject=called)))

    async def end(self, account: Account) -> None:
        """End an account: its sessions, phones and tokens end with it; plans that name her are flagged.

        Its name stays where it stands in the record, and its login is free for whoever comes next.
        """
        at = self._clock.now()

        def work(unit: AccessUnit) -> None:
            held = next((one for one in unit.going_on() if one.account.id == account.id), None)
            if held is None:
                return
            ended = Known(account=ended_now(held.account, at), persons=held.persons)
            unit.save_account(ended.account, [], held.persons, is_new=False)
            self._note(unit, held, ended)

        await self._changing(work)

    async def make_token(
        self,
        name: str,
        role: Role,
        office: str | None = None,
        *,
        lasts: timedelta = TOKEN_LASTS,
        directory: str | None = None,
    ) -> Secret:
        """Return a new token's secret: it is shown once and cannot be looked up.

        Args:
            name: what it is for.
            role: what it may do.
            office: the one office; None for all.
            lasts: for how long it holds.
            directory: with the role of a directory, which one: the token may look after its people alone.

        Raises:
            RollError: a name that cannot be kept, or a directory's token without a directory.
        """
        if (role is Role.DIRECTORY) != (directory is not None) or (directory is not None and office is not None):
            raise RollError("A token for a directory names the directory, and no office; no other token names one.")
        if directory is not None and not is_slug(directory):
            raise RollError(f"{directory[:100]!r} is no name for a directory; use small letters, digits and hyphens.")
        called = called_so(name, f"A token has a name of at most {LONGEST_NAME} characters: what it is for.")
        made, at = secret.make(), self._clock.now()
        credential = replace(
            token_of(made, called, role, office, at=at, lasts=lasts),
            source=None if directory is None else f"{SCIM}{directory}",
        )

        def work(unit: AccessUnit) -> None:
            unit.add_credential(credential)
            unit.note(noted("TokenMade", at, self._by, [office], token=made.id, role=role.value))

        await self._changing(work)
        return made

    async def revoke_token(self, token: str) -> bool:
        """End a token; False where there is none that holds."""
        at = self._clock.now()

        def work(unit: AccessUnit) -> bool:
            one = unit.credential(token)
            if one is None or one.kind != "token" or not unit.end_credential(token, at):
                return False
            unit.note(noted("TokenRevoked", at, self._by, [one.office], token=token, role=one.role))
            return True

        return await self._changing(work)

    async def _change(self, account: Account, change: Callable[[Known], Known]) -> None:
        at = self._clock.now()

        def work(unit: AccessUnit) -> None:
            everybody = unit.going_on()
            before = _held(everybody, account)
            after = change(before)
            unit.save_account(after.account, after.grants, after.persons, is_new=False)
            if before.account.subject not in (None, after.account.subject):  # who came in as somebody else is out
                unit.end_credentials_of(account.id, at)
            self._note(unit, before, after, end_falling(unit, before, after, everybody, at))

        await self._changing(work)

    def _note(self, unit: AccessUnit, before: Known | None, after: Known, ended: Iterable[str] = ()) -> None:
        draft = change_noted(before, after, self._clock.now(), self._by, ended=ended)
        if draft is not None:
            unit.note(draft)

    async def _changing(self, work: Callable[[AccessUnit], T]) -> T:
        result = await self._store.together(work)
        if self._door is not None:
            self._door.forget()
        return result


def _held(everybody: Iterable[Known], account: Account) -> Known:
    held = next((one for one in everybody if one.account.id == account.id), None)
    if held is None:
        raise RollError(f"The account {account.login} has ended.")
    return held


def token_of(
    made: Secret, called: str, role: Role, office: str | None, *, at: datetime, lasts: timedelta
) -> Credential:
    """Return a new token as it is kept: its digest, and what it may do until when."""
    return Credential(
        id=made.id,
        kind="token",
        digest=made.digest,
        name=called,
        role=role.value,
        office=office,
        created_at=at,
        expires_at=at + lasts,
    )


def ended_now(account: Account, at: datetime) -> Account:
    """Return an account that has ended: nobody logs in with it any more. One that had ended stays as it is."""
    return account if account.ended_at else replace(account, ended_at=at, password=None, subject=None)


def login_of(login: str) -> str:
    """Return a login name as it is kept; RollError for one that is no word."""
    plain = plain_login(login)
    if not plain or any(one.isspace() or not one.isprintable() for one in plain):
        raise RollError("A login name is one word; blanks and invisible characters do not go.")
    return plain


def name_of(name: str) -> str:
    """Return a person's name as it is kept; RollError for one that is empty, too long or cannot be written."""
    return called_so(name, f"A person has a name of at most {LONGEST_NAME} characters.")


def called_so(name: str, otherwise: str) -> str:
    """Return a name as lists and screens show it; RollError for one that is empty, too long or cannot be written."""
    try:
        called = one_line(name[: LONGEST_NAME + 1])
    except ValueError as wrong:
        raise RollError(f"{otherwise} In this one: {wrong}.") from None
    if not called or len(name) > LONGEST_NAME:
        raise RollError(otherwise)
    return called


async def _kept(typed: str) -> str:
    if not password.SHORTEST <= len(typed) <= password.LONGEST:
        raise RollError(f"A password has {password.SHORTEST} to {password.LONGEST} characters; a sentence is fine.")
    return await password.hashed(typed)


def _subject(subject: str) -> str:
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise RollError(f"A subject has 1 to {LONGEST_SUBJECT} characters, none of them invisible.")
    return subject


def _rows(grants: Iterable[Grant]) -> list[GrantRow]:
    """Return grants as they are kept; raises RollError for a role that is no person's."""
    held = tuple(dict.fromkeys(grants))
    if wrong := next((one.role.value for one in held if one.role in PROGRAMS), None):
        raise RollError(f"{wrong} is the role of a token, not of a person.")
    return [GrantRow(role=one.role.value, office=one.office or EVERYWHERE) for one in held]
