"""Routes that answer about a plan's text: nothing is stored, and nothing of it is worked out in the service's loop."""

import json
from datetime import UTC
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Response
from pydantic import BaseModel

from devices.untold import untold
from service.addresses import Addresses
from service.api.desk import Desk
from service.api.plan_answer import first_language, page_of
from service.api.plan_asked import About, CalendarAsked, CoverageAsked, DiffAsked, EditAsked, Language, SimulateAsked
from service.api.problem import MEDIA_TYPE
from service.planning.templates import templates


def router(desk: Desk) -> Addresses:
    """Return the routes that answer about plans."""
    routes = Addresses(prefix="/offices/{office}/plan", tags=["plans"])

    async def ask(about: str, office: str, asked: BaseModel, lang: Language | None) -> Response:
        return _response(*await answered(about, office, asked, lang))

    async def answered(about: str, office: str, asked: BaseModel, lang: Language | None) -> tuple[int, bytes]:
        page = page_of(desk.book, office)
        now = desk.clock.now()
        habits = await desk.histories.of(office) if page and about == "simulate" else {}
        zone = ZoneInfo(page.plan.time_zone) if page else UTC
        is_real = page is not None and page.state != "fallback"
        ahead = desk.analysts[about in SLOW]
        return await ahead.ask(
            {
                "about": about,
                "asked": asked.model_dump(mode="json"),
                "office": office,
                "language": lang or first_language(page),
                "now": now.isoformat(),
                "today": now.astimezone(zone).date().isoformat(),
                "live": await desk.store.plan(page.plan.version) if page and is_real else None,
                "habits": habits,
                "down": sorted(desk.routes_down()) if about == "coverage" else [],
                "mute": untold(desk.intake.registry.inventory.devices, office, now.astimezone(zone).date()),
                "untested": desk.tested.untested_zones(office),
                "not_ready": desk.ready.not_ready(office),
                "left": [page.slugs[key] for key in page.gone] if page else [],
                "standards": {
                    name: text.decode("utf-8", "surrogateescape") for name, text in (await desk.standards()).items()
                },
            }
        )

    @routes.post("/read")
    async def read(office: str, asked: About, lang: Language | None = None) -> Response:
        """Return what a text says, as far as it can be read, and everything that is wrong with it."""
        return await ask("read", office, asked, lang)

    @routes.get("/read")
    async def in_force(office: str, lang: Language | None = None) -> Response:
        """Return what the plan in force says, for whoever may read it and not try plans out."""
        return await ask("read", office, About(), lang)

    @routes.post("/edit")
    async def edit(office: str, asked: EditAsked, lang: Language | None = None) -> Response:
        """Return a text with edits made to it; comments and everything beside the edits stay as they are."""
        return await ask("edit", office, asked, lang)

    @routes.post("/diff")
    async def diff(office: str, asked: DiffAsked, lang: Language | None = None) -> Response:
        """Return what differs between two plans, in words, the most important first."""
        return await ask("diff", office, asked, lang)

    @routes.post("/coverage")
    async def coverage(office: str, asked: CoverageAsked, lang: Language | None = None) -> Response:
        """Return what can be proven of a plan from today on: the grid of a week, the gaps, and what would mend them."""
        return await ask("coverage", office, asked, lang)

    @routes.post("/simulate")
    async def simulate(office: str, asked: SimulateAsked, lang: Language | None = None) -> Response:
        """Return what one press would make happen, by a text and by the plan in force."""
        return await ask("simulate", office, asked, lang)

    @routes.get("/templates")
    def list_templates(office: str, lang: Language | None = None) -> list[dict[str, Any]]:
        """List the plans that an office can begin with."""
        page = page_of(desk.book, office)  # asked first: what can be no office is written into no plan
        language = lang or first_language(page)
        return templates(office, language, desk.translate(language))

    @routes.get("/rosters/{roster}.ics", response_class=Response)
    async def calendar(office: str, roster: str, lang: Language | None = None) -> Response:
        """Return a roster of the plan in force as iCalendar, from today until the plan expires."""
        status, body = await answered("calendar", office, CalendarAsked(roster=roster[:64]), lang)
        if status != HTTPStatus.OK:
            return _response(status, body)
        headers = {**_KEPT_NOWHERE, "Content-Disposition": f'attachment; filename="{roster}.ics"'}
        return Response(json.loads(body)["text"], media_type="text/calendar; charset=utf-8", headers=headers)

    return routes


_KEPT_NOWHERE = {"Cache-Control": "no-store"}


def _response(status: int, body: bytes) -> Response:
    media_type = "application/json" if status == HTTPStatus.OK else MEDIA_TYPE
    headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return Response(body, status_code=status, media_type=media_type, headers=headers)


SLOW = frozenset({"coverage", "simulate", "calendar"})
"""What may take seconds: it has a process of its own, so that nobody who writes waits for it."""
