"""Routes of an office's drills: the library, the list, and planning one."""

from datetime import UTC, date
from http import HTTPStatus
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Query
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from service.access.action import Action
from service.access.visitor import allowed
from service.addresses import Addresses
from service.api import drills_asked
from service.api.desk import Desk
from service.api.drills_asked import DrillDesk, asker_of
from service.api.drills_shown import may_see, scenarios, shown, stands
from service.api.gate import Who
from service.api.near import is_near
from service.api.plan_answer import Lang
from service.api.problem import Problem
from service.api.text import Slug
from service.api.text import Who as Named
from service.api.wish import WishKey, named
from service.dispatch.drilling import LISTED, LOOKED_BACK, MOST_PARTNERS, Drilling, Listed, Wanted
from service.drill.commands import Manner, Scope

ScenarioId = Annotated[str, Field(max_length=160, pattern=r"^[a-z0-9_.-]+$")]


class Partner(BaseModel):
    """Another office of a joint drill, with its own scenario."""

    model_config = ConfigDict(extra="forbid")

    office: Slug
    scenario: ScenarioId


class PlannedDrill(BaseModel):
    """A drill as somebody wants it."""

    model_config = ConfigDict(extra="forbid")

    scenario: ScenarioId
    at: AwareDatetime | None = None
    """When it is to begin; now when left out."""
    scope: Scope = "whole"
    manner: Manner = "announced"
    presser: Named | None = None
    """Who plays the one who presses."""
    with_offices: Annotated[list[Partner], Field(max_length=MOST_PARTNERS - 1)] = Field(default_factory=list)


def router(desk: Desk, drilling: Drilling) -> Addresses:
    """Return the routes of drills."""
    drills = DrillDesk(desk=desk, drilling=drilling)
    routes = Addresses(prefix="/offices/{office}/drills", tags=["drills"])
    _reading(routes, drills)
    _planning(routes, drills)
    drills_asked.add_routes(routes, drills)
    return routes


def _reading(routes: Addresses, drills: DrillDesk) -> None:
    desk = drills.desk

    @routes.get("")
    async def all_of_them(office: str, visitor: Who, lang: Lang = None) -> dict[str, Any]:
        """Return an office's drills, the newest first, when the next is due, and what has not practised."""
        page, tongue = drills.known(office), drills.tongue(office, lang)
        found = await drills.drilling.listed(office, limit=LOOKED_BACK)
        told = [one for one in found if may_see(visitor, office, one.drill)][:LISTED]
        beside = await drills.drilling.together((one.drill for one in told), office)
        today = desk.clock.now().astimezone(ZoneInfo(page.plan.time_zone)).date()
        return {
            "office": office,
            "name": page.plan.name,
            "may": {
                "start": allowed(visitor, Action.START_DRILL, office),
                "agree": allowed(visitor, Action.AGREE_DRILL, office),
            },
            "due": stands(page, [one.drill for one in found], visitor, today, tongue),
            "drills": [shown(one, page, visitor, tongue, drills.beside(beside, one)) for one in told],
            "partners": [
                {"office": other, "name": desk.book[other].plan.name}
                for other in desk.book
                if other != office and allowed(visitor, Action.START_DRILL, other)
            ],
        }

    @routes.get("/scenarios")
    def library(
        office: str,
        seed: Annotated[int, Query(ge=0, le=9999)] = 1,
        day: date | None = None,
        lang: Lang = None,
    ) -> list[dict[str, Any]]:
        """Return scenarios made from the office's own rooms and plan; another `seed` gives others."""
        plan = drills.known(office).plan
        on = day or desk.clock.now().astimezone(ZoneInfo(plan.time_zone)).date()
        if not date(2000, 1, 1) <= on <= date(2100, 1, 1):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "too_far", "Choose a day within the next twelve months.")
        return scenarios(plan, drills.tongue(office, lang), seed, on)

    @routes.get("/{drill}")
    async def one(office: str, drill: str, visitor: Who, lang: Lang = None) -> Response:
        """Return one drill, with the draft of its report when it is over."""
        return await drills.done(office, visitor, lang, lambda: drills.seen(office, drill[:64], visitor))


def _planning(routes: Addresses, drills: DrillDesk) -> None:
    @routes.post("", status_code=HTTPStatus.CREATED)
    async def plan_one(
        office: str,
        asked: PlannedDrill,
        visitor: Who,
        lang: Lang = None,
        idempotency_key: WishKey = None,
    ) -> Response:
        """Plan a drill, here or in several offices at once. The same `Idempotency-Key` plans it once."""
        drills.known(office)
        idempotency_key = named(idempotency_key, "drill")
        now = drills.desk.clock.now()
        if asked.at is not None and not is_near(asked.at, now):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "too_far", "Choose a time within the next twelve months.")
        at = asked.at.astimezone(UTC) if asked.at is not None else now
        wanted = [
            Wanted(
                office=one.office, scenario=one.scenario, presser=presser, at=at, scope=asked.scope, manner=asked.manner
            )
            for one, presser in (
                (Partner(office=office, scenario=asked.scenario), asked.presser),
                *((other, None) for other in asked.with_offices),
            )
        ]
        for one in wanted:
            drills.known(one.office)
        askers = [asker_of(visitor, one.office, Action.START_DRILL) for one in wanted]

        async def first() -> Listed:
            return (await drills.drilling.plan(wanted, askers, idempotency_key))[0]

        response = await drills.done(office, visitor, lang, first)
        response.status_code = HTTPStatus.CREATED if response.status_code == HTTPStatus.OK else response.status_code
        return response
