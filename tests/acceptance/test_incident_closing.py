"""The threat comes by telephone, and the office is closed before he returns: all have answered in three minutes."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from parts.answers import guarded
from parts.channel import HeldChannel
from parts.closing_office import closing_text
from parts.drill_day import day
from parts.stores import SqliteStores
from parts.ways_out import Running, WaysOut
from roles.document import load
from service.access.visitor import Visitor
from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import Alarm
from service.alarm.closing_command import AnswerItem, LookAgain
from service.alarm.commands import AnyButRaise, Clear, ReportOutput
from service.alarm.refusal import Refusal
from service.api.facts import office_facts
from service.api.gate import visitor_of
from service.dispatch.book import OfficePage
from service.dispatch.closing import Begin, Closings
from service.dispatch.outgoing import Backs, outgoing
from service.dispatch.telling import Telling
from service.live import board as boards
from service.live.render import Audience, render
from service.notify.links import Links
from service.notify.port import Address, Outgoing
from service.store.notice_port import Notice
from service.web.i18n import load as texts
from service.wiring.answers import Answers

LINKS = Links(bytes(range(32)), "https://larm.example.se")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in Ås."""


class Told(Running):
    """The office's clock as the story tells it."""

    def now(self) -> datetime:
        """Return where the story stands."""
        return self.at


def _made(notice: Notice, page: OfficePage, address: Address, alarm: Alarm | None) -> Outgoing:
    return outgoing(notice, page, address, Telling(texts().into), Backs(answer=LINKS.answer), alarm=alarm)


class Morning:
    """One morning: who is told what, what the staff's screen shows, and telephones to open links with."""

    def __init__(self, out: WaysOut, sms: HeldChannel, phone: httpx2.AsyncClient, clock: Told) -> None:
        self.out = out
        self.sms = sms
        self.phone = phone
        self.clock = clock
        self.alarm = ""

    def after(self, seconds: int) -> None:
        """Let so many seconds of the story pass."""
        self.clock.at += timedelta(seconds=seconds)

    async def begin(self, **more: Any) -> None:
        """Gunilla says on her telephone that the office closes, or what may come."""
        gunilla = Actor(via="phone:as", who="p-gunilla", channel="phone")
        closings = Closings(self.out.store, self.out.book, self.out.dispatch, self.out.clock)
        self.alarm = (await closings.begin("as", Begin(actor=gunilla, **more))).alarm
        self.out.alarm = self.alarm

    async def message(self, name: str, purpose: str = "call") -> Outgoing:
        """The text message that somebody was sent."""

        def found() -> list[Outgoing]:
            return [one for one in self.sms.sent if (one.address.name, one.purpose) == (name, purpose)]

        await self.out.until(lambda _: bool(found()))
        return found()[-1]

    async def tap(self, name: str, button: str) -> str:
        """Somebody opens her link, reads what the button says, and taps it; return the page that follows."""
        link = urlsplit((await self.message(name)).link or "").path
        page = (await self.phone.get(f"{link}?lang=sv")).text
        [says] = re.findall(rf'value="(\w+)">{button}</button>', page)
        sent = await self.phone.post(f"{link}?lang=sv", content=f"says={says}", headers=FORM, follow_redirects=True)
        return sent.text

    async def say(self, command: AnyButRaise) -> None:
        """Somebody answers on a screen or a telephone."""
        await self.out.dispatch.ask("as", self.alarm, lambda _page: command)

    async def done(self, who: str, item: str) -> None:
        """Somebody taps "done"."""
        await self.say(AnswerItem(actor=Actor(via="screen:as/staff", who=f"p-{who}"), item=item, answer="done"))

    def screen(self) -> dict[str, Any]:
        """How the staff's screen shows the closing."""
        board = boards.empty()
        for entry in self.out.told:
            board = boards.apply(board, render(entry, Audience.STAFF))
        [shown] = [one for one in board["alarms"] if one["alarm"] == self.alarm]
        return dict(shown)

    def open_lines(self) -> set[str]:
        """The lines that nobody has answered, as the screen shows them."""
        return {item["id"] for item in self.screen()["closing"]["items"] if item["state"] == "open"}


@pytest.fixture
async def morning(tmp_path: Path) -> AsyncIterator[Morning]:
    """A morning at the invented office: David and Elin are out on visits, the café is in the house."""
    stores = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db", watch=Running())
    sms, clock = HeldChannel("sms"), Told()
    clock.at = TEN
    plan = load(closing_text(), source="as.yaml").plan
    assert plan is not None
    digest = LINKS.answer_digest
    out = WaysOut(
        stores.open(), sms, plan=plan, answer_digest=lambda id_: digest(LINKS.key(id_)), made=_made, clock=clock
    )
    facts = office_facts(out.page, invented=False)
    answers = Answers(LINKS, out.store, out.dispatch, clock, out.book.get)
    transport = httpx2.ASGITransport(app=guarded(answers, facts, frozenset({"larm.example.se"})))
    try:
        async with out, httpx2.AsyncClient(transport=transport, base_url="https://larm.example.se") as phone:
            yield Morning(out, sms, phone, clock)
    finally:
        await stores.close()


async def test_closed_before_he_returns(morning: Morning) -> None:
    """He rings at ten and says that he is coming. Door, reception, staff outside and the café have answered in time."""
    await morning.begin(key="ten", stage="closing", words="Släpp inte in någon.", looks_like="Blå jacka, röd cykel")
    shown = morning.screen()
    assert (shown["level"], shown["closing"]["words"]) == (0, "Släpp inte in någon.")
    assert "Blå jacka" not in str(shown), "what he looks like stands on no screen"
    assert len(morning.open_lines()) == 6

    for name in ("David Åkesson", "Elin Dahl"):
        message = await morning.message(name)
        assert re.fullmatch(r"Kom inte in till kontoret nu \([0-9a-f]{4}\)\. Svara tack\.", message.neutral)
    cafe = await morning.message("Kaféet i huset")
    assert cafe.neutral.startswith("Kontoret intill stänger nu")
    assert cafe.card == {}, "a neighbour is not called to anything"

    morning.after(12)
    await morning.say(ReportOutput(actor=SERVICE, output="front-lock", on=True, tries=1))
    assert "front-door/front" not in morning.open_lines(), "the lock has proven that it is locked"
    morning.after(20)
    await morning.done("hassan", "waiting-room")
    morning.after(15)
    assert "Ditt svar har kommit fram" in await morning.tap("David Åkesson", "Jag håller mig utanför")
    morning.after(10)
    await morning.tap("Elin Dahl", "Jag håller mig utanför")
    morning.after(25)
    await morning.tap("Kaféet i huset", "Vi har läst det")
    assert morning.open_lines() == {"police"}
    morning.after(30)
    await morning.done("gunilla", "police")

    assert morning.open_lines() == set()
    answers = [entry for entry in morning.out.told if entry.event == "ItemAnswered"]
    assert {one.facts["item"] for one in answers} == {item["id"] for item in shown["closing"]["items"]}
    assert max(one.at for one in answers) - TEN < timedelta(minutes=3)

    morning.after(1700)
    look = LookAgain(actor=Actor(via="phone:as", who="p-gunilla"), after=timedelta(minutes=30))
    await morning.say(look)
    assert not morning.screen()["closing"]["is_due"]
    with pytest.raises(Refusal):  # Hassan has done his part, and decides nothing by it
        await morning.say(Clear(actor=Actor(via="screen:as/staff", who="p-hassan"), entitled=False))
    morning.after(900)
    await morning.say(Clear(actor=Actor(via="phone:as", who="p-gunilla"), entitled=True))
    assert morning.screen()["cleared_by"] == "p-gunilla"
    over = {one.responder for one in await morning.out.rows(purpose="over")}
    assert {"p-david", "p-elin", "contact:cafe"} <= over, "whoever was told to stay out is told that it is open"
    [described] = [e for e in await morning.out.store.alarm_entries(morning.alarm) if e.event == "ReturnDescribed"]
    assert described.personal is None


async def test_the_door_cannot_and_the_next_one_can(morning: Morning) -> None:
    """Ida cannot lock the door: nobody stands in for her, and the line says so until somebody has done it."""
    await morning.begin(key="ten", stage="closing")
    cannot = AnswerItem(actor=Actor(via="screen:as/staff", who="p-ida"), item="front-door/front", answer="cannot")
    await morning.say(cannot)
    [line] = [item for item in morning.screen()["closing"]["items"] if item["id"] == "front-door/front"]
    assert (line["state"], line["by"]) == ("cannot", "p-ida")
    await morning.done("anna", "front-door/front")
    [line] = [item for item in morning.screen()["closing"]["items"] if item["id"] == "front-door/front"]
    assert (line["state"], line["by"]) == ("done", "p-anna")


async def test_the_press_comes_all_the_same(morning: Morning) -> None:
    """He is inside already: Eva presses while the office closes, and her alarm is real, above it, and calls as ever."""
    await morning.begin(key="ten", stage="closing")
    closing = morning.alarm
    morning.after(40)
    pressed = await morning.out.press()
    assert pressed.alarm != closing
    board = boards.empty()
    for entry in morning.out.told:
        board = boards.apply(board, render(entry, Audience.STAFF))
    kinds = {one["kind"]: one for one in board["alarms"]}
    assert kinds["emergency"]["level"] > kinds["closing"]["level"]
    assert {"p-ida", "p-hassan"} <= {row["responder"] for row in kinds["emergency"]["responders"]}


async def test_what_he_looks_like_stands_in_no_record_that_others_read(tmp_path: Path) -> None:
    """Whoever reads alarms afterwards reads neither in the timeline nor in the review what only the called may know."""
    async with day(tmp_path) as office:
        asked = {"stage": "hold", "person": "gunilla", "words": "Till receptionen först.", "looks_like": "Blå jacka"}
        held = await office.post("/closing", asked)
        assert held.status_code == 201, held.text
        alarm = held.json()["alarm"]
        timeline = await office.http.get(f"/api/v1/alarms/{alarm}/timeline")
        assert "Till receptionen först." in timeline.text
        [described] = [one for one in timeline.json()["entries"] if one["event"] == "ReturnDescribed"]
        assert described["personal"] is None
        assert described["personal_digest"] is not None, "the chain holds without it"
        review = await office.http.get(f"/review/as/{alarm}?lang=sv")
        assert review.status_code == 200
        assert "Blå jacka" not in timeline.text + review.text


async def test_nobody_ticks_off_a_colleagues_line_as_her_own(tmp_path: Path) -> None:
    """Bo's telephone answers for Hassan only where he says so, and the record names both; the police are not his."""
    async with day(tmp_path) as office:
        keys = office.node.book["as"].keys
        closed = (await office.post("/closing", {"person": "gunilla"})).json()["alarm"]
        phone = Visitor(kind="phone", id="d-1", name="T", office="as", persons={"as": keys["bo"]})
        office.node.app.dependency_overrides[visitor_of] = lambda: phone

        async def answers(**said: Any) -> tuple[int, str]:
            sent = {"item": "waiting-room", "answer": "done", **said}
            answer = await office.http.post(f"/api/v1/alarms/{closed}/answer-item", json=sent)
            return answer.status_code, answer.json().get("code", "")

        assert await answers() == await answers(item="police") == (403, "not_your_line")
        assert await answers(person="hassan") == (403, "not_yourself")
        assert await answers(behalf_of="hassan", channel="telephone") == (200, "")
        del office.node.app.dependency_overrides[visitor_of]
        entries = await office.node.store.alarm_entries(closed)
        [told] = [one for one in entries if one.event == "ItemAnswered"]
        assert (told.actor.who, told.actor.behalf_of, told.facts["by"]) == (keys["bo"], keys["hassan"], keys["hassan"])
        assert told.facts["item"] == "waiting-room"
