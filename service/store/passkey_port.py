"""What access knows of passkeys in the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

MOST_PASSKEYS: Final = 10
"""That one account has at once: a phone or two, a desk, a key on a ring."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Passkey:
    """The public half of a passkey: nobody can log in by what is kept of it."""

    id: str
    """By which the service and the record name it."""
    account: str
    credential: str
    """By which the authenticator names it; base64url, as what follows."""
    handle: str
    """By which the authenticator names the person: made by chance, it says nothing about her."""
    public_key: str
    """COSE."""
    sign_count: int
    """How many times the authenticator has signed, by its own count; 0 where it does not count."""
    transports: tuple[str, ...] = ()
    """How a browser reaches it."""
    place: str
    """The host name that it was made for (WebAuthn's RP id); it works nowhere else."""
    name: str
    """What its person calls it."""
    added_at: datetime
    used_at: datetime | None = None
    refused_at: datetime | None = None
    """When it last counted back: somebody may have a copy of it, for as long as it is there."""


class NotBegunError(Exception):
    """A session does not begin, and nothing was kept; `why` says what has come between.

    `changed`: her account, or the passkey that she has used, is not any more as it was seen. `answered`: somebody was
    let in by the same answer of a passkey already.
    """

    def __init__(self, why: Literal["changed", "answered"]) -> None:
        """Say why."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """A passkey has signed what a browser was asked; kept together with the session that this begins."""

    passkey: Passkey
    sign_count: int
    """What it has counted to."""
    answers: str
    """Digest of what was asked: nobody is let in by it a second time."""
    challenge: str
    until: datetime
    """How long it could be answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Challenge:
    """What the browser of somebody who adds a passkey was asked, once and for a short while."""

    digest: str
    """Of the secret that the browser holds."""
    challenge: str
    account: str
    """To whose account a passkey is to be added."""
    handle: str
    """By which the new passkey shall know its person."""
    expires_at: datetime


class PasskeyUnit(Protocol):
    """The part of an `AccessUnit` about passkeys."""

    def passkeys_of(self, account_id: str) -> list[Passkey]:
        """Return an account's passkeys, the newest first."""
        ...

    def add_passkey(self, passkey: Passkey) -> None:
        """Keep a new passkey; a credential that somebody has already is refused, and so is the whole work."""
        ...

    def drop_passkey(self, passkey_id: str) -> None:
        """Delete a passkey."""
        ...

    def end_sessions_by(self, passkey: Passkey, at: datetime, *, but: str | None) -> list[str]:
        """End the sessions that began with a passkey, but one; return which."""
        ...

    def refuse_passkey(self, passkey_id: str, at: datetime) -> bool:
        """Keep that a passkey counted back; False where it is not there any more."""
        ...


class PasskeyStore(Protocol):
    """The part of an `AccessStore` about passkeys; every method may raise StoreUnavailable."""

    async def passkey(self, credential: str) -> Passkey | None:
        """Return the passkey that an authenticator calls so."""
        ...

    async def passkeys_of(self, account_id: str) -> list[Passkey]:
        """Return an account's passkeys, the newest first."""
        ...

    async def how_many_passkeys(self) -> dict[str, int]:
        """Return how many passkeys each account has that has any."""
        ...

    async def was_answered(self, digest: str) -> bool:
        """Tell whether somebody was let in by what a browser was asked; forgotten once it can be answered no more."""
        ...

    async def add_challenge(self, challenge: Challenge, at: datetime) -> None:
        """Keep what a browser is asked; those that have expired go."""
        ...

    async def take_challenge(self, digest: str, at: datetime) -> Challenge | None:
        """Delete and return a challenge that has not expired; one caller alone gets it."""
        ...
