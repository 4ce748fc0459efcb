"""Behind a proxy that does TLS, nobody else is let in over the network: whatever came past it could be read along."""

import ipaddress
from http import HTTPStatus
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.problem import answer

PAST_THE_PROXY: Final = "past_the_proxy"
PASSED_ON: Final = frozenset(
    {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}
)
"""What proxies add."""


def was_passed_on(connection: HTTPConnection) -> bool:
    """Tell whether somebody comes through a proxy that nobody has named: she is not at this computer, whatever it says.

    nginx adds no word of its own where nobody has told it to, and asks in HTTP/1.0, as no browser does.
    """
    headers = connection.headers.keys()
    return not PASSED_ON.isdisjoint(headers) or connection.scope.get("http_version") == "1.0"


class Behind:
    """ASGI middleware, the outermost: looks at who has really connected, before anybody's word on it is believed."""

    def __init__(self, app: ASGIApp, proxy: str) -> None:
        """Let only one address through, and this machine itself."""
        self._app = app
        self._proxy = ipaddress.ip_address(proxy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a connection through, or say why not."""
        if scope["type"] not in ("http", "websocket") or self._is_let_through(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": PAST_THE_PROXY})
        else:
            detail = "This service is reached through its proxy only, over https; use the address that browsers use."
            await answer(HTTPStatus.FORBIDDEN, PAST_THE_PROXY, detail)(scope, receive, send)

    def _is_let_through(self, scope: Scope) -> bool:
        peer = scope.get("client")
        if peer is None:
            return False
        try:
            address = ipaddress.ip_address(peer[0])
        except ValueError:
            return False
        # A socket for both families names an IPv4 peer in IPv6's way.
        plain = getattr(address, "ipv4_mapped", None) or address
        own = (scope.get("server") or ("",))[0]  # the machine that speaks to itself by its own address: the canary
        return plain == self._proxy or plain.is_loopback or peer[0] == own
