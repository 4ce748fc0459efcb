"""At the desk: a manager mends her plan's gap in the browser, two people save at once, and the plan is published."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from parts.offices import lay_out
from parts.service import Service

WITHIN = 40_000
"""Milliseconds that a proof may take on a machine that is busy with other tests."""


async def opened(browser: Browser, service: Service, me: str, view: str = "cover") -> Page:
    """Open the editor of the office `as` as somebody, in a browser of her own."""
    page = await (await browser.new_context(viewport={"width": 1440, "height": 900})).new_page()
    await page.add_init_script(f"localStorage.setItem('trygg.as.me', {json.dumps(me)})")
    await page.goto(f"{service.url}/plan/as?lang=en#{view}")
    await settled(page)
    return page


async def settled(page: Page) -> None:
    """Wait until the service has said everything about the text."""
    await expect(page.locator("main.desk")).to_be_visible(timeout=WITHIN)
    await expect(page.locator("body[data-busy=false]")).to_be_attached(timeout=WITHIN)


def people(service: Service) -> dict[str, str]:
    """Return each person's opaque key by her slug."""
    return {one["id"]: key for key, one in service.get("/offices/as")["people"].items()}


@pytest.mark.timeout(280)
async def test_a_gap_is_mended_saved_and_published_while_somebody_else_writes(
    chromium: Browser, tmp_path: Path
) -> None:
    """Gunilla mends the door; Cecilia's draft, saved meanwhile, is shown; the mended plan comes in force."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), None) as service:
        keys = people(service)
        gunilla = await opened(chromium, service, keys["gunilla"])
        cecilia = await opened(chromium, service, keys["cecilia"], "people")
        await gunilla.locator(".gap .act").first.click()
        await expect(gunilla.locator(".cell.is-short")).to_have_count(0, timeout=WITHIN)
        await settled(gunilla)
        name = cecilia.locator("#name-bo")
        await name.fill("Bo Lindh")
        await name.press("Tab")
        await settled(cecilia)
        await cecilia.get_by_role("button", name="Save draft").click()
        await expect(cecilia.locator(".bar-state")).to_contain_text("Draft saved", timeout=WITHIN)
        await gunilla.get_by_role("button", name="Save draft").click()
        await expect(gunilla.get_by_role("heading", name="saved meanwhile")).to_be_visible(timeout=WITHIN)
        assert "Bo Lindh" in await gunilla.locator("#text-theirs").input_value()
        await gunilla.get_by_role("button", name="Keep mine").click()
        await expect(gunilla.locator(".bar-state")).to_contain_text("Draft saved", timeout=WITHIN)
        await settled(gunilla)
        await gunilla.get_by_role("button", name="Publish …").click()
        await expect(gunilla.locator(".differences")).to_contain_text("Anna Berg")
        await gunilla.get_by_role("button", name="I approve this plan").click()
        await gunilla.get_by_label("was not asked").check(timeout=WITHIN)
        await gunilla.get_by_role("button", name="Record it").click()
        reason = gunilla.get_by_label("Why it is published all the same")
        await reason.fill("She is away this week.", timeout=WITHIN)
        await gunilla.get_by_role("button", name="Publish this plan").click()
        await expect(gunilla.locator(".band.is-note[role=status]")).to_contain_text("Published.", timeout=WITHIN)
        force = service.get("/offices/as/plan")["in_force"]
        text = service.get(f"/offices/as/plan/versions/{force['version']}")["text"]
        assert "deputies: [anna]" in text
        assert "# the planted gap: no deputies" in text
