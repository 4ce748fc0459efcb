"""The service's addresses: noted first, and then built on the application, each of them once.

FastAPI builds a router's route when it is declared, and once more for the application that includes it, which it does
inside the first request. Building is most of what a start costs, so that here declaring only notes.
"""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute


class Noted(APIRoute):
    """A route as it was declared: it answers nothing before an application has built it."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **declared: Any) -> None:
        """Note a route; FastAPI reads what was declared here where a router is included the usual way."""
        del declared["dependency_overrides_provider"]  # the application's own
        self.declared = declared
        vars(self).update(declared, path=path, endpoint=endpoint, form_limits={}, stream_item_type=None)


class Addresses(APIRouter):
    """Addresses that belong together, declared as in FastAPI's own router."""

    def __init__(self, **shared: Any) -> None:
        """Take what FastAPI's router takes."""
        super().__init__(route_class=Noted, **shared)

    def add(self, others: "Addresses") -> None:
        """Add others below these."""
        _add(self, others, "")


def build(app: FastAPI, *several: Addresses, prefix: str = "") -> None:
    """Build addresses on an application, below a prefix; what the application asks of everybody is asked at each."""
    for addresses in several:
        _add(app.router, addresses, prefix)


def _add(to: APIRouter, addresses: Addresses, prefix: str) -> None:
    for route in addresses.routes:
        match route:
            case Noted():
                to.add_api_route(prefix + route.path, route.endpoint, **route.declared)
            case APIWebSocketRoute():
                to.add_api_websocket_route(
                    prefix + route.path, route.endpoint, route.name, dependencies=route.dependencies
                )
            case _:
                message = f"{route!r} cannot be built: others are added with add(), and nothing is mounted."
                raise TypeError(message)
