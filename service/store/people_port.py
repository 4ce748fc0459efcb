"""What access knows of the store about people as a whole: what a file or a directory says of many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from service.store.access_port import EVERYWHERE, Account, Credential, Known
from service.timeline.entry import Draft


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept(Known):
    """An account as it is to be kept."""

    is_new: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A directory's group that gives its members a role."""

    id: str
    source: str
    name: str
    external_id: str | None = None
    role: str
    office: str = EVERYWHERE
    created_at: datetime
    members: frozenset[str] = frozenset()
    """Ids of accounts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """Somebody has left, or is back, and the record of the office does not say so yet."""

    office: str
    person: str
    name: str
    gone: bool
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What is to be kept together: all of it or nothing."""

    accounts: Sequence[Kept] = ()
    groups: Sequence[tuple[Group, bool]] = ()
    """With whether it is new."""
    dropped: Sequence[str] = ()
    """Groups that are no more."""
    ended: Sequence[str] = ()
    """Tokens and phones that end with what these accounts may do."""
    notes: Sequence[Draft] = ()
    """What the record of access says of it."""


class PeopleStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def revision(self) -> str:
        """Return what changes whenever an account or a group does; read it before anything else."""
        ...

    async def everybody(self) -> list[Known]:
        """Return all accounts with their grants and persons, ended ones too."""
        ...

    async def known(self, account_id: str) -> Known | None:
        """Return one account with its grants and persons."""
        ...

    async def by_external_id(self, source: str, external_id: str) -> Account | None:
        """Return the account that a directory calls so."""
        ...

    async def of_source(self, source: str, *, skip: int, most: int) -> tuple[int, list[Account]]:
        """Return how many accounts a directory looks after, and some of them, the oldest first."""
        ...

    async def groups(self, source: str) -> list[Group]:
        """Return a directory's groups with their members."""
        ...

    async def tokens_and_phones(self) -> list[Credential]:
        """Return what goes on of what somebody may have made for herself, or paired for somebody else."""
        ...

    async def change(self, changes: Changes, *, since: str) -> bool:
        """Keep changes in one transaction, unless anything has changed since a revision: then False, and nothing.

        Raises:
            NameTakenError: another account has a login or a subject; nothing was kept.
        """
        ...

    async def moves(self) -> list[Move]:
        """Return who has left or come back and is still to be told of, the earliest first."""
        ...
