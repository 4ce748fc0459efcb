"""Pictures of every view of the plan's editor, and what a machine can see in them: width, WCAG, complaints."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from web.harness import Visit, visit
from web.planning import Desk
from web.rules import broken_rules
from web.test_pages_pictures import look
from web.test_plan_editor import editing, settled
from web.test_plan_forms import AGENCY, LUNDEN

VIEWS = ("cover", "office", "people", "zones", "roles", "alarms", "try", "text", "publish")
PARTS = {
    "people": ("rosters", "groups", "contacts"),
    "zones": ("room-room-114", "doors", "floors", "screens"),
    "alarms": ("alarms-emergency", "step-emergency-1-when"),
}
"""Sections that are opened for the picture."""
LONG = "Maria-Magdalena Kierkegaard-Oksanen af Södermanland"


async def judged(shown: Visit, name: str, *, by_rules: bool = True) -> None:
    """Take a picture and hold the page to the rules; what differs in size alone need not be asked again."""
    await look(shown.page, name)
    if by_rules:
        assert await broken_rules(shown.page) == [], name
    assert shown.complaints == [], name


@pytest.mark.timeout(280)
@pytest.mark.parametrize(
    ("size", "scheme", "lang", "letters"),
    [
        ("1440x900", "light", "sv", "100%"),
        ("360x740", "dark", "nb", "100%"),
        ("320x640", "light", "en", "100%"),
        ("1280x900", "light", "sv", "200%"),
    ],
)
async def test_every_view_fits_and_keeps_the_rules(
    chromium: Browser, size: str, scheme: Any, lang: str, letters: str
) -> None:
    """From the desk to a narrow phone, dark and light, in three languages and with letters twice as large."""
    width, height = map(int, size.split("x"))
    desk = Desk()
    desk.in_force = (desk.in_force or "").replace("Gunilla Nyström", LONG)
    desk.__post_init__()
    async with editing(desk) as staged:
        shown = await visit(
            chromium, staged, me="p-gunilla", viewport={"width": width, "height": height}, color_scheme=scheme
        )
        page = shown.page
        await page.goto(f"{staged.address}/plan/as?lang={lang}")
        await settled(page)
        await page.evaluate(f"document.documentElement.style.fontSize = '{letters}'")
        for view in VIEWS:
            await page.evaluate(f"location.hash = '{view}'")
            await expect(page.locator(f"main.view-{view}")).to_be_visible()
            if view == "roles":
                await page.locator("#roles-door header button").click()
            if view == "zones":
                await page.locator("#zones-room-114").press("Enter")
            for part in PARTS.get(view, ()):
                await page.locator(f"#{part} > summary").click()
            name = f"plan-{view}-{width}-{scheme}-{lang}-{letters.rstrip('%')}"
            await judged(shown, name, by_rules=(width, scheme) in ((1440, "light"), (360, "dark")))


@pytest.mark.timeout(280)
async def test_empty_error_conflict_and_offline_are_states_of_their_own(chromium: Browser) -> None:
    """No plan yet, a text with errors, a text that is no YAML, a second saver, and a service that is gone."""
    desk = Desk(in_force=None)
    async with editing(desk) as staged:
        shown = await visit(chromium, staged, me="p-gunilla", viewport={"width": 1280, "height": 900})
        await shown.page.goto(f"{staged.address}/plan/as?lang=sv")
        await expect(shown.page.locator(".templates .card").first).to_be_visible()
        await judged(shown, "plan-empty")
    desk = Desk()
    async with editing(desk) as staged:
        shown = await visit(chromium, staged, me="p-gunilla", viewport={"width": 1280, "height": 900})
        page = shown.page
        await page.goto(f"{staged.address}/plan/as?lang=sv#text")
        await settled(page)
        area = page.locator("#text")
        good = await area.input_value()
        await area.fill(good.replace("[hassan]", "[hasan]").replace("home: desk-3", "home: desk-33"))
        await expect(page.locator(".gutter .is-error").first).to_be_visible()
        await judged(shown, "plan-text-errors")
        await _hash(page, "cover")
        await expect(page.locator(".todo")).to_be_visible()
        await judged(shown, "plan-errors")
        await _hash(page, "text")
        await area.fill("people: [")
        await _hash(page, "people")
        await expect(page.get_by_role("alert")).to_be_visible()
        await judged(shown, "plan-unreadable")
        await _hash(page, "text")
        await area.fill(good.replace("name: Anna Berg", "name: Anna Bergström"))
        await settled(page)
        desk.save(good.replace("name: Bo Lind", "name: Bo Lindh"), "kari")
        await page.get_by_role("button", name="Spara utkastet").click()
        await expect(page.locator(".conflict")).to_be_visible()
        await judged(shown, "plan-conflict")
        await page.get_by_role("button", name="Behåll mitt").click()
        await expect(page.locator(".conflict")).to_have_count(0)
        desk.silent = True
        await area.fill(good + "# more\n")
        await expect(page.locator(".band.is-lost")).to_be_visible()
        await judged(shown, "plan-offline")


@pytest.mark.timeout(280)
async def test_what_a_standard_locks_and_asks_for_is_seen(chromium: Browser) -> None:
    """A locked role, the question for a reason, a reader who may not write, and a plan near its last day."""
    desk = Desk(in_force=LUNDEN, standards=AGENCY, proves=False, reminder=7, file={"errors": 1, "differs": True})
    async with editing(desk) as staged:
        for width, scheme in ((1440, "light"), (360, "dark")):
            shown = await visit(
                chromium, staged, me="p-gunilla", viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            page, name = shown.page, f"{width}-{scheme}"
            await page.goto(f"{staged.address}/plan/as?lang=sv#roles")
            await settled(page)
            await page.locator("#roles-colleague header button").click()
            await judged(shown, f"plan-locked-{name}")
            await _hash(page, "office")
            await judged(shown, f"plan-deviations-{name}")
            await _hash(page, "alarms")
            await page.locator("#alarms-emergency > summary").click()
            await judged(shown, f"plan-alarms-on-a-standard-{name}")
            await page.locator("#step-emergency-1-after").fill("25 s")
            await page.locator("#step-emergency-1-after").press("Tab")
            await expect(page.locator("#why")).to_be_focused()
            await judged(shown, f"plan-asking-{name}")
            await page.get_by_role("button", name="Låt det vara").click()
            await _hash(page, "publish")
            await judged(shown, f"plan-reminder-{name}")
            await page.evaluate("localStorage.clear()")


async def _hash(page: Page, view: str) -> None:
    await page.evaluate(f"location.hash = '{view}'")
    await expect(page.locator(f"main.view-{view}")).to_be_visible()
