"""The pages before the door: log in, and pair a screen or phone with a code."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from service.addresses import Addresses
from service.provider.port import ProviderPort
from service.web.frame import Pages
from service.web.ports import Facts

HOME = "/"


def router(
    pages: Pages,
    provider: ProviderPort | None,
    office_facts: Callable[[str], Facts | None] = lambda _: None,
    passkeys: Callable[[], str | None] = lambda: None,
) -> Addresses:
    """Return the two pages.

    Args:
        pages: makes whole pages.
        provider: the agency's identity provider, to which the first page leads too; None where there is none.
        office_facts: an office's static facts by its slug; None where there is no such office.
        passkeys: returns the address at which passkeys work; None where they do nowhere.
    """
    routes = Addresses(include_in_schema=False)

    def login(request: Request, next: Annotated[str, Query(max_length=500)] = HOME) -> Response:  # noqa: A002 - the address says it so
        """Show where a person says who she is."""
        return login_page(pages, request, provider, onward(next), passkeys=passkeys())

    def pair(request: Request, next: Annotated[str, Query(max_length=500)] = HOME) -> Response:  # noqa: A002 - as above
        """Show this screen's own code, and where a code is typed."""
        # A screen on a wall was asked nothing: it speaks its office's language, and knows nothing else of the office.
        _, _, after = next.partition("/screen/")
        facts = office_facts(after.partition("/")[0]) if after else None
        known = {"languages": facts["languages"], "invented": facts["invented"]} if facts else None
        return pages.show(request, "pair.html", known, onward=onward(next))

    routes.add_api_route("/login", login)
    routes.add_api_route("/pair", pair)
    return routes


def login_page(
    pages: Pages,
    request: Request,
    provider: ProviderPort | None,
    wanted: str,
    *,
    passkeys: str | None,
    status: int = HTTPStatus.OK,
) -> Response:
    """Show the page for logging in; it never waits for the provider, and says so when that does not work."""
    there = {"label": provider.label, "fails": provider.troubled or status != HTTPStatus.OK} if provider else None
    return pages.show(request, "login.html", None, status=status, onward=wanted, provider=there, passkeys=passkeys)


def onward(address: str) -> str:
    """Return where to go after logging in: an address of this service, never one of another."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours and "\\" not in address else HOME
