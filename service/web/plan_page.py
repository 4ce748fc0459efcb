"""The address of a plan's editor: a frame; what is in it comes from the API, so that a page is never older than it."""

import json
from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from roles.word import is_slug
from service.web.ports import Facts


def router(show: Callable[..., HTMLResponse], office_facts: Callable[[str], Facts | None]) -> APIRouter:
    """Return the editor's route.

    Args:
        show: makes a whole page, as `service.web.pages.Pages.show` does.
        office_facts: an office's static facts by its slug; None where there is no such office.
    """
    routes = APIRouter(include_in_schema=False)

    def plan(request: Request, office: str) -> Response:
        """Show the editor of an office's plan; an office that has none yet begins one here."""
        facts = office_facts(office)
        if facts is None and not is_slug(office):
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no office {office[:64]!r} here.")
        shown = facts or {"office": office, "name": office}
        return show(
            request, "plan.html", facts, office=office, shown=json.dumps(shown, ensure_ascii=False, default=str)
        )

    routes.add_api_route("/plan/{office}", plan)
    return routes
