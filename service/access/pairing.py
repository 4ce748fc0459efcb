"""Pairing screens and phones by a short code, in either direction.

Somebody entitled has a code made and types it where the screen hangs; or the screen shows a code of its own (it knocks)
and she types that in her page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, TypeVar

from roles.plan import Audience
from service.access import code, password, secret
from service.access.attempt import CROWD_FREE, CROWD_LONGEST_WAIT, Attempts
from service.access.door import Door, WaitError
from service.access.giving import wholly_hers
from service.access.keeping import RefusedError, holder_of
from service.access.rows import grants_of
from service.access.secret import Secret
from service.access.trace import noted
from service.alarm.actor import SERVICE, Actor
from service.clock import Clock
from service.store.access_port import EVERYWHERE, AccessStore, AccessUnit, Credential, Known, Pairing

T = TypeVar("T")

KNOCK: Final = "knock:"
"""Stands before the code of a screen that has knocked, so that it is no code of the other kind."""
MOST_KNOCKS: Final = 200
MOST_FROM_ONE: Final = 20
"""Screens that may wait at once, and from one address: each writes a row before anybody is let in."""
CODE_TOLD: Final = 16
"""Digits of a code's digest in the record, to tell which code paired what."""
NOBODY_KNOWS: Final = "This code is not known, was used already, or is too old. Have a new one made."


class CodeError(Exception):
    """A code that pairs nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a code shall pair: a screen of an office's plan, or the phone of an account."""

    screen: str | None = None
    account: str | None = None
    audience: Audience | None = None
    """The audience that the plan gives the screen now: so much it may show, whatever the plan says later."""
    maker: str | None = None
    """The account that answers for it."""
    while_empty: bool = False
    """Whether nobody with an account asks for it: only as long as there is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paired:
    """What a code has paired, with the secret to be kept there."""

    secret: Secret
    credential: Credential


@dataclass(frozen=True, kw_only=True, slots=True)
class Knock:
    """What a screen that is not let in shows, and what it holds to be recognised by."""

    code: str
    secret: str = field(repr=False)
    expires_at: datetime


class Pairings:
    """Makes codes and takes them."""

    def __init__(self, store: AccessStore, clock: Clock, door: Door) -> None:
        """Work on a store, and have the door forget what was revoked."""
        self._store = store
        self._clock = clock
        self._door = door
        self._attempts = Attempts()
        self._crowds = Attempts(free=CROWD_FREE, longest=CROWD_LONGEST_WAIT)
        """By address, which a whole house may share: nobody in it keeps the others from pairing for long."""
        self._knocks: list[tuple[str, datetime]] = []
        """From which address somebody has knocked, and until when the code holds."""

    async def make(self, office: str, place: Place, *, by: Actor = SERVICE) -> tuple[str, Pairing]:
        """Return a new code for a screen of an office, or for the phone of somebody's account there.

        Raises:
            RefusedError: whoever asks for it may not any longer.
        """
        shown = code.make()
        pairing = self._pairing(secret.digest(shown), office, place)
        await self._store.drop_pairings(self._clock.now())
        await self._store.together(lambda unit: self._keep(unit, pairing, place, by))
        return shown, pairing

    async def let_in(self, typed: str, office: str, place: Place, *, by: Actor = SERVICE) -> Pairing:
        """Pair the one that shows this code, as it has knocked; it goes on by itself.

        Raises:
            CodeError: nobody shows this code, or not any longer.
            WaitError: too many wrong ones from this account.
            RefusedError: whoever asks for it may not any longer.
        """

        def work(unit: AccessUnit, digest: str) -> Pairing:
            knock = _taken(unit, digest, self._clock.now())
            pairing = self._pairing(knock.screen or "", office, place)
            self._keep(unit, pairing, place, by)
            return pairing

        await self._store.drop_pairings(self._clock.now())
        return await self._trying(typed, (self._attempts, f"by:{by.who or by.via}"), KNOCK, work)

    async def take(self, typed: str, name: str, address: str) -> Paired:
        """Pair what the code was made for; it holds from now on, until it is revoked.

        Raises:
            CodeError: no such code, or not any longer.
            WaitError: too many wrong ones from this address.
        """
        whose = (self._crowds, f"address:{address}")
        return await self._trying(typed, whose, "", lambda unit, digest: self._pair(unit, digest, name))

    async def knock(self, address: str) -> Knock:
        """Return a code for somebody who stands before a screen that is not let in, and the screen's own secret.

        Raises:
            WaitError: too many knock from this address, or altogether.
        """
        at = self._clock.now()
        self._knocks = [one for one in self._knocks if one[1] > at]
        if len(self._knocks) >= MOST_KNOCKS or sum(one[0] == address for one in self._knocks) >= MOST_FROM_ONE:
            raise WaitError(min(one[1] for one in self._knocks) - at)
        shown, made, until = code.make(), secret.make(), at + code.LASTS
        self._knocks.append((address, until))
        # What the screen holds is kept as the code of a pairing that is still to be made.
        row = Pairing(
            digest=secret.digest(KNOCK + shown),
            kind="screen",
            office=EVERYWHERE,
            screen=secret.digest(made.text),
            account=None,
            expires_at=until,
        )
        await self._store.drop_pairings(at)
        await self._store.add_pairing(row)
        return Knock(code=shown, secret=made.text, expires_at=until)

    async def answered(self, shown: str, name: str) -> Paired | None:
        """Return what a screen that has knocked was paired as; None while nobody has typed its code."""
        # A screen asks as often as it likes. So nothing but what a screen holds is looked up here: a code has another
        # form, and could else be guessed for as long as it holds.
        if secret.id_of(shown) is None:
            return None
        at, digest = self._clock.now(), secret.digest(shown)
        waits = await self._store.pairing(digest, at)  # reading first: whoever asks in vain writes nothing
        try:
            return await self._store.together(lambda unit: self._pair(unit, digest, name)) if waits else None
        except CodeError:
            return None

    async def of_office(self, office: str) -> list[Credential]:
        """Return the screens and phones of an office that hold, the newest first."""
        every = [*await self._store.credentials("screen"), *await self._store.credentials("phone")]
        return [one for one in every if one.office == office]

    async def set_pin(self, office: str, credential_id: str, kept: str | None, *, by: Actor = SERVICE) -> bool:
        """Keep a PIN's hash for a screen of an office; False where it has no such screen that holds."""
        return await self._change(
            office, credential_id, "PinChanged", by, lambda unit: unit.set_pin(credential_id, kept), kinds=("screen",)
        )

    async def rename(self, office: str, credential_id: str, name: str, *, by: Actor = SERVICE) -> bool:
        """Call a screen or phone something else; False where the office has none such that holds."""
        return await self._change(
            office, credential_id, "PairedRenamed", by, lambda unit: unit.rename(credential_id, name)
        )

    async def revoke(self, office: str, credential_id: str, *, by: Actor = SERVICE) -> bool:
        """End a screen or phone of an office at once; False where it has none that holds."""
        at = self._clock.now()
        return await self._change(
            office, credential_id, "Unpaired", by, lambda unit: unit.end_credential(credential_id, at)
        )

    async def take_over(self, office: str, credential_id: str, maker: str, *, by: Actor = SERVICE) -> bool:
        """Answer for a screen of an office from now on; False where it has no such screen that holds."""
        return await self._change(
            office, credential_id, "TakenOver", by, lambda unit: unit.take_over(credential_id, maker), kinds=("screen",)
        )

    async def _trying(
        self, typed: str, whose: tuple[Attempts, str], before: str, work: Callable[[AccessUnit, str], T]
    ) -> T:
        """Try a typed code, in one transaction with what comes of it; whoever is wrong again and again waits."""
        at = self._clock.now()
        attempts, key = whose
        wait = attempts.wait((key,), at)
        if wait > timedelta(0):
            raise WaitError(wait)
        # Counted before anything is looked at: a thousand tries at the same moment are a thousand tries.
        attempts.failed((key,), at)
        plain = code.plain(typed)
        try:
            if not plain:
                raise CodeError(NOBODY_KNOWS)
            result = await self._store.together(lambda unit: work(unit, secret.digest(before + plain)))
        except CodeError:
            raise
        except BaseException:  # nothing was said about the code
            attempts.forgiven((key,))
            raise
        attempts.succeeded(key)
        return result

    def _pair(self, unit: AccessUnit, digest: str, name: str) -> Paired:
        made, at = secret.make(), self._clock.now()
        everybody = {one.account.id: one for one in unit.going_on()}  # from here on nobody's roles change
        pairing = _taken(unit, digest, at)
        if pairing.office == EVERYWHERE:  # a screen that has knocked, and that nobody has let in
            raise CodeError(NOBODY_KNOWS)
        if pairing.account is not None and not _still_hers(pairing, everybody):
            raise CodeError(NOBODY_KNOWS)
        credential = Credential(
            id=made.id,
            kind=pairing.kind,
            digest=made.digest,
            name=name,
            account=pairing.account,
            office=pairing.office,
            screen=pairing.screen,
            created_at=at,
            maker=pairing.maker,
            audience=pairing.audience,
        )
        unit.add_credential(credential)
        actor = Actor(via=f"code:{pairing.digest[:CODE_TOLD]}")
        unit.note(noted("Paired", at, actor, [pairing.office], credential=made.id, **_told(pairing)))
        return Paired(secret=made, credential=credential)

    def _pairing(self, digest: str, office: str, place: Place) -> Pairing:
        return Pairing(
            digest=digest,
            kind="screen" if place.screen else "phone",
            office=office,
            screen=place.screen,
            account=place.account,
            expires_at=self._clock.now() + code.LASTS,
            maker=place.maker,
            audience=place.audience,
        )

    def _keep(self, unit: AccessUnit, pairing: Pairing, place: Place, by: Actor) -> None:
        everybody = {one.account.id for one in unit.going_on()}
        # The door may have been open a second ago, or she may have left since.
        if (place.while_empty and everybody) or (place.maker is not None and place.maker not in everybody):
            raise RefusedError("not_yours")
        unit.add_pairing(pairing)
        told = _told(pairing)
        unit.note(noted("CodeMade", self._clock.now(), by, [pairing.office], code=pairing.digest[:CODE_TOLD], **told))

    async def _change(
        self,
        office: str,
        credential_id: str,
        event: str,
        by: Actor,
        changing: Callable[[AccessUnit], object],
        *,
        kinds: tuple[str, ...] = ("screen", "phone"),
    ) -> bool:
        at = self._clock.now()

        def work(unit: AccessUnit) -> bool:
            one = unit.credential(credential_id)
            if one is None or one.ended_at is not None or one.kind not in kinds or one.office != office:
                return False
            changing(unit)
            facts = {"kind": one.kind, "screen": one.screen, "account": one.account}
            unit.note(noted(event, at, by, [office], credential=one.id, **facts))
            return True

        changed = await self._store.together(work)
        self._door.forget(credential_id)
        return changed


def _taken(unit: AccessUnit, digest: str, at: datetime) -> Pairing:
    """Take the pairing of a code; raises CodeError where there is none that holds."""
    found = unit.take_pairing(digest, at)
    if found is None:
        raise CodeError(NOBODY_KNOWS)
    return found


def _still_hers(pairing: Pairing, everybody: Mapping[str, Known]) -> bool:
    """Tell whether a phone is still its maker's to pair: roles may have been given since the code was made."""
    held, maker = everybody.get(pairing.account or ""), everybody.get(pairing.maker or "")
    if held is None or (pairing.maker is not None and maker is None):
        return False
    if maker is None or maker.account.id == held.account.id:
        return True
    return wholly_hers(grants_of(maker.grants), holder_of(held))


def _told(pairing: Pairing) -> dict[str, str | None]:
    return {"kind": pairing.kind, "screen": pairing.screen, "account": pairing.account}


def fits_as_pin(typed: str) -> bool:
    """Tell whether a PIN is long enough, of digits alone, and not one digit again and again or simply counted up."""
    if not (typed.isascii() and typed.isdigit() and password.SHORTEST_PIN <= len(typed) <= 12):
        return False
    steps = {int(b) - int(a) for a, b in pairwise(typed)}
    return not (len(steps) == 1 and steps <= {-1, 0, 1})
