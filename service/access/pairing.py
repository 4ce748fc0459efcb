"""Pairing screens and phones by a short code, in either direction.

Somebody entitled has a code made and types it where the screen hangs; or the screen shows a code of its own (it knocks)
and she types that in her page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from service.access import code, password, secret
from service.access.attempt import Attempts
from service.access.door import Door, WaitError
from service.access.secret import Secret
from service.access.trace import noted
from service.alarm.actor import SERVICE, Actor
from service.clock import Clock
from service.store.access_port import EVERYWHERE, AccessStore, AccessUnit, Credential, Pairing

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
        self._knocks: list[tuple[str, datetime]] = []
        """From which address somebody has knocked, and until when the code holds."""

    async def make(
        self, office: str, *, screen: str | None = None, account: str | None = None, by: Actor = SERVICE
    ) -> tuple[str, Pairing]:
        """Return a new code for a screen of an office, or for the phone of somebody's account there."""
        shown = code.make()
        pairing = self._pairing(secret.digest(shown), office, screen, account)
        await self._keep(pairing, by)
        return shown, pairing

    async def let_in(
        self, typed: str, office: str, *, screen: str | None = None, account: str | None = None, by: Actor = SERVICE
    ) -> Pairing:
        """Pair the one that shows this code, as it has knocked; it goes on by itself.

        Raises:
            CodeError: nobody shows this code, or not any longer.
            WaitError: too many wrong ones from this account.
        """
        key = f"by:{by.who or by.via}"
        knock = await self._taken(typed, key, KNOCK)
        pairing = self._pairing(knock.screen or "", office, screen, account)
        await self._keep(pairing, by)
        return pairing

    async def take(self, typed: str, name: str, address: str) -> Paired:
        """Pair what the code was made for; it holds from now on, until it is revoked.

        Raises:
            CodeError: no such code, or not any longer.
            WaitError: too many wrong ones from this address.
        """
        return await self._paired(await self._taken(typed, f"address:{address}", ""), name)

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
        at, digest = self._clock.now(), secret.digest(shown[: secret.LONGEST])
        waits = await self._store.pairing(digest, at)  # reading first: whoever asks in vain writes nothing
        pairing = await self._store.take_pairing(digest, at) if waits else None
        return await self._paired(pairing, name) if pairing else None

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

    async def _taken(self, typed: str, key: str, before: str) -> Pairing:
        at = self._clock.now()
        wait = self._attempts.wait((key,), at)
        if wait > timedelta(0):
            raise WaitError(wait)
        plain = code.plain(typed)
        pairing = await self._store.take_pairing(secret.digest(before + plain), at) if plain else None
        if pairing is None:
            self._attempts.failed((key,), at)
            raise CodeError(NOBODY_KNOWS)
        self._attempts.succeeded(key)
        return pairing

    async def _paired(self, pairing: Pairing, name: str) -> Paired:
        made, at = secret.make(), self._clock.now()
        credential = Credential(
            id=made.id,
            kind=pairing.kind,
            digest=made.digest,
            name=name,
            account=pairing.account,
            office=pairing.office,
            screen=pairing.screen,
            created_at=at,
        )
        actor = Actor(via=f"code:{pairing.digest[:CODE_TOLD]}")
        told = {"credential": made.id, **_told(pairing)}

        def work(unit: AccessUnit) -> None:
            unit.add_credential(credential)
            unit.note(noted("Paired", at, actor, [pairing.office], **told))

        await self._store.together(work)
        return Paired(secret=made, credential=credential)

    def _pairing(self, digest: str, office: str, screen: str | None, account: str | None) -> Pairing:
        return Pairing(
            digest=digest,
            kind="screen" if screen else "phone",
            office=office,
            screen=screen,
            account=account,
            expires_at=self._clock.now() + code.LASTS,
        )

    async def _keep(self, pairing: Pairing, by: Actor) -> None:
        at = self._clock.now()
        draft = noted("CodeMade", at, by, [pairing.office], code=pairing.digest[:CODE_TOLD], **_told(pairing))

        def work(unit: AccessUnit) -> None:
            unit.add_pairing(pairing)
            unit.note(draft)

        await self._store.drop_pairings(at)
        await self._store.together(work)

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
        self._door.forget()
        return changed


def _told(pairing: Pairing) -> dict[str, str | None]:
    return {"kind": pairing.kind, "screen": pairing.screen, "account": pairing.account}


def fits_as_pin(typed: str) -> bool:
    """Tell whether a PIN is long enough, of digits alone, and not one digit again and again or simply counted up."""
    if not (typed.isascii() and typed.isdigit() and password.SHORTEST_PIN <= len(typed) <= 12):
        return False
    steps = {int(b) - int(a) for a, b in pairwise(typed)}
    return not (len(steps) == 1 and steps <= {-1, 0, 1})
