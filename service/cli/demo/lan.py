"""The demo's door to the local network: one phone, behind a key that works once."""

import secrets
import socket
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "trygg_demo"


class Door:
    """ASGI middleware: from this machine everything passes, from the network only who came in with the key."""

    def __init__(self, app: ASGIApp, *, key: str, to: str) -> None:
        """Guard an application; who comes in with the key is sent to the page `to`."""
        self._app = app
        self._to = to
        self._key: str | None = key
        self._pass = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] not in ("http", "websocket") or _is_local(scope):
            await self._app(scope, receive, send)
        elif self._has_pass(scope):
            if scope["type"] == "http" and scope["path"].startswith("/join/"):  # the phone that is in scans again
                await RedirectResponse(self._to, status_code=HTTPStatus.SEE_OTHER)(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "no key"})
        elif self._is_key(scope):
            self._key = None
            welcome = RedirectResponse(self._to, status_code=HTTPStatus.SEE_OTHER)
            welcome.set_cookie(COOKIE, self._pass, httponly=True, samesite="strict", max_age=3600)
            await welcome(scope, receive, send)
        else:
            text = "This key has been used, or is none. Start the demo again for a new one."
            await PlainTextResponse(text, status_code=HTTPStatus.FORBIDDEN)(scope, receive, send)

    def _is_key(self, scope: Scope) -> bool:
        """Say whether this is the one visit with the key; a mere look at its head (HEAD) does not use it up."""
        if self._key is None or scope["method"] != "GET":
            return False
        return secrets.compare_digest(scope["path"].encode(), f"/join/{self._key}".encode())

    def _has_pass(self, scope: Scope) -> bool:
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
        return secrets.compare_digest(cookies.get(COOKIE, "").encode(), self._pass.encode())


def _is_local(scope: Scope) -> bool:
    client = scope.get("client")
    return client is not None and client[0] in ("127.0.0.1", "::1")


def new_key() -> str:
    """Return a key that nobody guesses."""
    return secrets.token_urlsafe(16)


def own_address() -> str | None:
    """Return this machine's address in its network; None when it has none. Nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: an address for documentation
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address
