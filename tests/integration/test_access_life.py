"""A screen's life from its code to its end, and what people may do in their own names."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from parts.offices import lay_out
from parts.service import Service
from parts.unencrypted import NO_TLS
from service.clock import SystemClock

pytestmark = pytest.mark.timeout(180)
PASSWORD = "en lång mening om regn"


def _account(service: Service, login: str, name: str, *words: str) -> None:
    done = service.trygg("user", "add", login, name, *words, given=f"{PASSWORD}\n".encode())
    assert done.returncode == 0, done.stderr


Browse = Callable[..., httpx2.Client]


@pytest.fixture
def browse() -> Iterator[Browse]:
    """Opens browsers, logged in or not, and closes them."""
    with ExitStack() as opened:

        def one(service: Service, login: str | None = None) -> httpx2.Client:
            browser = httpx2.Client(base_url=f"{service.url}/api/v1", trust_env=False, verify=NO_TLS, timeout=10.0)
            opened.enter_context(browser)
            if login:
                answer = browser.post("/session", json={"login": login, "password": PASSWORD})
                assert answer.status_code == 201, answer.text
            return browser

        yield one


async def _until_closed(stream: ClientConnection) -> None:
    while True:
        await stream.recv()


def _cookie(browser: httpx2.Client) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}


def _ok(answer: httpx2.Response) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def _in_an_hour() -> str:
    return (SystemClock().now() + timedelta(hours=1)).isoformat()


async def test_a_screen_from_its_code_to_its_end(tmp_path: Path, browse: Browse) -> None:
    """Paired by a code that works once, bound to its place, ended at once; what it shows follows from its place."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()
        _account(service, "ada", "Ada", "--role", "office_administrator@as")
        ada = browse(service, "ada")
        assert ada.post("/offices/fjellvik/paired/codes", json={"screen": "staff"}).status_code == 403
        code = _ok(ada.post("/offices/as/paired/codes", json={"screen": "reception"}))["code"]
        screen, second = browse(service), browse(service)
        assert screen.post("/pair", json={"code": "BCDF-3467"}).status_code == 403
        paired = _ok(screen.post("/pair", json={"code": code.lower().replace("-", " "), "name": "Reception"}))
        assert paired["address"] == "/screen/as/reception"
        assert second.post("/pair", json={"code": code}).status_code == 403
        page = screen.get(f"{service.url}/screen/as/security", follow_redirects=False)
        assert page.headers["location"] == "/screen/as/reception"
        assert screen.get("/offices/as").status_code == 403  # names of people are not for a discreet screen
        (listed,) = _ok(ada.get("/offices/as/paired"))
        assert (listed["name"], listed["kind"], listed["screen"]) == ("Reception", "screen", "reception")
        address = f"ws://127.0.0.1:{service.port}/api/v1/offices/as/stream?screen=security"
        async with connect(address, additional_headers=_cookie(screen), proxy=None) as stream:
            pressed = _ok(ada.post("/offices/as/alarms", json={}, headers={"Idempotency-Key": "1"}))
            told = [str(await stream.recv()) for _ in range(3)]
            assert pressed["alarm"] in "".join(told)
            assert "Anna" not in "".join(told)
            assert ada.delete(f"/offices/as/paired/{listed['id']}").status_code == 204
            with pytest.raises(ConnectionClosed):
                await _until_closed(stream)
        with pytest.raises(InvalidStatus):
            await connect(address, additional_headers=_cookie(screen), proxy=None)


def test_a_shared_screen_ends_an_alarm_with_its_pin_only(tmp_path: Path, browse: Browse) -> None:
    """Whoever walks past ends no alarm and says of nobody that she is there; with the PIN the plan decides."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()
        _account(service, "ada", "Ada", "--role", "office_administrator@as")
        ada, screen = browse(service, "ada"), browse(service)
        code = _ok(ada.post("/offices/as/paired/codes", json={"screen": "staff"}))["code"]
        _ok(screen.post("/pair", json={"code": code}))
        (listed,) = _ok(ada.get("/offices/as/paired"))
        pressed = screen.post("/offices/as/alarms", json={"person": "anna"}, headers={"Idempotency-Key": "1"})
        alarm = f"/alarms/{_ok(pressed)['alarm']}"
        clear, arrive = f"{alarm}/clear", f"{alarm}/arrive"
        watched = {"place": "lone", "person": "anna", "watcher": "bo", "ends_at": _in_an_hour()}
        began = screen.post("/offices/as/meetings", json=watched, headers={"Idempotency-Key": "1"})
        over = f"/offices/as/meetings/{_ok(began)['meeting']}/end"
        for said, name in ((clear, "person"), (arrive, "person"), (over, "by")):
            assert screen.post(said, json={name: "bo"}).json()["code"] == "no_pin"
        weak = ada.put(f"/offices/as/paired/{listed['id']}/pin", json={"pin": "123456"})
        assert weak.json()["code"] == "weak_pin"
        _ok(ada.put(f"/offices/as/paired/{listed['id']}/pin", json={"pin": "271828"}))
        assert (_ok(screen.get("/session"))["asks_pin"], _ok(ada.get("/session"))["asks_pin"]) == (True, False)
        for headers in ({}, {"Trygg-PIN": "000000"}):
            assert screen.post("/session/pin", headers=headers).json()["code"] == "pin_needed"
        assert screen.post("/session/pin", headers={"Trygg-PIN": "271828"}).status_code == 204
        assert ada.post("/session/pin").status_code == 204  # who is logged in has shown her password
        for headers, said in (({}, clear), ({"Trygg-PIN": "000000"}, clear), ({}, arrive)):
            refused = screen.post(said, json={"person": "gunilla"}, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "pin_needed")
        assert screen.post(over, json={"by": "anna"}).json()["code"] == "pin_needed", "nobody ends a watch by a name"
        assert _ok(screen.post(over, json={"by": "anna"}, headers={"Trygg-PIN": "271828"}))["ending"] == "ended"
        presser = screen.post(clear, json={"person": "anna"}, headers={"Trygg-PIN": "271828"})
        assert presser.json()["code"] == "presser"
        _ok(screen.post(arrive, json={"person": "bo"}, headers={"Trygg-PIN": "271828"}))
        cleared = screen.post(clear, json={"person": "gunilla"}, headers={"Trygg-PIN": "271828"})
        assert _ok(cleared)["state"] == "cleared"
        wrong = {"Trygg-PIN": "000000"}
        while screen.post(clear, json={"person": "gunilla"}, headers=wrong).json()["code"] != "wait":
            pass
        _ok(screen.post("/offices/as/alarms", json={}, headers={"Idempotency-Key": "2", **wrong}))  # never limited


async def test_people_act_in_their_own_names(tmp_path: Path, browse: Browse) -> None:
    """Whoever is logged in is who she is, whatever name she sends; whoever has left is out of her live stream too."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()
        _account(service, "bo", "Bo Lind", "--role", "responder@as", "--person", "as/bo")
        _account(service, "gun", "Gunilla Nyström", "--role", "lead@as", "--person", "as/gunilla")
        bo, gun = browse(service, "bo"), browse(service, "gun")
        own = _ok(bo.get("/session"))["offices"]["as"]["person"]
        alarm = _ok(gun.post("/offices/as/alarms", json={"person": "anna"}, headers={"Idempotency-Key": "1"}))["alarm"]
        state = _ok(gun.get(f"/alarms/{alarm}"))
        assert state["presser"] == _ok(gun.get("/session"))["offices"]["as"]["person"]
        also = _ok(bo.post("/offices/as/alarms", json={}, headers={"Idempotency-Key": "1"}))["alarm"]
        assert _ok(gun.get(f"/alarms/{also}"))["presser"] == own, "her key is no word of his press"
        assert bo.post(f"/alarms/{alarm}/accept", json={"person": "anna"}).json()["code"] == "not_yourself"
        _ok(bo.post(f"/alarms/{alarm}/accept", json={}))
        assert _ok(gun.get(f"/alarms/{alarm}"))["responders"][own]["state"] == "accepted"
        for said, code in (({}, "not_entitled"), ({"seen_her": True}, "not_entitled")):
            assert bo.post(f"/alarms/{alarm}/clear", json=said).json()["code"] == code
        _ok(bo.post(f"/alarms/{alarm}/arrive", json={}))
        assert bo.post(f"/alarms/{alarm}/clear", json={}).json()["code"] == "not_seen"
        assert _ok(bo.post(f"/alarms/{alarm}/clear", json={"seen_her": True}))["state"] == "cleared"
        assert bo.post(f"/alarms/{alarm}/close", json={}).json()["code"] == "not_allowed"
        assert (
            bo.post("/offices/as/alarms", json={"mode": "drill"}, headers={"Idempotency-Key": "2"}).status_code == 403
        )
        _account(service, "una", "Una Lie", "--role", "presser@as")  # she is nobody in the plan, and Anna least of all
        pressed = browse(service, "una").post(
            "/offices/as/alarms", json={"person": "anna"}, headers={"Idempotency-Key": "3"}
        )
        assert _ok(gun.get(f"/alarms/{_ok(pressed)['alarm']}"))["presser"] is None
        address = f"ws://127.0.0.1:{service.port}/api/v1/offices/as/stream"
        async with connect(address, additional_headers=_cookie(bo), proxy=None) as stream:
            await stream.recv()
            assert service.trygg("user", "end", "bo").returncode == 0
            with pytest.raises(ConnectionClosed):
                await _until_closed(stream)
        assert bo.get("/session").status_code == 401
