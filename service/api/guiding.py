"""Routes of an alarm by which people say whether a door opens and whether a zone is safe; the ways follow from it."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.guide_commands import DoorState, ReportDoor, ReportZone, ZoneState
from service.api.desk import Desk
from service.api.gate import Who as Visiting
from service.api.problem import Problem
from service.api.said import Spoken, actor_of
from service.api.stream import position_told
from service.api.text import Slug
from service.dispatch.book import OfficePage

Find = Callable[[str], Awaitable[tuple[str, Alarm]]]


class Door(Spoken):
    """What is said of a door."""

    door: Slug
    state: DoorState


class Zone(Spoken):
    """What is said of a zone."""

    zone: Slug
    state: ZoneState


def add(routes: Addresses, desk: Desk, find: Find) -> None:
    """Add these routes to those of an alarm."""

    async def ask(
        alarm: str, said: Spoken, visitor: Visiting, make: Callable[[OfficePage, Actor], ReportDoor | ReportZone]
    ) -> dict[str, Any]:
        office, concerned = await find(alarm)

        def command(page: OfficePage) -> ReportDoor | ReportZone:
            return make(page, actor_of(page, said, concerned, visitor))

        outcome = await desk.dispatch.ask(office, alarm, command)
        position = outcome.entries[-1].position if outcome.entries else None
        return {"alarm": alarm, "state": outcome.state, "position": position_told(desk, visitor, office, position)}

    @routes.post("/door")
    async def door(alarm: str, said: Door, visitor: Visiting) -> dict[str, Any]:
        """Say that a door does not open, that it opens, or that it stands open and should not."""

        def make(page: OfficePage, actor: Actor) -> ReportDoor:
            if said.door not in page.plan.doors:
                raise Problem(HTTPStatus.NOT_FOUND, "unknown_door", "The office's plan has no such door.")
            return ReportDoor(actor=actor, door=said.door, state=said.state)

        return await ask(alarm, said, visitor, make)

    @routes.post("/zone")
    async def zone(alarm: str, said: Zone, visitor: Visiting) -> dict[str, Any]:
        """Say that a zone is not safe, so that nobody is sent there, or that it is again."""

        def make(page: OfficePage, actor: Actor) -> ReportZone:
            if said.zone not in page.plan.zones:
                raise Problem(HTTPStatus.NOT_FOUND, "unknown_zone", "The office's plan has no such zone.")
            return ReportZone(actor=actor, zone=said.zone, state=said.state)

        return await ask(alarm, said, visitor, make)
