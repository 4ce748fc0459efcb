"""The telephone's page in a real browser: one tap to answer, and a button that never claims more than it knows."""

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from playwright.async_api import Browser, Page, expect

from web import cast
from web.harness import Stage, stage, until, visit

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


async def open_phone(browser: Browser, staged: Stage, me: str | None = "p-anna") -> Page:
    """Open the page of one person's telephone."""
    return await (await visit(browser, staged, me=me, **PHONE)).go("/p/as")


async def test_it_asks_once_who_one_is(chromium: Browser) -> None:
    """The first visit asks for a name; the answer stays on the telephone."""
    async with stage(cast.facts()) as staged:
        staged.today = cast.today()
        page = await open_phone(chromium, staged, me=None)
        await page.get_by_role("button", name="Cecilia Ek").click()
        await expect(page.get_by_role("heading", name="No alarm now")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("In an alarm now you are: Nearest colleague")).to_be_visible()


async def test_a_responder_answers_with_one_tap(chromium: Browser) -> None:
    """Place and duty first; one tap sends the answer for the telephone's owner."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await open_phone(chromium, staged)
        await expect(page.get_by_role("heading", name="Rum 114")).to_be_visible()
        await expect(page.get_by_text("Gå aldrig in ensam.")).to_be_visible()
        await page.get_by_role("button", name="I am coming").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/accept")
        assert staged.asked[0][2] == {"person": "p-anna", "screen": "phone"}


async def test_the_whole_duty_stands_around_the_answer(chromium: Browser) -> None:
    """What to do first stands above the large answer, the rest of it below: a hand that shakes finds the answer."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await open_phone(chromium, staged)
        answer = page.get_by_role("button", name="I am coming")
        first, never = page.locator(".duty-first"), page.get_by_text("Stå aldrig mellan")
        boxes = [await one.bounding_box() for one in (first, answer, never)]
        tops = [box["y"] for box in boxes if box is not None]
        assert (len(tops), tops) == (3, sorted(tops))
        assert await page.locator(".duty-rest dt").all_inner_texts() == ["Then", "Done when", "Never"]


async def test_on_its_side_place_and_answers_are_in_sight(chromium: Browser) -> None:
    """A low telephone: where, what the police know and each answer at once; the duty below, then all the rest."""
    async with stage(cast.facts()) as staged:
        for alarm in (cast.alarm(), helping()):
            staged.show(alarm)
            shown = await visit(chromium, staged, me="p-anna", viewport={"width": 740, "height": 360})
            page = await shown.go("/p/as")
            await expect(page.locator(".strip-link.is-good")).to_be_visible()
            await expect(page.locator(".call-others")).to_be_visible()
            ends: list[float] = await page.evaluate(
                "['h1', '.call-police', '#not-here', '.call-duty', '.call-others'].map((one) => "
                "document.querySelector(one).getBoundingClientRect().bottom)"
            )
            assert ends == sorted(ends)
            assert ends[2] <= 360
            assert "\u00a0s ago" in (await page.locator(".call-since").text_content() or "")


async def test_one_tap_says_that_a_duty_was_read(chromium: Browser) -> None:
    """Each shown duty has one button; the service says what is read, and what it refuses is told."""
    said: list[dict[str, Any]] = []
    routes = APIRouter(prefix="/api/v1/offices/as/plan")

    def plan(unread: bool) -> dict[str, Any]:
        mine = {"role": "colleague", "person": "p-anna"}
        return {"in_force": {"version": "abc", "unread": [mine] * unread, "read": [mine] * (not unread)}}

    @routes.get("")
    def one() -> dict[str, Any]:
        return plan(unread=len(said) < 2)

    @routes.post("/read-duty")
    async def read(request: Request) -> JSONResponse:
        said.append(json.loads(await request.body()))
        refused = {"code": "moving", "detail": "Försök igen."}
        return JSONResponse(refused, status_code=409) if len(said) == 1 else JSONResponse(plan(unread=False))

    async with stage(cast.facts(), more=routes) as staged:
        page = await open_phone(chromium, staged)
        await expect(page.get_by_role("heading", name="Your duties")).to_be_visible()
        await expect(page.get_by_text("Vänta utanför")).to_be_visible()
        await page.get_by_role("button", name="I have read it").click()
        await expect(page.get_by_role("alert")).to_contain_text("Försök igen.")
        await page.get_by_role("button", name="I have read it").click()
        await expect(page.get_by_text("You have read it")).to_be_visible()
        assert said == [{"role": "colleague", "by": "p-anna", "version": "abc"}] * 2
        staged.show(cast.alarm())
        await staged.drop()
        await expect(page.locator(".call")).to_be_visible()
        await expect(page.get_by_text("Your duties")).to_have_count(0)


async def test_who_is_there_can_end_it_after_having_seen_her(chromium: Browser) -> None:
    """On site the only large answer is that it is over, and it asks first."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped())
        page = await open_phone(chromium, staged)
        await page.get_by_role("button", name="The danger is over").click()
        await expect(page.get_by_text("Have you seen Fatima Hassan yourself?")).to_be_visible()
        assert staged.asked == []
        await page.get_by_role("button", name="Yes, the danger is over").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/clear")


async def test_a_short_touch_sends_nothing(chromium: Browser) -> None:
    """A tap is no press: nothing is sent, and the page stays as it is."""
    async with stage(cast.facts()) as staged:
        page = await open_phone(chromium, staged)
        await page.locator(".round").click()
        await page.wait_for_timeout(300)
        assert staged.asked == []
        await expect(page.get_by_role("heading", name="No alarm now")).to_be_visible()


async def test_a_quiet_phone_shows_the_way_to_the_pulse(chromium: Browser) -> None:
    """While nothing goes on: on her own phone she finds her own code there."""
    async with stage(cast.facts()) as staged:
        page = await open_phone(chromium, staged)
        way = page.get_by_role("link", name="Pulse: how safe we feel here")
        await expect(way).to_have_attribute("href", "/pulse/as")


async def test_two_presses_of_a_switch_send_as_well(chromium: Browser) -> None:
    """Who cannot hold (a screen reader, a switch) sends with a second press within six seconds."""
    async with stage(cast.facts()) as staged:
        page = await open_phone(chromium, staged)
        button = page.locator(".round")
        await button.dispatch_event("click", {"detail": 0})
        await expect(button).to_contain_text("Once more to send")
        assert staged.asked == []
        await button.dispatch_event("click", {"detail": 0})
        await until(lambda: len(staged.asked) == 1)


async def test_a_lost_line_is_said_on_the_telephone_too(chromium: Browser) -> None:
    """A telephone without its line says so and no longer claims that there is no alarm."""
    async with stage(cast.facts()) as staged:
        page = await open_phone(chromium, staged)
        await expect(page.get_by_role("heading", name="No alarm now")).to_be_visible()
        staged.refusing = True
        await staged.drop()
        await expect(page.locator(".lost-bar")).to_be_visible()
        await expect(page.get_by_role("heading", name="No alarm now")).to_have_count(0)
        await expect(page.locator(".is-good")).to_have_count(0)


def helping(**more: Any) -> dict[str, Any]:
    """Return an alarm that Anna leads, and to which she is on her way."""
    lead = {"responder": "p-anna", "since": cast.alarm()["raised_at"], "because": "first"}
    fields: dict[str, Any] = {
        "lead": lead,
        "more_asked": None,
        "situation": None,
        "police_call": None,
        "police_calls": [],
    }
    rows = [cast.responder("p-anna", state="accepted"), cast.responder("p-cecilia")]
    return cast.alarm(**{"state": "acknowledged", "responders": rows, **fields, **more})


async def test_a_helper_leads_asks_for_more_and_hands_over(chromium: Browser) -> None:
    """Who leads stands with who comes; more people and handing over are one tap and one answer away, in her name."""
    async with stage(cast.facts()) as staged:
        staged.show(helping())
        page = await open_phone(chromium, staged)
        await expect(page.get_by_text("You lead")).to_be_visible()
        await page.get_by_role("button", name="More people are needed").click()
        await page.get_by_role("button", name="2", exact=True).click()
        await until(lambda: len(staged.asked) == 1)
        await page.get_by_role("button", name="Somebody else takes over for me").click()
        await page.get_by_role("button", name="Bo Lind").click()
        await until(lambda: len(staged.asked) == 2)
        await page.get_by_role("button", name="Hand the lead on").click()
        await page.get_by_role("button", name="Back").click()
        await expect(page.get_by_role("heading", name="Rum 114")).to_be_visible()
        told = [(path.rpartition("/")[2], content) for _, path, content, _ in staged.asked]
        assert told == [
            ("need-more", {"person": "p-anna", "count": 2, "screen": "phone"}),
            ("hand-over", {"person": "p-anna", "to": "p-bo", "screen": "phone"}),
        ]
        await page.context.close()


async def test_who_calls_the_police_says_how_it_goes(chromium: Browser) -> None:
    """She is asked about her own call alone: answered, or how it ended; others read who is calling."""
    at = cast.alarm()["raised_at"]
    call = {"by": "p-anna", "at": at, "number": "112", "answered_at": None, "ended_at": None, "because": None}
    async with stage(cast.facts()) as staged:
        staged.show(helping(police="calling", police_call=call, police_calls=[call]))
        page = await open_phone(chromium, staged)
        await expect(page.get_by_text("You have been calling since")).to_be_visible()
        await page.get_by_role("button", name="They have answered").click()
        await until(lambda: len(staged.asked) == 1)
        await page.get_by_role("button", name="The call has ended").click()
        await page.get_by_role("button", name="The line broke").click()
        await until(lambda: len(staged.asked) == 2)
        told = [(path.rpartition("/")[2], content.get("because")) for _, path, content, _ in staged.asked]
        assert told == [("police-answered", None), ("police-ended", "broken")]
        other = await open_phone(chromium, staged, me="p-cecilia")
        await expect(other.get_by_text("Anna Berg has been calling 112 since")).to_be_visible()
        await expect(other.get_by_role("button", name="They have answered")).to_have_count(0)
        await other.context.close()
