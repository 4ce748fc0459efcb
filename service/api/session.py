"""Logging in and out, who one is, and pairing with a code."""

import ipaddress
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from service.access.action import Action
from service.access.door import SESSION_LASTS, Door, LoginError, WaitError
from service.access.pairing import CodeError, Pairings
from service.access.secret import Secret, id_of
from service.access.visitor import allowed
from service.addresses import Addresses
from service.api.desk import Desk
from service.api.gate import COOKIE, PIN_HEADER, SECURE_COOKIE, Who, shown_by
from service.api.problem import Problem
from service.api.text import Name
from service.api.wait import waiting
from service.provider.request import origin

PAIRED_LASTS = timedelta(days=400)
"""Browsers keep a cookie no longer; each visit begins it anew."""


class Login(BaseModel):
    """A name and a password."""

    model_config = ConfigDict(extra="forbid")

    login: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]


class Code(BaseModel):
    """A code that somebody typed at a screen or phone."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(max_length=64)]
    name: Annotated[Name, Field(max_length=100)] = ""
    """What the list of screens and phones shall call it."""


Leave = Callable[[str, str], Awaitable[str | None]]
"""Returns where a browser logs out at the identity provider too, by its session's id and where it comes back to."""


def router(desk: Desk, door: Door, pairings: Pairings, *, secure: bool, leave: Leave) -> Addresses:
    """Return the routes.

    Args:
        desk: the running service's parts.
        door: lets people in.
        pairings: takes codes.
        secure: whether the service is reached over TLS, so that cookies never travel without.
        leave: says where to log out else.
    """
    routes = Addresses(tags=["access"])

    @routes.post("/session", status_code=HTTPStatus.CREATED)
    async def log_in(login: Login, request: Request, response: Response) -> dict[str, Any]:
        """Begin a session; the cookie that comes back is the only copy of its secret."""
        try:
            made = await door.log_in(login.login, login.password, address_of(request))
        except LoginError as wrong:
            raise Problem(HTTPStatus.UNAUTHORIZED, "wrong_login", str(wrong)) from None
        except WaitError as wrong:
            raise waiting(wrong) from None
        give(response, made, SESSION_LASTS, secure=secure)
        visitor = await door.visitor(made.text)
        return {"name": visitor.name if visitor else ""}

    @routes.get("/session")
    async def who(visitor: Who) -> dict[str, Any]:
        """Say who one is, and what one may do in which office."""
        return {
            "kind": visitor.kind,
            "name": visitor.name,
            "asks_pin": visitor.asks_pin,
            "offices": {
                office: {
                    "name": desk.book[office].plan.name,
                    "person": visitor.persons.get(office),
                    "buttons": _buttons_of(desk, office, visitor.persons.get(office)),
                    "may": [action.value for action in Action if allowed(visitor, action, office)],
                }
                for office in desk.book
                if any(allowed(visitor, action, office) for action in Action)
            },
        }

    @routes.post("/session/pin", status_code=HTTPStatus.NO_CONTENT)
    async def try_pin(visitor: Who, request: Request) -> None:
        """Say whether the header `Trygg-PIN` holds this screen's PIN: a calm screen asks before it shows an alarm."""
        if not visitor.asks_pin:
            return
        try:
            now = await door.visitor(shown_by(request), pin=request.headers.get(PIN_HEADER))
        except WaitError as wrong:
            raise waiting(wrong) from None
        if now is None or not now.has_pin:
            raise Problem(HTTPStatus.FORBIDDEN, "pin_needed", f"Send this screen's PIN in the header {PIN_HEADER}.")

    @routes.delete("/session", status_code=HTTPStatus.NO_CONTENT)
    async def log_out(visitor: Who, request: Request) -> Response:
        """End this session, or take this screen or phone out; it holds at once.

        Whoever came from the identity provider is told where to log out there too: `{"onward": "https://…"}`.
        """
        shown = shown_by(request)
        onward = None
        if shown and (id_ := id_of(shown)):
            await door.end(id_, visitor)
            onward = await leave(id_, f"{origin(request.headers['host'], secure=secure)}/login")
        response = JSONResponse({"onward": onward}) if onward else Response(status_code=HTTPStatus.NO_CONTENT)
        for name in (COOKIE, SECURE_COOKIE):
            response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")
        return response

    @routes.post("/pair", status_code=HTTPStatus.CREATED)
    async def pair(code: Code, request: Request, response: Response) -> dict[str, Any]:
        """Become the screen or phone that a code was made for."""
        try:
            paired = await pairings.take(code.code, code.name.strip() or "–", address_of(request))
        except CodeError as wrong:
            raise Problem(HTTPStatus.FORBIDDEN, "wrong_code", str(wrong)) from None
        except WaitError as wrong:
            raise waiting(wrong) from None
        give(response, paired.secret, PAIRED_LASTS, secure=secure)
        one = paired.credential
        address = f"/screen/{one.office}/{one.screen}" if one.kind == "screen" else f"/p/{one.office}"
        return {"kind": one.kind, "office": one.office, "screen": one.screen, "address": address}

    return routes


def _buttons_of(desk: Desk, office: str, person: str | None) -> list[dict[str, Any]]:
    """Return the buttons that somebody wears in an office."""
    keys = desk.book[office].keys
    return [
        {
            "device": one.device,
            "name": one.name or one.device,
            "hearing": standing.hearing if (standing := desk.devices.standing(office, one.device)) else None,
            "is_lost": desk.devices.is_lost(one),
            "untested": desk.tested.is_untested(one),
            "outside": desk.outside.has_left(one),
            "answers": sorted(one.answers),
        }
        for one in desk.intake.registry.inventory.devices
        if person is not None and one.office == office and one.holder and keys.get(one.holder) == person
    ]


def give(response: Response, made: Secret, lasts: timedelta, *, secure: bool) -> None:
    """Give a browser the cookie that lets it in."""
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        made.text,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )


def address_of(request: Request) -> str:
    """Return where a request came from: whoever has one address of IPv6 has the other 2⁶⁴ of its network, too."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    return str(address.ipv4_mapped or ipaddress.ip_network((int(address), 64), strict=False))
