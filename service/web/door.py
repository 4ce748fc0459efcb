"""The pages before the door: log in, and pair a screen or phone with a code."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from service.provider.port import ProviderPort
from service.web.frame import Pages

HOME = "/"


def router(pages: Pages, provider: ProviderPort | None) -> APIRouter:
    """Return the two pages; the first leads to the agency's identity provider too, where there is one."""
    routes = APIRouter(include_in_schema=False)

    def login(request: Request, next: Annotated[str, Query(max_length=500)] = HOME) -> Response:  # noqa: A002 - the address says it so
        """Show where a person says who she is."""
        return login_page(pages, request, provider, onward(next))

    def pair(request: Request, next: Annotated[str, Query(max_length=500)] = HOME) -> Response:  # noqa: A002 - as above
        """Show this screen's own code, and where a code is typed."""
        return pages.show(request, "pair.html", None, onward=onward(next))

    routes.add_api_route("/login", login)
    routes.add_api_route("/pair", pair)
    return routes


def login_page(
    pages: Pages, request: Request, provider: ProviderPort | None, wanted: str, *, status: int = HTTPStatus.OK
) -> Response:
    """Show the page for logging in; it never waits for the provider, and says so when that does not work."""
    there = {"label": provider.label, "fails": provider.troubled or status != HTTPStatus.OK} if provider else None
    return pages.show(request, "login.html", None, status=status, onward=wanted, provider=there)


def onward(address: str) -> str:
    """Return where to go after logging in: an address of this service, never one of another."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours and "\\" not in address else HOME
