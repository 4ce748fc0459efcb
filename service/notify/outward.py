"""A way out to an address that somebody else has chosen: never into the house's own network, never round a corner.

A webhook's address stands in a file, a telephone's in what its browser says. Each name is looked up, every address
that is not public is refused, and the connection goes to the very address that was looked at: a name that answers
differently the second time wins nothing. Redirects are not followed and no proxy of the environment is asked.
"""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx2

from service.notify.aside import Aside
from service.notify.port import NotHandedOver

LONGEST_URL: Final = 1024
"""Characters. The longest addresses of push services that were met have about 500."""
LARGEST_ANSWER: Final = 16_384
"""Bytes of an answer that are read; what comes after is left."""
CONNECT_S: Final = 3.0
"""Seconds for one connection; then the next address of the same name is tried."""
MOST_ADDRESSES: Final = 3
MOST_HOSTS: Final = 16
"""Host names to which connections are kept for a while; to more than these each is made anew."""
KEPT_S: Final = 5.0
"""Seconds for which a connection that is not used is kept: enough for an alarm that calls many."""

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL: Final = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is given out; elsewhere older addresses are wrapped in ways that a network of the house may undo."""

LookUp = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host name, the best first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the internet, also where an older one is wrapped in a newer one. Pure."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        wrapped = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if wrapped is None and one in _NAT64:
            wrapped = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
        if one not in _GLOBAL or one.scope_id is not None:
            return False
    return one.is_global and not one.is_multicast


def parts_of(url: str, *, allow_http: bool = False) -> SplitResult:
    """Return the parts of an address that may be sent to. Pure.

    Raises:
        ValueError: what is wrong with it; the address itself is not in the message, it may be a secret.
    """
    if len(url) > LONGEST_URL:
        raise ValueError(f"the address has more than {LONGEST_URL} characters")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise ValueError("the address has characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("the address is written wrongly") from None
    if parts.scheme != "https" and not (allow_http and parts.scheme == "http"):
        raise ValueError("the address does not begin with https://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the address holds a user name or a password")
    if not parts.hostname or port == 0:
        raise ValueError("the address names no host")
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(parts.hostname)
        return parts
    if parts.hostname.rpartition(".")[2].isdigit():
        raise ValueError("the address is a number that is written in an unusual way")
    return parts


class Names:
    """Asks the system for the addresses of host names, in few threads: one that hangs holds no other way up.

    Who asks for a name while it is being asked for gets the same answer: an alarm calls many by the same few names.
    """

    def __init__(self) -> None:
        self._threads = Aside("look-up", most=8)
        self._asked: dict[tuple[str, int], asyncio.Task[list[str]]] = {}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host name; raises OSError, or NotHandedOver where it takes too long."""

        def ask() -> list[str]:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return list(dict.fromkeys(str(one[4][0]) for one in found))

        task = self._asked.get((host, port))
        if task is None:
            task = asyncio.get_running_loop().create_task(self._threads.run(ask, patience_s=CONNECT_S))
            self._asked[host, port] = task
            task.add_done_callback(lambda done: self._told((host, port), done))
        return await asyncio.shield(task)

    def _told(self, name: tuple[str, int], done: asyncio.Task[list[str]]) -> None:
        del self._asked[name]
        if not done.cancelled():
            done.exception()  # looked at, also where everybody who asked has given up meanwhile


class Outward:
    """Sends to addresses outside."""

    def __init__(
        self,
        *,
        patience_s: float,
        allow_private: bool = False,
        ca: Path | None = None,
        look_up: LookUp | None = None,
    ) -> None:
        """Say what is allowed.

        Args:
            patience_s: seconds for one sending with its whole answer.
            allow_private: whether addresses of the house's own network are allowed, and plain http to them.
            ca: certificates to trust instead of the system's.
            look_up: what knows the addresses of names; the system, when not said.
        """
        self._patience_s = patience_s
        self._allow_private = allow_private
        self._ca = ca
        self._look_up = look_up or Names()
        self._clients: dict[str, httpx2.AsyncClient] = {}
        """By host name: a connection that was made in one name never serves another at the same address."""
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
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    def _checked(self, url: str) -> SplitResult:
        try:
            return parts_of(url, allow_http=self._allow_private)
        except ValueError as wrong:
            raise NotHandedOver("no_address", again=False, detail=str(wrong)) from None

    async def _addresses(self, parts: SplitResult) -> Sequence[str]:
        host = parts.hostname or ""
        try:
            found = await self._look_up(host, parts.port or (443 if parts.scheme == "https" else 80))
        except (OSError, UnicodeError) as wrong:
            raise NotHandedOver(
                "unreachable", again=True, detail=f"no such host name: {type(wrong).__name__}"
            ) from None
        allowed = [one for one in found if self._allow_private or is_public(one)]
        if not allowed:
            detail = "the address leads into a network of the house, which is not allowed for it"
            raise NotHandedOver("no_address", again=False, detail=detail)
        return allowed[:MOST_ADDRESSES]

    async def _post(self, parts: SplitResult, content: bytes, headers: Mapping[str, str]) -> Answer:
        addresses = await self._addresses(parts)
        for place, address in enumerate(addresses, start=1):
            try:
                return await self._post_to(address, parts, content, headers)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as wrong:
                if place == len(addresses):
                    raise NotHandedOver("unreachable", again=True, detail=_of(wrong)) from None
            except httpx2.TimeoutException as wrong:
                raise NotHandedOver("too_slow", again=True, detail=_of(wrong)) from None
            except httpx2.HTTPError as wrong:
                raise NotHandedOver("broken_answer", again=True, detail=_of(wrong)) from None
        raise AssertionError("there is always an address")

    async def _post_to(self, address: str, parts: SplitResult, content: bytes, headers: Mapping[str, str]) -> Answer:
        client = await self._made(parts.netloc)
        there = f"[{address}]" if ":" in address else address
        port = f":{parts.port}" if parts.port else ""
        url = f"{parts.scheme}://{there}{port}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        said = {**headers, "Host": parts.netloc, "Accept-Encoding": "identity"}
        named = {"sni_hostname": parts.hostname} if parts.scheme == "https" else {}
        body = bytearray()
        async with client.stream("POST", url, content=content, headers=said, extensions=named) as answer:
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

    async def _made(self, host: str) -> httpx2.AsyncClient:
        trust = await self._trusted()
        name = host if host in self._clients or len(self._clients) < MOST_HOSTS else ""
        if name not in self._clients:
            kept = httpx2.Limits(max_keepalive_connections=8 if name else 0, keepalive_expiry=KEPT_S)
            timeout = httpx2.Timeout(self._patience_s, connect=CONNECT_S)
            self._clients[name] = httpx2.AsyncClient(
                verify=trust, timeout=timeout, follow_redirects=False, trust_env=False, limits=kept
            )
        return self._clients[name]


def _of(wrong: Exception) -> str:
    """Return what went wrong without the address: it may be a secret."""
    return type(wrong).__name__
