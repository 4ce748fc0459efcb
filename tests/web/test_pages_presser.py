"""Whoever presses on her telephone: a daybook for others, the truth for her, and a press that goes on trying."""

import json
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from playwright.async_api import Browser, Page, Route, expect

from service.alarm.instant import instant
from web import cast
from web.harness import PICTURES, Stage, now, stage, visit
from web.rules import broken_rules

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
RAISED = (201, {"alarm": cast.alarm()["alarm"], "state": "raised"})
AWAY = (503, {"code": "closed"})
SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
LATER = 15_000
"""Milliseconds: a bound for a machine that is busy."""

HAND = """window.felt = JSON.parse(sessionStorage.getItem('felt') ?? '[]');
navigator.vibrate = (pattern) => {
  window.felt.push(pattern);
  sessionStorage.setItem('felt', JSON.stringify(window.felt));
  return true;
};"""
"""What the hand feels is kept, through reloads too."""
ONE_SHORT, TWO_SHORT, ONE_LONG = [80], [80, 120, 80], [500]
UNSENT = [500, 120, 500, 120, 500, 120, 500]


@asynccontextmanager
async def phone(browser: Browser, script: str = "") -> "AsyncIterator[tuple[Stage, Page]]":
    """Yield Fatima's telephone, with nothing going on."""
    async with stage(cast.facts()) as staged:
        staged.answer = RAISED
        visited = await visit(browser, staged, me="p-fatima", **PHONE)
        await visited.page.add_init_script(HAND + script)
        page = await visited.go("/p/as")
        await expect(page.get_by_role("heading", name="No alarm now")).to_be_visible()
        yield staged, page
        assert visited.complaints == []
        await page.context.close()


async def hold(page: Page) -> None:
    """Keep a finger on the button until it has been pressed."""
    await page.locator(".round").hover()
    await page.mouse.down()
    await expect(page.locator(".daybook, .presser-truth h1").first).to_be_visible()
    await page.mouse.up()


async def reveal(page: Page) -> None:
    """Keep a finger anywhere on the neutral page."""
    await page.mouse.move(200, 500)
    await page.mouse.down()
    await expect(page.locator(".presser-truth")).to_be_visible()
    await page.mouse.up()


async def felt(page: Page) -> list[list[int]]:
    """What the hand has felt so far."""
    found: list[list[int]] = await page.evaluate("window.felt")
    return found


async def test_whoever_presses_is_hidden_and_knows(chromium: Browser) -> None:
    """From the press on the page is a daybook, its title too; the hand feels received, coming, there, each once."""
    async with phone(chromium) as (staged, page):
        await page.get_by_label("Where are you?").select_option("counter")
        await hold(page)
        await expect(page).to_have_title("Daybook")
        await expect(page.locator(".daybook-mark")).to_contain_text("✓")
        content = {"kind": "emergency", "zone": "counter", "mode": "actual", "person": "p-fatima"}
        assert [asked[:3] for asked in staged.asked] == [("POST", "/api/v1/offices/as/alarms", content)]
        assert await felt(page) == [ONE_SHORT]

        coming = cast.alarm(responders=[cast.responder("p-anna", state="accepted")], state="acknowledged")
        staged.show(coming)
        await staged.drop()
        await expect(page.locator(".daybook-mark")).to_contain_text("✓✓")
        words = await page.locator("body").inner_text()
        assert not any(word in words for word in ("Anna", "alarm", "Alarm", "Medborgarkontoret", "Rum 114"))
        await reveal(page)
        await expect(page.get_by_role("heading", name="Coming: Anna Berg")).to_be_visible()
        await expect(page.get_by_text("Police: NOT called")).to_be_visible()
        await page.get_by_role("button", name="Hide this").click()
        await expect(page.locator(".daybook")).to_be_visible()

        await page.reload()
        await expect(page.locator(".daybook-mark")).to_contain_text("✓✓")
        staged.show(cast.helped())
        await staged.drop()
        await expect(page.locator(".daybook-mark")).to_contain_text("✓✓✓")
        staged.show(coming)  # whatever a page hears later, nothing is taken back
        await staged.drop()
        await page.wait_for_timeout(1_000)
        assert await felt(page) == [ONE_SHORT, TWO_SHORT, ONE_LONG]
        assert len(staged.asked) == 1


async def test_when_it_is_over_she_goes_back_herself(chromium: Browser) -> None:
    """After the end the page stays a daybook until she looks; then one tap leads back, and it stays so."""
    async with phone(chromium) as (staged, page):
        await hold(page)
        staged.show(cast.helped(state="cleared", cleared_by="p-anna"))
        await staged.drop()
        await until_felt(page, [500, 120, 500])
        await expect(page.locator(".daybook")).to_be_visible()
        await page.locator(".daybook-title").press("Enter")
        await expect(page.get_by_role("heading", name="Over")).to_be_visible()
        await page.get_by_role("button", name="Back").press("Enter")
        await expect(page.locator(".strip")).to_be_visible()
        await expect(page).to_have_title("Medborgarkontoret Ås")


async def until_felt(page: Page, pattern: list[int]) -> None:
    """Wait until the hand feels something."""
    await page.wait_for_function(
        "wanted => window.felt.some((one) => String(one) === wanted)", arg=str(pattern)[1:-1].replace(" ", "")
    )


async def test_a_press_of_her_pendant_hides_her_telephone_too(chromium: Browser) -> None:
    """An alarm that she raised elsewhere turns the page she left open into a daybook, and her hand is told."""
    async with phone(chromium) as (staged, page):
        staged.show(cast.alarm())
        await staged.drop()
        await expect(page.locator(".daybook")).to_be_visible()
        await expect(page.locator(".call")).to_have_count(0)
        assert await felt(page) == [ONE_SHORT]
        assert staged.asked == []


async def test_what_is_not_sent_is_felt_marked_and_sent_later(chromium: Browser) -> None:
    """Without a receipt for five seconds: four long, a mark, and the words for her; sent on under one key, once."""
    wrong_clock = "Date.now = () => 86_400_000 * 365; "
    async with phone(chromium, wrong_clock) as (staged, page):
        staged.answer = AWAY
        await hold(page)
        await expect(page.locator(".daybook-mark")).to_have_text("Saving …")
        assert await felt(page) == []
        await until_felt(page, UNSENT)
        await expect(page.locator(".daybook-mark")).to_contain_text("Not saved")
        await page.reload()  # the press outlives the page
        await expect(page.locator(".daybook-mark")).to_contain_text("Not saved")
        await reveal(page)
        await expect(page.get_by_role("alert").filter(has_text="NOT SENT – call 112")).to_be_visible()
        first = page.locator(".presser-truth .big").first
        await expect(first).to_have_attribute("href", "tel:112")
        await expect(page.locator(".round")).to_have_count(0)
        assert (
            await page.evaluate("getComputedStyle(document.querySelector('.is-failed')).backgroundColor")
            != "rgb(20, 96, 58)"
        )
        staged.answer = RAISED
        await expect(page.get_by_role("heading", name="Received")).to_be_visible()
        assert len(staged.asked) > 1
        assert len({asked[3] for asked in staged.asked}) == 1
        asked = len(staged.asked)
        await page.wait_for_timeout(2_500)
        assert len(staged.asked) == asked, "what the service has is sent no more"


async def test_without_a_line_it_waits_for_one(chromium: Browser) -> None:
    """Offline while she holds: the press waits, and is with the service once, as soon as the line is back."""
    async with phone(chromium) as (staged, page):
        await page.context.set_offline(True)
        await hold(page)
        await page.wait_for_timeout(600)
        assert staged.asked == []
        await page.context.set_offline(False)
        await expect(page.locator(".daybook-mark")).to_contain_text("✓")
        assert len(staged.asked) == 1
        assert await felt(page) == [ONE_SHORT]


async def test_a_slow_line_neither_doubles_nor_loses(chromium: Browser) -> None:
    """Answers that take three seconds are waited for: several attempts under one key, and received before five."""
    async with phone(chromium) as (staged, page):
        staged.slow = 3.0
        await hold(page)
        await expect(page.locator(".daybook-mark")).to_contain_text("✓", timeout=LATER)
        assert len({asked[3] for asked in staged.asked}) == 1
        assert UNSENT not in await felt(page)


async def test_whom_the_service_refuses_is_told_at_once(chromium: Browser) -> None:
    """A telephone that is let in no longer does not wait for five seconds, and does not leave for the login either."""
    async with phone(chromium) as (staged, page):
        staged.answer = (401, {"code": "not_let_in"})
        await hold(page)
        await expect(page.locator(".daybook-mark")).to_contain_text("Not saved", timeout=4_000)
        await page.locator(".daybook-title").press("Enter")
        await expect(page.get_by_text("does not let this phone in")).to_be_visible()


async def test_the_frame_outlives_the_service(chromium: Browser) -> None:
    """Reloaded while the service is dead, the daybook stays one; a press there is sent when the service is back."""
    async with phone(chromium) as (staged, page):
        await page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        await page.wait_for_function("async () => (await caches.keys()).length === 1")
        kept = await page.evaluate(
            """async () => { const cache = await caches.open((await caches.keys())[0]);
            const all = await Promise.all((await cache.matchAll()).map(async (one) => [one.url, await one.text()]));
            return all; }"""
        )
        assert not any(name in text for _, text in kept for name in (*cast.PEOPLE.values(), "Medborgarkontoret"))
        assert not any("/api/" in url or "/p/" in url for url, _ in kept)
        await staged.go_away()
        await page.reload()
        await expect(page.get_by_role("heading", name="The service does not answer")).to_be_visible()
        await hold(page)
        await until_felt(page, UNSENT)
        await page.reload()
        await expect(page.locator(".daybook-mark")).to_contain_text("Not saved")
        await staged.come_back()
        await expect(page.locator(".daybook-mark")).to_contain_text("✓", timeout=LATER)
        assert len({asked[3] for asked in staged.asked}) == 1
        assert staged.asked[0][2]["person"] == "p-fatima"
        await page.wait_for_function("() => document.body.dataset.shell === undefined", timeout=LATER)
        await expect(page.locator(".daybook")).to_be_visible()


async def test_no_press_meets_the_worker(chromium: Browser) -> None:
    """The worker answers visits of the page alone: what is asked of the service goes to it directly."""
    async with phone(chromium) as (staged, page):
        await page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        through: list[str] = []

        async def note(route: Route) -> None:
            if route.request.service_worker:
                through.append(route.request.url)
            await route.continue_()

        await page.context.route("**/api/**", note)
        await hold(page)
        await expect(page.locator(".daybook-mark")).to_contain_text("✓")
        assert through == []
        assert len(staged.asked) == 1


async def test_the_set_up_list_is_looked_up_and_ends_in_a_test(chromium: Browser) -> None:
    """Steps are what the page finds; what is missing says what to do, and the last one is whether a test was felt."""
    async with phone(chromium) as (staged, page):
        staged.session = {"kind": "phone", "name": "Fatima", "offices": {"as": {"person": "p-fatima", "may": []}}}
        await page.reload()
        await expect(page.locator("p.strip-me")).to_have_text("Fatima Hassan")
        summary = page.locator(".set-up summary")
        await expect(summary).to_contain_text("of 9 steps done")
        await summary.click()
        done = page.locator(".set-up .is-done")
        await expect(done.filter(has_text="This phone is let in")).to_be_visible()
        await expect(page.locator(".set-up .is-todo").filter(has_text="Add to Home screen")).to_be_visible()
        await page.get_by_role("button", name="Send a test to me").click()
        await page.wait_for_function("() => String(window.felt.at(-1)) === '400,200,400'")
        await page.get_by_role("button", name="No", exact=True).click()
        await expect(page.get_by_text("do not count on feeling a call")).to_be_visible()
        await page.get_by_role("button", name="Send a test to me").click()
        await page.get_by_role("button", name="Yes, I felt it").click()
        await expect(done.filter(has_text="Felt on")).to_be_visible()
        assert staged.asked == []


class Button:
    """What the service says of Fatima's button: the window that was opened last, and the last test."""

    def __init__(self) -> None:
        """Begin with a button that was never tested."""
        never: dict[str, Any] = {"window": None, "tested_at": None, "feedback_ms": None, "was_real": False}
        self.told: dict[str, Any] = {"device": "pendant-1", "gesture": "sos", **never}

    def router(self) -> APIRouter:
        """Return the addresses at which it is asked."""
        routes = APIRouter()
        path = "/api/v1/offices/as/devices/pendant-1/test-window"
        routes.add_api_route(path, lambda: self.told, methods=["GET"])
        routes.add_api_route(path, self._open, methods=["POST"], status_code=201)
        return routes

    def _open(self) -> dict[str, Any]:
        at = now()
        window = {"gesture": "sos", "opened_at": instant(at), "until": instant(at + timedelta(seconds=60))}
        self.told.update(window=window, was_real=False)
        return {"device": "pendant-1", **window}


WEARER = {"person": "p-fatima", "may": [], "buttons": [{"device": "pendant-1", "name": "Pendant 1"}]}


async def test_the_set_up_list_ends_in_a_test_of_her_button(chromium: Browser) -> None:
    """It says who is called and what is real; nothing heard says what to do; a test hides no page, a press does."""
    button = Button()
    async with stage(cast.facts(), more=button.router()) as staged:
        staged.session = {"kind": "phone", "name": "Fatima", "offices": {"as": WEARER}}
        visited = await visit(chromium, staged, me="p-fatima", viewport={"width": 320, "height": 640})
        page = await visited.go("/p/as")
        await page.locator(".set-up summary").click()
        last = page.locator(".set-up li").last
        await expect(last).to_contain_text("Not done: Test your own button")
        await page.get_by_role("button", name="Test Pendant 1").press("Enter")
        status = page.locator(".test-press [role=status]")
        await expect(status).to_contain_text("within 60 seconds. Nobody is called.")
        await expect(status).to_contain_text("Its signal is “sos”")
        await expect(status).to_contain_text("Only the first press is a test. The next one is a real alarm")
        await judge(page, "test-open")
        button.told.update(window=None)
        await expect(status).to_contain_text("Nothing was heard from Pendant 1", timeout=LATER)
        await judge(page, "test-nothing")
        await page.get_by_role("button", name="Test Pendant 1").click()
        await expect(status).to_contain_text("Nobody is called.")
        staged.show(cast.alarm(mode="test", responders=[]))
        await staged.drop()
        button.told.update(window=None, tested_at=instant(now()), feedback_ms=84)
        await expect(status).to_contain_text("84 ms from the press to the answer", timeout=LATER)
        await expect(last).to_contain_text("Done: Test heard")
        await expect(page.locator(".daybook")).to_have_count(0)
        await judge(page, "test-heard")
        staged.show(cast.alarm())  # she presses again, and that is real
        await staged.drop()
        await expect(page.locator(".daybook")).to_be_visible(timeout=LATER)
        assert visited.complaints == []
        await page.context.close()


async def test_the_manifest_names_no_office(chromium: Browser) -> None:
    """What a telephone keeps on its first screen is a daybook, in the language of its owner."""
    async with stage(cast.facts()) as staged:
        page = await (await visit(chromium, staged, locale="nb-NO", **PHONE)).go("/p/as", lang="nb")
        address = await page.locator("link[rel=manifest]").get_attribute("href")
        told = await page.evaluate("address => fetch(address).then((answer) => answer.text())", address)
        assert json.loads(told)["name"] == "Dagbok"
        assert json.loads(told)["start_url"] == "/p/as"
        assert not any(word in told.lower() for word in ("trygg", "alarm", "medborgarkontoret"))
        for one in json.loads(told)["icons"]:
            assert await page.evaluate("address => fetch(address).then((answer) => answer.status)", one["src"]) == 200
        await page.context.close()


async def test_every_state_fits_a_small_telephone_and_large_letters(chromium: Browser) -> None:
    """At 320 pixels in the dark with letters at 200 %: nothing hangs over, and WCAG holds in each state."""
    small: dict[str, Any] = {
        "viewport": {"width": 320, "height": 640},
        "color_scheme": "dark",
        "reduced_motion": "reduce",
    }
    facts = cast.facts()
    facts["people"]["p-fatima"]["name"] = "Maria-Magdalena Kierkegaard-Oksanen af Södermanland"
    async with stage(facts) as staged:
        staged.answer = AWAY
        staged.session = {"kind": "phone", "name": "Fatima", "offices": {"as": {"person": "p-fatima", "may": []}}}
        visited = await visit(chromium, staged, me="p-fatima", **small)
        page = await visited.go("/p/as", lang="nb")
        await page.locator(".set-up summary").click()
        await judge(page, "set-up")
        await page.reload()
        await hold(page)
        await expect(page.locator(".is-unsaved")).to_be_visible(timeout=LATER)
        await judge(page, "unsaved")
        await page.locator(".daybook-title").press("Enter")
        await judge(page, "unsent")
        staged.answer = RAISED
        staged.show(cast.helped())
        await staged.drop()
        await expect(page.locator(".presser-truth h1")).to_contain_text("Anna Berg", timeout=LATER)
        await expect(page.locator(".presser-truth")).to_contain_text("vanlig plass – ikke bekreftet")
        await judge(page, "there")
        assert visited.complaints == []
        await page.context.close()


async def judge(page: Page, name: str) -> None:
    """Hold what is shown to the rules, in ordinary letters and in large ones."""
    for size in ("100%", "200%"):
        await page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        assert await page.evaluate(SIDEWAYS) == 0, f"{name} at {size} is wider than its screen"
        assert await broken_rules(page) == [], f"{name} at {size}"
        if PICTURES.is_dir():
            await page.screenshot(path=PICTURES / f"presser-{name}-{size[:3]}.png", full_page=True)
    await page.evaluate("document.documentElement.style.fontSize = ''")
