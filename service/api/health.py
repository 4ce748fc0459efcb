"""What machines ask: is it alive, would a press go all the way, and what do the figures say."""

from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
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
            "since": {part: instant(at) for part, at in since.items()},
        }

    @routes.get("/metrics")
    def metrics() -> Response:
        """Return the figures for Prometheus."""
        return Response(generate_latest(_collect(desk)) + desk.pace.text() + more(), media_type=CONTENT_TYPE_LATEST)

    return routes


def _collect(desk: Desk) -> CollectorRegistry:
    figures = CollectorRegistry()
    health = desk.health()
    up = Gauge("trygg_up", "1 where a part works", ["part"], registry=figures)
    for part, works in asdict(health).items():
        up.labels(part).set(works)
    position = Gauge("trygg_timeline_position", "Entries in an office's timeline", ["office"], registry=figures)
    alarms = Gauge("trygg_open_alarms", "Alarms on an office's board", ["office"], registry=figures)
    screens = Gauge("trygg_screens", "Connected screens", ["office"], registry=figures)
    faults = Gauge("trygg_faults", "Faults shown", ["office"], registry=figures)
    for office in desk.book:
        position.labels(office).set(desk.hub.position(office))
        alarms.labels(office).set(len(desk.hub.board(office, Audience.STAFF)["alarms"]))
        screens.labels(office).set(len(desk.hub.screens(office)))
        faults.labels(office).set(len(desk.faults.of(office)))
    Gauge("trygg_screens_dropped", "Screens dropped because they did not keep up", registry=figures).set(
        desk.hub.dropped
    )
    return figures
