"""Labels for an office's buttons: what stands on each, and a code that leads to its place in the list."""

import asyncio
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Query, Request

from service.addresses import Addresses
from service.api.enrolment import EnrolDesk
from service.api.picture_of_code import squares

A_SHEET: Final = 24
MOST_SHEETS: Final = 500


def router(on: EnrolDesk) -> Addresses:
    """Return the route."""
    routes = Addresses(prefix="/offices/{office}/enrolling", tags=["devices"])

    @routes.get("/labels")
    async def labels(
        request: Request, office: str, sheet: Annotated[int, Query(ge=0, le=MOST_SHEETS)] = 0
    ) -> dict[str, Any]:
        """Return a sheet of labels, counted from 0. Nothing on them is secret, and they say nothing of any wearer."""
        name = on.page(office).plan.name
        mine = [one for one in on.enrolments.inventory.devices if one.office == office]
        # The guard has let this host through: it is one of the service's own.
        here = f"{request.url.scheme}://{request.headers['host']}/devices/{quote(office)}"
        mine.sort(key=lambda one: (one.name.casefold(), one.device))
        these = mine[sheet * A_SHEET : (sheet + 1) * A_SHEET]
        # Beside the loop, a sheet at a time: a code takes milliseconds, and presses go through the loop.
        codes = await asyncio.to_thread(lambda: [squares(f"{here}#{quote(one.device)}") for one in these])
        told = [
            {"device": one.device, "name": one.name, "office": name, "code": code}
            for one, code in zip(these, codes, strict=True)
        ]
        return {"labels": told, "of": len(mine)}

    return routes
