"""Labels for an office's buttons: what stands on each, and a code that leads to its place in the list."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request

from service.api.enrolment import EnrolDesk
from service.api.picture_of_code import squares


def router(on: EnrolDesk) -> APIRouter:
    """Return the route."""
    routes = APIRouter(prefix="/offices/{office}/enrolling", tags=["devices"])

    @routes.get("/labels")
    async def labels(request: Request, office: str) -> list[dict[str, Any]]:
        """Return a label for each button of an office. Nothing on it is secret, and it says nothing of its wearer."""
        name = on.page(office).plan.name
        mine = [one for one in on.enrolments.inventory.devices if one.office == office]
        # The guard has let this host through: it is one of the service's own.
        here = f"{request.url.scheme}://{request.headers['host']}/devices/{quote(office)}"
        return [
            {"device": one.device, "name": one.name, "office": name, "code": squares(f"{here}#{quote(one.device)}")}
            for one in sorted(mine, key=lambda one: (one.name.casefold(), one.device))
        ]

    return routes
