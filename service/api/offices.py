"""Routes of an office: what it is, its board, its alarms, who is here today, and the soft button."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from roles.level import CALM
from roles.plan import EMERGENCY
from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.alarm.states import Mode
from service.api import closing, next_door, today
from service.api.desk import Desk
from service.api.facts import office_facts
from service.api.gate import Who
from service.api.identity import KNOWN_BY_NAME, via_of
from service.api.problem import Problem
from service.api.stream import audience_of, position_told, tags_of
from service.api.text import Slug
from service.api.text import Who as Named
from service.api.wish import WishKey, allow_mode, named
from service.dispatch.book import OfficePage
from service.dispatch.trigger import Trigger
from service.store.port import AlarmSummary


class SoftPress(BaseModel):
    """A press of a button on a screen or phone."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")] = "emergency"
    zone: Slug | None = None
    mode: Literal["actual", "drill", "test"] = "actual"
    person: Named | None = None
    """Who presses: a person's slug or opaque key."""


def router(desk: Desk) -> Addresses:
    """Return the routes of offices."""
    routes = Addresses(prefix="/offices", tags=["offices"])

    def known(office: str) -> OfficePage:
        if office not in desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
        return desk.book[office]

    @routes.get("")
    def offices(visitor: Who) -> list[dict[str, Any]]:
        """List the offices in which the visitor may do anything."""
        return [
            {"office": office, "name": desk.book[office].plan.name, "invented": desk.invented}
            for office in desk.book
            if any(allowed(visitor, action, office) for action in Action)
        ]

    @routes.get("/{office}")
    def one_office(office: str) -> dict[str, Any]:
        """Return an office's static facts."""
        return office_facts(known(office), invented=desk.invented)

    @routes.get("/{office}/board")
    def board(office: str, visitor: Who) -> dict[str, Any]:
        """Return what goes on right now, as far as the visitor may see it: the stream goes on from its `position`."""
        known(office)
        return desk.hub.board(office, audience_of(desk, visitor, office, None), tags_of(desk, visitor, office, None))

    @routes.post("/{office}/alarms", status_code=HTTPStatus.CREATED)
    async def press(
        office: str,
        soft: SoftPress,
        visitor: Who,
        response: Response,
        idempotency_key: WishKey = None,
    ) -> dict[str, Any]:
        """Press a soft button. The same `Idempotency-Key` is the same press, however often it is sent."""
        page = known(office)
        idempotency_key = named(idempotency_key, "press")
        allow_mode(visitor, soft.mode, office)
        trigger = _trigger(desk, page, soft, idempotency_key, visitor)
        outcome = await desk.intake.record(trigger, desk.intake.show(trigger))
        took = (desk.clock.now() - trigger.heard_at).total_seconds()
        desk.pace.note("received", "phone", took, alarm=outcome.alarm)
        response.headers["Location"] = f"/api/v1/alarms/{outcome.alarm}"
        if outcome.known_press:
            response.status_code = HTTPStatus.OK
        position = outcome.entries[-1].position if outcome.entries else None
        told = position_told(desk, visitor, office, position)
        return {"alarm": outcome.alarm, "position": told, "state": outcome.state}

    @routes.get("/{office}/alarms")
    async def alarms(
        office: str,
        visitor: Who,
        before: Annotated[int | None, Query(ge=0)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> list[dict[str, Any]]:
        """List alarms, the newest first; `before` is the `first_position` of the last one seen."""
        known(office)
        return [
            {**_summary(one), "last_position": position_told(desk, visitor, office, one.last_position)}
            for one in await desk.store.alarms(office, before, limit)
        ]

    today.add_routes(routes, desk, known)
    closing.add_routes(routes, desk, known)
    next_door.add_routes(routes, desk, known)
    return routes


def _trigger(desk: Desk, page: OfficePage, soft: SoftPress, idempotency_key: str, visitor: Visitor) -> Trigger:
    office = page.plan.office
    presser = visitor.persons.get(office)  # whoever is known presses for herself, whatever name came with it
    if presser is None and soft.person is not None and visitor.kind not in KNOWN_BY_NAME:
        presser = page.key_of(soft.person)  # of a page that is behind the plan, nobody's: that keeps no press out
    mode = Mode(soft.mode)
    via = via_of(visitor, office)
    key = _key_of(presser or (via if visitor.kind in ("screen", "phone", "token") else None), idempotency_key)
    covers = f"person:{presser}" if presser else f"press:{key}"
    return Trigger(
        office=office,
        actor=Actor(via=via, who=presser),
        # A key that was used for a drill must not swallow a real press.
        press_key=f"soft:{office}/{key if mode is Mode.ACTUAL else f'{mode}:{key}'}",
        open_key=covers if mode is Mode.ACTUAL else f"{mode}:{covers}",
        mode=mode,
        kind=EMERGENCY if soft.kind in CALM else soft.kind,  # no button closes an office: in doubt it is the gravest
        gesture="soft",
        zone=soft.zone if soft.zone in page.plan.zones else None,
        located=soft.zone in page.plan.zones,
        device=None,
        press=None,
        presser=presser,
        pressed_at=None,
        heard_at=desk.clock.now(),
    )


def _key_of(whose: str | None, sent: str) -> str:
    """Return a wish's key as nobody else's: two programs that count both begin with 1, and each means its own press.

    It goes by who presses and not by the login, which may be another one when the same press is sent again; and it
    says nothing that does not stand beside it in the record.
    """
    if whose is None:
        return f"~/{sent}" if sent.startswith("~") else sent  # nor does anybody take another one's by what she sends
    return f"~{whose}/{sent}"


def _summary(summary: AlarmSummary) -> dict[str, Any]:
    return {
        "alarm": summary.id,
        "state": summary.state,
        "mode": summary.mode,
        "kind": summary.kind,
        "zone": summary.zone,
        "raised_at": instant(summary.raised_at),
        "first_position": summary.first_position,
    }
