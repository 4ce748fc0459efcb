"""Passkeys: added, used to log in, taken out. What a browser is asked is kept here, and holds once and shortly."""

import asyncio
import base64
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from service.access import passkey_asked, secret
from service.access import passkey_ceremony as ceremony
from service.access.arrival import THROUGH_PROVIDER
from service.access.attempt import Attempts
from service.access.door import Door, LoginError, StaleError, WaitError
from service.access.passkey_asked import LASTS, Question
from service.access.passkey_ceremony import CeremonyError, Created, Signed
from service.access.passkey_place import Nowhere, Place
from service.access.roll import called_so
from service.access.secret import Secret
from service.access.trace import actor_of, concerned, noted
from service.access.visitor import Visitor
from service.alarm.actor import SERVICE
from service.clock import Clock
from service.store.access_port import AccessStore, AccessUnit, Account, Credential, Known, NameTakenError
from service.store.passkey_port import MOST_PASSKEYS, Challenge, Passkey, Use

THROUGH_PASSKEY: Final = "passkey"
"""What a session is called that began with one."""
FRESH: Final = timedelta(minutes=10)
"""How long ago she may have logged in who adds a passkey: a page that was left open adds none."""
MOST_ASKED: Final = 20
"""Browsers of one person that may be asked at once to make a passkey: each writes a row."""
NAMELESS: Final = "A passkey has a name of at most 100 characters, by which you know it again."

Why = Literal["nowhere", "not_an_account", "no_password", "log_in_again", "stale", "wrong", "too_many", "taken"]

_log = logging.getLogger(__name__)


class PasskeyError(Exception):
    """A passkey cannot be added now."""

    def __init__(self, why: Why) -> None:
        """Say why."""
        super().__init__(why)
        self.why = why


class CopiedError(LoginError):
    """The right passkey, and it has counted back: somebody may have a copy of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a browser is asked, and the secret by which it is recognised when it answers."""

    options: dict[str, Any]
    secret: str = field(repr=False)


class Passkeys:
    """Keeps people's passkeys, and lets in who has one."""

    def __init__(
        self, store: AccessStore, clock: Clock, door: Door, place: Callable[[], Place | Nowhere], key: bytes
    ) -> None:
        """Work on a store.

        Args:
            store: where passkeys are kept.
            clock: what time it is.
            door: begins sessions.
            place: says where passkeys work, once it is known at which port the service listens.
            key: seals what browsers are asked that nobody is let in from yet; the same on each node.
        """
        self._store = store
        self._clock = clock
        self._door = door
        self._place = place
        self._key = passkey_asked.key_of(key)
        self._asked: dict[str, tuple[str, datetime]] = {}
        """Digest of what a browser holds that adds a passkey → to which account, and until when it may answer."""
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

    async def ask_to_log_in(self) -> Asked:
        """Return what a browser is asked where somebody logs in; nothing is kept of it.

        Raises:
            PasskeyError: passkeys work nowhere here.
        """
        place = self._somewhere()
        held, question = passkey_asked.ask(self._key, self._clock.now())
        options = await asyncio.to_thread(ceremony.asked_to_sign, place, question.challenge, _milliseconds(LASTS))
        return Asked(options=options, secret=held)

    async def log_in(self, held: str | None, answer: Signed, address: str) -> Secret:
        """Return the secret of a new session of whoever's passkey has signed.

        Args:
            held: what the browser was given when it was asked.
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
            asked = passkey_asked.asked(held, self._key, self._clock.now())
            if asked is None:
                raise StaleError("This took too long, or was answered already.")
            account, use = await self._proven(place, answer, asked)
            return await self._door.begin_session(account, through=THROUGH_PASSKEY, use=use)

    async def ask_to_add(self, visitor: Visitor, session_id: str | None) -> Asked:
        """Return what somebody's browser is asked, to make a passkey for her.

        Raises:
            PasskeyError: she cannot add one now.
            WaitError: she was asked too often.
        """
        place = self._somewhere()
        account = await self._adder(visitor, session_id)
        have = await self._store.passkeys_of(account.id)
        handle = have[0].handle if have else _chance(64)
        made, challenge = await self._keep(account.id, handle)
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
        if asked is None or asked.account != visitor.id:
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

    async def remove(self, visitor: Visitor, passkey_id: str, session_id: str | None) -> bool:
        """Take out one of somebody's own passkeys, and end what began with it; False where she has no such one.

        Whoever has a copy of it, or her lost phone, would else stay in for half a day. The session goes on in which she
        does it. Nothing holds it up: whoever has her session could keep her from it. It counts for what she adds next.
        """
        at, actor = self._clock.now(), actor_of(visitor)

        def work(unit: AccessUnit) -> list[str] | None:
            known = _goes_on(unit, visitor.id)
            found = next((one for one in unit.passkeys_of(visitor.id) if one.id == passkey_id), None)
            if known is None or found is None:
                return None
            unit.drop_passkey(passkey_id)
            unit.note(noted("PasskeyRemoved", at, actor, concerned(known), account=visitor.id, passkeys=[passkey_id]))
            return unit.end_sessions_by(found, at, but=session_id)

        ended = await self._store.together(work)
        if ended is None:
            return False
        self._changes.failed((visitor.id,), at)
        for one in ended:
            self._door.forget(one)
        return True

    async def _proven(self, place: Place, answer: Signed, asked: Question) -> tuple[Account, Use]:
        """Return whose passkey has signed what was asked, and what is to be kept of that; raises LoginError."""
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
            if await self._store.was_answered(asked.digest):  # the same once more: no other than she has sent it
                raise StaleError("This was answered already.")
            await self._refuse(kept, at)
            raise CopiedError("This passkey has counted back: somebody may have a copy of it.")
        return account, Use(
            passkey=kept,
            sign_count=counted,
            answers=asked.digest,
            challenge=asked.challenge,
            until=asked.expires_at + LASTS,  # another node may be behind: to it this can be answered for longer
        )

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

    async def _keep(self, account_id: str, handle: str) -> tuple[str, str]:
        """Keep what the browser of somebody who is logged in is asked; return its secret and the challenge."""
        at = self._clock.now()
        self._asked = {digest: one for digest, one in self._asked.items() if one[1] > at}
        hers = [until for account, until in self._asked.values() if account == account_id]
        if len(hers) >= MOST_ASKED:
            raise WaitError(min(hers) - at)
        made, challenge, until = secret.make(), _chance(32), at + LASTS
        self._asked[made.digest] = (account_id, until)
        row = Challenge(digest=made.digest, challenge=challenge, account=account_id, handle=handle, expires_at=until)
        await self._store.add_challenge(row, at)
        return made.text, challenge

    async def _taken(self, held: str | None) -> Challenge | None:
        """Take what the browser with a secret was asked, to add a passkey: nobody takes it a second time."""
        if not held or secret.id_of(held) is None:
            return None
        digest = secret.digest(held)
        taken = await self._store.take_challenge(digest, self._clock.now())
        if taken is not None:
            self._asked.pop(digest, None)
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
