"""Passkeys: added, used to log in, taken out. What a browser is asked is kept here, and holds once and shortly."""

import asyncio
import base64
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from service.access import passkey_ceremony as ceremony
from service.access import secret
from service.access.arrival import THROUGH_PROVIDER
from service.access.attempt import Attempts
from service.access.door import Door, LoginError, WaitError
from service.access.passkey_ceremony import CeremonyError, Created, Signed
from service.access.passkey_place import Nowhere, Place
from service.access.roll import called_so
from service.access.secret import Secret
from service.access.trace import actor_of, concerned, noted
from service.access.visitor import Visitor
from service.alarm.actor import SERVICE
from service.clock import Clock
from service.store.access_port import AccessStore, AccessUnit, Account, Credential, Known, NameTakenError
from service.store.passkey_port import MOST_PASSKEYS, Challenge, Passkey

THROUGH_PASSKEY: Final = "passkey"
"""What a session is called that began with one."""
LASTS: Final = timedelta(minutes=3)
"""How long a browser has to answer."""
FRESH: Final = timedelta(minutes=10)
"""How long ago she may have logged in who adds a passkey: a page that was left open adds none."""
MOST_ASKED: Final = 500
MOST_FROM_ONE: Final = 50
"""Browsers that may be asked at once, and at one address: each writes a row before anybody is let in."""
NAMELESS: Final = "A passkey has a name of at most 100 characters, by which you know it again."

Why = Literal["nowhere", "not_an_account", "no_password", "log_in_again", "stale", "wrong", "too_many", "taken"]

_log = logging.getLogger(__name__)


class PasskeyError(Exception):
    """A passkey cannot be added now."""

    def __init__(self, why: Why) -> None:
        """Say why."""
        super().__init__(why)
        self.why = why


class StaleError(LoginError):
    """A browser answers what it was not asked, or too late, or a second time."""


class CopiedError(LoginError):
    """The right passkey, and it has counted back: somebody may have a copy of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a browser is asked, and the secret by which it is recognised when it answers."""

    options: dict[str, Any]
    secret: str = field(repr=False)


class Passkeys:
    """Keeps people's passkeys, and lets in who has one."""

    def __init__(self, store: AccessStore, clock: Clock, door: Door, place: Callable[[], Place | Nowhere]) -> None:
        """Work on a store; `place` says where passkeys work, once it is known at which port the service listens."""
        self._store = store
        self._clock = clock
        self._door = door
        self._place = place
        self._asked: dict[str, tuple[str, datetime]] = {}
        """Digest of what a browser holds → at which address it was asked, and until when it may answer."""
        self._changes = Attempts(free=2 * MOST_PASSKEYS)
        """How often somebody has changed hers: each stands in the record, and would push others' acts out of sight."""

    @property
    def where(self) -> Place | Nowhere:
        """Where passkeys work, or why they do nowhere."""
        return self._place()

    async def of(self, account_id: str) -> list[Passkey]:
        """Return somebody's passkeys, the newest first."""
        return await self._store.passkeys_of(account_id)

    async def why_not(self, visitor: Visitor, session_id: str | None) -> Why | None:
        """Return why somebody cannot add a passkey now; None: she can."""
        try:
            await self._adder(visitor, session_id)
        except PasskeyError as refused:
            return refused.why
        return None

    async def ask_to_log_in(self, address: str) -> Asked:
        """Return what a browser is asked where somebody logs in.

        Raises:
            PasskeyError: passkeys work nowhere here.
            WaitError: too many are asked at once.
        """
        place = self._somewhere()
        made, challenge = await self._keep(address, None, None)
        options = await asyncio.to_thread(ceremony.asked_to_sign, place, challenge, _milliseconds(LASTS))
        return Asked(options=options, secret=made)

    async def log_in(self, held: str | None, answer: Signed, address: str) -> Secret:
        """Return the secret of a new session of whoever's passkey has signed.

        Args:
            held: the secret by which the browser is recognised.
            answer: what it has answered.
            address: where it is.

        Raises:
            PasskeyError: passkeys work nowhere here.
            LoginError: nobody is let in.
            WaitError: there were too many failures; nothing was looked at.
            StoreUnavailable: the store does not answer.
        """
        place = self._somewhere()
        async with self._door.trying(f"passkey:{secret.digest(answer.id)}", address):
            asked = await self._taken(held)
            if asked is None or asked.account is not None:
                raise StaleError("This took too long, or was answered already.")
            account = await self._proven(place, answer, asked)
        return await self._door.begin_session(account, through=THROUGH_PASSKEY)

    async def ask_to_add(self, visitor: Visitor, session_id: str | None, address: str) -> Asked:
        """Return what somebody's browser is asked, to make a passkey for her.

        Raises:
            PasskeyError: she cannot add one now.
            WaitError: too many are asked at once.
        """
        place = self._somewhere()
        account = await self._adder(visitor, session_id)
        have = await self._store.passkeys_of(account.id)
        handle = have[0].handle if have else _chance(64)
        made, challenge = await self._keep(address, account.id, handle)
        options = await asyncio.to_thread(
            ceremony.asked_to_make, place, account, handle, challenge, have=have, lasts_ms=_milliseconds(LASTS)
        )
        return Asked(options=options, secret=made)

    async def add(
        self, visitor: Visitor, session_id: str | None, held: str | None, answer: Created, name: str
    ) -> Passkey:
        """Keep the passkey that somebody's browser has made, while the session that asked for it goes on.

        Raises:
            PasskeyError: it is not what was asked, she has too many, or somebody has it already.
            RollError: a name that cannot be kept.
            WaitError: hers were changed again and again.
        """
        place, called = self._somewhere(), called_so(name, NAMELESS)
        asked = await self._taken(held)
        if asked is None or asked.account is None or asked.handle is None or asked.account != visitor.id:
            raise PasskeyError("stale")
        try:
            made = await asyncio.to_thread(ceremony.made_by, answer, place, asked.challenge)
        except CeremonyError as wrong:
            _note("nothing was added", wrong)
            raise PasskeyError("wrong") from None
        self._take_turn(visitor.id)
        at, actor = self._clock.now(), actor_of(visitor)
        passkey = Passkey(
            id=f"k-{secrets.token_hex(8)}",
            account=asked.account,
            credential=made.credential,
            handle=asked.handle,
            public_key=made.public_key,
            sign_count=made.sign_count,
            transports=made.transports,
            place=place.name,
            name=called,
            added_at=at,
        )

        def work(unit: AccessUnit) -> None:
            known = _goes_on(unit, passkey.account)
            if known is None or known.account.password is None:
                raise PasskeyError("no_password")
            # A node may believe a session for a moment that another password, or whoever helped her, has ended.
            session = unit.credential(session_id or "")
            if session is None or session.account != passkey.account or _is_over(session, at):
                raise PasskeyError("log_in_again")
            if len(unit.passkeys_of(passkey.account)) >= MOST_PASSKEYS:
                raise PasskeyError("too_many")
            unit.add_passkey(passkey)
            unit.note(noted("PasskeyAdded", at, actor, concerned(known), account=passkey.account, passkey=passkey.id))

        try:
            await self._store.together(work)
        except NameTakenError:
            raise PasskeyError("taken") from None
        return passkey

    async def remove(self, visitor: Visitor, passkey_id: str) -> bool:
        """Take out one of somebody's own passkeys; False where she has no such one.

        Nothing holds that up: whoever has her session could keep her from it. It counts for what she adds next.
        """
        at, actor = self._clock.now(), actor_of(visitor)

        def work(unit: AccessUnit) -> bool:
            known = _goes_on(unit, visitor.id)
            if known is None or passkey_id not in {one.id for one in unit.passkeys_of(visitor.id)}:
                return False
            unit.drop_passkey(passkey_id)
            unit.note(noted("PasskeyRemoved", at, actor, concerned(known), account=visitor.id, passkeys=[passkey_id]))
            return True

        is_out = await self._store.together(work)
        if is_out:
            self._changes.failed((visitor.id,), at)
        return is_out

    async def _proven(self, place: Place, answer: Signed, asked: Challenge) -> Account:
        """Return whose passkey has signed what was asked; raises LoginError."""
        kept = await self._store.passkey(answer.id)
        account = await self._store.account(kept.account) if kept else None
        if kept is None or account is None or account.ended_at is not None:
            raise LoginError("This passkey is not known here.")
        try:
            counted = await asyncio.to_thread(ceremony.counted_by, answer, place, asked.challenge, kept)
        except CeremonyError as wrong:
            _note("nobody was let in", wrong)
            raise LoginError("This passkey did not prove who you are.") from None
        at = self._clock.now()
        if ceremony.has_counted_back(kept.sign_count, counted):
            await self._refuse(kept, at)
            raise CopiedError("This passkey has counted back: somebody may have a copy of it.")
        if not await self._store.passkey_used(kept, counted, at):
            raise LoginError("This passkey was taken out or used elsewhere at this moment.")
        return account

    async def _refuse(self, kept: Passkey, at: datetime) -> None:
        """Note that a passkey has counted back; it is not taken out: which of the two is hers nobody can tell."""

        def work(unit: AccessUnit) -> None:
            known = _goes_on(unit, kept.account)
            if known is not None and unit.refuse_passkey(kept.id, at):
                facts = {"account": kept.account, "passkey": kept.id}
                unit.note(noted("PasskeyRefused", at, SERVICE, concerned(known), **facts))

        await self._store.together(work)
        _log.warning("passkey %s has counted back and was refused: somebody may have a copy of it", kept.id)

    async def _adder(self, visitor: Visitor, session_id: str | None) -> Account:
        """Return the account of somebody who may add a passkey now; raises PasskeyError."""
        self._somewhere()
        account = await self._store.account(visitor.id) if visitor.kind == "account" else None
        if account is None or account.ended_at is not None:
            raise PasskeyError("not_an_account")
        if account.password is None:
            raise PasskeyError("no_password")
        session = await self._store.credential(session_id or "")
        if session is None or session.account != account.id or session.name == THROUGH_PROVIDER:
            raise PasskeyError("log_in_again")
        if session.created_at + FRESH <= self._clock.now() or _is_over(session, self._clock.now()):
            raise PasskeyError("log_in_again")
        return account

    async def _keep(self, address: str, account_id: str | None, handle: str | None) -> tuple[str, str]:
        """Keep what a browser is asked; return its secret and the challenge."""
        at = self._clock.now()
        self._asked = {digest: one for digest, one in self._asked.items() if one[1] > at}
        asked = self._asked.values()
        if len(asked) >= MOST_ASKED or sum(one[0] == address for one in asked) >= MOST_FROM_ONE:
            raise WaitError(min(one[1] for one in asked) - at)
        made, challenge, until = secret.make(), _chance(32), at + LASTS
        self._asked[made.digest] = (address, until)
        row = Challenge(digest=made.digest, challenge=challenge, account=account_id, handle=handle, expires_at=until)
        await self._store.add_challenge(row, at)
        return made.text, challenge

    async def _taken(self, held: str | None) -> Challenge | None:
        """Take what the browser with a secret was asked: nobody takes it a second time."""
        if not held or secret.id_of(held) is None:
            return None
        digest = secret.digest(held)
        taken = await self._store.take_challenge(digest, self._clock.now())
        if taken is not None:
            self._asked.pop(digest, None)  # who has answered leaves room for the next in the house
        return taken

    def _take_turn(self, account_id: str) -> None:
        at = self._clock.now()
        wait = self._changes.wait((account_id,), at)
        if wait > timedelta(0):
            raise WaitError(wait)
        self._changes.failed((account_id,), at)

    def _somewhere(self) -> Place:
        place = self._place()
        if isinstance(place, Nowhere):
            raise PasskeyError("nowhere")
        return place


def _goes_on(unit: AccessUnit, account_id: str) -> Known | None:
    """Return an account that goes on; from here on nobody changes any."""
    return next((one for one in unit.going_on() if one.account.id == account_id), None)


def _is_over(session: Credential, at: datetime) -> bool:
    """Say whether a session lets nobody in any more."""
    return session.ended_at is not None or (session.expires_at is not None and session.expires_at <= at)


def _chance(size: int) -> str:
    """Return so many bytes of chance as base64url."""
    return base64.urlsafe_b64encode(secrets.token_bytes(size)).decode().rstrip("=")


def _milliseconds(lasts: timedelta) -> int:
    return int(lasts.total_seconds() * 1000)


def _note(what: str, wrong: CeremonyError) -> None:
    """Log why, in one line of bounded length: part of it was sent by whoever tried."""
    _log.info("an answer of a passkey proves nothing, %s: %.200r", what, str(wrong))
