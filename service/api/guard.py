"""Who may speak to the service at all: pages it served itself, and programs that are no web page.

Until accounts exist the service listens on loopback only. A page from elsewhere that runs in a browser on this
machine could still reach it; so the host must be a loopback name (against DNS rebinding), and a browser's request
that changes something, or opens the stream, must come from a page of the same origin.

Every answer, the refusals too, tells browsers to be strict with it. What a page says itself stands.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problem import told_by

LARGEST_BODY = 65_536
"""Bytes of a request's body."""

LARGEST_PLAN = 4_300_000
"""Bytes of a body that holds the text of a plan, or two of them, written as JSON: below an office's `/plan/`.

So much a directory may send, too: a group with its members; and whoever enrols devices by a file.
"""

BY_SECRET: Final = re.compile(r"/a/[^/]+")
"""Addresses that nobody from elsewhere can know: their last part is the secret that gives the right.

A browser that shows no other page where it came from calls its origin `null`, also to the page's own service.
"""

_LARGE = re.compile(r"/api/v1/offices/[^/]+/(plan/|enrolling/file$)|/scim/v2/")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_ASKED_OF_BROWSERS: Final = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi"),
    *("payment", "publickey-credentials-create", "publickey-credentials-get", "serial", "usb", "xr-spatial-tracking"),
)


def _permitted(*but: str) -> str:
    """Return that pages sound, stay awake and copy a text, and ask for nothing else a browser could give but these."""
    return ", ".join(f"{what}=({'self' if what in but else ''})" for what in _ASKED_OF_BROWSERS)


ASKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # The page to log in stands at these too, where an identity provider is away.
        **dict.fromkeys(("/login", "/login/provider", "/login/return"), _permitted("publickey-credentials-get")),
        "/me": _permitted("publickey-credentials-create"),
    }
)
"""The pages that ask for a passkey, and what each tells browsers that it may ask for."""

STRICT: Final[Mapping[str, str]] = MappingProxyType(
    {
        # An answer that is no page loads nothing, stands in no frame and sends no form.
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": _permitted(),
        # Nearly everything is about people; what may be kept (static files) says so itself.
        "Cache-Control": "no-store",
    }
)
"""What every answer tells browsers, unless it says something of its own."""

ALWAYS_TLS: Final = "max-age=31536000"


class Guard:
    """ASGI middleware: answers strangers itself, and lets everybody else through."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], *, secure: bool = False, state: object = None) -> None:
        """Guard an application.

        Args:
            app: what is guarded.
            hosts: host names, without port, under which the service may be addressed.
            secure: whether browsers come over TLS, and shall never come without again.
            state: where the application keeps what makes a page of a refusal, once there are pages.
        """
        self._app = app
        self._hosts = hosts
        self._secure = secure
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._secure:  # also behind a proxy that forgets to say so; cookies go by it
            scope["scheme"] = "wss" if scope["type"] == "websocket" else "https"
        code, detail = self._objection(scope, headers)
        send = _strictly(send, ASKS.get(scope["path"]), secure=self._secure)
        if code is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": code})
        else:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if code == "too_large" else HTTPStatus.FORBIDDEN
            await told_by(self._state, Request(scope), status, code, detail)(scope, receive, send)

    def _objection(self, scope: Scope, headers: Headers) -> tuple[str | None, str]:
        host = headers.get("host", "")
        if _name(host) not in self._hosts or len(headers.getlist("host")) != 1:
            return "foreign_host", "This service answers only under its own address; use the one it printed."
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE
        if not changes:
            return None, ""
        if self._is_from_elsewhere(headers, host) and not BY_SECRET.fullmatch(scope["path"]):
            return "foreign_origin", "A page from elsewhere cannot do this; open the service's own pages."
        if scope["type"] == "http":
            length = headers.get("content-length", "0")
            largest = LARGEST_PLAN if _LARGE.match(scope["path"]) else LARGEST_BODY
            # Python refuses to read very long numbers, and leading zeros make none of these short.
            bounded = length.isdecimal() and len(length) <= 15 and int(length) <= largest
            if "transfer-encoding" in headers or not bounded:
                return "too_large", f"A request's body has a Content-Length of at most {largest} bytes."
        return None, ""

    def _is_from_elsewhere(self, headers: Headers, host: str) -> bool:
        return any(self._place(origin) != host for origin in headers.getlist("origin")) or (
            headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
        )

    def _place(self, origin: str) -> str:
        """Return host and port of an origin; "" for one that cannot be read, or has no TLS where there is TLS."""
        try:
            parts = urlsplit(origin)
        except ValueError:
            return ""
        return "" if self._secure and parts.scheme != "https" else parts.netloc


def _strictly(send: Send, asks: str | None, *, secure: bool) -> Send:
    """Have browsers take every answer for what it says it is, and do nothing else with it."""
    told = STRICT if asks is None else {**STRICT, "Permissions-Policy": asks}

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in told.items():
                headers.setdefault(name, value)
            if secure:
                headers.setdefault("Strict-Transport-Security", ALWAYS_TLS)
        await send(message)

    return sent


def _name(host: str) -> str:
    """Return the host's name without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
