"""Every place that says what to dial says it by country, house and kind: here all is 0 first, and medical is 0 113."""

from typing import Any

from playwright.async_api import Browser, expect

from web import cast
from web.harness import stage, visit
from web.test_pages_presser import LATER, PHONE, hold, reveal

NUMBERS = {"police": "0 112", "medical": "0 113", "fire": "0 110"}


def _facts() -> dict[str, Any]:
    facts = cast.facts()
    facts["emergency_call"]["numbers"] = NUMBERS
    return facts


async def test_the_office_screen_says_the_number_of_the_kind(chromium: Browser) -> None:
    """The last resort of a medical alarm is the ambulance; nobody on duty, the police and a lost line are 112."""
    async with stage(_facts()) as staged:
        staged.today = {**cast.today(), "roster": [], "missing": []}
        page = await (await visit(chromium, staged)).go("/screen/as/staff")
        await expect(page.locator(".roster-nobody")).to_have_text("Nobody. In an emergency call 0 112.")
        staged.show(cast.exhausted(kind="medical", last_resort=None))
        await staged.drop()
        await expect(page.locator(".exhausted")).to_contain_text("call 0 113")
        asked = {"because": "two_pressers", "by": None, "at": cast.alarm()["raised_at"]}
        staged.show(cast.exhausted(kind="medical", last_resort="0 113", police_asked=asked))
        await staged.drop()
        await expect(page.locator(".police-words")).to_contain_text("Call 0 112.")
        await expect(page.locator(".exhausted")).to_contain_text("call 0 113")
        staged.refusing = True
        await staged.drop()
        await expect(page.locator(".lost-bar")).to_contain_text("In an emergency call 0 112.", timeout=LATER)


async def test_a_helpers_telephone_dials_the_number_of_the_kind(chromium: Browser) -> None:
    """Nobody is coming: the ambulance. The police are needed: the police."""
    async with stage(_facts()) as staged:
        staged.show(cast.exhausted(kind="medical", last_resort=None))
        page = await (await visit(chromium, staged, me="p-anna", **PHONE)).go("/p/as")
        await expect(page.locator(".exhausted a")).to_have_attribute("href", "tel:0113")
        await page.get_by_role("button", name="Police are needed").click()
        await expect(page.locator('a[href="tel:0112"]')).to_have_text("Call 0 112")
        await expect(page.locator('a[href="tel:112"]')).to_have_count(0)


async def test_who_pressed_dials_the_number_of_the_kind(chromium: Browser) -> None:
    """Behind the neutral page, and where her press has reached nobody."""
    async with stage(_facts()) as staged:
        staged.show(cast.alarm(kind="medical"))
        visited = await visit(chromium, staged, me="p-fatima", **PHONE)
        page = await visited.go("/p/as")
        await expect(page.locator(".daybook")).to_be_visible()
        await reveal(page)
        await expect(page.locator('a[href="tel:0113"]')).to_have_text("Call 0 113")

        staged.show()
        staged.answer = (503, {"code": "closed"})
        await page.evaluate("sessionStorage.clear()")
        await page.reload()
        await hold(page)
        await expect(page.locator(".daybook-mark")).to_contain_text("⚠", timeout=LATER)
        await reveal(page)
        await expect(page.get_by_role("heading", name="NOT SENT – call 0 112")).to_be_visible()
        await expect(page.locator('a[href="tel:0112"]')).to_have_text("Call 0 112")
