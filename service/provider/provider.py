"""The identity provider: asked only when somebody logs in, and believed only when everything fits."""

import asyncio
import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from service.clock import Clock
from service.provider import claim, request, signature
from service.provider.discovery import Discovered, address_of, discovered
from service.provider.fetch import PATIENCE_S, Fetch
from service.provider.port import Arrival, Begun, ProviderError
from service.provider.published import Published
from service.provider.setup import Setup
from service.provider.signature import Key, UnknownKeyError
from service.provider.way import Way, key_of, opened, sealed

AT_ONCE: Final = 8
"""Codes that are turned into tokens at the same time; the others wait, and not for long."""
TROUBLED_S: Final = 60.0
"""Seconds for which a failure is told to those who come to log in."""
MOST_USED: Final = 10_000
LONGEST_CODE: Final = 8192
_WORD: Final = re.compile(r"[a-z_]{1,40}")


class IdentityProvider:
    """A `ProviderPort` over OpenID Connect: the code flow, with PKCE, state and nonce."""

    def __init__(self, setup: Setup, fetch: Fetch, clock: Clock) -> None:
        """Prepare; nothing is asked yet."""
        self._setup = setup
        self._fetch = fetch
        self._clock = clock
        self._key = key_of(setup.secret)
        self._self = Published(fetch, clock, lambda said: discovered(said, setup.issuer))
        self._keys = Published(fetch, clock, signature.keys_of)
        self._used: OrderedDict[str, float] = OrderedDict()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._failed_at: float | None = None

    @property
    def label(self) -> str | None:
        """How the operator calls it on the button."""
        return self._setup.label

    @property
    def troubled(self) -> bool:
        """Whether it failed us within the last minute, and nobody has come through since."""
        return self._failed_at is not None and self._clock.monotonic() - self._failed_at < TROUBLED_S

    async def begin(self, onward: str, back: str) -> Begun:
        """Begin a login; raises ProviderError."""
        found = await self._discovered()
        one = Way(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(32),
            onward=onward,
            back=back,
            begun=int(self._clock.now().timestamp()),
        )
        return Begun(address=request.authorization(found, self._setup, one), way=sealed(one, self._key))

    async def finish(self, said: Sequence[tuple[str, str]], way: str | None) -> Arrival:
        """Return who has come back; raises ProviderError."""
        answer = dict(said)
        if len(answer) != len(said):
            raise ProviderError("stale", "the answer says something twice")
        one = self._taken(answer.get("state", ""), way)
        if "error" in answer:
            word = answer["error"] if _WORD.fullmatch(answer["error"]) else "something"
            raise ProviderError("declined", f"the provider let nobody in: it said {word}")
        found = await self._discovered()
        if answer.get("iss", None if found.names_itself else self._setup.issuer) != self._setup.issuer:
            raise ProviderError("wrong", "the answer came from another provider (iss)")
        code = answer.get("code", "")
        if not 0 < len(code) <= LONGEST_CODE:
            raise ProviderError("stale", "the answer brought no code")
        said_of_her = await self._claims(await self._token(found, one, code), found)
        expected = claim.Expected(issuer=self._setup.issuer, client_id=self._setup.client_id, nonce=one.nonce)
        claim.check(said_of_her, expected, self._clock.now())
        self._failed_at = None
        return Arrival(
            subject=claim.subject(said_of_her, self._setup.claim),
            match=claim.match(said_of_her, self._setup.match_claim),
            onward=one.onward,
        )

    def leave(self, back: str) -> str | None:
        """Return where a browser logs out over there too; nobody waits for the provider to say it."""
        found = self._self.known
        return request.leave(found, self._setup, back) if found else None

    async def close(self) -> None:
        """Let go of connections."""
        await self._fetch.close()

    def _taken(self, state: str, text: str | None) -> Way:
        """Return the login on its way; each comes back at most once."""
        one = opened(text, self._key, state, self._clock.now())
        if one.state in self._used:
            raise ProviderError("stale", "this login has come back before")
        self._used[one.state] = self._clock.monotonic()
        while len(self._used) > MOST_USED:
            self._used.popitem(last=False)
        return one

    async def _discovered(self) -> Discovered:
        try:
            return await self._self.get(address_of(self._setup.issuer))
        except ProviderError as wrong:
            self._fail(wrong)

    async def _token(self, found: Discovered, one: Way, code: str) -> str:
        """Turn a code into an id_token; the other tokens are not looked at and not kept."""
        form, headers = request.exchange(found, self._setup, one, code)
        try:
            status, body = await self._ask_in_turn(found.token, form, headers)
        except ProviderError as wrong:
            self._fail(wrong)
        try:
            said = signature.parsed(body)
        except ValueError:
            said = {}
        if status != 200:
            self._refused(status, said)
        token = said.get("id_token")
        if not isinstance(token, str):
            raise ProviderError("wrong", "the provider's answer holds no id_token")
        return token

    async def _ask_in_turn(self, address: str, form: dict[str, str], headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._places.acquire()
        except TimeoutError as wrong:
            raise ProviderError("down", f"{AT_ONCE} logins wait for the provider already") from wrong
        try:
            return await self._fetch(address, form=form, headers=headers)
        finally:
            self._places.release()

    def _refused(self, status: int, said: Mapping[str, Any]) -> NoReturn:
        word = said.get("error")
        shown = word if isinstance(word, str) and _WORD.fullmatch(word) else "no reason"
        if shown == "invalid_grant":
            raise ProviderError("stale", "the provider does not know the code, or it was used before")
        self._fail(ProviderError("down" if status >= 500 else "wrong", f"it refused the code: {status}, {shown}"))

    async def _claims(self, token: str, found: Discovered) -> Mapping[str, Any]:
        try:
            keys: Sequence[Key] = await self._keys.get(found.keys)
            try:
                return signature.claims_of(token, keys)
            except UnknownKeyError:
                return signature.claims_of(token, await self._keys.again(found.keys))
        except ProviderError as wrong:
            self._fail(wrong)

    def _fail(self, wrong: ProviderError) -> NoReturn:
        """Remember that the provider failed us, for those who come next."""
        self._failed_at = self._clock.monotonic()
        raise wrong
