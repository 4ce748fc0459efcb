"""Invitation and pairing by keyboard alone: what waits for its answer, or goes, leaves nobody without a place."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from parts.offices import lay_out
from parts.service import Service
from web.harness import until
from web.test_pages_pictures import look
from web.walked import HELD, ON_NO_BUTTON

pytestmark = pytest.mark.timeout(300)
PASSWORD = "en lång mening om regn"
LISTENS = """HTMLFormElement.prototype.addEventListener = function (name, ...more) {
  EventTarget.prototype.addEventListener.call(this, name, ...more);
  if (name === 'submit') window.listens = true;
};"""
"""Says when the page's script has its words and hears what is sent."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service with an administrator."""
    folder = tmp_path_factory.mktemp("focus-kept")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        role = ("--role", "office_administrator@as")
        done = made.trygg("user", "add", "ada", "Ada Lovén", *role, given=f"{PASSWORD}\n".encode())
        assert done.returncode == 0, done.stderr
        yield made


async def _page(browser: Browser, service: Service, login: str | None = None, **how: Any) -> Page:
    page = await (await browser.new_context(locale="sv-SE", **how)).new_page()
    if login:
        answer = await page.request.post(f"{service.url}/api/v1/session", data={"login": login, "password": PASSWORD})
        assert answer.status == 201, await answer.text()
    return page


@pytest.mark.parametrize("size", [(1600, 900), (360, 740)])
async def test_an_invitation_that_is_refused_leaves_her_where_she_was(
    chromium: Browser, service: Service, size: tuple[int, int]
) -> None:
    """On the button, or in the field in which she pressed Enter; what is wrong is told above the button."""
    page = await _page(chromium, service, viewport={"width": size[0], "height": size[1]})
    await page.add_init_script(LISTENS)
    await page.goto(f"{service.url}/invitation#not-known")
    await page.wait_for_function("() => window.listens")
    keep, again = page.get_by_role("button", name="Spara och logga in"), page.get_by_label("Samma en gång till")
    told = page.locator("form .wrong")
    await page.get_by_label("Lösenord").fill(PASSWORD)
    await again.fill("någonting helt annat")
    await keep.press("Enter")
    await expect(told).to_contain_text("De två är inte lika.")
    await expect(keep).to_be_focused()
    await again.fill(PASSWORD)
    for one in (keep, again):
        await page.evaluate("document.querySelector('.wrong').textContent = ''")
        await one.press("Enter")
        await expect(told).to_contain_text("Den här inbjudan finns inte")
        await expect(keep).to_be_enabled()
        await expect(one).to_be_focused()
    await look(page, f"invitation-refused-{size[0]}")


async def test_pairing_holds_the_keyboard_through_every_answer(chromium: Browser, service: Service) -> None:
    """A wrong code, a code that is made here, and a screen that goes on: no redraw sends her back to the top."""
    wall = await _page(chromium, service)
    await wall.goto(f"{service.url}/screen/as/staff")
    await expect(wall.locator(".own-code")).to_contain_text("-")
    page = await _page(chromium, service, "ada", viewport={"width": 1366, "height": 768})
    await page.goto(f"{service.url}/screens/as")
    await page.get_by_role("button", name="Parkoppla en till").press("Enter")
    await expect(page.locator("#pair-title")).to_be_focused()
    await page.locator("#target").select_option("staff")
    pair = page.get_by_role("button", name="Parkoppla", exact=True)
    await page.locator("#code").fill("BCDF-3467")
    await pair.press("Enter")
    await expect(page.locator(".open-card [role=alert]")).not_to_be_empty()
    await expect(pair).to_be_focused()
    await page.locator(".made .plain").press("Enter")
    await expect(page.locator(".code-shown")).to_be_visible()
    assert await page.evaluate(ON_NO_BUTTON), "the same key once more must make nothing"
    await look(page, "pairing-made-a-code")
    await page.locator("#code").fill(await wall.locator(".own-code").inner_text())
    await pair.press("Enter")
    await wall.wait_for_url("**/screen/as/staff")
    await expect(page.get_by_role("button", name="Klar")).to_be_visible(timeout=20_000)
    await expect(pair).to_have_count(0)
    assert await page.evaluate(HELD)
    assert await page.evaluate("document.activeElement.closest('.open-card') !== null")
    await look(page, "pairing-done")


async def test_pairing_waits_for_a_slow_answer_on_its_button(chromium: Browser, service: Service) -> None:
    """While the button waits it says nothing else, and it has the keyboard again when the answer has come."""
    page = await _page(chromium, service, "ada")
    await page.goto(f"{service.url}/screens/as")
    await page.get_by_role("button", name="Parkoppla en till").press("Enter")
    await page.locator("#target").select_option("staff")
    waiting: list[Route] = []

    async def keep(route: Route) -> None:
        if route.request.method == "POST":
            waiting.append(route)
        else:
            await route.fallback()

    await page.route("**/paired", keep)
    pair = page.get_by_role("button", name="Parkoppla", exact=True)
    await page.locator("#code").fill("BCDF-3467")
    await pair.press("Enter")
    await expect(pair).to_be_disabled()
    await until(lambda: waiting != [])
    (route,) = waiting
    await route.fulfill(status=404, json={"code": "wrong_code", "detail": "not known"})
    await expect(pair).to_be_enabled()
    await expect(pair).to_be_focused()
