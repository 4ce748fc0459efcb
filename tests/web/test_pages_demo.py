"""The demonstration's first page: a pendant pressed with the mouse or the keyboard shows what its wearer would feel."""

from playwright.async_api import Browser, expect

from web import cast
from web.harness import stage, visit
from web.test_pages_pictures import look
from web.test_pages_ways import guided, office


async def test_a_drawn_pendant_is_pressed_and_answers(chromium: Browser) -> None:
    """Mouse and keyboard press the pendant that is chosen; its state comes back over the stream of events."""
    async with stage(cast.facts(), demo=True) as staged:
        shown = await visit(chromium, staged, viewport={"width": 1600, "height": 1000})
        page = await shown.go("/")
        await expect(page.locator(".pendant-state")).to_have_text("At rest")
        await page.get_by_role("button", name="Press the pendant of Anna Berg").click()
        await expect(page.locator(".pendant-state")).to_have_text("Received")
        await page.get_by_role("button", name="Per Sund").click()
        await expect(page.get_by_text("This pendant is faulty, on purpose.")).to_be_visible()
        await page.get_by_role("button", name="Press the pendant of Per Sund").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".led-green")).to_have_count(1)
        assert staged.pendants.pressed == [1, 6]
        await expect(page.frame_locator(".demo-screen iframe").get_by_text("No alarm now")).to_be_visible()
        await expect(page.frame_locator(".demo-phone iframe").get_by_role("button", name="Bo Lind")).to_be_visible()
        assert shown.complaints == []
        answer = await page.request.post(f"{staged.address}/demo/pendants/99/press")
        assert answer.status == 404
        await page.goto("about:blank")


async def test_the_house_from_above_shows_pendants_danger_and_ways(chromium: Browser) -> None:
    """Each floor is drawn with its pendants; in an alarm the danger is hatched and arrows lead to the refuges."""
    async with stage(office(), demo=True) as staged:
        shown = await visit(chromium, staged, viewport={"width": 1366, "height": 768})
        page = await shown.go("/")
        await expect(page.locator(".demo-floors .way-map")).to_have_count(2)
        await expect(page.locator(".worn text")).to_have_text(["1", "6"])
        await expect(page.locator(".demo-house .way-arrow")).to_have_count(0)
        await expect(page.locator(".demo-house p")).to_have_text("Numbers are pendants. Green is where one is safe.")
        await staged.turn_to(guided())
        await expect(page.locator(".demo-house .is-danger .way-hatch")).to_have_count(1)
        await expect(page.locator(".demo-house .way-arrow path.way-edge")).to_have_count(2)
        await expect(page.locator(".demo-house p")).to_contain_text("arrows show which way people are sent")
        await staged.turn_to(guided(mode="drill"))
        await expect(page.locator(".demo-floors.alarm-drill")).to_have_count(1)
        await look(page, "demo-house-laptop")
        assert shown.complaints == []


async def test_outside_the_demonstration_there_is_no_pendant(chromium: Browser) -> None:
    """A service that is no demonstration lists its pages and has no address that presses anything."""
    facts = {**cast.facts(), "invented": False}
    async with stage(facts) as staged:
        page = await (await visit(chromium, staged)).go("/")
        await expect(page.get_by_role("link", name="Screen: Personalrummet")).to_be_visible()
        await expect(page.locator(".ways h3")).to_have_text(
            ["In an alarm", "Before an alarm", "After an alarm", "Set up"]
        )
        rooms = page.locator(".groups > div", has=page.get_by_role("heading", name="Before an alarm"))
        await expect(rooms.get_by_role("link", name="Rooms and doors")).to_have_attribute("href", "/rooms/as")
        await expect(page.locator(".invented")).to_have_count(0)
        answer = await page.request.post(f"{staged.address}/demo/pendants/1/press")
        assert answer.status == 404
