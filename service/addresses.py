"""The service's addresses: noted first, put on the application, and each of them built when it is first asked for.

FastAPI builds a router's route when it is declared, and once more for the application that includes it, which it does
inside the first request. Building is most of what a start costs, so that here declaring only notes, and an address that
nobody asks for is never built.
"""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import compile_path, get_name


class Noted(APIRoute):
    """A route as it was declared: it answers nothing before an application has built it."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **declared: Any) -> None:
        """Note a route; FastAPI reads what was declared here where a router is included the usual way."""
        del declared["dependency_overrides_provider"]  # the application's own
        self.declared = declared
        vars(self).update(declared, path=path, endpoint=endpoint, form_limits={}, stream_item_type=None)


class Late(APIRoute):
    """A route of an application: found by its path and method from the start, and all else when that is first read."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **declared: Any) -> None:
        """Take what FastAPI has worked out for the application; a path that cannot be read is refused here."""
        self.path, self.endpoint = path, endpoint
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.name = declared["name"] or get_name(endpoint)
        self.methods = {method.upper() for method in declared["methods"] or ["GET"]}
        self._declared = declared

    def __getattr__(self, name: str) -> Any:
        """Build it, as FastAPI does at once, where something is read that only a built route has."""
        mine = vars(self)
        if "app" not in mine and "_declared" in mine:
            # In one step: the API's description is worked out in a thread, beside requests.
            mine.update(vars(APIRoute(self.path, self.endpoint, **self._declared)))
            if name in mine:
                return mine[name]
        raise AttributeError(f"a route has no {name!r}", name=name, obj=self)


class Addresses(APIRouter):
    """Addresses that belong together, declared as in FastAPI's own router."""

    def __init__(self, **shared: Any) -> None:
        """Take what FastAPI's router takes."""
        super().__init__(route_class=Noted, **shared)

    def add(self, others: "Addresses") -> None:
        """Add others below these."""
        _add(self, others, "", Noted)


def build(app: FastAPI, *several: Addresses, prefix: str = "") -> None:
    """Build addresses on an application, below a prefix; what the application asks of everybody is asked at each."""
    for addresses in several:
        _add(app.router, addresses, prefix, Late)


def _add(to: APIRouter, addresses: Addresses, prefix: str, kind: type[APIRoute]) -> None:
    for route in addresses.routes:
        match route:
            case Noted():
                to.add_api_route(prefix + route.path, route.endpoint, route_class_override=kind, **route.declared)
            case APIWebSocketRoute():
                to.add_api_websocket_route(
                    prefix + route.path, route.endpoint, route.name, dependencies=route.dependencies
                )
            case _:
                message = f"{route!r} cannot be built: others are added with add(), and nothing is mounted."
                raise TypeError(message)
