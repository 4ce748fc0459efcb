"""By keyboard alone, and by ear: each button is reached and seen, no redraw loses the place, nothing is said twice."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from service.alarm.instant import instant
from web import cast
from web.harness import Stage, now, stage, until, visit
from web.screen_told import provisional
from web.test_low_screen import LONG, full
from web.test_pages_closing import closing, facts
from web.test_pages_phone import helping
from web.test_pages_ways import guided, office
from web.walked import HELD, LISTEN, ON_NO_BUTTON, WHOLE, walked

pytestmark = pytest.mark.timeout(180)
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
LOW: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
Alarms = list[dict[str, Any]]

CALLED: dict[str, Callable[[], Alarms]] = {
    "nothing goes on": list,
    "called": lambda: [cast.alarm()],
    "coming, and leading": lambda: [helping()],
    "nobody comes": lambda: [cast.exhausted()],
    "the office closes": lambda: [closing()],
    "the ways": lambda: [guided()],
}


async def phone(browser: Browser, staged: Stage, me: str = "p-anna", **how: Any) -> Page:
    """Open somebody's telephone."""
    return await (await visit(browser, staged, me=me, **{**PHONE, **how})).go("/p/as")


@pytest.mark.parametrize(("view", "scheme"), [((360, 740), "dark"), ((740, 360), "light")])
async def test_all_of_the_telephone_is_reached_and_seen(chromium: Browser, view: tuple[int, int], scheme: str) -> None:
    """In each state, upright and on its side, one Tab after the other, with nothing in front of it."""
    known = {**office(), "closing": facts()["closing"], "emergency_call": facts()["emergency_call"]}
    async with stage(known) as staged:
        staged.today = cast.today()
        page = await phone(chromium, staged, viewport={"width": view[0], "height": view[1]}, color_scheme=scheme)
        for name, alarms in CALLED.items():
            await staged.turn_to(*alarms())
            await expect(page.locator(".strip-link.is-good")).to_be_visible()
            assert await walked(page) == [], name
        await staged.turn_to(helping(instructions=guided()["instructions"], muster=full()["muster"]))
        for name in ("Ways to safety", "Say what I have seen", "Others are with me"):
            await page.get_by_role("button", name=name).press("Enter")
            await expect(page.locator(".sheet h2")).to_be_focused()
            assert await walked(page) == [], name
            await page.keyboard.press("Escape")
        await staged.turn_to()
        await page.get_by_role("button", name="Close the office …").press("Enter")
        await page.locator("summary", has_text="Tell more first").press("Enter")
        assert await walked(page) == [], "closing"


async def test_all_of_a_low_office_screen_is_reached_and_seen(chromium: Browser) -> None:
    """With one alarm, with two, with somebody's answers beside it, while it closes, and while nothing goes on."""
    known = {**office(), "closing": facts()["closing"]}
    async with stage(known) as staged:
        staged.today = cast.today()
        page = await (await visit(chromium, staged, untapped=True, **LOW)).go("/screen/as/staff")
        await page.locator(".sound-bar").click()
        await expect(page.locator(".sound-bar")).to_have_count(0)
        two = [full(), guided(alarm="a-2", zone="counter")]
        for name, alarms in {"idle": [], "one": [full()], "two": two, "closing": [closing()]}.items():
            await staged.turn_to(*alarms)
            await expect(page.locator(".alarm, .closing, .roster").first).to_be_visible()
            assert await walked(page) == [], name
        await staged.turn_to(full())
        await page.locator("#responder-p-cecilia").press("Enter")
        await expect(page.locator(".sheet h2")).to_be_focused()
        assert await walked(page) == [], "answers"
        await staged.turn_to()
        await page.get_by_role("button", name="Close the office …").press("Enter")
        await page.locator("summary", has_text="Tell more first").press("Enter")
        assert await walked(page) == [], "begin to close"


async def test_an_answer_keeps_the_keyboard_and_falls_on_no_other_button(chromium: Browser) -> None:
    """While it is sent, and when another answer has taken its place: Enter once more says nothing that nobody meant."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await phone(chromium, staged)
        staged.slow = 1.0
        await page.get_by_role("button", name="I am coming").press("Enter")
        await expect(page.locator(".sheet-busy")).to_be_visible()
        await expect(page.locator(".sheet-busy")).to_have_count(0)
        await expect(page.get_by_role("button", name="I am coming")).to_be_focused()
        rows = [cast.responder("p-anna", state="accepted"), cast.responder("p-cecilia")]
        await staged.turn_to(cast.alarm(state="acknowledged", responders=rows))
        await expect(page.get_by_role("button", name="I am there")).to_be_visible()
        await page.wait_for_function(ON_NO_BUTTON)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="I am there")).to_be_focused()
        assert len(staged.asked) == 1


async def test_a_new_alarm_does_not_take_the_keyboard_away(chromium: Browser) -> None:
    """On the telephone and on the office screen it takes the large place, and the keyboard stays in the page."""
    async with stage(cast.facts()) as staged:
        for path, me, at in (("/p/as", "p-anna", "I cannot come"), ("/screen/as/staff", None, "The danger is over")):
            staged.show(cast.alarm(zone="counter"))
            page = await (await visit(chromium, staged, me=me, **(PHONE if me else LOW))).go(path)
            await page.get_by_role("button", name=at).focus()
            await staged.beat()
            await staged.send(provisional())
            await expect(page.locator(".tile")).to_have_count(2)
            await page.wait_for_function(HELD)


async def test_whoever_leaves_the_page_is_not_drawn_in_again(chromium: Browser) -> None:
    """The keyboard is no prisoner: what she had left herself does not take it back with the next second."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await phone(chromium, staged)
        await page.get_by_role("button", name="I am coming").focus()
        await expect(page.locator(".call-since")).to_be_visible()
        await page.evaluate("document.activeElement.blur()")
        for _ in range(2):
            before = await page.locator(".call-since").inner_text()
            await expect(page.locator(".call-since")).not_to_have_text(before)
        assert await page.evaluate("document.activeElement === document.body")


async def test_an_alarm_is_said_once_and_not_every_second(chromium: Browser) -> None:
    """What counts on says nothing by itself: two heartbeats and seconds later a screen reader has heard no more."""
    located: dict[str, Any] = {"usual": "room-221", "zone": "room-114", "at": instant(now()), "confidence": "clear"}
    located |= {"doubted_by": None, "doubted_at": None}
    for path, me, ticks in (
        ("/p/as", "p-anna", ".call-since"),
        ("/screen/as/staff", None, ".strip-clock"),
        ("/p/as", "p-fatima", ".presser-truth [aria-live=off]"),
    ):
        async with stage(cast.facts()) as staged:
            staged.show(cast.helped(located=located), closing(look_again_at=instant(now() + timedelta(minutes=30))))
            page = await (await visit(chromium, staged, me=me, **(PHONE if me else LOW))).go(path)
            if me == "p-fatima":
                await page.locator(".daybook-title").press("Enter")
            await expect(page.locator(ticks).first).to_be_visible()
            await until(lambda: bool(staged.rendered))
            if me != "p-fatima":
                await expect(page.get_by_role("alert").filter(has_text="Rum 114")).to_have_count(1)
            await page.evaluate(LISTEN)
            for _ in range(2):
                before = await page.locator(ticks).first.inner_text()
                await staged.beat()
                await expect(page.locator(ticks).first).not_to_have_text(before)
            assert await page.evaluate("window.heard") == [], path


async def test_a_question_opened_far_down_shows_itself_and_the_way_back(chromium: Browser) -> None:
    """Whoever has moved down a long page sees what is asked, and Back, with nothing in front of them."""
    known = office()
    known["zones"]["room-114"]["name"] = LONG
    known["people"]["p-anna"]["name"] = LONG
    instructions = guided()["instructions"]
    two, all_ = [[cast.responder(key, state="accepted") for key in keys] for keys in (("p-anna", "p-bo"), cast.PEOPLE)]
    async with stage(known) as staged:
        staged.show(helping(responders=two, instructions=instructions))
        page = await phone(chromium, staged)
        await page.get_by_role("button", name="Hand the lead on").press("Enter")
        await expect(page.locator(".sheet h2")).to_be_focused()
        assert await page.evaluate(WHOLE, ".back, .sheet h2") == [True, True]
        staged.show(helping(responders=all_, instructions=instructions))
        page = await (await visit(chromium, staged, **LOW)).go("/screen/as/staff")
        await page.locator(".responder").last.focus()
        await page.get_by_role("button", name="I am not on the list").press("Enter")
        await expect(page.locator(".sheet h2")).to_be_focused()
        assert await page.evaluate(WHOLE, ".back, .sheet h2") == [True, True]


async def test_an_alarm_that_stood_aside_for_a_question_is_no_news_when_it_comes_back(chromium: Browser) -> None:
    """It has been read out: what changes in it still is, and a new alarm is."""
    async with stage(cast.facts()) as staged:
        staged.show(helping())
        page = await phone(chromium, staged)
        await expect(page.locator(".call-what")).to_have_role("alert")
        await page.get_by_role("button", name="Hand the lead on").press("Enter")
        await page.keyboard.press("Escape")
        await expect(page.locator(".call-what[aria-live=assertive]")).to_have_count(1)
        await expect(page.locator(".call-what[role]")).to_have_count(0)
        await staged.turn_to(cast.alarm(alarm="a-other", zone="counter"))
        await expect(page.locator(".call-what")).to_have_role("alert")


async def test_closing_by_keyboard_on_a_telephone(chromium: Browser) -> None:
    """The question takes the focus, Escape gives it back, and what may be told comes before what sends it."""
    async with stage(facts()) as staged:
        staged.show()
        page = await phone(chromium, staged, me="p-eva")
        begin = page.get_by_role("button", name="Close the office …")
        await begin.press("Enter")
        await expect(page.get_by_role("heading", name="Close the office")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(begin).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await expect(page.locator("summary", has_text="Tell more first")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.get_by_label("What everybody is told").fill("Släpp inte in någon.")
        await page.get_by_role("button", name="Close now").press("Enter")
        await until(lambda: len(staged.asked) == 1)
        assert staged.asked[0][2]["words"] == "Släpp inte in någon."
        staged.show(closing())
        await staged.drop()
        again = page.get_by_role("button", name="Open the office again")
        await again.press("Enter")
        await expect(page.get_by_text("You decide it, with your name.")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(again).to_be_focused()
        assert len(staged.asked) == 1


async def test_a_lines_answer_never_leads_to_another_line(chromium: Browser) -> None:
    """On an office screen: when a line has its answer, Enter once more answers no other one."""
    async with stage(facts()) as staged:
        staged.show(closing())
        page = await (await visit(chromium, staged, **LOW)).go("/screen/as/staff")
        line = page.locator(".closing-lines li", has_text="Ask the visitors to go home")
        told = asyncio.Event()

        async def hold(route: Route) -> None:
            await told.wait()  # the screens know of it before whoever said it has her answer
            await route.continue_()

        await page.route("**/answer-item", hold)
        await line.get_by_role("button", name="It is done").press("Enter")
        await expect(page.locator(".sheet-busy")).to_be_visible()
        items = [{**one, "state": "done"} if one["id"] == "hall" else one for one in closing()["closing"]["items"]]
        await staged.turn_to(closing(items=items))
        told.set()
        await expect(page.locator(".sheet")).to_have_count(0)
        await expect(line.get_by_role("button")).to_have_count(0)
        await page.wait_for_function(ON_NO_BUTTON)
        assert len(staged.asked) == 1
