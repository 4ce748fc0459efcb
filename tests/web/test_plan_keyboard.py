"""The plan's editor by keyboard alone: everything is reached, seen, and left again, and no redraw loses the hand."""

from collections.abc import Sequence

import pytest
from playwright.async_api import Browser, Page, expect

from parts.offices import AS
from web.planning import Desk
from web.test_plan_editor import editing, opened, settled, text_of

pytestmark = pytest.mark.timeout(280)
VIEWS = ("cover", "office", "people", "zones", "roles", "alarms", "try", "text", "publish")
MOST_STOPS = 600

_HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || !here.closest('#page')) return null;
  window.visited ??= new Set();
  // A date is several stops in one field; a circle is to come back to one.
  const isBack = window.visited.has(here) && window.lastVisited !== here;
  window.visited.add(here);
  window.lastVisited = here;
  const shape = here.querySelector(':scope > polygon');
  const style = getComputedStyle(here);
  const ring = shape ? parseFloat(getComputedStyle(shape).strokeWidth) > 0.2
    : style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const box = here.getBoundingClientRect();
  const bar = document.querySelector('.bar');
  const isOver = bar && !bar.contains(here) && getComputedStyle(bar).position === 'sticky';
  const edge = isOver ? bar.getBoundingClientRect().top : innerHeight;
  const isShut = here.localName === 'summary' && !here.parentElement.open;
  return {
    isBack, ring, seen: box.bottom > 0 && box.top < edge,
    // Opening somebody's hours leads to their form, which is another way.
    opens: isShut || (here.getAttribute('aria-expanded') === 'false' && !here.closest('.person')),
    words: here.outerHTML.slice(0, 120),
  };
}"""
_LEFT = """() => [...document.querySelectorAll('#page *')]
  .filter((one) => one.matches('a[href], button, input, select, textarea, summary, [tabindex]'))
  .filter((one) => one.tabIndex >= 0 && !one.disabled && one.type !== 'radio' && one.getClientRects().length)
  .filter((one) => !window.visited.has(one)).map((one) => one.outerHTML.slice(0, 120))"""
_OPEN = """() => {
  const here = document.activeElement;
  return here.localName !== 'summary' || (here.parentElement.open && here.parentElement.children.length > 1);
}"""
_HELD = """() => {
  const on = document.activeElement;
  return on.closest('#page') && !on.disabled ? '' : on.outerHTML.slice(0, 200);
}"""


async def walked(page: Page) -> None:
    """Go through a view with Tab from its first stop to its last, opening what can be opened, and leave it again."""
    await page.evaluate("window.visited = new Set(); document.querySelector('.languages a').focus()")
    inside = False
    for _ in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        here = await page.evaluate(_HERE)
        if here is None and inside:
            break
        if here is None:
            continue
        inside = True
        assert not here["isBack"], f"a circle at {here['words']}"
        assert here["ring"], f"no ring around {here['words']}"
        assert here["seen"], f"out of sight: {here['words']}"
        if here["opens"]:
            await page.keyboard.press("Enter")
            await page.wait_for_function(_OPEN)
            after = await page.evaluate(_HERE)
            assert after is not None, f"lost after opening {here['words']}"
    else:
        raise AssertionError("it never ends")
    last = await page.evaluate("window.lastVisited.outerHTML.slice(0, 200)")
    assert await page.evaluate(_LEFT) == [], f"left after {last}"
    for _ in range(5):  # the browser's own things may be between the end and the way back
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate(_HERE) is not None:
            return
    raise AssertionError(f"no way back after {last}")


async def held(page: Page, words: str | None = None) -> None:
    """Wait until a change is made and everything about it is known; the hand is still on something that can be used."""
    if words is not None:
        await expect(page.locator(".band.is-note").first).to_contain_text(words)
    await expect(page.locator("body[data-making=false]")).to_be_attached()
    await settled(page)
    lost = await page.evaluate(_HELD)
    assert lost == "", f"the hand is lost after {words}"


async def on(page: Page, place: str, *keys: str) -> None:
    """Press keys on something."""
    await page.locator(place).focus()
    for key in keys:
        await page.keyboard.press(key)


async def view(page: Page, name: str) -> None:
    """Go to a view by its link."""
    await page.evaluate(f"location.hash = '{name}'")
    await expect(page.locator(f"main.view-{name}")).to_be_visible()


async def test_every_view_is_walked_through_with_tab(chromium: Browser) -> None:
    """Each thing of each view is reached once and has a ring; sections open with Enter; the end leads out."""
    async with editing(Desk()) as staged:
        shown = await opened(chromium, staged)
        for name in VIEWS:
            await view(shown.page, name)
            await walked(shown.page)
        assert shown.complaints == []


async def test_no_redraw_loses_the_hand(chromium: Browser) -> None:
    """After each change by keyboard, also one that takes away what was used, the hand is on what stands there now."""
    text = AS.read_text().replace("      - call: [colleague", "      # next door\n      - call: [colleague", 1)
    desk = Desk(in_force=text, proves=False)
    async with editing(desk) as staged:
        shown = await opened(chromium, staged, "alarms")
        page = shown.page
        await on(page, "#alarms-emergency > summary", "Enter")
        await on(page, "#add-step-emergency", "Enter")
        await held(page, "step added")
        steps = await page.locator(".step-form").count()
        await on(page, f"#step-emergency-{steps - 1}-up", "Enter")
        await held(page, "moved")
        await expect(page.locator(f"#step-emergency-{steps - 2}-up")).to_be_focused()
        for _ in range(steps - 2):
            await page.keyboard.press("Enter")
            await held(page, "moved")
        await expect(page.locator("#step-emergency-0-down")).to_be_focused()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await held(page, "taken out")
        await view(page, "roles")
        await on(page, "#roles-door header button", "Enter")
        await on(page, "#role-door-deputies-add", "ArrowDown", "ArrowDown")
        assert await page.locator("#role-door-deputies-up-anna").count() == 0
        await page.keyboard.press("Enter")
        await held(page, "added")
        await on(page, "#role-door-deputies-add", "ArrowDown", "Tab")
        await held(page, "added")
        first, second = await _deputies(page)
        await on(page, f"#role-door-deputies-up-{second}", "Enter")
        await held(page, "moved")
        assert await _deputies(page) == [second, first]
        await page.get_by_role("button", name="Take").nth(1).focus()
        await page.keyboard.press("Enter")
        await held(page, "taken out")
        await view(page, "people")
        await on(page, "#people-david .small", "Enter")
        await held(page, "removed from the whole plan")
        await on(page, "#new-person", *"Pia", "Enter")
        await held(page, "Person added: Pia")
        await view(page, "zones")
        await on(page, "#zones-room-114", "ArrowRight")
        await held(page, "Rum 114 moved")
        await expect(page.locator("#zones-room-114")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#form-room-114")).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(page.locator("#zone-room-114-name")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#zones-room-114")).to_be_focused()
        await view(page, "office")
        await on(page, "#hours-mon", "Control+a", *"8-16", "Tab")
        await expect(page.get_by_role("alert")).to_contain_text("is no time")
        await held(page)
        await view(page, "publish")
        mine = await text_of(page)
        assert "      # next door\n      - call: [colleague" in mine
        desk.save((desk.in_force or "") + "# theirs\n", "kari")
        await page.get_by_role("button", name="Save draft").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#conflict-title")).to_be_focused()
        await _tab_to(page, "Keep mine")
        await page.keyboard.press("Enter")
        await expect(page.locator(".conflict")).to_have_count(0)
        await expect(page.locator(".bar-state")).to_contain_text("Draft saved")
        await held(page)
        assert desk.draft is not None
        assert desk.draft["text"] == mine
        assert shown.complaints == []


async def _deputies(page: Page) -> Sequence[str]:
    ids = await page.locator("[id^=role-door-deputies-up-]").evaluate_all("(all) => all.map((one) => one.id)")
    return [one.removeprefix("role-door-deputies-up-") for one in ids]


async def _tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.locator(":focus").inner_text() == name:
            return
    raise AssertionError(f"{name} is not reached")
