"""A way out to an address that somebody else has chosen: never into the house's own network, never round a corner.

A webhook's address stands in a file, a telephone's in what its browser says. Where it may lead, `service.network`
decides.
"""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult

import httpx2

from service.network.address import ANYTHING, NOTHING, Inside
from service.network.aside import AsideError
from service.network.names import AddressRefusedError, LookUp, Names, addresses_of
from service.network.pinned import NotAllowedError, client
from service.notify.address import parts_of
from service.notify.port import NotHandedOver

LARGEST_ANSWER: Final = 16_384
"""Bytes of an answer that are read; what comes after is left."""
CONNECT_S: Final = 3.0
"""Seconds for one connection; then the next address of the same name is tried."""
KEPT_S: Final = 5.0
"""Seconds for which a connection that is not used is kept: enough for an alarm that calls many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


class Outward:
    """Sends to addresses outside."""

    def __init__(
        self,
        *,
        patience_s: float,
        allow_private: bool = False,
        inside: Inside = NOTHING,
        ca: Path | None = None,
        look_up: LookUp | None = None,
    ) -> None:
        """Say what is allowed.

        Args:
            patience_s: seconds for one sending with its whole answer.
            allow_private: whether addresses of the house's own network are allowed, and plain http to them.
            inside: what of the house is allowed without that.
            ca: certificates to trust instead of the system's.
            look_up: what knows the addresses of names; the system, when not said.
        """
        self._patience_s = patience_s
        self._allow_private = allow_private
        self._inside = ANYTHING if allow_private else inside
        self._ca = ca
        self._look_up = look_up or Names()
        self._client: httpx2.AsyncClient | None = None
        self._trust: ssl.SSLContext | None = None

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        """Send, and return what came back.

        Raises:
            NotHandedOver: the address is none that may be sent to, nobody answers there, or not in time.
        """
        parts = self._checked(url)
        try:
            async with asyncio.timeout(self._patience_s):
                return await self._post(parts, content, headers)
        except TimeoutError as wrong:
            raise NotHandedOver("too_slow", again=True, detail=f"no answer within {self._patience_s:g} s") from wrong

    async def reach(self, url: str) -> None:
        """Find out whether somebody answers at an address, with the certificate that belongs to it; nothing is sent.

        Raises:
            NotHandedOver: nobody does.
        """
        parts = self._checked(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        try:
            async with asyncio.timeout(self._patience_s):
                trust = await self._trusted() if secure else None
                address = (await self._addresses(parts))[0]
                name = parts.hostname if secure else None
                _, writer = await asyncio.open_connection(address, port, ssl=trust, server_hostname=name)
        except TimeoutError as wrong:
            raise NotHandedOver("too_slow", again=True, detail="no connection in time") from wrong
        except OSError as wrong:
            raise NotHandedOver("unreachable", again=True, detail=type(wrong).__name__) from wrong
        writer.transport.abort()

    async def close(self) -> None:
        """Let go of connections."""
        opened, self._client = self._client, None
        if opened is not None:
            await opened.aclose()

    def _checked(self, url: str) -> SplitResult:
        try:
            return parts_of(url, allow_http=self._allow_private)
        except ValueError as wrong:
            raise NotHandedOver("no_address", again=False, detail=str(wrong)) from None

    async def _addresses(self, parts: SplitResult) -> Sequence[str]:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            return await addresses_of(parts.hostname or "", port, self._inside, self._look_up)
        except AddressRefusedError as wrong:
            raise NotHandedOver("no_address", again=False, detail=str(wrong)) from None
        except AsideError as wrong:
            raise NotHandedOver("busy" if wrong.busy else "too_slow", again=True, detail=str(wrong)) from None
        except OSError as wrong:
            detail = f"no such host name: {type(wrong).__name__}"
            raise NotHandedOver("unreachable", again=True, detail=detail) from None

    async def _post(self, parts: SplitResult, content: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            return await self._sent(parts, content, headers)
        except NotAllowedError as wrong:
            raise NotHandedOver("no_address", again=False, detail=str(wrong)) from None
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as wrong:
            raise NotHandedOver("unreachable", again=True, detail=_of(wrong)) from None
        except httpx2.TimeoutException as wrong:
            raise NotHandedOver("too_slow", again=True, detail=_of(wrong)) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as wrong:
            raise NotHandedOver("broken_answer", again=True, detail=_of(wrong)) from None

    async def _sent(self, parts: SplitResult, content: bytes, headers: Mapping[str, str]) -> Answer:
        asking = await self._opened()
        said = {**headers, "Accept-Encoding": "identity"}
        body = bytearray()
        async with asking.stream("POST", parts.geturl(), content=content, headers=said) as answer:
            if answer.headers.get("content-encoding", "identity") == "identity":
                async for part in answer.aiter_raw():
                    body += part
                    if len(body) > LARGEST_ANSWER:
                        break  # the status says all; the rest is nobody's business
        return Answer(status=answer.status_code, body=bytes(body[:LARGEST_ANSWER]))

    async def _trusted(self) -> ssl.SSLContext:
        if self._trust is None:  # reading the system's certificates takes long enough to be felt by an alarm
            self._trust = await asyncio.to_thread(
                ssl.create_default_context, cafile=str(self._ca) if self._ca else None
            )
        return self._trust

    async def _opened(self) -> httpx2.AsyncClient:
        trust = await self._trusted()
        if self._client is None:
            self._client = client(
                trust=trust,
                timeout=httpx2.Timeout(self._patience_s, connect=CONNECT_S),
                limits=httpx2.Limits(max_keepalive_connections=8, keepalive_expiry=KEPT_S),
                inside=self._inside,
                look_up=self._look_up,
            )
        return self._client


def _of(wrong: Exception) -> str:
    """Return what went wrong without the address: it may be a secret."""
    return type(wrong).__name__
