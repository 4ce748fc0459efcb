"""Single keys on the office screen: what they do, that they can be switched off, and where they stay out of the way."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from parts.chromium import chromium_browser
from web import cast
from web.harness import Stage, stage, visit
from web.rules import broken_rules
from web.test_pages_pictures import look

KEYS = {"sv": ("Snabbtangenter på", "Snabbtangenter av"), "en": ("Shortcut keys are on", "Shortcut keys are off")}


@pytest.fixture(scope="module")
async def wall() -> AsyncIterator[Browser]:
    """A browser in which a page may sound without having been touched, as on a wall."""
    async with chromium_browser(["--autoplay-policy=no-user-gesture-required"]) as browser:
        yield browser


async def _two(browser: Browser, staged: Stage, *, lang: str = "en", **how: Any) -> Page:
    """Show two real alarms to a screen that may sound."""
    staged.show(cast.alarm(), cast.alarm(alarm="a-second", zone="counter"))
    page = await (await visit(browser, staged, **how)).go("/screen/as/staff", lang=lang)
    await expect(page.locator(".tile")).to_have_count(2)
    await expect(page.get_by_role("heading", name="Rum 114")).to_be_visible()
    return page


async def _nothing_came_of(page: Page, key: str) -> None:
    """Hit a key, and wait until the page has heard it and has drawn itself again."""
    heard = "new Promise((done) => addEventListener('keydown', () => requestAnimationFrame(() => done(true))))"
    waiting = page.evaluate_handle(f"globalThis.heard = {heard}, 0")
    await waiting
    await page.keyboard.press(key)
    assert await page.evaluate("globalThis.heard") is True
    await expect(page.get_by_role("heading", name="Rum 114")).to_be_visible()
    await expect(page.locator(".tile[aria-current]")).to_contain_text("Rum 114")


async def test_digits_choose_and_s_silences_until_somebody_switches_them_off(wall: Browser) -> None:
    """Off is off at once and after a reload, and says so; nobody is told of keys that do nothing; and on again."""
    on, off = KEYS["en"]
    async with stage(cast.facts()) as staged:
        page = await _two(wall, staged)
        silence = page.get_by_role("button", name="Silence this screen for 60 s")
        assert [await one.get_attribute("aria-keyshortcuts") for one in await page.locator(".tile").all()] == ["1", "2"]
        await expect(silence).to_have_attribute("aria-keyshortcuts", "s")
        await page.keyboard.press("2")
        await expect(page.get_by_role("heading", name="Disken")).to_be_visible()
        await page.keyboard.press("1")
        await expect(page.get_by_role("heading", name="Rum 114")).to_be_visible()
        await page.get_by_role("button", name=on).press("Enter")
        for _ in range(2):
            await expect(page.get_by_role("button", name=off)).to_be_visible()
            await expect(page.locator("[aria-keyshortcuts]")).to_have_count(0)
            await _nothing_came_of(page, "2")
            await expect(silence).to_be_visible()
            await _nothing_came_of(page, "s")
            await expect(silence).to_be_visible()
            await expect(page.locator(".strip-sound")).to_have_text("Sound is on")
            await page.reload()
            await expect(page.locator(".tile")).to_have_count(2)
        await page.get_by_role("button", name=off).press("Enter")
        await page.keyboard.press("s")
        await expect(page.locator(".strip-sound")).to_contain_text("Silent for")
        await page.keyboard.press("2")
        await expect(page.get_by_role("heading", name="Disken")).to_be_visible()


async def test_what_somebody_looks_for_in_a_list_is_hers(chromium: Browser) -> None:
    """A digit or a letter in a list, a field or on a box is no shortcut: the form stays, and so does the alarm."""
    async with stage(cast.facts()) as staged:
        told = dict.fromkeys(("lead", "more_asked", "police_call", "situation"))
        staged.show(cast.helped(**told), cast.alarm(alarm="a-second", zone="counter", mode="drill"))
        page = await (await visit(chromium, staged)).go("/screen/as/staff")
        await page.get_by_role("button", name="Say what I have seen").click()
        await page.get_by_role("button", name="Anna Berg").click()
        for field in ("Who meets the police?", "Anything else"):
            await page.get_by_label(field).focus()
            for key in ("2", "s"):
                await _nothing_came_of(page, key)
                await expect(page.get_by_label(field)).to_be_focused()
        await expect(page.get_by_label("Anything else")).to_have_value("2s")


async def test_a_digit_closes_nothing_where_there_is_nothing_to_choose(chromium: Browser) -> None:
    """With one alarm there is no row of them: what somebody is about to answer stays."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await (await visit(chromium, staged)).go("/screen/as/staff")
        await page.get_by_role("button", name="Anna Berg").press("Enter")
        await expect(page.get_by_role("button", name="I am coming")).to_be_visible()
        await page.keyboard.press("1")
        await page.get_by_role("button", name="I am coming").press("Enter")
        await expect(page.get_by_role("button", name="Anna Berg")).to_be_visible()
        assert [path.rpartition("/")[2] for _, path, _, _ in staged.asked] == ["accept"]


@pytest.mark.parametrize(
    ("size", "scheme"), [((1600, 900), "light"), ((1366, 768), "dark"), ((360, 740), "dark"), ((320, 640), "light")]
)
async def test_the_switch_is_found_and_makes_no_room_for_itself(
    wall: Browser, size: tuple[int, int], scheme: Any
) -> None:
    """It stands in the strip, in words where nothing goes on; a finger and the keyboard find it, in an alarm too."""
    on, off = KEYS["sv"]
    async with stage(cast.facts()) as staged:
        staged.today = cast.today()
        view = {"width": size[0], "height": size[1]}
        page = await (await visit(wall, staged, viewport=view, color_scheme=scheme)).go("/screen/as/staff", lang="sv")
        await page.get_by_role("button", name=on).click()
        switch = page.get_by_role("button", name=off)
        for state, alarms in (("idle", []), ("alarm", [cast.exhausted()])):
            await staged.turn_to(*alarms)
            await expect(page.locator(".alarm" if alarms else ".roster")).to_be_visible()
            box = await switch.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
            await switch.focus()
            assert await broken_rules(page) == []
            await look(page, f"short-keys-{state}-{size[0]}-{scheme}")
            strip = await page.locator(".strip").bounding_box()
            assert strip is not None
            assert size[0] < 1000 or strip["height"] < 100
