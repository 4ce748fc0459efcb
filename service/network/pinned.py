"""An HTTP client that connects to the very address that was looked at: a name that changes its answer wins nothing.

Redirects are not followed, no password file of the environment is looked at, and a connection that was made in one name
never serves another name at the same address. A proxy of the environment is asked only where that was said: it looks
names up by itself, so what a name leads to is then the proxy's to judge.
"""

import ssl
from typing import Final
from urllib.request import getproxies, proxy_bypass

import httpx2

from service.network.address import Inside, is_number, may_be_asked
from service.network.aside import AsideError
from service.network.names import AddressRefusedError, LookUp, Names, addresses_of

MOST_HOSTS: Final = 16
"""Host names to which connections are kept for a while; to more than these each is made anew."""


class NotAllowedError(httpx2.TransportError):
    """The host leads nowhere where Trygg may ask."""


class Pinned(httpx2.AsyncBaseTransport):
    """Looks each host up, refuses what may not be asked, and goes to the address that was looked at."""

    def __init__(
        self,
        trust: ssl.SSLContext,
        limits: httpx2.Limits,
        inside: Inside,
        look_up: LookUp | None = None,
        *,
        by_proxy: bool = False,
    ) -> None:
        """Say whom to trust, how many connections to keep, what of the house may be asked, and whether by a proxy."""
        self._proxies = getproxies() if by_proxy else {}
        self._by_proxy: dict[str, httpx2.AsyncHTTPTransport] = {}
        self._trust = trust
        self._limits = limits
        self._inside = inside
        self._look_up = look_up or Names()
        self._by_host: dict[bytes, httpx2.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; raises NotAllowedError, or what httpx2 raises."""
        url = request.url
        if proxy := self._proxy_for(url):
            return await proxy.handle_async_request(request)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = await addresses_of(url.host, port, self._inside, self._look_up)
        except AddressRefusedError as wrong:
            raise NotAllowedError(str(wrong), request=request) from None
        except AsideError as wrong:
            raise httpx2.ConnectTimeout(str(wrong), request=request) from None
        except OSError as wrong:
            raise httpx2.ConnectError(f"no such host name: {type(wrong).__name__}", request=request) from None
        extensions = dict(request.extensions)
        if url.scheme == "https":
            extensions["sni_hostname"] = url.host  # whose certificate it has to be
        transport = self._to(url.netloc)
        for place, address in enumerate(addresses, start=1):
            pinned = httpx2.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers,  # `Host` among them: the name, not the address
                stream=request.stream,
                extensions=extensions,
            )
            try:
                return await transport.handle_async_request(pinned)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                if place == len(addresses):
                    raise
        raise AssertionError("there is always an address")

    async def aclose(self) -> None:
        """Let go of connections."""
        transports = [*self._by_host.values(), *self._by_proxy.values()]
        self._by_host, self._by_proxy = {}, {}
        for one in transports:
            await one.aclose()

    def _proxy_for(self, url: httpx2.URL) -> httpx2.AsyncHTTPTransport | None:
        address = self._proxies.get(url.scheme) or self._proxies.get("all")
        if address is None or proxy_bypass(url.host):
            return None
        if is_number(url.host) and not may_be_asked(url.host, url.host, self._inside):
            raise NotAllowedError(str(AddressRefusedError()))
        if address not in self._by_proxy:
            proxy = address if "://" in address else f"http://{address}"  # as every other program reads it
            self._by_proxy[address] = httpx2.AsyncHTTPTransport(
                verify=self._trust, trust_env=False, limits=self._limits, proxy=proxy
            )
        return self._by_proxy[address]

    def _to(self, netloc: bytes) -> httpx2.AsyncHTTPTransport:
        name = netloc if netloc in self._by_host or len(self._by_host) < MOST_HOSTS else b""
        if name not in self._by_host:
            kept = self._limits
            if not name:
                kept = httpx2.Limits(max_connections=kept.max_connections, max_keepalive_connections=0)
            self._by_host[name] = httpx2.AsyncHTTPTransport(verify=self._trust, trust_env=False, limits=kept)
        return self._by_host[name]


def client(
    *,
    trust: ssl.SSLContext,
    timeout: httpx2.Timeout,
    limits: httpx2.Limits,
    inside: Inside,
    look_up: LookUp | None = None,
    by_proxy: bool = False,
) -> httpx2.AsyncClient:
    """Return a client that asks only where it may; by a proxy of the environment only where that is said."""
    transport = Pinned(trust, limits, inside, look_up, by_proxy=by_proxy)
    return httpx2.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)
