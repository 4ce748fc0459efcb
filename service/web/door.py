"""The pages before the door: log in, and pair a screen or phone with a code."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from service.web.frame import Pages

HOME = "/"


def router(pages: Pages) -> APIRouter:
    """Return the two pages."""
    routes = APIRouter(include_in_schema=False)

    def login(request: Request, next: Annotated[str, Query(max_length=500)] = HOME) -> Response:  # noqa: A002 - the address says it so
        """Show where a person says who she is."""
        return pages.show(request, "login.html", None, onward=onward(next))

    def pair(request: Request) -> Response:
        """Show where a code is typed."""
        return pages.show(request, "pair.html", None)

    routes.add_api_route("/login", login)
    routes.add_api_route("/pair", pair)
    return routes


def onward(address: str) -> str:
    """Return where to go after logging in: an address of this service, never one of another."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours and "\\" not in address else HOME
