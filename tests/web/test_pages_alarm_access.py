"""An alarm for whoever sees, hears or moves otherwise: what calls for help is large, rings are seen, words apart."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from parts.chromium import chromium_browser
from web import cast
from web.harness import stage, visit
from web.rules import broken_rules
from web.test_low_screen import full
from web.test_pages_closing import closing, facts
from web.test_pages_phone import helping
from web.test_pages_pictures import look
from web.test_pages_ways import guided, office

Alarms = list[dict[str, Any]]
STATES: dict[str, Callable[[], Alarms]] = {
    "idle": list,
    "called": lambda: [cast.alarm()],
    "exhausted": lambda: [cast.exhausted()],
    "two": lambda: [cast.exhausted(), cast.alarm(alarm="a-drill", zone="counter", mode="drill")],
    "helping": lambda: [helping(muster=full()["muster"])],
    "guided": lambda: [guided()],
    "over": lambda: [cast.helped(state="cleared", cleared_by="p-anna")],
    "closing": lambda: [closing()],
}
HABITS = """async () => (await axe.run({runOnly: {type: 'tag', values: ['best-practice']}}))
  .violations.map((rule) => `${rule.id}: ${rule.nodes[0].html.slice(0, 160)}`)"""
"""What is no rule of WCAG and helps all the same: one first heading, headings in order, all of a page in landmarks."""
SMALL = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter((one) => one.checkVisibility() && !one.matches('[type=radio], [type=checkbox]'))
  .filter((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < 24)
  .map((one) => one.outerHTML.slice(0, 120))"""
"""What a finger that is not sure misses (WCAG 2.5.8)."""


@pytest.fixture(scope="module")
async def wall() -> AsyncIterator[Browser]:
    """A browser in which a page may sound without having been touched, as on a wall."""
    async with chromium_browser(["--autoplay-policy=no-user-gesture-required"]) as browser:
        yield browser


def _view(size: tuple[int, int], scheme: Any) -> dict[str, Any]:
    return {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": scheme}


async def _held(page: Page, name: str) -> None:
    assert await broken_rules(page) == [], name
    assert await page.evaluate(HABITS) == [], name
    assert await page.evaluate(SMALL) == [], name
    assert await page.locator("h1").count() == 1, name


@pytest.mark.parametrize(("size", "scheme"), [((1600, 900), "dark"), ((1366, 768), "light"), ((360, 740), "dark")])
async def test_an_office_screen_in_every_state(wall: Browser, size: tuple[int, int], scheme: Any) -> None:
    """Contrast, targets, headings and landmarks hold, and a heading is read as words that are apart."""
    known = {**office(), "closing": facts()["closing"]}
    async with stage(known) as staged:
        staged.today = cast.today()
        page = await (await visit(wall, staged, **_view(size, scheme))).go("/screen/as/staff", lang="sv")
        for name, alarms in STATES.items():
            await staged.turn_to(*alarms())
            await expect(
                page.locator(".closing-head" if name == "closing" else ".alarm, .roster").first
            ).to_be_visible()
            await _held(page, name)
            if name == "called":
                await expect(page.get_by_role("heading", name="Rum 114 plan 1", exact=True)).to_be_visible()
                words = "Ingen är på väg än Behövs på plats: 1"
                await expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [((360, 740), "dark"), ((1366, 768), "light")])
@pytest.mark.parametrize("me", ["p-cecilia", "p-bo"])
async def test_a_telephone_in_every_state(chromium: Browser, me: str, size: tuple[int, int], scheme: Any) -> None:
    """The same on the telephone of who is called, and of who is not."""
    known = {**office(), "closing": facts()["closing"]}
    async with stage(known) as staged:
        staged.today = cast.today()
        page = await (await visit(chromium, staged, me=me, **_view(size, scheme))).go("/p/as", lang="sv")
        for name, alarms in STATES.items():
            await staged.turn_to(*alarms())
            await expect(page.locator(".phone-idle, .call, .closing-head, .phone-closing").first).to_be_visible()
            await _held(page, name)
            await look(page, f"phone-access-{me}-{name}-{size[0]}-{scheme}")
            if name in ("called", "two"):
                await expect(page.get_by_role("heading", name="Rum 114 plan 1", exact=True)).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [((360, 740), "dark"), ((320, 640), "light"), ((1366, 768), "dark")])
async def test_all_of_the_box_that_says_to_call_calls(chromium: Browser, size: tuple[int, int], scheme: Any) -> None:
    """Nobody comes: the whole box is what is tapped, at least 64 points high, and its ring is seen on it."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.exhausted())
        page = await (await visit(chromium, staged, me="p-cecilia", **_view(size, scheme))).go("/p/as", lang="sv")
        call = page.get_by_role("link", name="Ingen är på väg – ring 112")
        await expect(call).to_have_attribute("href", "tel:112")
        inner, outer = await call.bounding_box(), await page.locator(".exhausted").bounding_box()
        assert inner is not None
        assert outer is not None
        assert inner["height"] >= 64
        assert outer["width"] - inner["width"] <= 8, "the frame alone lies around it"
        assert outer["height"] - inner["height"] <= 8
        await page.locator("body").press("Tab")
        await call.focus()
        await expect(call).to_have_css("outline-color", "rgb(10, 76, 154)")
        await expect(call).to_have_css("outline-width", "4px")
        assert await broken_rules(page) == []
        await look(page, f"phone-call-112-{size[0]}-{scheme}")


@pytest.mark.parametrize("size", [(1366, 768), (1600, 900)])
async def test_the_border_that_breathes_lies_over_no_word(wall: Browser, size: tuple[int, int]) -> None:
    """Beside a second alarm little height is left, and REAL ALARM still stands below the border."""
    async with stage(cast.facts()) as staged:
        staged.show(*STATES["two"]())
        page = await (await visit(wall, staged, **_view(size, "light"))).go("/screen/as/staff", lang="sv")
        await expect(page.locator(".hero.is-urgent")).to_be_visible()
        hero, mode = [await page.locator(one).first.bounding_box() for one in (".hero", ".hero .hero-mode")]
        border = await page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('.hero'), '::after').borderTopWidth)"
        )
        assert hero is not None
        assert mode is not None
        assert mode["y"] >= hero["y"] + border
