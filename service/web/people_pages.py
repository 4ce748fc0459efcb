"""The pages of those who look after people, screens, devices and programs, and everybody's own.

They are frames, filled from the API.
"""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from roles.word import is_slug
from service.access.action import Action
from service.access.giving import may_give, may_place
from service.access.rights import PROGRAMS, Grant, Role
from service.access.visitor import OPEN, Visitor, allowed
from service.addresses import Addresses
from service.web.mark import N
from service.web.ports import Facts

FEW: Final = ("office", "name", "languages", "time_zone", "invented")

WAYS: Final = (
    ("/people/{office}", N("People"), Action.MANAGE_PEOPLE),
    ("/screens/{office}", N("Screens and phones"), Action.MANAGE_SCREENS),
    ("/devices/{office}", N("Buttons and gateways"), Action.ENROL_DEVICES),
    ("/rooms/{office}", N("Rooms and doors"), Action.INSPECT),
    ("/routes/{office}", N("Ways out"), Action.SEE_ROUTES),
)
"""Pages of an office beside each other: address, name, what each asks for."""


def router(show: Callable[..., HTMLResponse], office_facts: Callable[[str], Facts | None]) -> Addresses:
    """Return the routes.

    Args:
        show: makes a whole page, as `service.web.pages.Pages.show` does.
        office_facts: an office's static facts by its slug; None where there is no such office.
    """
    routes = Addresses(include_in_schema=False)

    def of_office(request: Request, office: str, template: str) -> Response:
        facts, visitor = office_facts(office), _visitor(request)
        if facts is None and not is_slug(office):
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no office {office[:64]!r} here.")
        shown = {**_facts(visitor, office, facts), "roles_to_give": _roles(visitor, office, but=PROGRAMS)}
        here = request.url.path
        ways = [
            (address.format(office=office), name, address.format(office=office) == here)
            for address, name, action in WAYS
            if allowed(visitor, action, office)
        ]
        return show(
            request, template, facts, office=office, name=shown["name"], ways=ways, shown=json.dumps(shown, default=str)
        )

    def people(request: Request, office: str) -> Response:
        """Show the accounts of an office's people, and what they may do."""
        return of_office(request, office, "people.html")

    def screens(request: Request, office: str) -> Response:
        """Show the screens and phones of an office, and pair further ones."""
        return of_office(request, office, "screens.html")

    def devices(request: Request, office: str) -> Response:
        """Show the buttons and gateways of an office, and what lets them in at the broker."""
        return of_office(request, office, "devices.html")

    def labels(request: Request, office: str) -> Response:
        """Show labels for an office's buttons, to be printed: each has a code that leads to its place in the list."""
        return of_office(request, office, "labels.html")

    def rooms(request: Request, office: str) -> Response:
        """Show how the rooms and doors of an office were found, and look one over."""
        return of_office(request, office, "rooms.html")

    def ways_out(request: Request, office: str) -> Response:
        """Show how the routes out of the house stand."""
        return of_office(request, office, "ways_out.html")

    def tokens(request: Request) -> Response:
        """Show the tokens of programs."""
        visitor = _visitor(request)
        shown = {"roles_to_give": _roles(visitor, None), "open": visitor.kind == "open"}
        return show(request, "tokens.html", None, shown=json.dumps(shown))

    def me(request: Request) -> Response:
        """Show who one is, and where one is logged in."""
        return show(request, "me.html", None)

    def invitation(request: Request) -> Response:
        """Show where somebody who was invited chooses her password."""
        return show(request, "invitation.html", None)

    for path, page in (
        ("/people/{office}", people),
        ("/screens/{office}", screens),
        ("/devices/{office}", devices),
        ("/devices/{office}/labels", labels),
        ("/rooms/{office}", rooms),
        ("/routes/{office}", ways_out),
        ("/tokens", tokens),
        ("/me", me),
        ("/invitation", invitation),
    ):
        routes.add_api_route(path, page)
    return routes


def _visitor(request: Request) -> Visitor:
    visitor: Visitor = getattr(request.state, "visitor", None) or OPEN
    return visitor


def _facts(visitor: Visitor, office: str, facts: Facts | None) -> dict[str, Any]:
    """Return what such a page may hold of an office: names of its people only for whoever may see the office."""
    if facts is None:
        return {"office": office, "name": office, "screens": {}, "people": {}}
    zones: Mapping[str, Any] = facts["zones"]
    screens = {
        key: {
            **one,
            "zone": zones.get(one["zone"] or "", {}).get("name"),
            "yours": visitor.kind == "open" or may_place(visitor.grants, one["audience"], office),
        }
        for key, one in facts["screens"].items()
    }
    people = facts["people"] if allowed(visitor, Action.SEE_OFFICE, office) else {}
    return {**{key: facts[key] for key in FEW if key in facts}, "screens": screens, "people": people}


def _roles(visitor: Visitor, office: str | None, but: frozenset[Role] = frozenset()) -> dict[str, list[str]]:
    """Return the roles that somebody may give in an office, and in all offices, but some."""

    def given(where: str | None) -> list[str]:
        return [role.value for role in Role if role not in but and _may_give(visitor, role, where)]

    return {"here": given(office), "everywhere": given(None)}


def _may_give(visitor: Visitor, role: Role, office: str | None) -> bool:
    return visitor.kind == "open" or may_give(visitor.grants, Grant(role=role, office=office))
