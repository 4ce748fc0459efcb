"""Asking for the police, on the office screen and on a telephone: one further tap, and only what is true."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from service.alarm.instant import instant
from web import cast
from web.harness import Stage, now, stage, until, visit
from web.rules import broken_rules
from web.test_pages_pictures import look

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


async def _screen(browser: Browser, staged: Stage, **view: Any) -> Page:
    page = await (await visit(browser, staged, **view)).go("/screen/as/staff")
    await expect(page.locator(".strip-link.is-good, .strip-link.is-fault")).to_be_visible()
    return page


async def test_a_responder_asks_for_the_police_by_one_further_tap(chromium: Browser) -> None:
    """Behind her name and a question stands the request; nothing is sent before the second tap."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await _screen(chromium, staged)
        await page.get_by_role("button", name="Anna Berg").click()
        await page.get_by_role("button", name="Police are needed").click()
        await expect(page.get_by_text("That is no call to the police: somebody has to call 112.")).to_be_visible()
        assert staged.asked == []
        await page.get_by_role("button", name="Yes, the police are needed").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/ask-police")
        assert staged.asked[0][2] == {"person": "p-anna", "screen": "staff"}


async def test_she_may_think_again(chromium: Browser) -> None:
    """No leads back to her name, and nothing was sent."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await _screen(chromium, staged)
        await page.get_by_role("button", name="Anna Berg").click()
        await page.get_by_role("button", name="Police are needed").click()
        await page.get_by_role("button", name="No", exact=True).click()
        await expect(page.get_by_role("button", name="I am coming")).to_be_visible()
        assert staged.asked == []


@pytest.mark.parametrize(
    ("who", "alarm", "shown"),
    [
        ("Anna Berg", {}, 1),
        ("Eva Strand", {}, 1),  # she leads, and was not called yet
        ("Per Sund", {}, 0),
        ("Fatima Hassan", {}, 0),  # she pressed
        ("Anna Berg", {"police_rule": None}, 0),
        ("Eva Strand", {"police_rule": {"call": ["police-contact"], "when": ["responder"]}}, 0),
        ("Anna Berg", {"police_rule": {"call": ["police-contact"], "when": ["two_pressers", "lead"]}}, 0),
    ],
)
async def test_who_is_offered_it(chromium: Browser, who: str, alarm: dict[str, Any], shown: int) -> None:
    """Those whom the plan's rule names find the button behind their name, and nobody else."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm(**alarm))
        page = await _screen(chromium, staged)
        if await page.get_by_role("button", name=who).count() == 0:
            await page.get_by_role("button", name="I am not on the list").click()
        await page.get_by_role("button", name=who).click()
        await expect(page.get_by_role("button", name="I am coming")).to_be_visible()
        await expect(page.get_by_role("button", name="Police are needed")).to_have_count(shown)


async def test_asked_for_is_not_called(chromium: Browser) -> None:
    """The screen says who asked and when, that the police are not called, and whom to ring; a drill says none of it."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.asked())
        page = await _screen(chromium, staged)
        told = page.locator(".police")
        await expect(told).to_contain_text("Police: NOT called. Asked for by Anna Berg")
        await expect(told).to_contain_text("Trygg cannot call them: call 112.")
        staged.show(cast.asked(police_asked={"because": "two_pressers", "by": None, "at": instant(now())}), position=20)
        await staged.drop()
        await expect(told).to_contain_text("Police: NOT called. Two people have pressed")
        staged.show(cast.asked(mode="drill"), position=30)
        await staged.drop()
        await expect(told.locator(".police-words")).to_have_text("Police: not called, this is no real alarm")
        await expect(page.get_by_text("112")).to_have_count(0)


async def test_a_telephone_asks_and_calls(chromium: Browser) -> None:
    """On a telephone the question offers to ring 112 beside it, and so does the alarm once the police are asked for."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped())
        page = await (await visit(chromium, staged, me="p-anna", **PHONE)).go("/p/as")
        await page.get_by_role("button", name="Police are needed").click()
        await expect(page.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
        assert staged.asked == []
        await page.get_by_role("button", name="Yes, the police are needed").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/ask-police")
        assert staged.asked[0][2] == {"person": "p-anna", "screen": "phone"}
        staged.show(cast.asked(), position=20)
        await staged.drop()
        await expect(page.locator(".call-police")).to_contain_text("Asked for by Anna Berg")
        await expect(page.get_by_role("link", name="Call 112")).to_be_visible()
        await expect(page.get_by_role("button", name="Police are needed")).to_have_count(0)


async def test_in_a_drill_a_telephone_offers_no_number(chromium: Browser) -> None:
    """Asking is practised in a drill too, and nothing there leads to a real call."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped(mode="drill"))
        page = await (await visit(chromium, staged, me="p-anna", **PHONE)).go("/p/as")
        await page.get_by_role("button", name="Police are needed").click()
        await expect(page.get_by_text("This is no real alarm: nobody outside is called.")).to_be_visible()
        await expect(page.get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "lang"), [("light", "sv"), ("dark", "nb")])
async def test_it_fits_and_can_be_read(chromium: Browser, scheme: Any, lang: str) -> None:
    """The question and the answer as pictures, at a desk and on a telephone; held to WCAG by a machine."""
    words = {"sv": "Polis behövs", "nb": "Politiet trengs"}
    async with stage(cast.facts()) as staged:
        for size, me, path in ((PHONE["viewport"], "p-anna", "/p/as"), (None, None, "/screen/as/staff")):
            view = {"width": 1366, "height": 768} if size is None else size
            shown = await visit(chromium, staged, me=me, viewport=view, color_scheme=scheme, reduced_motion="reduce")
            page = await shown.go(path, lang=lang)
            where = "phone" if me else "screen"
            for name, alarm in (
                ("helped", cast.helped()),
                ("asked", cast.asked()),
                ("drill", cast.helped(mode="drill")),
            ):
                await staged.turn_to()
                await staged.turn_to(alarm)
                await expect(page.locator(".alarm, .call").first).to_be_visible()
                await look(page, f"police-{name}-{where}-{scheme}-{lang}")
                if name != "asked":
                    if me is None:
                        await page.get_by_role("button", name="Anna Berg").click()
                        await look(page, f"police-{name}-person-{scheme}-{lang}")
                    await page.get_by_role("button", name=words[lang]).click()
                    await look(page, f"police-{name}-question-{where}-{scheme}-{lang}")
                assert await broken_rules(page) == [], (name, where)
                assert shown.complaints == []
            await page.context.close()
