"""The address of a plan's editor: a frame; what is in it comes from the API, so that a page is never older than it."""

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Final
from unicodedata import normalize

from fastapi import HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from roles.word import is_slug
from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.web.ports import Facts

LONGEST_NAME: Final = 200
LONGEST_SLUG: Final = 40
_ASKED: Final = (
    Action.TRY_PLAN,
    Action.EDIT_PLAN,
    Action.APPROVE_PLAN,
    Action.GIVE_VIEW,
    Action.ENROL_DEVICES,
)
"""What the page has to know of whoever looks at it: it offers nothing that the service would refuse her."""

_LETTERS: Final = str.maketrans({"æ": "a", "ø": "o", "ß": "ss"})
"""Letters that do not come apart into a plain one and its mark."""


def router(
    show: Callable[..., HTMLResponse],
    office_facts: Callable[[str], Facts | None],
    visitor_at: Callable[[Request], Visitor],
) -> Addresses:
    """Return the editor's route.

    Args:
        show: makes a whole page, as `service.web.pages.Pages.show` does.
        office_facts: an office's static facts by its slug; None where there is no such office.
        visitor_at: who asks.
    """
    routes = Addresses(include_in_schema=False)

    def plan(request: Request, office: str) -> Response:
        """Show the editor of an office's plan; an office that has none yet begins one here."""
        facts = office_facts(office)
        if facts is None and not is_slug(office):
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no office {office[:64]!r} here.")
        shown = facts or {"office": office, "name": office}
        visitor = visitor_at(request)
        may = " ".join(action for action in _ASKED if allowed(visitor, action, office))
        words = json.dumps(shown, ensure_ascii=False, default=str)
        return show(request, "plan.html", facts, office=office, shown=words, may=may)

    def begin(name: Annotated[str, Query(max_length=LONGEST_NAME)] = "") -> Response:
        """Lead whoever names a new office to the page where its first plan is begun."""
        slug = slug_of(name)
        return RedirectResponse(f"/plan/{slug}" if slug else "/", HTTPStatus.SEE_OTHER)

    routes.add_api_route("/plan", begin)
    routes.add_api_route("/plan/{office}", plan)
    return routes


def slug_of(name: str) -> str:
    """Return what an office is called in addresses: Ås kontor becomes as-kontor; "" where nothing is left."""
    plain = normalize("NFD", name.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")
