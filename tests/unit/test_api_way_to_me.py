"""A message to oneself over a way out: only to her own address, marked as a test, once a minute."""

from types import SimpleNamespace
from typing import cast

import httpx2
from fastapi import FastAPI

from parts.channel import HeldChannel
from parts.ways_out import plan_with
from service.access.visitor import OPEN, Visitor
from service.api import problem, way_to_me
from service.api.desk import Desk
from service.api.gate import visitor_of
from service.clock import SystemClock
from service.dispatch.book import OfficePage
from service.notify.port import NotHandedOver
from service.notify.standing import Standing

GUNILLA = Visitor(kind="account", id="a", name="Gunilla", persons={"as": "p-gunilla"})
TEST = "/offices/as/routes/sms/test"


def served(channel: HeldChannel, visitor: Visitor, standing: Standing) -> httpx2.AsyncClient:
    """Return a client of the API that asks as somebody; text messages are set up, and calls."""
    page = OfficePage(plan=plan_with(), keys={"gunilla": "p-gunilla"})
    desk = SimpleNamespace(clock=SystemClock(), book={"as": page}, translate=lambda _: lambda text: text)
    app = FastAPI()
    problem.install(app)
    channels = {"sms": channel, "voice": HeldChannel("voice")}
    app.include_router(way_to_me.router(cast(Desk, desk), channels, standing))
    app.dependency_overrides[visitor_of] = lambda: visitor
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://trygg.test")


async def test_it_goes_to_her_own_number_once_a_minute_and_says_that_it_is_a_test() -> None:
    """The standing knows that the way is open; the second one has to wait."""
    channel, standing = HeldChannel("sms"), Standing()
    async with served(channel, GUNILLA, standing) as http:
        assert (await http.post(TEST)).status_code == 204
        assert (await http.post(TEST)).json()["code"] == "wait"
    [sent] = channel.sent
    assert (sent.address.name, sent.purpose, sent.mode, sent.link) == ("Gunilla Nyström", "self_test", "test", None)
    assert "only tests the way to you" in sent.neutral
    assert standing.of("sms").state(SystemClock().now()) == "up"


async def test_what_is_refused_is_said_and_remembered() -> None:
    """Without a word of the provider's that could hold a number."""
    channel, standing = HeldChannel("sms", NotHandedOver("unreachable", again=True, detail="+46700000008")), Standing()
    async with served(channel, GUNILLA, standing) as http:
        answer = await http.post(TEST)
    assert (answer.status_code, answer.json()["code"]) == (502, "not_handed_over")
    assert "+46" not in answer.text
    assert standing.of("sms").failures == 1


async def test_nobody_sends_one_to_somebody_else() -> None:
    """Whoever is nobody in the plan has no address; a call, a centre and another office's way are none of these."""
    channel = HeldChannel("sms")
    async with served(channel, OPEN, Standing()) as http:
        assert (await http.post(TEST)).json()["code"] == "nobody_named"
        for route in ("voice", "alarm_centre", "email", "x" * 200):
            assert (await http.post(f"/offices/as/routes/{route}/test")).json()["code"] == "unknown_route"
        assert (await http.post("/offices/bs/routes/sms/test")).json()["code"] == "unknown_route"
    assert channel.sent == []
