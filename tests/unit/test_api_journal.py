"""The journal of a centre over HTTP: who may read it, what stands there, and that no key does."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import httpx2
import pytest
from fastapi import FastAPI

from parts.alarm_centre import KEYS, a_centre, a_notice, small
from parts.channel import HeldChannel
from parts.process import free_port
from parts.ways_out import plan_with
from service.access.rights import Grant, Role
from service.access.visitor import OPEN, Visitor
from service.api import problem, ways_out
from service.api.desk import Desk
from service.api.gate import visitor_of
from service.clock import SystemClock
from service.dispatch.book import OfficePage
from service.jobs.route_test import RouteTests
from service.notify.alarm_centre.channel import AlarmCentre
from service.notify.port import Channel
from service.notify.standing import Standing
from service.notify.ways import ways_set_up

HERS = (Grant(role=Role.OFFICE_ADMINISTRATOR, office="as"),)
OF_ONE_OFFICE = Visitor(kind="account", id="a", name="Gunilla", grants=HERS)
OPERATOR = Visitor(kind="account", id="o", name="Olle", grants=(Grant(role=Role.OPERATOR, office=None),))
JOURNAL = "/routes/alarm_centre/journal"
TEST = "/routes/alarm_centre/test?receiver=larm"


def served(centre: AlarmCentre, visitor: Visitor, *, every: timedelta = ways_out.TEST_EVERY) -> httpx2.AsyncClient:
    """Return a client of the ways out's API that asks as somebody; the office's plan calls the centre `larm`."""
    plan = plan_with(police=("alarm_centre",))
    police = replace(plan.contacts["police"], receiver="larm")
    page = OfficePage(plan=replace(plan, contacts={**plan.contacts, "police": police}), keys={})
    clock, standing = SystemClock(), Standing()
    channels: dict[str, Channel] = {"alarm_centre": centre, "sms": HeldChannel("sms")}
    ways = ways_set_up(channels, {"alarm_centre": ["larm"]})
    tests = RouteTests(ways, channels, standing, clock, every=lambda _: timedelta(minutes=1))
    app = FastAPI()
    problem.install(app)
    desk = cast(Desk, SimpleNamespace(clock=clock, book={"as": page}))
    app.include_router(ways_out.router(desk, tests, standing, every=every))
    app.dependency_overrides[visitor_of] = lambda: visitor
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://trygg.test")


async def test_whoever_looks_after_all_reads_what_was_sent_and_answered(tmp_path: Path) -> None:
    """The newest message first, in clear, with its answer; both places with their standing; the key nowhere."""
    async with small(key=KEYS[16]) as second:
        there = {"host": "127.0.0.1", "port": second.port}
        centre = a_centre(tmp_path, free_port(), key=KEYS[16], secondary=there)
        await centre.hand_over(a_notice())
        async with served(centre, OPEN) as http:
            answer = await http.get(JOURNAL, params={"receiver": "larm"})
    told = answer.json()
    assert [(one["place"], one["reason"]) for one in told["places"]] == [
        ("primary", "unreachable"),
        ("secondary", None),
    ]
    newest, first = told["entries"]
    assert (first["place"], first["reason"], newest["place"], newest["reason"]) == (
        "primary",
        "unreachable",
        "secondary",
        None,
    )
    assert "PA000^Rum 114 (bla gangen)^" in newest["sent"]
    assert newest["encrypted"]
    assert newest["answer"].startswith("ACK ")
    assert KEYS[16].decode() not in answer.text
    assert KEYS[16].hex() not in answer.text


async def test_of_one_office_the_standing_is_shown_and_no_other_offices_alarms(tmp_path: Path) -> None:
    """A centre has several offices' alarms: whoever looks after one sees whether it is there, and nothing sent."""
    async with small() as receiver:
        centre = a_centre(tmp_path, receiver.port)
        await centre.hand_over(a_notice())
        async with served(centre, OF_ONE_OFFICE) as http:
            told = (await http.get(JOURNAL, params={"receiver": "larm"})).json()
    assert told["entries"] is None
    assert told["places"][0]["acknowledged_at"]


async def test_whoever_runs_the_machine_reads_no_alarm_in_it(tmp_path: Path) -> None:
    """An operator sees that something was sent and what was answered, and neither kind nor place nor words of it."""
    async with small() as receiver:
        centre = a_centre(tmp_path, receiver.port)
        await centre.probe("larm")
        await centre.hand_over(a_notice())
        async with served(centre, OPERATOR) as http:
            answer = await http.get(JOURNAL, params={"receiver": "larm"})
    newest, first = answer.json()["entries"]
    assert newest["sent"].endswith("#1A2B […]")
    assert "Rum 114" not in answer.text
    assert "NULL" in first["sent"]
    assert newest["answer"].startswith("ACK ")


async def test_what_has_no_journal_is_said_to_have_none(tmp_path: Path) -> None:
    """Another route, another centre, and a centre that no plan of hers names are unknown."""
    centre = a_centre(tmp_path, free_port())
    async with served(centre, OPEN) as http:
        for path, receiver in ((JOURNAL, "elsewhere"), ("/routes/sms/journal", ""), ("/routes/nothing/journal", "x")):
            assert (await http.get(path, params={"receiver": receiver})).status_code == 404
    async with served(centre, Visitor(kind="account", id="b", name="Bo")) as http:
        assert (await http.get(JOURNAL, params={"receiver": "larm"})).status_code == 404


async def test_a_way_is_not_tested_by_one_who_never_stops_asking(tmp_path: Path) -> None:
    """The first test is made at once, and the next one waits: a provider that is asked too often may take no calls."""
    async with small() as receiver:
        centre = a_centre(tmp_path, receiver.port)
        async with served(centre, OPERATOR, every=timedelta(hours=1)) as http:
            assert (await http.post(TEST)).json()["state"] == "up"
            for _ in range(3):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await http.post(TEST)
    assert len(centre.journal("larm")) == 1
