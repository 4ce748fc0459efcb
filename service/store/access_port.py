"""What access knows of the store: accounts with their grants, credentials, and pairing codes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from roles.plan import Audience
from service.store.passkey_port import PasskeyStore, PasskeyUnit, Use
from service.timeline.entry import Draft

T = TypeVar("T")

CredentialKind = Literal["session", "token", "screen", "phone"]

MOST_SESSIONS = 20
"""Sessions that one account has at once; with one more her oldest ends.

Somebody is logged in at a few desks and phones, and a session is forgotten rather than ended where a browser throws its
cookies away. Twenty leave room for that, and keep a script that logs in again and again from filling the table.
"""

MANAGING = ("operator", "office_administrator")
"""Roles of a token that could let others in: with the first account they end."""

EVERYWHERE = "*"
"""In the table of grants: all offices."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Somebody who can log in; `password` is an argon2id hash, `subject` who she is at the identity provider."""

    id: str
    login: str
    name: str
    password: str | None = None
    subject: str | None = None
    created_at: datetime
    ended_at: datetime | None = None
    source: str | None = None
    """Which directory looks after it, as `scim:entra` or `csv:staff`; None for one that was made by hand."""
    external_id: str | None = None
    """What that directory calls it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantRow:
    """One role of an account in an office, or everywhere."""

    role: str
    office: str = EVERYWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """What lets a session, a token, a screen or a phone in. Only the digest of its secret is kept."""

    id: str
    kind: CredentialKind
    digest: str
    name: str
    account: str | None = None
    """Whose session or phone it is."""
    role: str | None = None
    """A token's role."""
    office: str | None = None
    """A screen's or phone's office, or the one a token is limited to."""
    screen: str | None = None
    """The plan's id of the screen."""
    pin: str | None = None
    """The argon2id hash of a screen's PIN."""
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None
    ended_at: datetime | None = None
    source: str | None = None
    """The directory whose people a token may look after; the passkey by which a session began."""
    maker: str | None = None
    """The account that had it made; None for what nobody with an account made: a command, or before the first one."""
    audience: Audience | None = None
    """The widest audience that was allowed when a screen was paired; None where it was paired before that was kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairing:
    """A code that pairs one screen or phone, once."""

    digest: str
    kind: CredentialKind
    office: str
    screen: str | None
    account: str | None
    expires_at: datetime
    maker: str | None = None
    """The account that had the code made."""
    audience: Audience | None = None
    """The audience that the plan gave the screen when the code was made: so far it was allowed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnCodes:
    """By which somebody says that she set an alarm off by mistake: argon2id hashes of both codes."""

    account: str
    mistake: str = field(repr=False)
    duress: str = field(repr=False)
    """The one that says so while somebody forces her."""
    set_at: datetime


class NameTakenError(Exception):
    """An account with this login, or for this subject, is there already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """An account with all that belongs to it."""

    account: Account
    grants: tuple[GrantRow, ...] = ()
    persons: Mapping[str, str] = field(default_factory=dict)
    """Office → opaque key."""


class AccessUnit(PasskeyUnit, Protocol):
    """One transaction in which nobody else changes accounts or credentials.

    A work uses it while it runs; it may be run a second time from the start, so it has no effects but through this.
    """

    def going_on(self) -> list[Known]:
        """Return all accounts that go on, by login name; from here on nobody changes any but this work."""
        ...

    def save_account(
        self, account: Account, grants: Sequence[GrantRow], persons: Mapping[str, str], *, is_new: bool
    ) -> tuple[str, ...]:
        """Keep an account with exactly these grants and persons; ending it ends its credentials and its tokens.

        Returns what ends because this is the first account of all: screens, and tokens that let others in.
        """
        ...

    def credential(self, credential_id: str) -> Credential | None:
        """Return a credential, ended or expired ones too."""
        ...

    def credentials(self, kind: CredentialKind) -> list[Credential]:
        """Return all credentials of a kind that have not ended, the newest first."""
        ...

    def add_credential(self, credential: Credential) -> None:
        """Keep a new credential."""
        ...

    def end_credential(self, credential_id: str, at: datetime) -> bool:
        """End a credential; False when there is none that goes on."""
        ...

    def end_credentials_of(self, account_id: str, at: datetime, kind: CredentialKind | None = None) -> None:
        """End the credentials of an account: all, or those of one kind."""
        ...

    def set_pin(self, credential_id: str, pin: str | None) -> None:
        """Keep the hash of a screen's PIN; None takes it away."""
        ...

    def codes(self, account_id: str) -> OwnCodes | None:
        """Return an account's codes."""
        ...

    def set_codes(self, account_id: str, codes: OwnCodes | None) -> None:
        """Keep exactly these codes of an account; None takes them away."""
        ...

    def rename(self, credential_id: str, name: str) -> None:
        """Keep what a credential is called."""
        ...

    def take_over(self, credential_id: str, maker: str) -> None:
        """Keep whose a screen is from now on."""
        ...

    def add_pairing(self, pairing: Pairing) -> None:
        """Keep a pairing code's digest."""
        ...

    def take_pairing(self, digest: str, at: datetime) -> Pairing | None:
        """Delete and return the pairing of a code that has not expired."""
        ...

    def note(self, draft: Draft) -> None:
        """Append to the record of what was changed here."""
        ...


class AccessStore(PasskeyStore, Protocol):
    """Every method may raise StoreUnavailable."""

    async def account(self, account_id: str) -> Account | None:
        """Return an account, ended or not."""
        ...

    async def account_by_login(self, login: str) -> Account | None:
        """Return the account with a login name."""
        ...

    async def account_by_subject(self, subject: str) -> Account | None:
        """Return the account of somebody at the identity provider."""
        ...

    async def accounts(self) -> list[Account]:
        """Return all accounts by login name, ended ones too."""
        ...

    async def going_on(self) -> list[Known]:
        """Return all accounts that go on with what they hold, by login name."""
        ...

    async def grants(self, account_id: str) -> list[GrantRow]:
        """Return an account's grants."""
        ...

    async def persons(self, account_id: str) -> dict[str, str]:
        """Return office → opaque key of the person whose account it is."""
        ...

    async def save_account(
        self, account: Account, grants: Sequence[GrantRow], persons: dict[str, str], *, is_new: bool
    ) -> None:
        """Keep an account with exactly these grants and persons.

        Ending an account (`ended_at`) ends its credentials, and the tokens it made, in the same transaction, and has it
        kept that its persons have left. With the first account ends what nobody with an account let in.
        A login that only an ended account still has is taken from it: that one's gets its id added.

        Raises:
            NameTakenError: another account has the login or the subject.
        """
        ...

    async def link_subject(self, account_id: str, subject: str) -> bool:
        """Say who somebody is at the identity provider.

        False where nothing was changed: her account has ended, has a password, or has a subject already.

        Raises:
            NameTakenError: another account has the subject.
        """
        ...

    async def together(self, work: Callable[[AccessUnit], T]) -> T:
        """Run a work in a transaction in which nobody else changes accounts or credentials through this method.

        What it raises rolls everything back, and is raised here.

        Raises:
            NameTakenError: another account has the login or the subject.
        """
        ...

    async def credential(self, credential_id: str) -> Credential | None:
        """Return a credential, ended or expired ones too."""
        ...

    async def credentials(self, kind: CredentialKind) -> list[Credential]:
        """Return all credentials of a kind that have not ended, the newest first."""
        ...

    async def credentials_of(self, account_id: str) -> list[Credential]:
        """Return all credentials of an account that have not ended, the newest first."""
        ...

    async def add_credential(self, credential: Credential) -> None:
        """Keep a new credential; with a new session go those that have expired, and her oldest beyond MOST_SESSIONS."""
        ...

    async def begin_session(self, session: Credential, seen: Account, use: Use | None = None) -> None:
        """Keep a new session of an account that is still as it was seen when it proved who it is.

        Args:
            session: the credential.
            seen: the account as it was looked up; that it goes on, its password and its subject count.
            use: the passkey by which it proved who it is; kept in the same transaction.

        Raises:
            NotBegunError: it has ended or changed meanwhile, or the passkey was taken out or used.
        """
        ...

    async def end_credential(self, credential_id: str, at: datetime) -> bool:
        """End a credential; False when there is none that goes on."""
        ...

    async def end_credentials_of(self, account_id: str, at: datetime) -> None:
        """End all credentials of an account."""
        ...

    async def set_pin(self, credential_id: str, pin: str | None) -> None:
        """Keep the hash of a screen's PIN; None takes it away."""
        ...

    async def codes(self, account_id: str) -> OwnCodes | None:
        """Return an account's codes; they go when it ends."""
        ...

    async def codes_of_person(self, office: str, person: str) -> OwnCodes | None:
        """Return the codes of the account that goes on and is a person of an office."""
        ...

    async def note_use(self, credential_id: str, at: datetime) -> None:
        """Keep when a credential was last used."""
        ...

    async def add_pairing(self, pairing: Pairing) -> None:
        """Keep a pairing code's digest."""
        ...

    async def pairing(self, digest: str, at: datetime) -> Pairing | None:
        """Return the pairing of a code that has not expired, and leave it where it is."""
        ...

    async def take_pairing(self, digest: str, at: datetime) -> Pairing | None:
        """Delete and return the pairing of a code that has not expired; one caller alone gets it."""
        ...

    async def drop_pairings(self, at: datetime, *, office: str | None = None) -> None:
        """Delete codes that have expired, or all of one office."""
        ...
