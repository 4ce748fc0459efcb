"""What is let in at one place is a stranger elsewhere: screens by who reads them, phones, and other offices' ids."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from parts.house import PASSWORD, PIN, SCREENS, House, house
from parts.inside import inside
from service.access.action import Action
from service.access.rights import MAY, PROGRAMS, Grant, Role
from service.access.visitor import NOT_BY_PHONE, PIN_MAY, SCREEN_MAY
from service.api.gate import ASKED, PIN_HEADER, Asked, Somewhere
from service.clock import SystemClock
from service.wiring.front import front_of
from service.wiring.serving import server_config

pytestmark = pytest.mark.timeout(120)

_OFFICE, _ALARM = "/api/v1/offices/{office}", "/api/v1/alarms/{alarm}"
BY_VISITORS = {
    ("GET", f"{_OFFICE}/board"),
    ("GET", f"{_OFFICE}/next-door"),
    ("POST", f"{_OFFICE}/next-door"),
    ("GET", f"{_ALARM}/looks-like"),
    ("GET", f"{_ALARM}/visit"),
    ("GET", "/screen/{office}/{screen}"),
}
"""All that a screen which visitors read may ask for: each answers it with nothing of what goes on."""
IN_A_CORNER = BY_VISITORS | {
    ("POST", f"{_OFFICE}/alarms"),
    ("POST", f"{_OFFICE}/meetings/{{meeting}}/call-help"),
    ("POST", f"{_ALARM}/acknowledge"),
    ("POST", f"{_ALARM}/accept"),
    ("POST", f"{_ALARM}/decline"),
    ("POST", f"{_ALARM}/answer-item"),
}
"""All that a discreet one may besides: call help, and say who has seen it and who comes."""
SCIM = "refused as SCIM refuses, which has no such word"
REFUSES = ("not_allowed", "pin_needed", "no_pin", SCIM)
DEAR = (".pdf", ".ics", "/plan", "/plan/read", "/plan/coverage", "/plan/templates", "/review/{office}")
"""What is worked out in a process of its own, or for long; `test_access_table` asks for it."""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def _refused(answers: Mapping[tuple[str, str], httpx2.Response]) -> set[tuple[str, str]]:
    """Return which addresses were refused at the gate; nobody is a stranger."""
    assert all(answer.status_code != 401 for answer in answers.values())
    return {
        asked
        for asked, answer in answers.items()
        if answer.status_code == 403 and answer.json().get("code", SCIM) in REFUSES
    }


def _of(asked: Asked) -> Action:
    assert isinstance(asked, Action | Somewhere)
    return asked.action if isinstance(asked, Somewhere) else asked


def _told(house: House, answers: Iterable[httpx2.Response]) -> set[str]:
    """Return which people and places of the office are named in answers."""
    plan = house.node.node.book["as"].plan
    names = {one.name for one in plan.people.values()} | {one.name for one in plan.zones.values()} | {"a red coat"}
    texts = "\n".join(answer.text for answer in answers)
    return {name for name in names if name in texts}


async def test_what_comes_through_an_unnamed_proxy_is_not_at_this_computer(tmp_path: Path) -> None:
    """Before the first account a proxy set up in haste would else open the office to whoever reaches it."""
    async with inside(tmp_path) as node:
        for address in ("/api/v1/session", "/api/v1/offices/as", "/p/as", "/api/v1/offices/as/board"):
            assert (await node.http.get(address)).status_code == 200
            for header in ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP"):
                refused = await node.http.get(address, headers={header: "192.0.2.7"})
                assert (refused.status_code, refused.json()["code"]) == (403, "unnamed_proxy")
        passed_on = {"Via": "1.1 proxy", "Idempotency-Key": "1"}
        assert (await node.http.post("/api/v1/offices/as/alarms", headers=passed_on, json={})).status_code == 403
        assert (await node.http.get("/health/live", headers=passed_on)).status_code == 200


async def test_a_proxy_that_says_nothing_of_itself_is_told_by_how_it_asks(tmp_path: Path) -> None:
    """Nginx as it comes passes everybody on under its own address and name, in HTTP/1.0; a browser here does not."""
    async with inside(tmp_path) as node:
        app: Any = server_config(node.node, front_of(node.node.settings, has_account=False)).app

        async def passing_on(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "http_version": "1.0"}, receive, send)

        transport = httpx2.ASGITransport(app=passing_on)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as proxied:
            for address in ("/api/v1/session", "/p/as", "/api/v1/offices/as/board"):
                refused = await proxied.get(address)
                assert (refused.status_code, refused.json()["code"]) == (403, "unnamed_proxy")
                assert (await node.http.get(address)).status_code == 200
            assert (await proxied.get("/health/live")).status_code == 200


async def test_a_screen_is_let_through_to_what_its_place_allows(tmp_path: Path) -> None:
    """Every address, asked at a screen of each audience, without its PIN and with it."""
    async with house(tmp_path) as one:
        operator = await one.token(Role.OPERATOR)
        for audience, screen in SCREENS.items():
            who = await one.paired(operator, screen=screen)
            [listed] = [
                each
                for each in (await one.ask("GET", "/api/v1/offices/as/paired", operator)).json()
                if each["screen"] == screen
            ]
            pin = f"/api/v1/offices/as/paired/{listed['id']}/pin"
            assert (await one.ask("PUT", pin, operator, json={"pin": PIN})).status_code == 204
            with_pin = ({**who, PIN_HEADER: PIN}, SCREEN_MAY[audience] | PIN_MAY[audience])
            for headers, may in (with_pin, (who, SCREEN_MAY[audience])) if audience == "staff" else (with_pin,):
                answers = await one.everything(headers)
                through = answers.keys() - _refused(answers)
                assert through == {asked for asked in answers if _of(ASKED[asked]) in may}, audience
                if audience in ("public", "discreet"):
                    assert through == (BY_VISITORS if audience == "public" else IN_A_CORNER)
                    assert _told(one, answers.values()) == set()
            if audience == "staff":
                elsewhere = await one.everything(with_pin[0], office="fjellvik")
                assert {asked for asked in elsewhere if "{office}" in asked[1]} <= _refused(elsewhere)


async def test_a_phone_does_nothing_in_another_office_and_looks_after_nobody(tmp_path: Path) -> None:
    """However much its person may: it lies about, and whoever finds it may press with it and answer."""
    async with house(tmp_path) as one:
        roles = [Grant(role=role, office=None) for role in Role if role not in PROGRAMS]
        await one.roll.add("eva", "Eva Lundin", grants=roles, typed=PASSWORD)
        phone = await one.paired(await one.token(Role.OPERATOR), login="op")
        assert (await one.ask("GET", "/api/v1/session", phone)).json()["name"] == "Olle"
        session = await one.ask("POST", "/api/v1/session", {}, json={"login": "eva", "password": PASSWORD})
        eva = {"Cookie": session.headers["set-cookie"].split(";")[0]}
        phone = await one.paired(eva, login="eva")
        held = frozenset[Action]().union(*(MAY[grant.role] for grant in roles)) - NOT_BY_PHONE
        answers = await one.everything(phone, but=DEAR)
        of_an_office = {asked for asked in answers if "{office}" in asked[1] or "{alarm}" in asked[1]}
        refused = _refused(answers)
        assert of_an_office - refused == {asked for asked in of_an_office if _of(ASKED[asked]) in held}
        assert refused >= {asked for asked in answers if _of(ASKED[asked]) in NOT_BY_PHONE | {Action.SEE_HEALTH}}
        assert {("POST", f"{_OFFICE}/plan/{what}") for what in ("approve", "publish", "roll-back")} <= refused
        elsewhere = await one.everything(phone, office="fjellvik")
        assert {asked for asked in elsewhere if "{office}" in asked[1]} <= _refused(elsewhere)


async def test_another_offices_ids_name_nothing_here(tmp_path: Path) -> None:
    """Who may everything in one office and knows what the other has reads nothing of it and changes nothing."""
    async with house(tmp_path) as one:
        here = [Grant(role=role, office="fjellvik") for role in Role if role not in PROGRAMS]
        await one.roll.add("eva", "Eva Lundin", grants=here, typed=PASSWORD)
        session = await one.ask("POST", "/api/v1/session", {}, json={"login": "eva", "password": PASSWORD})
        eva = {"Cookie": session.headers["set-cookie"].split(";")[0]}
        lead, admin = await one.token(Role.LEAD), await one.token(Role.OFFICE_ADMINISTRATOR)
        away, ours, theirs = "/api/v1/offices/fjellvik", "/api/v1/offices/as", one.ids
        kept = await one.ask("POST", f"{ours}/plan/pictures", admin, content=PNG)
        picture, version = kept.json()["name"], one.node.node.book["as"].plan.version
        device = next(d.device for d in one.node.node.intake.registry.inventory.devices if d.office == "as")
        operator = await one.token(Role.OPERATOR)
        await one.paired(operator, screen="staff")
        [screen] = (await one.ask("GET", f"{ours}/paired", operator)).json()
        drill = await _planned_drill(one, lead)
        before = await one.ask("GET", f"{ours}/board", lead)
        asked: list[tuple[str, str, Any]] = [
            *(("POST", f"{away}/meetings/{theirs['meeting']}/{what}", {}) for what in ("begin", "check-in", "end")),
            *(("POST", f"{away}/meetings/{theirs['meeting']}/{what}", {}) for what in ("extend", "call-help")),
            *(("POST", f"{away}/drills/{drill}/{what}", {}) for what in ("start", "agree", "object", "abort", "end")),
            ("POST", f"{away}/drills/{drill}/call-off", {}),
            ("GET", f"{away}/drills/{drill}", None),
            ("GET", f"/review/fjellvik/{theirs['alarm']}", None),
            ("GET", f"/api/v1/alarms/{theirs['alarm']}", None),
            ("GET", f"/api/v1/alarms/{theirs['alarm']}/timeline", None),
            ("GET", f"/api/v1/alarms/{theirs['closing']}/looks-like", None),
            ("POST", f"/api/v1/alarms/{theirs['alarm']}/clear", {"person": "gunilla", "seen_her": True}),
            ("POST", f"/api/v1/alarms/{theirs['closing']}/look-again", {}),
            ("GET", f"{away}/plan/pictures/{picture}", None),
            ("GET", f"{away}/readiness/pictures/{picture}", None),
            ("GET", f"{away}/plan/versions/{version}", None),
            ("POST", f"{away}/plan/publish", {"version": version, "by": "none"}),
            ("POST", f"{away}/devices/{device}/test-window", {}),
            ("GET", f"{away}/devices/{device}/test-window", None),
            ("PUT", f"{away}/paired/{screen['id']}/pin", {"pin": PIN}),
            ("PUT", f"{away}/paired/{screen['id']}/name", {"name": "Ours"}),
            ("PUT", f"{away}/paired/{screen['id']}/owner", {}),
            ("DELETE", f"{away}/paired/{screen['id']}", None),
        ]
        for method, address, content in asked:
            answer = await one.ask(method, address, eva, **({} if content is None else {"json": content}))
            assert answer.status_code in (403, 404), (method, address, answer.text)
            assert not {"Anna", "Gunilla", "room-114"} & set(answer.text.replace('"', " ").split())
        after = await one.ask("GET", f"{ours}/board", lead)
        assert after.json()["alarms"] == before.json()["alarms"]
        assert [one_["id"] for one_ in (await one.ask("GET", f"{ours}/paired", operator)).json()] == [screen["id"]]


async def _planned_drill(one: House, lead: dict[str, str]) -> str:
    """Plan a drill on the first day on which the office is open."""
    address = "/api/v1/offices/as/drills"
    scenario = (await one.ask("GET", f"{address}/scenarios", lead)).json()[0]["scenario"]
    made = None
    for day in range(1, 15):
        at = (SystemClock().now() + timedelta(days=day)).replace(hour=10).isoformat()
        headers = {**lead, "Idempotency-Key": f"drill-{day}"}
        made = await one.ask("POST", address, headers, json={"scenario": scenario, "at": at})
        if made.status_code == 201:
            return str(made.json()["drill"])
    raise AssertionError(made and made.text)
