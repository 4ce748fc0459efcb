"""The routes of push subscriptions, connected."""

from fastapi import APIRouter

from service.api import push
from service.api.desk import Desk
from service.wiring.ways_out import WaysOut


def push_routes(desk: Desk, ways_out: WaysOut) -> APIRouter:
    """Return the routes; a notification is called by the office's name."""
    return push.router(
        desk.store.push,
        desk.clock,
        lambda: ways_out.push,
        name_of=lambda office: desk.book[office].plan.name if office in desk.book else None,
        translate=desk.translate,
    )
