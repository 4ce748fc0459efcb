"""Every surface during a drill, in each language: whatever is looked at, its mark is in sight, and nothing dials."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse
from playwright.async_api import Browser, Page, expect

from parts.answers import ASKED, KEY, FakeAnswers
from service.alarm.instant import instant
from service.web.pages import router
from web import cast, incident
from web.beside import FakeReviews
from web.harness import Stage, now, stage, visit
from web.rules import broken_rules
from web.test_pages_pictures import look
from web.test_pages_presser import reveal
from web.walked import HELD, walked

MARK = {"sv": "ÖVNING", "nb": "ØVELSE", "en": "DRILL"}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
IN_SIGHT = """(mark) => [...document.querySelectorAll('body *')].some((one) => {
  const own = [...one.childNodes].filter((part) => part.nodeType === 3).map((part) => part.data).join('');
  if (!own.toUpperCase().includes(mark)) return false;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return box.width > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth
    && style.visibility === 'visible' && Number(style.opacity) === 1;
})"""
"""Whether a mark stands in the window as it is, without scrolling; a still shows no more than that."""


async def _is_marked(page: Page, lang: str, where: str) -> None:
    """The mark is in sight, and nothing dials."""
    await page.wait_for_function(IN_SIGHT, arg=MARK[lang], timeout=10_000)
    assert await page.evaluate("document.querySelectorAll('a[href^=\"tel:\"]').length") == 0, where


def _drill(**more: Any) -> dict[str, Any]:
    return cast.helped(**{"mode": "drill", "alarm": "a-drill", **more})


ALARMS = {
    "raised": lambda: [cast.alarm(mode="drill")],
    "helped": lambda: [_drill()],
    "exhausted": lambda: [cast.exhausted(mode="drill")],
    "police asked for": lambda: [cast.asked(mode="drill")],
    "over": lambda: [_drill(state="cleared", cleared_by="p-anna", next_at=None)],
    "two": lambda: [_drill(), cast.alarm(mode="drill", alarm="a-drill-2", zone="counter")],
}


@pytest.mark.parametrize(("lang", "states"), [("sv", list(ALARMS)), ("nb", ["helped"]), ("en", ["exhausted"])])
async def test_every_state_of_a_drill_on_screen_and_telephone(chromium: Browser, lang: str, states: list[str]) -> None:
    """An office screen, its title, the telephone of somebody who is called, and the 112 card."""
    async with stage(cast.facts()) as staged:
        screen = await visit(chromium, staged, viewport={"width": 1280, "height": 720})
        phone = await visit(chromium, staged, me="p-anna", **PHONE)
        for name in states:
            staged.show(*ALARMS[name]())
            page = await screen.go("/screen/as/staff", lang=lang)
            await _is_marked(page, lang, f"screen, {name}")
            assert MARK[lang] in await page.title()
            await _is_marked(await phone.go("/p/as", lang=lang), lang, f"telephone, {name}")
        if lang != "en":
            staged.show(_drill())
            page = await screen.go("/screen/as/staff", lang=lang)
            await page.locator(".open-card").first.click()
            await expect(page.locator(".card-112")).to_be_visible()
            await _is_marked(page, lang, "112 card")
            await page.set_viewport_size(PHONE["viewport"])
            await page.evaluate("scrollTo(0, document.body.scrollHeight)")
            await _is_marked(page, lang, "112 card, at the end of a narrow screen")
            await page.set_viewport_size({"width": 1280, "height": 720})
        assert not [words for one in (screen, phone) for words in one.complaints]


async def test_whoever_plays_the_presser_sees_that_it_is_a_drill(chromium: Browser) -> None:
    """Her telephone gives nothing away to others; what it shows to her is marked, and offers no number to ring.

    When the drill is over, it is her own again at once: a real alarm may have ended it.
    """
    async with stage(cast.facts()) as staged:
        staged.show(_drill(presser="p-anna", responders=[cast.responder("p-bo", state="accepted")]))
        seen = await visit(chromium, staged, me="p-anna", **PHONE)
        page = await seen.go("/p/as", lang="sv")
        await expect(page.locator(".daybook")).to_be_visible()
        await reveal(page)
        await _is_marked(page, "sv", "presser")
        await look(page, "drill-presser")
        staged.show(_drill(presser="p-anna", state="cleared", cleared_by="p-bo", next_at=None))
        page = await seen.go("/p/as", lang="sv")
        await expect(page.locator(".phone-main")).to_be_visible()
        await expect(page.locator(".daybook, .presser-truth")).to_have_count(0)
        assert seen.complaints == []


async def test_a_real_alarm_stands_above_a_drill(chromium: Browser) -> None:
    """With both on the board the real one has the large place, and the drill's tile says what it is."""
    async with stage(cast.facts()) as staged:
        staged.show(_drill(), cast.alarm(zone="counter"))
        page = await (await visit(chromium, staged)).go("/screen/as/staff", lang="nb")
        await expect(page.locator(".alarm-actual .hero")).to_be_visible()
        await expect(page.locator(".alarm-drill .hero")).to_have_count(0)
        await page.wait_for_function(IN_SIGHT, arg=MARK["nb"])
        assert MARK["nb"] not in await page.title()


@pytest.mark.parametrize("lang", list(MARK))
async def test_what_the_server_writes_of_a_drill_is_marked(lang: str) -> None:
    """The review, in its list and on its own page, and the answer page in each of its states."""
    answers = FakeAnswers()
    app = FastAPI()
    reviews = FakeReviews()
    reviews.records = [incident.drill()]
    app.include_router(router(office_facts=lambda _: cast.facts(), offices=list, reviews=reviews, answers=answers))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1") as http:
        for path in ("/review/as", f"/review/as/{incident.DRILL}"):
            assert MARK[lang] in (await http.get(path, params={"lang": lang})).text, path
        for state in ({}, {"said": "coming"}, {"said": "cannot"}, {"is_over": True}):
            answers.asked = replace(ASKED, mode="drill", **state)
            assert MARK[lang] in (await http.get(f"/a/{KEY}", params={"lang": lang})).text, state


def _told(**more: Any) -> dict[str, Any]:
    """Return one drill as the API tells of it."""
    at = now() + timedelta(minutes=20)
    made = {
        "drill": "drill-1", "office": "as", "mark": "drill", "state": "planned", "scope": "whole", "kind": "emergency",
        "manner": "announced", "scenario": "room-114.emergency.midday.none", "words": "DRILL: emergency in Room 114",
        "before": "Nothing to prepare.", "zone": "room-114", "zone_name": "Room 114", "twist": "none",
        "zones": [{"zone": "room-114", "name": "Room 114"}], "at": instant(at), "presses_at": None, "pressed_at": None,
        "ended_at": None, "due_at": instant(at + timedelta(hours=12)), "because": None, "agreed": True, "view": None,
        "joint": None, "partners": [], "alarm": None, "target": None, "expected": None, "result": None, "report": None,
        "beside": [],
    }  # fmt: skip
    return {**made, **more}


LONG = "Samtalsrum 114 bakom receptionen på Velferdskontoret i Kautokeino og omegn, avdelingen for oppfølging"
JUDGED = _told(
    drill="drill-0", state="judged", pressed_at=instant(now() - timedelta(days=3)), words=f"DRILL: emergency in {LONG}",
    target={"answered": 15_000, "there": 75_000, "two_there": 110_000},
    expected={"answered": 8_000, "there": 12_000, "two_there": 20_000, "steps": [0]},
    result={"answered_ms": 8_000, "there_ms": 90_000, "two_there_ms": None, "steps_ms": [], "exhausted": False,
            "met": {"answered": True, "there": False, "two_there": None}, "slower_ms": {}, "called": 3, "answered": 2,
            "roles": ["colleague"]},
    report=[f"DRILL: emergency in {LONG}", "It had been announced."],
    joint="joint-1", partners=["as", "fjellvik", "vik"],
)  # fmt: skip
JUDGED["beside"] = [
    {"office": "fjellvik", "name": LONG, "state": "judged", **{k: JUDGED[k] for k in ("target", "expected", "result")}},
    {"office": "vik", "name": "Vik", "state": None, "target": None, "expected": None, "result": None},
]
COUNTING = _told(drill="drill-2", state="counting", presses_at=instant(now() + timedelta(seconds=50)))


def _api(told: dict[str, Any]) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/offices/as/drills")
    routes.add_api_route("", lambda: told)
    routes.add_api_route("/scenarios", list)
    return routes


def _office(*drills: dict[str, Any], start: bool = True, **due: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "whole_due": None,
        "micro_due": None,
        "roles": [],
        "shifts": [],
        "zones": [],
        "people": None,
    }
    return {
        "office": "as", "name": "Ås", "may": {"start": start, "agree": not start}, "due": {**empty, **due},
        "drills": list(drills), "partners": [],
    }  # fmt: skip


async def test_a_first_look_at_drills_that_fails_is_said(chromium: Browser) -> None:
    """What has happened and what to do, by whether she may not or the record is away; trying again shows the page."""
    statuses = [403, 503]

    def told() -> Any:
        return JSONResponse({"detail": "x"}, statuses[0]) if statuses else _office()

    routes = APIRouter(prefix="/api/v1/offices/as/drills")
    routes.add_api_route("", told)
    routes.add_api_route("/scenarios", list)
    async with stage(cast.facts(), more=routes) as staged:
        page = await (await visit(chromium, staged, **PHONE)).go("/drills/as", lang="sv")
        failed = page.locator(".not-shown")
        await expect(failed).to_contain_text("Du får inte se det här.")
        assert await broken_rules(page) == []
        statuses.pop(0)
        await failed.get_by_role("button", name="Försök igen").click()
        await expect(failed).to_contain_text("(503)")
        statuses.pop(0)
        await expect(failed).to_have_count(0)
        await expect(page.locator("main section").first).to_be_visible()


@pytest.mark.parametrize(("scheme", "lang"), [("light", "sv"), ("dark", "nb")])
async def test_the_page_of_drills(chromium: Browser, lang: str, scheme: Any) -> None:
    """Empty, full, and while one counts down: on a desk and on a small telephone, with long names, within the rules."""
    since = [{"id": str(n), "name": f"{LONG} {n}", "since": "2025-11-02" if n % 2 else None} for n in range(12)]
    full = _office(COUNTING, _told(), JUDGED, whole_due="2026-01-01", micro_due="2999-01-01", zones=since, people=since)
    for name, told in {"full": full, **({"empty": _office()} if scheme == "light" else {})}.items():
        async with stage(cast.facts(), more=_api(told)) as staged:
            desk = {"desk": {"viewport": {"width": 1280, "height": 900}}} if (name, scheme) == ("full", "light") else {}
            for size, view in {**desk, "phone": PHONE}.items():
                seen = await visit(chromium, staged, color_scheme=scheme, **view)
                page = await seen.go("/drills/as", lang=lang)
                await expect(page.locator(".today-head h1")).to_be_visible()
                await expect(page.locator("main .starting")).to_have_count(0)
                if name == "full":
                    await _is_marked(page, lang, "page of drills")
                    await page.locator("main > details summary, section > details summary").first.click()
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, size)
                await look(page, f"drills-{name}-{size}-{scheme}-{lang}")
                assert await broken_rules(page) == [], (name, size)
                assert seen.complaints == []


async def test_a_drill_is_begun_and_left_by_keyboard(chromium: Browser) -> None:
    """All is reached and seen; the question takes the focus, Escape gives it back to the drill it was about."""
    planned = [_told(drill=f"drill-{n}", state="planned", at=instant(now() + timedelta(hours=n))) for n in (1, 2)]
    room: dict[str, Any] = {
        "scenario": "s-1",
        "words": "Överfall i Rum 114",
        "zone": "room-114",
        "zone_name": "Rum 114",
    }
    room |= {"twist": "none", "kind": "emergency", "at": instant(now() + timedelta(minutes=9)), "before": None}
    routes = APIRouter(prefix="/api/v1/offices/as/drills")
    routes.add_api_route("", lambda: _office(COUNTING, *planned, JUDGED))
    routes.add_api_route("/scenarios", lambda: [room])
    async with stage(cast.facts(), more=routes) as staged:
        page = await (await visit(chromium, staged, **PHONE)).go("/drills/as")
        short = page.get_by_role("button", name="Drill for two minutes …")
        await expect(short).to_be_visible()
        assert await walked(page) == []
        await short.press("Enter")
        await expect(page.get_by_text("Överfall i Rum 114", exact=True).and_(page.locator(":focus"))).to_have_count(1)
        await page.wait_for_function(HELD)
        assert await walked(page) == []
        await page.keyboard.press("Escape")
        await expect(short).to_be_focused()
        begin = page.locator("#begin-drill-1")
        await begin.press("Enter")
        question = page.get_by_text("Are there visitors in any of these places?")
        await expect(question.and_(page.locator(":focus"))).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(begin).to_be_focused()


async def test_an_announced_drill_stands_on_the_screens(chromium: Browser) -> None:
    """With its countdown, on an office screen and on a telephone; not where an alarm is open."""
    at = instant(now() + timedelta(seconds=55))
    view = {"id": "drill-1", "kind": "drill", "is_over": False, "scope": "micro", "state": "counting", "at": at}
    view |= {"zone": "room-114", "zones": ["room-114"], "presses_at": at, "because": None}
    async with stage(cast.facts()) as staged:
        for path, me in (("/screen/as/staff", None), ("/p/as", "p-bo")):
            seen = await visit(chromium, staged, me=me, **(PHONE if me else {}))
            _show(staged, view)
            page = await seen.go(path, lang="sv")
            await expect(page.locator(".drill-strip")).to_be_visible()
            await page.wait_for_function(IN_SIGHT, arg=MARK["sv"])
            await look(page, f"drill-strip-{'phone' if me else 'screen'}")
            _show(staged, view, cast.alarm())
            page = await seen.go(path, lang="sv")
            await expect(page.locator(".hero, .call-head, .call").first).to_be_visible()
            await expect(page.locator(".drill-strip")).to_have_count(0)
            assert seen.complaints == []


def _show(staged: Stage, view: dict[str, Any], *alarms: dict[str, Any]) -> None:
    staged.show(*alarms)
    for board in staged.board.values():
        board["undertakings"] = [view]
