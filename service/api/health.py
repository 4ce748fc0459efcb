"""What machines ask: is it alive, would a press go all the way, and what do the figures say."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST

from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
from service.dispatch.faults import MESSAGES, OF_SCREENS
from service.dispatch.metric import Families
from service.live.render import Audience


def router(desk: Desk, more: Callable[[], bytes] = lambda: b"") -> Addresses:
    """Return the routes for supervision; `more` returns further figures."""
    routes = Addresses(tags=["health"])

    @routes.get("/health/live")
    def live() -> dict[str, str]:
        """Say that the program runs."""
        return {"status": "alive"}

    @routes.get("/health/ready")
    def ready(response: Response) -> dict[str, Any]:
        """Say whether a press would go all the way, and was proven to; 503 with the parts and since when, if not."""
        health, since = desk.health(), desk.since()
        if not health.ready:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return {
            "ready": health.ready,
            **asdict(health),
            "plans_to_read": len(desk.book.unread),
            "since": {part: instant(at) for part, at in since.items()},
        }

    @routes.get("/metrics")
    def metrics() -> Response:
        """Return the figures for Prometheus."""
        return Response(_collect(desk) + desk.pace.text() + more(), media_type=CONTENT_TYPE_LATEST)

    return routes


def _collect(desk: Desk) -> bytes:
    figures = Families()
    for part, works in asdict(desk.health()).items():
        figures.put("trygg_up", works, part)
    places: Counter[str] = Counter()
    for office in desk.book:
        shown = desk.faults.of(office)
        figures.put("trygg_timeline_position", desk.hub.position(office), office)
        figures.put("trygg_open_alarms", len(desk.hub.board(office, Audience.STAFF)["alarms"]), office)
        figures.put("trygg_screens", len(desk.hub.screens(office)), office)
        figures.put("trygg_faults", len(shown), office)
        codes = Counter(fault.code for fault in shown)
        for code in sorted(OF_SCREENS):
            figures.put("trygg_screens_wrong", codes[code], office, code.removeprefix("screen_"))
        for state, count in desk.devices.wrong(office).items():
            figures.put("trygg_devices_wrong", count, office, state)
    for place in desk.faults.shown():
        places.update(place)
    for code in MESSAGES:
        figures.put("trygg_fault_places", places[code], code)
    figures.put("trygg_screens_dropped_total", desk.hub.dropped)
    return figures.text()
