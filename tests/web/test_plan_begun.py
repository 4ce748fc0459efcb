"""A manager who has never seen a plan's text: from a template to a plan in force, by keyboard alone."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from roles.document import load
from web.harness import until, visit
from web.planning import Desk
from web.test_plan_editor import editing, settled

MOST_TABS = 300


async def to(page: Page, wanted: Locator) -> None:
    """Go on with the Tab key until something has the focus."""
    await expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if await wanted.evaluate("(element) => element === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached with the Tab key")


async def press(page: Page, name: str) -> None:
    """Go to a button by its name and press it."""
    await to(page, page.get_by_role("button", name=name).first)
    await page.keyboard.press("Enter")


async def write(page: Page, wanted: Locator, words: str) -> None:
    """Go to a field, write over what stands there, and leave it."""
    await to(page, wanted)
    await page.keyboard.press("Control+A")
    await page.keyboard.type(words)
    await page.keyboard.press("Tab")


@pytest.mark.timeout(280)
async def test_from_a_template_to_a_published_plan_by_keyboard(chromium: Browser) -> None:
    """Template, office, people, zones, roles, proven, saved, approved, heard and published."""
    desk = Desk(in_force=None)
    async with editing(desk) as staged:
        shown = await visit(chromium, staged, viewport={"width": 1280, "height": 900})
        page = shown.page
        await page.goto(f"{staged.address}/plan/as?lang=en")
        await expect(page.get_by_role("heading", name="has no plan yet")).to_be_visible()
        await press(page, "Begin with: Small office without a guard")
        await expect(page.get_by_role("heading", level=1, name="Office")).to_be_focused()
        await write(page, page.locator("#office-name"), "Medborgarkontoret Norrby")
        await expect(page.locator(".band.is-note")).to_contain_text("Medborgarkontoret Norrby")
        await press(page, "Next: People")
        await expect(page.get_by_role("heading", level=1, name="People")).to_be_focused()
        await write(page, page.locator("#name-bilal"), "Ylva Öst")
        await expect(page.locator(".band.is-note")).to_contain_text("Ylva Öst")
        await press(page, "Next: Zones")
        await press(page, "Next: Roles")
        await press(page, "Next: Alarms")
        await press(page, "Next: Does it hold?")
        await settled(page)
        await expect(page.locator(".bar-state .is-good")).to_have_text("no gaps")
        await to(page, page.locator("#me"))
        await page.keyboard.type("Gun")
        await press(page, "Save draft")
        await expect(page.locator(".bar-state")).to_contain_text("Draft saved")
        await press(page, "Next: Publish")
        await press(page, "I approve this plan")
        await to(page, page.get_by_label("agrees"))
        await page.keyboard.press("Space")
        await press(page, "Record it")
        await press(page, "Publish this plan")
        await until(lambda: desk.in_force is not None)
        plan = load(desk.in_force or "", source="as.yaml").plan
        assert plan is not None
        assert (plan.name, len(plan.people)) == ("Medborgarkontoret Norrby", 9)
        assert plan.people["bilal"].name == "Ylva Öst"
        assert "# A template." in (desk.in_force or "")
        assert shown.complaints == []
