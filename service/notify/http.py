"""The way out over HTTP, for every channel that has one: bounded in time and size, TLS checked, nothing followed."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx2

from service.network.address import NOTHING, Inside
from service.network.names import LookUp
from service.network.pinned import NotAllowedError, client
from service.notify.address import is_allowed
from service.notify.port import NotHandedOver

LARGEST: Final = 65_536
"""Bytes of an answer that are read; what comes after them is not asked for."""
AT_ONCE: Final = 100
"""Connections of one client: more than a lane has hand-overs under way, so that none waits for a connection."""
KEPT: Final = 20
"""Connections that are kept for what comes next."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the other side said, whatever it said."""

    status: int
    body: bytes = field(default=b"", repr=False)
    """Cut at the client's size: whoever reads it finds out that it does not end."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By lower-case name."""


class Http:
    """Asks one other side. No proxy and no password file of the environment is looked at."""

    def __init__(
        self,
        *,
        max_seconds: float,
        largest: int = LARGEST,
        ca: Path | None = None,
        inside: Inside = NOTHING,
        look_up: LookUp | None = None,
    ) -> None:
        """Describe it.

        Args:
            max_seconds: how long a whole answer may take.
            largest: bytes of an answer that are read.
            ca: certificates to trust instead of the system's.
            inside: what of the house's own network may be asked.
            look_up: what knows the addresses of names; the system, when not said.
        """
        self._inside = inside
        self._look_up = look_up
        self._max_seconds = max_seconds
        self._largest = largest
        self._ca = ca
        self._client: httpx2.AsyncClient | None = None
        self._making = asyncio.Lock()

    async def ask(
        self,
        method: str,
        address: str,
        *,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        login: tuple[str, str] | None = None,
    ) -> Answer:
        """Ask once, and return the answer whatever its status is.

        Raises:
            NotHandedOver: `too_slow` after the time limit and `broken_answer` when the line broke (the other side may
                have taken it all the same), `unreachable` when there was no line to it and `no_address` when it leads
                where Trygg may not ask (it has taken nothing).
        """
        if not is_allowed(address):
            raise NotHandedOver("unreachable", again=False, detail="the address is neither https nor on this machine")
        said = {"Accept-Encoding": "identity", "User-Agent": "Trygg", **(headers or {})}
        body = bytearray()
        try:
            async with asyncio.timeout(self._max_seconds):
                opened = await self._opened()
                asked = opened.stream(method, address, data=form, content=content, headers=said, auth=login)
                async with asked as answer:
                    async for part in answer.aiter_raw():
                        body += part
                        if len(body) > self._largest:
                            break
        except NotAllowedError as wrong:
            raise NotHandedOver("no_address", again=False, detail=str(wrong)) from None
        except (httpx2.ConnectTimeout, httpx2.PoolTimeout) as wrong:
            raise NotHandedOver("unreachable", again=True, detail="no line within half the time") from wrong
        except (TimeoutError, httpx2.TimeoutException) as wrong:
            detail = f"no whole answer within {self._max_seconds:g} s"
            raise NotHandedOver("too_slow", again=True, detail=detail) from wrong
        except httpx2.InvalidURL as wrong:
            raise NotHandedOver("unreachable", again=False, detail="that is no address") from wrong
        except (httpx2.ConnectError, OSError) as wrong:
            raise NotHandedOver("unreachable", again=True, detail=f"no line: {str(wrong)[:120]}") from wrong
        except httpx2.HTTPError as wrong:
            raise NotHandedOver(
                "broken_answer", again=True, detail=f"the line broke: {type(wrong).__name__}"
            ) from wrong
        return Answer(status=answer.status_code, body=bytes(body[: self._largest]), headers=dict(answer.headers))

    async def close(self) -> None:
        """Let go of connections."""
        opened, self._client = self._client, None
        if opened is not None:
            await opened.aclose()

    async def _opened(self) -> httpx2.AsyncClient:
        async with self._making:
            if self._client is None:  # reading the system's certificates takes long enough to be felt by an alarm
                self._client = await asyncio.to_thread(self._made)
            return self._client

    def _made(self) -> httpx2.AsyncClient:
        trust = ssl.create_default_context(cafile=str(self._ca) if self._ca else None)
        limits = httpx2.Limits(max_connections=AT_ONCE, max_keepalive_connections=KEPT, keepalive_expiry=30)
        half = self._max_seconds / 2  # a line that is not there by then is known to have taken nothing
        timeout = httpx2.Timeout(self._max_seconds, connect=half, pool=half)
        return client(trust=trust, timeout=timeout, limits=limits, inside=self._inside, look_up=self._look_up)
