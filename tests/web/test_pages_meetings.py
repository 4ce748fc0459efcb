"""The page of watched meetings on a telephone: begun in three taps, extended in one, and calm whatever happens."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from playwright.async_api import Browser, expect

from service.alarm.instant import instant
from web import cast
from web.harness import now, stage, visit
from web.rules import broken_rules
from web.test_pages_pictures import look
from web.walked import LISTEN, ON_NO_BUTTON, walked

BASE = "/api/v1/offices/as/meetings"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
LONG = "Maximilian-Alexander Vattenrankesson af Klinteberg-Söderhielm"


def _meeting(**more: Any) -> dict[str, Any]:
    """One meeting as the API tells of it."""
    at = now()
    told: dict[str, Any] = {
        "meeting": "meeting-1", "stage": "running", "place": "room", "zone": "room-114", "person": "p-anna",
        "colleague": None, "watcher": "p-eva", "begins_at": instant(at), "due_at": instant(at + timedelta(minutes=2)),
        "expected_at": instant(at + timedelta(minutes=30)), "names": {}, "where": None,
    }  # fmt: skip
    return {**told, **more}


class Meetings:
    """Answers as the service does."""

    def __init__(self) -> None:
        """Begin with no meeting."""
        self.open: list[dict[str, Any]] = []
        self.said: list[tuple[str, Any]] = []
        self.pin: str | None = None
        """What a shared screen has to send before a watch ends."""
        self.refused: tuple[int, str] | None = None
        """With which status and code all that is said is refused, in English."""
        self.down: int | None = None
        """With which status nothing can be looked up."""

    def router(self) -> APIRouter:
        """Return the addresses at which they are asked."""
        routes = APIRouter()
        routes.add_api_route(BASE, self._told)
        routes.add_api_route(BASE, self._plan, methods=["POST"], status_code=201)
        routes.add_api_route(BASE + "/{meeting}/{what}", self._take, methods=["POST"])
        return routes

    def _told(self) -> Any:
        if self.down is not None:
            return JSONResponse({"code": "store_unavailable", "detail": "The record cannot be read."}, self.down)
        remarks = ["Rummet har bara en väg ut."]
        rooms = [{"zone": "room-114", "name": "Rum 114", "remarks": remarks}]
        return {"office": "as", "me": None, "at": instant(now()), "meetings": self.open, "rooms": rooms}

    async def _plan(self, request: Request) -> dict[str, Any]:
        assert request.headers["idempotency-key"]
        self.said.append(("begin", await request.json()))
        self.open = [_meeting()]
        return {}

    async def _take(self, meeting: str, what: str, request: Request) -> Any:
        if self.refused is not None:
            return JSONResponse({"code": self.refused[1], "detail": "In plain English."}, self.refused[0])
        if self.pin is not None and request.headers.get("trygg-pin") != self.pin:
            return JSONResponse({"code": "pin_needed", "detail": "A shared screen does this with its PIN only."}, 403)
        self.said.append((f"{meeting}/{what}", await request.json()))
        return {}


async def test_a_meeting_is_begun_in_three_taps_and_extended_in_one(chromium: Browser) -> None:
    """A room, who watches, begin; then fifteen minutes more with one tap. Until then it says what is still missing."""
    meetings = Meetings()
    async with stage(cast.facts(), more=meetings.router()) as staged:
        shown = await visit(chromium, staged, me="p-anna", **PHONE)
        page = await shown.go("/meetings/as", lang="sv")
        begin = page.get_by_role("button", name="Börja – 30 min")
        await expect(begin).to_be_disabled()
        await expect(page.get_by_text("Välj rum först.")).to_be_visible()
        await look(page, "meetings-empty-phone-sv")
        assert await broken_rules(page) == []
        await page.get_by_role("button", name="Rum 114").click()
        await expect(page.get_by_text("Rummet har bara en väg ut.")).to_be_visible()
        await page.get_by_role("button", name="Eva Strand").click()
        await begin.click()
        await page.get_by_role("button", name="+ 15 min").click()
        await expect(page.get_by_role("button", name="+ 15 min")).to_be_enabled()
        [(_, asked), extended] = meetings.said
        ends_at = asked.pop("ends_at")
        assert ends_at > instant(now() + timedelta(minutes=20))
        wanted = {"place": "room", "zone": "room-114", "person": "p-anna", "watcher": "p-eva", "colleague": None}
        assert asked == {**wanted, "where": None}
        assert extended == ("meeting-1/extend", {"by": "p-anna", "minutes": 15})
        assert await page.get_by_role("textbox").count() == 0
        assert shown.complaints == []


async def test_a_meeting_is_begun_by_keyboard_and_counts_down_in_silence(chromium: Browser) -> None:
    """All is reached and seen, the keyboard keeps its place; what is left of a watch is not said every second."""
    meetings = Meetings()
    async with stage(cast.facts(), more=meetings.router()) as staged:
        page = await (await visit(chromium, staged, me="p-anna", **PHONE)).go("/meetings/as")
        await page.get_by_role("button", name="Rum 114").press("Enter")
        await page.get_by_role("button", name="Eva Strand").press("Enter")
        assert await walked(page) == []
        await page.get_by_role("button", name="Begin – 30 min").press("Enter")
        await expect(page.get_by_role("button", name="+ 15 min")).to_be_visible()
        await page.wait_for_function(ON_NO_BUTTON)
        await page.get_by_role("button", name="+ 15 min").press("Enter")
        await expect(page.get_by_role("button", name="+ 15 min")).to_be_focused()
        meetings.open = [_meeting(stage="watcher_asked", person="p-bo", watcher="p-anna")]
        left = page.locator(".meeting .stands")
        await expect(left).to_contain_text("left")
        await page.evaluate(LISTEN)
        for _ in range(2):
            before = await left.inner_text()
            await expect(left).not_to_have_text(before)
        assert await page.evaluate("window.heard") == []


async def test_whoever_watches_sees_first_whom_to_look_after(chromium: Browser) -> None:
    """The one that is over its time comes first, then the others she watches; each can be ended or helped."""
    meetings = Meetings()
    over = _meeting(stage="watcher_asked", person="p-cecilia", colleague="p-bo")
    home = {"place": "home_visit", "zone": None, "where": "Storgatan 12"}
    meetings.open = [_meeting(meeting="meeting-2", person="p-bo", **home), over]
    known = cast.facts()
    known["people"]["p-cecilia"]["name"] = LONG
    async with stage(known, more=meetings.router()) as staged:
        shown = await visit(chromium, staged, me="p-eva", color_scheme="dark", **PHONE)
        meetings.down = 503
        page = await shown.go("/meetings/as", lang="nb")
        failed = page.get_by_role("alert")
        await expect(failed).to_contain_text("Trygg svarer, men kan ikke slå opp dette akkurat nå (503).")
        await expect(failed).to_contain_text("trykk på knappen din")
        await look(page, "meetings-failed-phone-dark-nb")
        assert await broken_rules(page) == []
        meetings.down = None
        await failed.get_by_role("button", name="Prøv igjen").click()
        parts = page.locator("section.meeting")
        await expect(parts).to_have_count(2)
        await expect(parts.first).to_contain_text(LONG)
        await expect(parts.first).to_contain_text("Ved siden av: Bo Lind")
        await expect(parts.last).to_contain_text("Storgatan 12")
        await look(page, "meetings-watcher-phone-dark-nb")
        assert await broken_rules(page) == []
        await parts.first.get_by_role("button", name="Alt er i orden der").click()
        await expect(parts.first.get_by_role("button", name="Alt er i orden der")).to_be_enabled()
        assert meetings.said == [("meeting-1/check-in", {"by": "p-eva"})]
        meetings.pin = "482913"
        await parts.last.get_by_role("button", name="Slutt, alt er i orden").click()
        for pin in ("111111", "482913"):
            await page.get_by_label("PIN").fill(pin)
            await page.get_by_label("PIN").press("Enter")
            if pin != meetings.pin:
                await expect(page.locator(".meeting-pin [role=alert]")).to_be_visible()
                await look(page, "meetings-pin-phone-dark-nb")
                assert await broken_rules(page) == []
        await expect(page.get_by_label("PIN")).to_have_count(0)
        assert meetings.said[1:] == [("meeting-2/end", {"by": "p-eva"})]
        assert shown.complaints == []


@pytest.mark.parametrize(("lang", "code", "says"), [
    ("sv", "store_unavailable", "Inget kan skrivas ner just nu."), ("nb", "not_allowed", "Dette har du ikke lov til"),
    ("nb", "not_yourself", "Du er logget inn som noen annen"),
])  # fmt: skip
async def test_a_no_is_said_in_the_language_of_the_page(chromium: Browser, lang: str, code: str, says: str) -> None:
    """Whatever refuses, record, gate or name: not one English sentence on a page in another language."""
    meetings = Meetings()
    meetings.open, meetings.refused = [_meeting()], (403, code)
    async with stage(cast.facts(), more=meetings.router()) as staged:
        page = await (await visit(chromium, staged, me="p-anna", **PHONE)).go("/meetings/as", lang=lang)
        await page.get_by_role("button", name="+ 15 min").click()
        await expect(page.get_by_role("alert")).to_contain_text(says)
        assert "In plain English" not in await page.inner_text("body")


async def test_whoever_is_called_to_a_visit_sees_the_street(chromium: Browser) -> None:
    """It stands under the place that nobody knows, on her telephone alone: the board has only that it is a visit."""
    asked: list[str] = []

    async def visit_of(alarm: str) -> dict[str, Any]:
        asked.append(alarm)
        return {"alarm": alarm, "where": "Björkvägen 7"}

    routes = APIRouter()
    routes.add_api_route("/api/v1/alarms/{alarm}/visit", visit_of)
    watched = _meeting(id="meeting-1", kind="meeting", is_over=False, stage="alarmed", place="home_visit", zone=None)
    async with stage(cast.facts(), more=routes) as staged:
        alarm = cast.helped(zone=None)
        staged.show(alarm)
        for board in staged.board.values():
            board["undertakings"] = [{**watched, "alarm": alarm["alarm"]}]
        seen = await visit(chromium, staged, me="p-anna", **PHONE)
        page = await seen.go("/p/as", lang="sv")
        await expect(page.locator(".call-visit")).to_have_text("Hembesök: Björkvägen 7")
        other = await visit(chromium, staged, me="p-gun", **PHONE)
        page = await other.go("/p/as", lang="sv")
        await expect(page.locator(".call-visit")).to_have_text("Hembesök")
        assert len(asked) == 1
        assert seen.complaints == other.complaints == []
