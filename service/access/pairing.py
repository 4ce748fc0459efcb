"""Pairing screens and phones: a short code, shown to somebody entitled, typed where the screen hangs."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Final

from service.access import code, password, secret
from service.access.attempt import Attempts
from service.access.door import Door, WaitError
from service.access.secret import Secret
from service.clock import Clock
from service.store.access_port import AccessStore, Credential, Pairing

NOBODY_KNOWS: Final = "This code is not known, was used already, or is too old. Have a new one made."


class CodeError(Exception):
    """A code that pairs nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paired:
    """What a code has paired, with the secret to be kept there."""

    secret: Secret
    credential: Credential


class Pairings:
    """Makes codes and takes them."""

    def __init__(self, store: AccessStore, clock: Clock, door: Door) -> None:
        """Work on a store, and have the door forget what was revoked."""
        self._store = store
        self._clock = clock
        self._door = door
        self._attempts = Attempts()

    async def make(self, office: str, *, screen: str | None = None, account: str | None = None) -> tuple[str, Pairing]:
        """Return a new code for a screen of an office, or for the phone of somebody's account there."""
        shown = code.make()
        pairing = Pairing(
            digest=secret.digest(shown),
            kind="screen" if screen else "phone",
            office=office,
            screen=screen,
            account=account,
            expires_at=self._clock.now() + code.LASTS,
        )
        await self._store.drop_pairings(self._clock.now())
        await self._store.add_pairing(pairing)
        return shown, pairing

    async def take(self, typed: str, name: str, address: str) -> Paired:
        """Pair what the code was made for; it holds from now on, until it is revoked.

        Raises:
            CodeError: no such code, or not any longer.
            WaitError: too many wrong ones from this address.
        """
        at = self._clock.now()
        key = f"address:{address}"
        wait = self._attempts.wait((key,), at)
        if wait > timedelta(0):
            raise WaitError(wait)
        plain = code.plain(typed)
        pairing = await self._store.take_pairing(secret.digest(plain), at) if plain else None
        if pairing is None:
            self._attempts.failed((key,), at)
            raise CodeError(NOBODY_KNOWS)
        self._attempts.succeeded(key)
        made = secret.make()
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
        await self._store.add_credential(credential)
        return Paired(secret=made, credential=credential)

    async def of_office(self, office: str) -> list[Credential]:
        """Return the screens and phones of an office that hold, the newest first."""
        every = [*await self._store.credentials("screen"), *await self._store.credentials("phone")]
        return [one for one in every if one.office == office]

    async def set_pin(self, office: str, credential_id: str, kept: str | None) -> bool:
        """Keep a PIN's hash for a screen of an office; False where it has no such screen that holds."""
        if credential_id not in {one.id for one in await self.of_office(office) if one.kind == "screen"}:
            return False
        await self._store.set_pin(credential_id, kept)
        self._door.forget()
        return True

    async def revoke(self, office: str, credential_id: str) -> bool:
        """End a screen or phone of an office at once; False where it has none that holds."""
        if credential_id not in {one.id for one in await self.of_office(office)}:
            return False
        return await self._door.end(credential_id)


def fits_as_pin(typed: str) -> bool:
    """Tell whether a PIN is long enough, of digits alone, and not one digit again and again or simply counted up."""
    if not (typed.isascii() and typed.isdigit() and password.SHORTEST_PIN <= len(typed) <= 12):
        return False
    steps = {int(b) - int(a) for a, b in pairwise(typed)}
    return not (len(steps) == 1 and steps <= {-1, 0, 1})
