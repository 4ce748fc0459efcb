"""The pages of privacy in a real Chromium: by the rules for accessibility, on a phone, by keyboard."""

from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page, Route

from parts.known import Known, known
from web.rules import broken_rules

HERE: Final = "http://127.0.0.1:8080"


async def _as(chromium: Browser, node: Known, who: str, *, width: int, lang: str) -> Page:
    """Return somebody's page; what it asks for is answered by the node in this process."""

    async def answer(route: Route) -> None:
        asked = route.request
        headers = {**asked.headers, "accept-language": lang}
        told = await node.ask(
            who,
            asked.method,
            asked.url.removeprefix(HERE),
            content=asked.post_data_buffer,
            headers=headers,
            follow_redirects=False,
        )
        if told.is_redirect:
            told = await node.ask(who, "GET", told.headers["location"].partition("#")[0], headers=headers)
        kept = {
            name: value for name, value in told.headers.items() if name not in ("content-length", "content-encoding")
        }
        await route.fulfill(status=told.status_code, body=told.content, headers=kept)

    page = await chromium.new_page(viewport={"width": width, "height": 800}, bypass_csp=True)
    await page.route("**/*", answer)
    return page


async def test_each_page_keeps_the_rules_wide_and_narrow(chromium: Browser, tmp_path: Path) -> None:
    """Nothing that a machine finds against WCAG 2.2 AA, nothing wider than the window, in all three languages."""
    async with known(tmp_path) as node:
        alarm = await node.over(words="Bo said that he lives in Storgatan")
        for width in (1200, 390):
            for who, address in (
                ("gunilla", f"/review/as/{alarm}/privacy"),
                ("gunilla", f"/review/as/{alarm}/disclosure"),
                ("bo", "/me/data"),
                ("siv", "/what-is-stored"),
            ):
                lang = {"gunilla": "nb", "bo": "sv", "siv": "en"}[who]
                page = await _as(chromium, node, who, width=width, lang=lang)
                await page.goto(f"{HERE}{address}")
                assert await page.get_attribute("html", "lang") == lang
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
                assert await broken_rules(page) == [], address
                await page.close()


async def test_a_record_is_held_by_keyboard_and_asked_about_once(chromium: Browser, tmp_path: Path) -> None:
    """A day and a reason; a number of a person is asked about at its field; then it stands on the page who holds it."""
    async with known(tmp_path) as node:
        alarm = await node.over()
        page = await _as(chromium, node, "gunilla", width=390, lang="en")
        await page.goto(f"{HERE}/review/as/{alarm}/privacy")
        await page.get_by_label("Until which day").fill("2099-12-31")
        await page.get_by_label("What it is needed for").fill("About 811218-9876")
        await page.locator(".hint", has_text="a personal identity number").wait_for()
        await page.get_by_role("button", name="Keep it", exact=True).press("Enter")
        await page.get_by_role("alert").filter(has_text="send it once more").wait_for()
        assert await page.get_by_label("What it is needed for").input_value() == "About 811218-9876"
        assert await broken_rules(page) == []
        await page.get_by_role("button", name="Keep it", exact=True).press("Enter")
        await page.get_by_text("It is not erased until").wait_for()
        assert (await node.ask("stina", "GET", f"/api/v1/alarms/{alarm}/hold")).json()["why"] == "About 811218-9876"
        await page.get_by_role("button", name="Let it be erased when its time is over").press("Enter")
        await page.get_by_text("It is not erased until").wait_for(state="detached")
        await page.close()
