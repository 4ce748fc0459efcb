"""Incidents in which somebody answers by a link: the guard's text message, a scanner of mail, yesterday's link."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from parts.answers import guarded
from parts.channel import HeldChannel
from parts.stores import SqliteStores
from parts.ways_out import Running, WaysOut, plan_with
from roles.route import Route
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import AskForPolice, Clear, TellSituation
from service.alarm.states import Mode
from service.api.facts import office_facts
from service.dispatch.book import OfficePage
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


def _made(notice: Notice, page: OfficePage, address: Address, alarm: Alarm | None) -> Outgoing:
    return outgoing(notice, page, address, Telling(texts().into), Backs(answer=LINKS.answer), alarm=alarm)


@dataclass
class _Later:
    """The office's clock, some hours on."""

    clock: Running
    by: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.clock.now() + self.by

    def monotonic(self) -> float:
        return self.clock.monotonic()


class _Day:
    """One day: who was sent what, what the office's screen shows, and a telephone to open links with."""

    def __init__(self, out: WaysOut, sms: HeldChannel, phone: httpx2.AsyncClient, clock: _Later) -> None:
        self.out = out
        self.sms = sms
        self.phone = phone
        self.clock = clock

    async def message(self, name: str, purpose: str = "call") -> Outgoing:
        """Wait until somebody has been sent a text message that calls, or one of another purpose; return the last."""

        def found() -> list[Outgoing]:
            return [one for one in self.sms.sent if (one.address.name, one.purpose) == (name, purpose)]

        await self.out.until(lambda _: bool(found()))
        return found()[-1]

    async def link(self, name: str) -> str:
        """Return the link in somebody's text message, as her telephone opens it."""
        link = (await self.message(name)).link
        assert link is not None
        return urlsplit(link).path

    def screen(self, person: str) -> dict[str, Any]:
        """Return how the staff's screen shows somebody."""
        board = boards.empty()
        for entry in self.out.told:
            board = boards.apply(board, render(entry, Audience.STAFF))
        [alarm] = [one for one in board["alarms"] if one["alarm"] == self.out.alarm]
        [row] = [row for row in alarm["responders"] if row["responder"] == f"p-{person}"]
        return dict(row)

    async def tap(self, link: str, says: str) -> str:
        """Tap a button of the page, and return the page that comes after it."""
        sent = await self.phone.post(f"{link}?lang=sv", content=f"says={says}", headers=FORM, follow_redirects=True)
        return sent.text

    async def over(self) -> None:
        """Gunilla, who leads, says that the danger is over."""
        actor = Actor(via="screen:as/staff", who="p-gunilla")
        await self.out.ask(Clear(actor=actor, entitled=True, seen_her=True, is_lead=True))


@asynccontextmanager
async def _a_day(folder: Path, police: tuple[Route, ...] = ()) -> AsyncIterator[_Day]:
    stores = SqliteStores(folder=folder, url="sqlite:///trygg.db", watch=Running())
    sms = HeldChannel("sms")
    out = WaysOut(
        stores.open(),
        sms,
        plan=plan_with("sms", police=police),
        answer_digest=lambda id_: LINKS.answer_digest(LINKS.key(id_)),
        made=_made,
    )
    clock = _Later(out.clock)
    facts = office_facts(out.page, invented=False)
    app = guarded(Answers(LINKS, out.store, out.dispatch, clock, out.book.get), facts, frozenset({"larm.example.se"}))
    transport = httpx2.ASGITransport(app=app)
    try:
        async with out, httpx2.AsyncClient(transport=transport, base_url="https://larm.example.se") as phone:
            yield _Day(out, sms, phone, clock)
    finally:
        await stores.close()


@pytest.fixture
async def day(tmp_path: Path) -> AsyncIterator[_Day]:
    """A day at the invented office, whose people are all reached by text message."""
    async with _a_day(tmp_path) as made:
        yield made


async def test_bo_is_called_by_text_and_answers_by_its_link(day: _Day) -> None:
    """Eva presses; Bo's telephone says that he is needed; a scanner looks first; he taps, and the screen says so."""
    await day.out.press()
    message = await day.message("Bo Lind")
    assert re.fullmatch(r"Du behövs nu \([0-9a-f]{4}\)\. Svara genast\.", message.neutral)
    link = await day.link("Bo Lind")

    for method in ("GET", "HEAD", "GET"):  # what looks into messages opens the link before he does
        assert (await day.phone.request(method, link, headers={"Sec-Purpose": "prefetch"})).status_code == 200
    assert day.screen("bo")["state"] == "called"
    assert await day.out.events("NoticeSeen") == []
    assert await day.out.events("NoticeAnswered") == []

    page = (await day.phone.get(link)).text
    for words in ("SKARPT LARM", "Rum 114", "Medborgarkontoret Ås", "Bo Lind", "Närmaste kollega"):
        assert words in page
    assert "Du har sagt att du kommer." in await day.tap(link, "coming")
    shown = day.screen("bo")
    assert (shown["state"], shown["on_behalf"]) == ("accepted", False)
    assert [one["notice"] for one in await day.out.events("NoticeAnswered")] == [message.key]
    [accepted] = [e for e in day.out.told if e.event == "ResponderAccepted"]
    assert (accepted.actor.who, accepted.actor.via) == ("p-bo", "notice:sms")

    assert "Du har sagt att du är framme." in await day.tap(link, "arrived")
    assert day.screen("bo")["state"] == "arrived"


async def test_bo_cannot_and_thinks_again(day: _Day) -> None:
    """He cannot, and somebody else of his role is called by text; then he comes after all."""
    await day.out.press()
    link = await day.link("Bo Lind")
    before = len(day.sms.sent)
    assert "Planen går vidare utan dig" in await day.tap(link, "cannot")
    assert day.screen("bo")["state"] == "declined"
    await day.out.until(lambda _: len(day.sms.sent) > before)
    assert "Du har sagt att du kommer." in await day.tap(link, "coming")
    assert day.screen("bo")["state"] == "accepted"
    assert len(await day.out.events("NoticeAnswered")) == 1, "the notice was answered once, his words are the alarm's"


async def test_two_peoples_links_are_not_interchangeable(day: _Day) -> None:
    """What comes in by Hassan's link is Hassan's, also when Bo taps it; his own stays unanswered."""
    await day.out.press()
    his, hers = await day.link("Bo Lind"), await day.link("Hassan Yusuf")
    assert his != hers
    assert "Hassan Yusuf" in (await day.phone.get(hers)).text
    await day.tap(hers, "coming")
    assert (day.screen("hassan")["state"], day.screen("bo")["state"]) == ("accepted", "called")
    assert "Bo Lind" in (await day.phone.get(his)).text


async def test_a_link_of_the_last_alarm_answers_nothing_in_the_next(day: _Day) -> None:
    """When it is over the page says so; in the next alarm he has another link, and the old one moves nothing."""
    await day.out.press("1")
    old = await day.link("Bo Lind")
    await day.out.until(lambda rows: any((r.responder, r.state) == ("p-bo", "handed_over") for r in rows))
    await day.over()
    assert "Det är över. Tack." in (await day.phone.get(f"{old}?lang=sv")).text
    called, ended = await day.message("Bo Lind"), await day.message("Bo Lind", "over")
    name = re.findall(r"\([0-9a-f]{4}\)", called.neutral)[0]
    assert ended.neutral == f"Det är över {name}. Tack.", "the end has the name of the call"
    assert ended.link is None
    day.sms.sent.clear()
    await day.out.press("2")
    new = await day.link("Bo Lind")
    assert new != old
    assert "Det är över. Tack." in await day.tap(old, "coming")
    assert day.screen("bo")["state"] == "called"
    day.clock.by = timedelta(hours=12)
    for link in (old, new, "/a/" + "q" * 22):
        answer = await day.phone.post(link, content="says=coming", headers=FORM)
        assert answer.status_code == 404, "yesterday's link is as unknown as one that never was"
    assert day.screen("bo")["state"] == "called"


async def test_in_a_drill_all_is_marked_and_nobody_outside_is_asked(day: _Day) -> None:
    """The text and the page begin with the mark; the answer is the drill's."""
    await day.out.press(mode=Mode.DRILL)
    assert (await day.message("Bo Lind")).neutral.startswith("ÖVNING: ")
    link = await day.link("Bo Lind")
    assert "<strong>ÖVNING</strong>" in (await day.phone.get(link)).text
    assert "<strong>ÖVNING</strong>" in await day.tap(link, "coming")
    assert day.screen("bo")["state"] == "accepted"


async def test_while_the_press_goes_on_a_double_tap_is_one_answer(day: _Day) -> None:
    """A thumb that taps twice, and a browser that sends again, leave one entry."""
    await day.out.press()
    link = await day.link("Bo Lind")
    for _ in range(4):
        await day.tap(link, "coming")
    assert [e.facts["responder"] for e in day.out.told if e.event == "ResponderAccepted"] == ["p-bo"]


async def test_the_police_contact_is_sent_what_is_known_by_then(tmp_path: Path) -> None:
    """Hassan asks for the police after he has said what he saw: the card that leaves has it, and a drill's does not."""
    async with _a_day(tmp_path, police=("sms",)) as day:
        await day.out.press()
        await day.out.ask(TellSituation(actor=Actor(via="phone:as", who="p-hassan"), told={"weapons": "seen"}))
        await day.out.ask(AskForPolice(actor=Actor(via="phone:as", who="p-hassan"), is_lead=False))
        message = await day.message("Polisens kontaktperson")
        assert message.card["weapons"] == "Ja, vapen har setts"
        assert message.card["address"] == "Storgatan 1, 000 00 Ås"
        assert "Skadade: inte känt ännu" in message.full
        assert "Rum 114" not in message.neutral
        page = (await day.phone.get(await day.link("Polisens kontaktperson"))).text
        for words in ("Storgatan 1, 000 00 Ås", "Ja, vapen har setts", "inte känt ännu"):
            assert words in page, "a text message is neutral, and the card is behind its link"
        assert "Storgatan 1" not in (await day.phone.get(await day.link("Hassan Yusuf"))).text
        assert "Du har sagt att du kommer." in await day.tap(await day.link("Polisens kontaktperson"), "coming")
        [row] = [e for e in day.out.told if e.event == "ResponderAccepted"]
        assert row.facts["responder"] == "contact:police"
