"""Addresses that are declared first and built once, on the application, whose questions each of them asks."""

from copy import copy

import httpx2
import pytest
from fastapi import Depends, FastAPI, WebSocket
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from service.addresses import Addresses, build


def asked() -> None:
    """Stand for what an application asks of everybody."""


def asked_inside() -> None:
    """Stand for what a part asks besides."""


def declared() -> Addresses:
    """Return addresses with others among them, one of which is a stream."""
    outer, inner = Addresses(prefix="/rooms", include_in_schema=False), Addresses(dependencies=[Depends(asked_inside)])

    @outer.get("/{room}")
    def look(room: str) -> dict[str, str]:
        return {"room": room}

    @inner.post("/{room}/door", status_code=201)
    def close(room: str, slowly: bool) -> dict[str, object]:
        return {"room": room, "slowly": slowly}

    @inner.websocket("/{room}/stream")
    async def stream(websocket: WebSocket, room: str) -> None:
        await websocket.close(reason=room)

    outer.add(inner)
    return outer


def built() -> FastAPI:
    """Return an application that asks everybody, with the addresses on it."""
    app = FastAPI(openapi_url=None, dependencies=[Depends(asked)])
    build(app, declared(), prefix="/api")
    return app


def test_each_address_asks_what_the_application_asks() -> None:
    """Whatever is declared, in others or as a stream too, asks the application's question first."""
    questions = {}
    for route in built().routes:
        assert isinstance(route, APIRoute | APIWebSocketRoute)
        questions[route.path] = [one.call for one in route.dependant.dependencies]
    assert questions == {
        "/api/rooms/{room}": [asked],
        "/api/rooms/{room}/door": [asked, asked_inside],
        "/api/rooms/{room}/stream": [asked, asked_inside],
    }


async def _replies(app: FastAPI, before: str) -> list[tuple[int, object]]:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://127.0.0.1{before}") as http:
        several = (
            await http.get("/rooms/a"),
            await http.post("/rooms/a/door?slowly=yes"),
            await http.post("/rooms/a/door?slowly=perhaps"),
            await http.get("/rooms/a/door"),
            await http.head("/rooms/a"),
        )
    return [(one.status_code, one.json() if one.is_success else None) for one in several]


async def test_a_built_address_answers_as_one_included_the_usual_way() -> None:
    """What is built once says the same as what FastAPI includes: answers, codes, and what is wrong with a request."""
    usual = FastAPI(openapi_url=None)
    usual.include_router(declared(), prefix="/api")
    expected = [(200, {"room": "a"}), (201, {"room": "a", "slowly": True}), (422, None), (405, None), (405, None)]
    assert [await _replies(app, "/api") for app in (built(), usual)] == [expected, expected]


async def test_an_address_is_built_when_it_is_first_asked_for() -> None:
    """What nobody has asked for has cost nothing; what has been asked for is not built again."""
    app = built()
    look, close = (route for route in app.routes if isinstance(route, APIRoute))
    assert [("app" in vars(one), "dependant" in vars(one)) for one in (look, close)] == [(False, False)] * 2
    assert await _ask(app, "/api/rooms/a") == 200
    answering = vars(look)["app"]
    assert await _ask(app, "/api/rooms/b") == 200
    assert look.app is answering
    assert "app" not in vars(close)
    assert close.status_code == 201


def test_a_route_has_nothing_that_nobody_knows() -> None:
    """A name that no route has is missed as usual, before and after it is built."""
    route = built().routes[0]
    for _ in range(2):
        with pytest.raises(AttributeError, match="colour"):
            getattr(route, "colour")  # noqa: B009 - the type knows that it is not there
    assert copy(route) == route


async def _ask(app: FastAPI, address: str) -> int:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1") as http:
        return (await http.get(address)).status_code


async def _elsewhere(_scope: Scope, _receive: Receive, _send: Send) -> None:
    pass


def test_what_would_not_ask_is_not_built() -> None:
    """Another application mounted among addresses would ask nobody anything: it is refused, and said how to do it."""
    addresses = Addresses()
    addresses.mount("/elsewhere", _elsewhere)
    with pytest.raises(TypeError, match=r"Mount.*add\(\)"):
        build(FastAPI(), addresses)
    assert isinstance(addresses.routes[0], Mount)


def test_a_router_included_among_addresses_is_refused() -> None:
    """Others come in with add(), so that each is built once."""
    addresses = Addresses()
    addresses.include_router(declared())
    with pytest.raises(TypeError, match=r"add\(\)"):
        build(FastAPI(), addresses)
