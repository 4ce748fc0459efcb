"""The pad on which who pressed types her code, as whoever stands beside her sees it; and a shared screen's PIN."""

from typing import Any

from playwright.async_api import Browser, Page, expect

from web import cast
from web.harness import PICTURES, Stage, stage, until, visit
from web.rules import broken_rules
from web.screen_told import open_screen

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
LOOKS = """pad => [...pad.querySelectorAll('*'), pad].map(e => {
  const s = getComputedStyle(e); return [e.tagName, s.color, s.backgroundColor, s.borderColor, e.textContent].join('|');
}).join('\\n')"""


async def _hers(browser: Browser, staged: Stage) -> Page:
    """Open her own page, and look behind the daybook that it shows to others."""
    page = await (await visit(browser, staged, me="p-fatima", **PHONE)).go("/p/as")
    await page.locator(".daybook-title").press("Enter")
    await expect(page.locator(".presser-truth")).to_be_visible()
    return page


async def _typed(page: Page, code: str) -> str:
    """Type a code with the keys of the pad, and return how the pad looks then."""
    for digit in code:
        await page.locator(".pad").get_by_role("button", name=digit, exact=True).click()
    await page.mouse.move(0, 0)
    return str(await page.locator(".pad").evaluate(LOOKS))


async def test_every_code_looks_the_same(chromium: Browser) -> None:
    """Before, while and after it is sent: no colour, word or vibration tells one code from the other."""
    seen: list[tuple[str, str, str]] = []
    async with stage(cast.facts()) as staged:
        for code in ("4711", "8266"):
            staged.show(cast.helped())
            staged.asked.clear()
            page = await _hers(chromium, staged)
            await page.evaluate("navigator.vibrate = (...what) => (window.felt = [...(window.felt ?? []), what])")
            await page.get_by_role("button", name="I set it off by mistake").click()
            await expect(page.get_by_role("heading", name="Your code")).to_be_focused()
            typed = await _typed(page, code)
            if PICTURES.is_dir():
                await page.screenshot(path=PICTURES / "code-pad.png")
            assert await broken_rules(page) == []
            await page.get_by_role("button", name="Send", exact=True).click()
            said = page.locator(".pad-said")
            await expect(said).to_contain_text("it is noted")
            await until(lambda: bool(staged.asked))
            assert staged.asked[0][1].endswith("/mistake")
            assert staged.asked[0][2] == {"code": code, "person": "p-fatima"}
            assert await broken_rules(page) == []
            felt = str(await page.evaluate("window.felt ?? []"))
            seen.append((typed, await said.inner_html(), felt))
    assert seen[0] == seen[1]
    assert "4711" not in seen[0][0]


async def test_a_wrong_code_is_said_and_the_keyboard_is_enough(chromium: Browser) -> None:
    """Digits, delete, enter and escape do what the keys do; after a wrong code nothing is left typed."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped())
        page = await _hers(chromium, staged)
        await page.get_by_role("button", name="I set it off by mistake").press("Enter")
        await expect(page.get_by_role("heading", name="Your code")).to_be_focused()
        await page.keyboard.type("91357")
        await page.keyboard.press("Backspace")
        await expect(page.get_by_label("4 digits typed")).to_be_visible()
        staged.answer = (403, {"code": "wrong_own_code", "detail": "x"})
        await page.keyboard.press("Enter")
        await expect(page.locator(".pad-told")).to_have_text("That is not your code. The alarm goes on.")
        await expect(page.get_by_label("0 digits typed")).to_be_visible()
        assert staged.asked[0][2]["code"] == "9135"
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="I set it off by mistake")).to_be_focused()


async def test_pressing_again_takes_it_back_and_nobody_else_has_the_pad(chromium: Browser) -> None:
    """What the board says counts: said, and after a further press no longer; a colleague's page has no such button."""
    said = {"by": "p-fatima", "at": cast.helped()["raised_at"]}
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped(mistake=said))
        page = await _hers(chromium, staged)
        await expect(page.locator(".pad-said")).to_contain_text("Set off by mistake, says Fatima Hassan")
        staged.show(cast.helped(presses=2), position=20)
        await staged.drop()
        await expect(page.get_by_role("button", name="I set it off by mistake")).to_be_visible()
        other = await (await visit(chromium, staged, me="p-anna", **PHONE)).go("/p/as")
        await expect(other.get_by_role("heading", name="Rum 114")).to_be_visible()
        await expect(other.get_by_role("button", name="I set it off by mistake")).to_have_count(0)


async def test_a_shared_screen_asks_for_its_pin_and_then_sends_what_was_said(chromium: Browser) -> None:
    """Nothing that was answered is asked again; a wrong PIN is said, and the right one goes with the same request."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped())
        staged.answer = (403, {"code": "pin_needed", "detail": "x"})
        page = await open_screen(chromium, staged)
        await page.get_by_role("button", name="The danger is over").click()
        await page.get_by_role("button", name="Yes, I have seen it myself").click()
        await page.get_by_role("button", name="Anna Berg").click()
        await page.get_by_label("PIN", exact=True).fill("000000")
        await page.get_by_role("button", name="Go on").click()
        await expect(page.get_by_role("alert").filter(has_text="The PIN is wrong.")).to_be_visible()
        assert await broken_rules(page) == []
        staged.answer = (200, {})
        await page.get_by_label("PIN", exact=True).fill("471182")
        await page.get_by_role("button", name="Go on").click()
        await until(lambda: len(staged.asked) == 3)
        assert [one[2] for one in staged.asked] == [{"person": "p-anna", "seen_her": True, "screen": "staff"}] * 3


async def test_the_last_key_is_in_sight(chromium: Browser) -> None:
    """On a small telephone the whole pad stands on the screen, "Send" and the way back too, with nothing to scroll."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped())
        page = await _hers(chromium, staged)
        await page.get_by_role("button", name="I set it off by mistake").click()
        await _typed(page, "47")
        for name in ("Hide this", "1", "Send", "Back"):
            await expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
        await expect(page.get_by_role("link", name="Call 112")).to_be_in_viewport(ratio=1)
        assert await page.evaluate("scrollY") == 0
