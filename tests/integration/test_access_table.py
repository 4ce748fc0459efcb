"""Every address of the real service × every role, and nobody at all: denied unless granted."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from parts.offices import lay_out
from parts.service import Service
from service.access.action import Action
from service.access.rights import MAY, Role
from service.access.roll import Roll
from service.api.gate import ASKED, Gate, Somewhere
from service.clock import SystemClock
from service.settings import Settings
from service.store.opening import open_beside, open_store
from service.wiring.node import Node

pytestmark = pytest.mark.timeout(300)

PLACES = {
    "office": "as",
    "screen": "staff",
    "person": "bo",
    "credential": "none",
    "device": "none",
    "account": "none",
    "token": "none",
    "passkey": "none",
    "number": "1",
    "lang": "sv",
    "version": "0" * 64,
    "drill": "none",
    "meeting": "none",
    "report": "none",
    "measure": "none",
    "pulse": "none",
    "revision": "none",
    "code": "k" * 22,
    "what": "wall",
    "roster": "guard",
    "picture": "none.png",
    "place": "none",
    "digest": "x",
    "name:path": "tokens.css",
    "id": "none",
    "key": "k" * 22,
    "notice": "none",
    "language": "sv",
    "sound": "none",
    "route": "none",
    "form": "json",
}


def _addresses(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield (method, address) of every route."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield from ((method, route.path) for method in route.methods or () if method != "HEAD")
        else:
            assert isinstance(route, APIWebSocketRoute), route
            yield "WS", route.path


async def _application(folder: Path) -> FastAPI:
    store = open_store("sqlite:///trygg.db", clock=SystemClock(), data_dir=folder)
    try:
        settings = Settings(data_dir=folder, plans_dir=lay_out(folder / "plans"))
        node = Node(settings, store, "e", clock=SystemClock(), mqtt_url="mqtt://127.0.0.1:9")
        await node.opening.open()
        return node.app
    finally:
        await store.close()


async def test_every_address_stands_in_the_table(tmp_path: Path) -> None:
    """A route that nobody has thought of is closed, and this test names it; none is left over, and each asks first."""
    app = await _application(tmp_path)
    assert {a for a in ASKED if not a[1].startswith("/demo/")} == set(_addresses(app))
    for route in app.routes:
        assert isinstance(route, APIRoute | APIWebSocketRoute), route
        assert isinstance(route.dependant.dependencies[0].call, Gate), f"{route.path} does not ask at the gate"


def _filled(address: str, alarm: str) -> str:
    for name, value in {**PLACES, "alarm": alarm}.items():
        address = address.replace(f"{{{name}}}", value)
    assert "{" not in address, f"{address}: give its parameter a value in PLACES"
    return address


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service that has an account, and so is open to nobody."""
    folder = tmp_path_factory.mktemp("table")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        added = made.trygg("user", "add", "op", "Olle", "--role", "operator", "--without-password")
        assert added.returncode == 0, added.stderr
        yield made


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """A service, a token for each role in the office `as`, one for each in all offices, and an alarm."""

    service: Service
    here: dict[Role, str]
    everywhere: dict[Role, str]
    alarm: str

    def ask(self, method: str, address: str, token: str | None) -> int:
        """Return the status of an empty request."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        filled = _filled(address, self.alarm)
        return self.service.http.request(method, filled, headers=headers, follow_redirects=False).status_code


async def _tokens(service: Service) -> tuple[dict[Role, str], dict[Role, str]]:
    """Make a token for each role in the office `as`, and one in all offices, beside the running service."""
    clock = SystemClock()
    store = open_beside(f"sqlite:///{service.database}", clock=clock, data_dir=service.folder)
    try:
        roll = Roll(store.access, clock)

        async def one(role: Role, office: str | None) -> str:
            if role is Role.DIRECTORY:  # it belongs to no office
                return (await roll.make_token(role.value, role, directory="entra")).text
            return (await roll.make_token(role.value, role, office)).text

        return {role: await one(role, "as") for role in Role}, {role: await one(role, None) for role in Role}
    finally:
        await store.close()


@pytest.fixture(scope="module")
def asking(service: Service) -> Asking:
    """Everything that asks."""
    here, everywhere = asyncio.run(_tokens(service))
    headers = {"Authorization": f"Bearer {here[Role.PRESSER]}", "Idempotency-Key": "1"}
    pressed = service.http.post("/api/v1/offices/as/alarms", json={}, headers=headers)
    assert pressed.status_code == 201, pressed.text
    return Asking(service=service, here=here, everywhere=everywhere, alarm=pressed.json()["alarm"])


ENDS_ITSELF = ("DELETE", "/api/v1/session")
"""Logging out ends the token that asks."""
HTTP = [one for one in ASKED if one[0] != "WS" and not one[1].startswith("/demo/") and one != ENDS_ITSELF]


@pytest.mark.parametrize(("method", "address"), HTTP, ids=[" ".join(one) for one in HTTP])
def test_who_may_is_let_through_and_nobody_else(asking: Asking, method: str, address: str) -> None:
    """Each role, a forged token, and nobody: 401 without being let in, 403 without the right, else the route itself."""
    asked = ASKED[method, address]
    nobody = asking.ask(method, address, None)
    forged = asking.ask(method, address, f"trygg_aaaa_{'a' * 52}")
    if asked == "nothing":
        assert nobody not in (401, 403)
        return
    assert {nobody, forged} <= {401, 303}
    of_an_office = "{office}" in address or "{alarm}" in address
    action = asked.action if isinstance(asked, Somewhere) else asked
    for role, token in (asking.here if of_an_office or action is not asked else asking.everywhere).items():
        status = asking.ask(method, address, token)
        if action == "to be let in" or action in MAY[role]:
            assert status not in (401, 403), f"{role} may {asked}"
        else:
            assert status == 403, f"{role} may not {asked}: {status}"


def test_a_grant_in_one_office_opens_no_other(asking: Asking) -> None:
    """Whoever leads in one office is a stranger in the next, and to what belongs to no office."""
    for method, address in HTTP:
        if isinstance(ASKED[method, address], Action) and "{alarm}" not in address:
            elsewhere = address.replace("{office}", "fjellvik")
            for role, token in asking.here.items():
                if role is not Role.DIRECTORY:  # its token belongs to no office
                    assert asking.ask(method, elsewhere, token) == 403, (method, elsewhere)


async def test_the_stream_asks_too(asking: Asking) -> None:
    """No WebSocket without the right to see the board, and none without being let in."""
    address = f"ws://127.0.0.1:{asking.service.port}/api/v1/offices/as/stream"
    with pytest.raises(InvalidStatus):
        await connect(address, proxy=None)
    for role, token in asking.here.items():
        headers = {"Authorization": f"Bearer {token}"}
        if Action.SEE_BOARD in MAY[role]:
            async with connect(address, additional_headers=headers, proxy=None) as stream:
                async with asyncio.timeout(10):
                    assert '"snapshot"' in str(await stream.recv())
        else:
            with pytest.raises(InvalidStatus):
                await connect(address, additional_headers=headers, proxy=None)


def test_a_program_sees_the_offices_that_are_its_own(asking: Asking) -> None:
    """The list of offices holds no other."""
    headers = {"Authorization": f"Bearer {asking.here[Role.RESPONDER]}"}
    found = asking.service.http.get("/api/v1/offices", headers=headers).json()
    assert [one["office"] for one in found] == ["as"]
