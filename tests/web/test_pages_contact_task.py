"""A contact outside whom no message has reached is a person's task: everybody sees it, and who has done it and when."""

from typing import Any

from playwright.async_api import Browser, Page, expect

from service.alarm.instant import instant
from web import cast
from web.harness import Stage, now, stage, until, visit
from web.rules import broken_rules
from web.test_pages_pictures import look

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
NUMBER = "+46 8 000 00 02"
TASK = f"No message has reached Polisens kontaktperson: somebody has to ring {NUMBER}"


def _facts() -> dict[str, Any]:
    facts = cast.facts()
    facts["contacts"]["contact:police"]["phone"] = NUMBER
    return facts


def _reached() -> dict[str, Any]:
    """Return the alarm after Bo has rung them."""
    alarm = cast.asked(police="answered")
    *others, contact = alarm["responders"]
    told = {"state": "accepted", "failed": None, "channel": "telephone", "on_behalf": True, "told_by": "p-bo"}
    return {**alarm, "responders": [*others, {**contact, **told, "since": instant(now())}]}


async def _screen(browser: Browser, staged: Stage, **view: Any) -> Page:
    page = await (await visit(browser, staged, **view)).go("/screen/as/staff")
    await expect(page.locator(".alarm")).to_be_visible()
    return page


async def test_the_office_screen_says_whom_to_ring_and_who_has(chromium: Browser) -> None:
    """The number is there, one of the office takes it, and her name and the time stand beside the contact's."""
    async with stage(_facts()) as staged:
        staged.show(cast.asked())
        page = await _screen(chromium, staged, viewport={"width": 1280, "height": 900})
        await expect(page.get_by_text(TASK)).to_be_visible()
        await look(page, "contact-task-screen")
        assert await broken_rules(page) == []
        await page.get_by_role("button", name="They have been reached").click()
        await page.get_by_role("button", name="Bo Lind").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/accept")
        said = {"person": "p-bo", "behalf_of": "contact:police", "channel": "telephone", "screen": "staff"}
        assert staged.asked[0][2] == said
        staged.show(_reached())
        page = await _screen(chromium, staged, viewport={"width": 1280, "height": 900})
        await expect(page.locator(".contact-task")).to_have_count(0)
        await expect(page.get_by_text("by telephone, told by Bo Lind")).to_be_visible()
        await look(page, "contact-task-done-screen")


async def test_a_responder_rings_from_her_telephone(chromium: Browser) -> None:
    """One tap dials, the next says that they have been reached, in her own name."""
    async with stage(_facts()) as staged:
        staged.show(cast.asked())
        page = await (await visit(chromium, staged, me="p-anna", **PHONE)).go("/p/as")
        await expect(page.get_by_text(TASK)).to_be_visible()
        await expect(page.get_by_role("link", name=f"Call {NUMBER}")).to_have_attribute("href", "tel:+4680000002")
        await look(page, "contact-task-phone")
        await page.get_by_role("button", name="They have been reached").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/accept")
        said = {"person": "p-anna", "behalf_of": "contact:police", "channel": "telephone"}
        assert staged.asked[0][2].items() >= said.items()


async def test_a_drill_and_an_end_ask_nobody_to_ring(chromium: Browser) -> None:
    """What is no alarm, and what is over, has no task."""
    async with stage(_facts()) as staged:
        for alarm in (cast.asked(mode="drill"), cast.asked(state="cleared")):
            staged.show(alarm)
            page = await _screen(chromium, staged)
            await expect(page.locator(".contact-task")).to_have_count(0)
