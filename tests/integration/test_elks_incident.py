"""An alarm over telephones, told as it goes: texts, calls, keys, a machine, a reply, and what stands in the record."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest_asyncio
from fastapi import FastAPI

from parts.elks import PASSWORD, USERNAME, Asked, FakeElks
from parts.stores import SqliteStores
from parts.ways_out import QUICK, SLOW, Running, Silent, WaysOut, plan_with
from roles.plan import Plan
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import AskForPolice
from service.api import problem
from service.dispatch.book import OfficePage
from service.dispatch.outgoing import Backs, Words, outgoing
from service.jobs.notices import Means, Notices
from service.notify.links import REPLIES, Links
from service.notify.port import Address, Channel, Outgoing
from service.notify.sms import channel as sms
from service.notify.sms.settings import ElksSettings as SmsSettings
from service.notify.voice import channel as voice
from service.notify.voice.settings import ElksSettings as VoiceSettings
from service.store.notice_port import Notice
from service.wiring.telephone import telephone_routes

PUBLIC = "https://larm.example.se"
POLICE = "contact:police"
LINKS = Links(b"s" * 32, PUBLIC)
NUMBERS = {who: f"+467010000{number:02}" for number, who in enumerate(sorted(plan_with().people))}


def _plan() -> Plan:
    plan = plan_with("sms", "voice", police=("voice",))
    people = {who: replace(one, phone=NUMBERS[who]) for who, one in plan.people.items()}
    return replace(plan, people=people, patience={"sms": QUICK, "voice": SLOW})


def _make(notice: Notice, page: OfficePage, address: Address, _alarm: Alarm | None) -> Outgoing:
    def texts(
        _notice: Notice, _page: OfficePage, _language: str, *, repeats: bool, alarm: Alarm | None = None
    ) -> Words:
        return Words(neutral="Du behövs nu. Upprepas." if repeats else "Du behövs nu.", full="", card={})

    backs = Backs(answer=LINKS.answer, callback=lambda id_, _route: LINKS.callback(id_, "report"))
    return outgoing(notice, page, address, texts, backs)


@dataclass(kw_only=True)
class Telephones:
    """An office whose people have telephones, a provider, and the addresses at which it reports."""

    out: WaysOut
    provider: FakeElks
    http: httpx2.AsyncClient

    async def asked(self, what: str, who: str) -> Asked:
        """Wait until the provider has been asked for a text or a call to somebody, and return it."""
        found: list[Asked] = []

        def came(_rows: list[Notice]) -> bool:
            found[:] = [one for one in self.provider.asked if (one.what, one.form.get("to")) == (what, NUMBERS[who])]
            return bool(found)

        await self.out.until(came)
        return found[0]

    async def row(self, who: str, route: str, *states: str) -> Notice:
        """Wait until somebody's notice is in one of some states."""
        rows = await self.out.until(_of(who, route, states))
        return next(one for one in rows if (one.responder, one.route) == (f"p-{who}", route))

    async def report(self, address: str, **form: str) -> httpx2.Response:
        """Have the provider send a form."""
        return await self.http.post(address, data=form)

    async def about(self, event: str, who: str) -> list[Any]:
        """Return the facts of what the record says of somebody."""
        return [facts for facts in await self.out.events(event) if facts.get("responder") == f"p-{who}"]


def _of(who: str, route: str, states: tuple[str, ...]) -> Callable[[list[Notice]], bool]:
    return lambda rows: any((one.responder, one.route) == (f"p-{who}", route) and one.state in states for one in rows)


@pytest_asyncio.fixture(scope="module")
async def provider() -> AsyncIterator[FakeElks]:
    """One provider for the whole file."""
    async with FakeElks() as made:
        yield made


@pytest_asyncio.fixture
async def office(tmp_path: Path, provider: FakeElks) -> AsyncIterator[Telephones]:
    """An office with texts and calls over 46elks."""
    provider.asked.clear()
    (tmp_path / "password").write_text(PASSWORD)
    table = {"username": USERNAME, "password_file": tmp_path / "password", "url": provider.url, "replies": True}
    table["number"] = "+46766861004"
    channels: dict[str, Channel] = {
        "sms": sms.make(SmsSettings.model_validate(table)),
        "voice": voice.make(VoiceSettings.model_validate(table), LINKS),
    }
    stores = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db", watch=Running())
    store = stores.open()
    out = WaysOut(store, plan=_plan(), has={"sms": True, "voice": True})
    means = Means(channels=channels, make=_make, standing=Silent())
    out.notices = Notices(store, out.dispatch, out.book, out.clock, node="node-1", means=means)
    app = FastAPI()
    problem.install(app)
    for routes in telephone_routes(LINKS, store, out.dispatch, book=out.book, clock=out.clock, public_url=PUBLIC):
        app.include_router(routes, prefix="/api/v1")
    async with out, httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC) as http:
        yield Telephones(out=out, provider=provider, http=http)
    await out.notices.close()
    await stores.close()


async def test_an_alarm_goes_by_text_and_then_by_telephone(office: Telephones) -> None:
    """One presses 1, a machine answers for the next, the third replies by text: each stands there as what it was."""
    await office.out.press()
    rows = await office.out.until(bool)
    first, second, third = sorted({one.responder.removeprefix("p-") for one in rows if one.route == "sms"})[:3]
    texts = {who: await office.asked("sms", who) for who in (first, second, third)}
    assert {one.form["from"] for one in texts.values()} == {"+46766861004"}
    assert all("/a/" in one.form["message"] and "114" not in one.form["message"] for one in texts.values())

    # The first one's text is delivered, twice as providers do; she does not look, and the telephone rings.
    await office.row(first, "sms", "handed_over")
    for _ in range(2):
        answer = await office.report(texts[first].form["whendelivered"], id=texts[first].id, status="delivered")
        assert answer.status_code == 204
    assert len(await office.about("NoticeDelivered", first)) == 1
    call = await office.asked("calls", first)
    await office.row(first, "voice", "handed_over")
    asked = (await office.report(call.form["voice_start"], callid=call.id)).json()
    assert "ivr" in asked
    assert await office.about("ResponderAccepted", first) == []
    twice = await asyncio.gather(*(office.report(asked["next"], callid=call.id, result="1") for _ in range(2)))
    assert all("noted_coming" in told.json()["play"] for told in twice)
    [accepted] = await office.about("ResponderAccepted", first)
    assert accepted["channel"] == "voice"
    assert (await office.row(first, "voice", "answered")).provider_id == call.id
    assert (await office.report(call.form["whenhangup"], id=call.id, state="success")).status_code == 204
    assert len(await office.about("ResponderAccepted", first)) == 1
    assert await office.about("NoticeFailed", first) == []

    # A machine answers for the second.
    call = await office.asked("calls", second)
    await office.row(second, "voice", "handed_over")
    asked = (await office.report(call.form["voice_start"], callid=call.id)).json()
    assert "no_answer" in (await office.report(asked["next"], callid=call.id, result="failed")).json()["play"]
    await office.report(call.form["whenhangup"], callid=call.id, state="success", duration="31")
    await office.row(second, "voice", "failed")
    [failed] = await office.about("NoticeFailed", second)
    assert (failed["route"], failed["reason"]) == ("voice", "not_answered")
    assert await office.about("ResponderAccepted", second) == []

    # The third replies by text, from her own number; the same text from a strange one answers nothing.
    replies = f"{PUBLIC}/api/v1/routes/sms/replies/{LINKS.key('sms', REPLIES)}"
    await office.row(third, "sms", "handed_over", "delivered")
    for sender, status in (("+46701234567", 204), (NUMBERS[third], 200)):
        form = {"id": f"t-{status}", "from": sender, "message": "Nej", "direction": "incoming"}
        assert (await office.report(replies, **form)).status_code == status
    [declined] = await office.about("ResponderDeclined", third)
    assert declined["channel"] == "sms"


async def test_a_text_that_may_have_been_taken_is_repeated_under_its_own_name(office: Telephones) -> None:
    """The provider breaks off once: the text goes out again and says so, and a report of either copy counts once."""
    office.provider.moods, office.provider.only = ["broken"], "sms"  # a call may be asked for first
    await office.out.press()
    rows = await office.out.until(lambda rows: any(one.route == "sms" and one.attempts == 2 for one in rows))
    twice = next(one for one in rows if one.route == "sms" and one.attempts == 2)
    who = twice.responder.removeprefix("p-")
    await office.row(who, "sms", "handed_over")
    first, second = [one for one in office.provider.asked if one.form.get("to") == NUMBERS[who] and one.what == "sms"]
    assert first.form["whendelivered"] == second.form["whendelivered"]
    assert ("Upprepas" in first.form["message"], "Upprepas" in second.form["message"]) == (False, True)
    await office.report(first.form["whendelivered"], id=first.id, status="failed")
    await office.row(who, "sms", "handed_over")
    await office.report(first.form["whendelivered"], id=first.id, status="delivered")
    assert (await office.row(who, "sms", "delivered")).provider_id == second.id
    assert await office.about("NoticeFailed", who) == []


async def test_the_police_contact_is_called_and_answers_with_a_key(office: Telephones) -> None:
    """Once somebody entitled has asked; she hears the recording for outside, and her key is her answer."""
    await office.out.press()
    lead = office.out.page.leads[0]
    await office.out.ask(AskForPolice(actor=Actor(via="phone:as", who=lead), is_lead=True))
    rows = await office.out.until(lambda rows: any(one.responder == POLICE and one.provider_id for one in rows))
    notice = next(one for one in rows if one.responder == POLICE)
    assert (notice.route, notice.reach) == ("voice", "outside")
    call = next(one for one in office.provider.asked if one.form.get("to") == "+4680000002")
    asked = (await office.report(call.form["voice_start"], callid=call.id)).json()
    assert "/outside?" in asked["ivr"]
    told = (await office.report(asked["next"], callid=call.id, result="1")).json()
    assert "noted_coming" in told["play"]
    [accepted] = [one for one in await office.out.events("ResponderAccepted") if one["responder"] == POLICE]
    assert accepted["channel"] == "voice"
