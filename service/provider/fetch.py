"""The way to the provider: HTTP, bounded in time and size, no redirect followed, nothing unpacked."""

import asyncio
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

import httpx2

from service.network.address import NOTHING, Inside
from service.network.names import LookUp
from service.network.pinned import NotAllowedError, client
from service.provider.port import ProviderError

PATIENCE_S: Final = 5.0
"""Seconds for one question with its whole answer; somebody waits."""
LARGEST: Final = 262_144
"""Bytes of one answer."""


class Fetch(Protocol):
    """Asks a provider."""

    async def __call__(
        self, address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return status and body of a GET, or of a POST where a form is given.

        Raises:
            ProviderError: no answer in time, or one that is too large (`down`).
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class HttpFetch:
    """Asks over HTTP; certificates are always checked."""

    def __init__(
        self,
        ca: Path | None = None,
        *,
        inside: Inside = NOTHING,
        look_up: LookUp | None = None,
        patience_s: float = PATIENCE_S,
        largest: int = LARGEST,
    ) -> None:
        """Trust the system's certificates, or those in a file instead; ask of the house only what is inside."""
        self._inside = inside
        self._look_up = look_up
        self._ca = ca
        self._patience_s = patience_s
        self._largest = largest
        self._client: httpx2.AsyncClient | None = None

    async def __call__(
        self, address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return status and body; raises ProviderError."""
        try:
            async with asyncio.timeout(self._patience_s):
                return await self._ask(address, form, headers or {})
        except TimeoutError as wrong:
            raise ProviderError("down", f"no whole answer within {self._patience_s:g} s") from wrong
        except NotAllowedError as wrong:
            raise ProviderError("down", str(wrong)) from wrong
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as wrong:
            raise ProviderError("down", f"no answer: {type(wrong).__name__}") from wrong

    async def close(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _ask(self, address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        if self._client is None:  # reading the system's certificates takes long enough to be felt by an alarm
            self._client = await asyncio.to_thread(self._made)
        said = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        method = "GET" if form is None else "POST"
        body = bytearray()
        async with self._client.stream(method, address, data=form, headers=said) as answer:
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise ProviderError("down", "the answer is packed, which nobody asked for")
            async for part in answer.aiter_raw():
                body += part
                if len(body) > self._largest:
                    raise ProviderError("down", f"the answer is longer than {self._largest} bytes")
        return answer.status_code, bytes(body)

    def _made(self) -> httpx2.AsyncClient:
        trust = ssl.create_default_context(cafile=str(self._ca) if self._ca else None)
        return client(
            trust=trust,
            timeout=httpx2.Timeout(self._patience_s),
            limits=httpx2.Limits(max_connections=20, max_keepalive_connections=5),
            inside=self._inside,
            look_up=self._look_up,
            by_proxy=True,
        )
