"""The office screen of a small computer (1366 by 768): what matters at once is there without scrolling."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from parts.chromium import chromium_browser
from web import cast
from web.harness import Visit, stage, visit
from web.test_pages_pictures import look
from web.test_pages_ways import guided, office

LOW = {"width": 1366, "height": 768}
LONG = "Samtalsrummet vid trapphus B i norra flygeln, bredvid gamla arkivet och kopiatorrummet 221 b"


@pytest.fixture(scope="module")
async def wall() -> AsyncIterator[Browser]:
    """A browser in which a page may sound without having been touched, as on a wall."""
    async with chromium_browser(["--autoplay-policy=no-user-gesture-required"]) as browser:
        yield browser


async def shown_low(browser: Browser, staged: Any, *, lang: str = "sv") -> Visit:
    """Open the staff screen on a low screen."""
    shown = await visit(browser, staged, viewport=LOW)
    await shown.go("/screen/as/staff", lang=lang)
    return shown


async def edges(one: Locator) -> tuple[float, float]:
    """Return where something begins and ends, in points from the top of the screen."""
    box = await one.bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"]


async def test_a_place_of_five_lines_leaves_the_names_the_police_and_the_ways_in_sight(wall: Browser) -> None:
    """Three who were called, what is known of the police, and the ends stand there whole, above each other."""
    facts = office()
    facts["zones"]["room-114"]["name"] = LONG
    async with stage(facts) as staged:
        staged.show(guided())
        page = (await shown_low(wall, staged)).page
        await expect(page.locator("h1.place")).to_contain_text("kopiatorrummet")
        await look(page, "screen-low-long")
        foot, _ = await edges(page.locator(".side-foot"))
        for at in range(3):
            _, end = await edges(page.locator(".responders > li").nth(at))
            assert end <= foot, f"responder {at} is hidden"
        for line in (".police", ".way-words strong", ".hero-facts"):
            _, end = await edges(page.locator(line))
            assert end <= LOW["height"], line


@pytest.mark.parametrize("lang", ["sv", "nb", "en"])
async def test_what_sounds_takes_one_row_at_the_top(wall: Browser, lang: str) -> None:
    """What sounds, and what silences it, stand beside the office and the clock and push nothing down."""
    async with stage(office()) as staged:
        staged.show(cast.exhausted())
        page = (await shown_low(wall, staged, lang=lang)).page
        await expect(page.locator(".strip-silence")).to_be_visible()
        await expect(page.locator(".strip-caption")).to_be_visible()
        await look(page, f"screen-low-sounding-{lang}")
        start, end = await edges(page.locator(".strip"))
        assert end - start < 100


async def test_with_eleven_alarms_the_one_that_is_shown_large_is_in_sight(wall: Browser) -> None:
    """Each alarm keeps whether it is real, where, and who comes; and the chosen one's place and a name are there."""
    places = ["reception", "counter", "corridor", "staff-room", "safe", "hide", "street"] * 2
    async with stage(office()) as staged:
        staged.show(*(guided(alarm=f"a-{at}", zone=place) for at, place in enumerate(places[:11])))
        page = (await shown_low(wall, staged)).page
        await expect(page.locator(".tile")).to_have_count(11)
        await look(page, "screen-low-eleven")
        for tile in await page.locator(".tile").all():
            _, end = await edges(tile)
            assert end <= LOW["height"] / 2
            await expect(tile.locator(".tile-mode")).to_contain_text("SKARPT LARM")
            await expect(tile.locator("small").last).to_contain_text("1 framme, 1 på väg")
        for one in ("h1.place", ".responders > li >> nth=0"):
            _, end = await edges(page.locator(one))
            assert end <= LOW["height"], one


async def test_in_a_readers_own_colours_lines_say_what_is_real_and_what_a_drill(wall: Browser) -> None:
    """The mark has a frame; a real alarm stands in a whole line, a drill in a broken one."""
    async with stage(office()) as staged:
        for mode, style, of in (("actual", "solid", ".alarm-actual .hero"), ("drill", "dashed", ".alarm-drill")):
            staged.show(guided(mode=mode))
            shown = await visit(wall, staged, viewport=LOW, forced_colors="active")
            page = await shown.go("/screen/as/staff", lang="sv")
            await expect(page.locator(".hero .hero-mode")).to_have_css("border-top-width", "3px")
            await expect(page.locator(of)).to_have_css("border-left-style", style)
            await look(page, f"screen-forced-colours-{mode}")
