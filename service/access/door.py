"""The door: who shows a secret is looked up, and becomes a visitor with rights, or stays outside.

What was looked up is believed for a second; while the store does not answer, for half a day, because screens and
responders have to go on working then. Nobody new gets in meanwhile.
"""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from unicodedata import normalize

from roles.plan import Audience
from service.access import password, secret
from service.access.attempt import CROWD_FREE, CROWD_LONGEST_WAIT, Attempts
from service.access.giving import BEFORE_IT_WAS_KEPT, narrower
from service.access.rows import grants_of
from service.access.secret import Secret
from service.access.trace import actor_of, noted
from service.access.visitor import OPEN, Visitor
from service.alarm.actor import Actor
from service.clock import Clock
from service.store.access_port import EVERYWHERE, AccessStore, AccessUnit, Account, Credential, GrantRow
from service.store.passkey_port import NotBegunError, Use
from service.store.port import StoreError

SESSION_LASTS: Final = timedelta(hours=12)
"""A working day; a phone or a screen is paired instead, and stays until it is revoked."""
FRESH_S: Final = 1.0
"""Seconds for which a look-up is believed: so long a revocation takes to reach other nodes."""
KEPT_S: Final = 12 * 3600.0
"""Seconds for which it is believed while the store does not answer."""
PATIENCE_S: Final = 0.25
"""Seconds that somebody who is known waits for a look-up: a press must not wait for a store that hangs."""
MOST_KNOWN: Final = 20_000
NOTE_USE_EVERY: Final = timedelta(minutes=1)
LONGEST_LOGIN: Final = 64

_log = logging.getLogger(__name__)

AudienceOf = Callable[[str, str], Audience | None]
"""Returns the audience that the plan gives a screen of an office; None for a screen it does not know."""


class LoginError(Exception):
    """Nobody with this name and password is let in; which of the two is wrong is never said."""


class StaleError(LoginError):
    """A browser answers what it was not asked, or too late, or a second time."""


class WaitError(Exception):
    """Too many failures: the next try may come after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        """Say how long."""
        super().__init__(f"wait {wait.total_seconds():.0f} seconds")
        self.wait = wait


@dataclass(slots=True)
class _Known:
    visitor: Visitor
    credential: Credential
    at: float


class Door:
    """Knows who has been let in."""

    def __init__(self, store: AccessStore, clock: Clock, *, audience_of: AudienceOf, open_while_empty: bool) -> None:
        """Guard a service.

        Args:
            store: where accounts and credentials are.
            clock: what time it is.
            audience_of: asks the plan in force what a screen's place is.
            open_while_empty: whether everybody is let in while there is no account: only on loopback.
        """
        self._store = store
        self._clock = clock
        self._audience_of = audience_of
        self._open_while_empty = open_while_empty
        self._known: dict[str, _Known] = {}
        self._attempts = Attempts()
        self._crowds = Attempts(free=CROWD_FREE, longest=CROWD_LONGEST_WAIT)
        self._came_in: OrderedDict[str, None] = OrderedDict()
        """Who has come in from where, since this process began."""
        self._empty_at: float | None = None
        self._noting: set[asyncio.Task[None]] = set()
        self._change = asyncio.Event()

    async def visitor(self, shown: str | None, *, pin: str | None = None) -> Visitor | None:
        """Return who shows a secret; None for nobody who is known.

        Raises:
            WaitError: the PIN was wrong too often.
            StoreUnavailable: it cannot be looked up now, and was not known before.
        """
        if not shown:
            return OPEN if await self._is_open() else None
        id_ = secret.id_of(shown)
        known = await self._look_up(id_) if id_ else None
        if known is None or not secret.fits(shown, known.credential.digest) or self._has_expired(known.credential):
            return None
        if known.visitor.kind != "screen":
            return known.visitor
        # The plan says what a screen may show, and it may have changed since: less holds at once, more asks for another
        # pairing by somebody who may allow it. Until then its PIN decides nothing.
        planned = self._audience_of(known.visitor.office or "", known.visitor.screen or "") or "public"
        audience = narrower(planned, known.credential.audience or BEFORE_IT_WAS_KEPT)
        asks_pin = known.credential.pin is not None and audience == planned
        has_pin = pin is not None and audience == planned and await self._pin_fits(pin, known.credential)
        return replace(known.visitor, audience=audience, has_pin=has_pin, asks_pin=asks_pin)

    async def log_in(self, login: str, typed: str, address: str) -> Secret:
        """Return a new session's secret.

        Raises:
            LoginError: the login or the password is wrong, or the account has ended.
            WaitError: there were too many failures; nothing was looked at.
            StoreUnavailable: the store does not answer.
        """
        name = plain_login(login)
        async with self.trying(f"login:{name}", address):
            account = await self._store.account_by_login(name)
            goes_on = account if account and account.ended_at is None else None
            fits = await password.matches(typed, goes_on.password if goes_on else None)
            if not fits or goes_on is None:
                raise LoginError("The name or the password is wrong.")
        return await self.begin_session(goes_on)

    @contextlib.asynccontextmanager
    async def trying(self, whose: str, address: str) -> AsyncIterator[None]:
        """Have somebody try to log in: whoever fails, which is a LoginError inside, waits longer and longer.

        Args:
            whose: what she says she is, as `login:eva` or a passkey's name.
            address: where she is.

        Raises:
            WaitError: there were too many failures; nothing was looked at.
        """
        here, shared = f"{whose} from:{address}", (whose, f"address:{address}")
        self._wait_for(self._attempts, (here,))
        if here not in self._came_in:  # who has come in from there before is not held up by what others try
            self._wait_for(self._crowds, shared)
        # Counted before anything is looked at: a thousand tries at the same moment are a thousand tries.
        self._attempts.failed((here,), self._clock.now())
        self._crowds.failed(shared, self._clock.now())
        try:
            yield
        except LoginError:
            raise
        except BaseException:  # nothing was said about her
            self._attempts.forgiven((here,))
            self._crowds.forgiven(shared)
            raise
        self._attempts.succeeded(here)
        self._crowds.forgiven(shared)
        self._came_in[here] = None
        while len(self._came_in) > MOST_KNOWN:
            self._came_in.popitem(last=False)

    async def begin_session(self, account: Account, *, through: str = "", use: Use | None = None) -> Secret:
        """Return the secret of a new session of somebody who has proven who she is.

        Args:
            account: hers, as it was when she proved it.
            through: through what else than her password.
            use: the passkey that she has used.

        Raises:
            LoginError: her account has ended meanwhile or has another password, or the passkey was taken out.
            StaleError: somebody was let in by the same answer of the passkey.
            StoreUnavailable: the store does not answer.
        """
        made = secret.make()
        at = self._clock.now()
        session = Credential(
            id=made.id,
            kind="session",
            digest=made.digest,
            name=through,
            account=account.id,
            created_at=at,
            expires_at=at + SESSION_LASTS,
            source=use.passkey.id if use else None,
        )
        try:
            await self._store.begin_session(session, account, use)
        except NotBegunError as reason:
            if reason.why == "answered":
                raise StaleError("This was answered already.") from None
            raise LoginError("This changed at this very moment. Log in again.") from None
        return made

    async def end(self, credential_id: str, by: Visitor) -> bool:
        """End what somebody was let in by, at once; False when there was none that went on.

        That a screen, a phone or a token is out stands in the record of access, whoever took it out; that somebody has
        logged out does not, as little as that she has logged in.
        """
        at = self._clock.now()
        one = await self._store.credential(credential_id)
        if one is None or one.kind == "session":
            ended = await self._store.end_credential(credential_id, at)
        else:
            ended = await self._store.together(lambda unit: _ended(unit, one, at, actor_of(by)))
        self.forget(credential_id)
        return ended

    def forget(self, credential_id: str | None = None) -> None:
        """Look everybody up anew, as an account or a grant has changed; or one alone, whose credential has.

        The others are known as before then: they go on even if the store goes away in the next moment.
        """
        if credential_id is None:
            self._known.clear()
            self._empty_at = None
        else:
            self._known.pop(credential_id, None)
        self.look_again()

    def look_again(self) -> None:
        """Have open streams ask again who looks on: a plan may show a screen less from now on."""
        self._change.set()
        self._change = asyncio.Event()

    async def until(self, is_over: Callable[[], Awaitable[bool]], every_s: float) -> None:
        """Return once it is so: asked now, whenever something changes on this node, and so often for other nodes."""
        while True:
            change = self._change  # taken before it is asked: what changes meanwhile is not missed
            if await is_over():
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(every_s):
                    await change.wait()

    async def _is_open(self) -> bool:
        """Whether everybody is let in; while the store does not answer nothing changes."""
        if not self._open_while_empty:
            return False
        now = self._clock.monotonic()
        if self._empty_at is None or now - self._empty_at > FRESH_S:
            change = self._change
            try:
                if await self._store.accounts():
                    self._open_while_empty = False  # for as long as this process lives
                    return False
            except StoreError:
                return self._empty_at is not None
            if self._change is change:
                self._empty_at = now
        return True

    async def _look_up(self, id_: str) -> _Known | None:
        known, now, change = self._known.get(id_), self._clock.monotonic(), self._change
        if known and now - known.at < FRESH_S:
            return known
        try:
            async with asyncio.timeout(PATIENCE_S if known else None):
                found = await self._read(id_)
        except (StoreError, TimeoutError):
            if known and now - known.at < KEPT_S:
                return known
            raise
        if found is None:
            self._known.pop(id_, None)
            return None
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        read = _Known(*found, now)
        if self._change is change:  # else it was read before something changed, and is believed this once
            self._known[id_] = read
        return read

    async def _read(self, id_: str) -> tuple[Visitor, Credential] | None:
        credential = await self._store.credential(id_)
        if credential is None or credential.ended_at is not None or self._has_expired(credential):
            return None
        visitor = await self._visitor_of(credential)
        if visitor is None:
            return None
        at = self._clock.now()
        if credential.used_at is None or at - credential.used_at >= NOTE_USE_EVERY:
            noting = asyncio.create_task(self._note_use(id_, at))  # nobody waits for a disk to be let in
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)
        return visitor, credential

    async def _note_use(self, id_: str, at: datetime) -> None:
        try:
            await self._store.note_use(id_, at)
        except StoreError as reason:
            _log.info("when %s was last used could not be kept: %s", id_, reason)

    async def _visitor_of(self, credential: Credential) -> Visitor | None:
        if credential.kind == "screen":
            if credential.office == EVERYWHERE:  # what an earlier Trygg let a stranger pair: it is in no office's list
                return None
            return Visitor(
                kind="screen",
                id=credential.id,
                name=credential.name,
                office=credential.office,
                screen=credential.screen,
            )
        if credential.kind == "token":
            if credential.account is not None:  # an invitation: it gives a password, and lets nobody in
                return None
            grants = grants_of([GrantRow(role=credential.role or "", office=credential.office or EVERYWHERE)])
            return Visitor(
                kind="token",
                id=credential.id,
                name=credential.name,
                grants=grants,
                source=credential.source,
                maker=credential.maker,
            )
        account = await self._store.account(credential.account or "")
        if account is None or account.ended_at is not None:
            return None
        rows = await self._store.grants(account.id)
        return Visitor(
            kind="phone" if credential.kind == "phone" else "account",
            id=credential.id if credential.kind == "phone" else account.id,
            name=account.name,
            grants=grants_of(rows),
            persons=await self._store.persons(account.id),
            office=credential.office,
            account=account.id,
        )

    def _has_expired(self, credential: Credential) -> bool:
        return credential.expires_at is not None and credential.expires_at <= self._clock.now()

    async def _pin_fits(self, pin: str, credential: Credential) -> bool:
        key = f"pin:{credential.id}"
        self._wait_for(self._attempts, (key,))
        self._attempts.failed((key,), self._clock.now())  # before it is looked at, as above
        if not await password.matches(pin, credential.pin, is_pin=True):
            return False
        self._attempts.succeeded(key)
        return True

    def _wait_for(self, attempts: Attempts, keys: tuple[str, ...]) -> None:
        wait = attempts.wait(keys, self._clock.now())
        if wait > timedelta(0):
            raise WaitError(wait)


def _ended(unit: AccessUnit, one: Credential, at: datetime, actor: Actor) -> bool:
    """End a screen, a phone or a token in one transaction with what the record says of it."""
    if not unit.end_credential(one.id, at):
        return False
    if one.kind == "token":
        unit.note(noted("TokenRevoked", at, actor, [one.office], token=one.id, role=one.role))
    else:
        facts = {"kind": one.kind, "screen": one.screen, "account": one.account}
        unit.note(noted("Unpaired", at, actor, [one.office], credential=one.id, **facts))
    return True


def plain_login(login: str) -> str:
    """Return a login name as it is kept: small letters, each spelled one way (NFC), no blanks around it."""
    return normalize("NFC", login.strip().casefold())[:LONGEST_LOGIN]
