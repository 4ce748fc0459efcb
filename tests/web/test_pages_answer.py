"""The page behind an answer link in a real browser: two taps on a small telephone, and no script."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, Page, expect

from parts.answers import ASKED, KEY, FakeAnswers, guarded
from parts.process import free_port
from web import cast
from web.rules import broken_rules
from web.test_pages_pictures import SIDEWAYS, look

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "java_script_enabled": False}


@asynccontextmanager
async def _served(answers: FakeAnswers, facts: dict[str, Any] | None = None) -> AsyncIterator[str]:
    """Serve the pages with the guard in front of them, as the service does."""
    port = free_port()
    config = uvicorn.Config(
        guarded(answers, facts or cast.facts()), host="127.0.0.1", port=port, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


async def _open(browser: Browser, address: str, lang: str = "sv", **more: Any) -> Page:
    context = await browser.new_context(**{**PHONE, **more})
    page = await context.new_page()
    await page.goto(f"{address}/a/{KEY}?lang={lang}")
    return page


async def test_two_taps_without_a_script_and_second_thoughts(chromium: Browser) -> None:
    """She taps that she is coming, then that she is there; she can change her mind on the way."""
    answers = FakeAnswers()
    async with _served(answers) as address:
        page = await _open(chromium, address)
        assert answers.taken == []
        for button in ("Jag kommer", "Jag kan trots allt inte komma", "Jag kommer ändå", "Framme"):
            await page.get_by_role("button", name=button).click()
            await expect(page.locator(".said")).to_be_visible()
        await page.reload()
        assert answers.taken == ["coming", "cannot", "coming", "arrived"]
        assert await page.context.cookies() == []


async def test_the_keyboard_is_enough(chromium: Browser) -> None:
    """The first stop of the tab key is the answer that helps."""
    answers = FakeAnswers()
    async with _served(answers) as address:
        page = await _open(chromium, address)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="Jag kommer")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator(".said")).to_be_visible()
    assert answers.taken == ["coming"]


async def test_a_page_that_lies_open_says_when_it_is_over(chromium: Browser) -> None:
    """Back from another application she reads what holds now; nothing was answered by looking again."""
    answers = FakeAnswers(replace(ASKED, said="coming"))
    async with _served(answers) as address:
        page = await _open(chromium, address, java_script_enabled=True)
        answers.asked = replace(ASKED, said="coming", is_over=True)
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await expect(page.get_by_role("heading", name="Det är över. Tack.")).to_be_visible()
        await expect(page.get_by_role("button")).to_have_count(0)
    assert answers.taken == []


STATES: dict[str, dict[str, Any]] = {
    "asked": {},
    "late": {"is_late": True},
    "coming": {"said": "coming"},
    "cannot": {"said": "cannot"},
    "arrived": {"said": "arrived"},
    "over": {"is_over": True},
    "drill": {"mode": "drill"},
    "drill-coming": {"mode": "drill", "said": "coming"},
    "drill-over": {"mode": "drill", "is_over": True},
    "long": {"zone": "room-221", "role": "colleague"},
    "long-coming": {"zone": "room-221", "role": "colleague", "said": "coming"},
}
STATES["card"] = {
    "who": "contact:police",
    "role": "police-contact",
    "card": lambda say: [(say("Weapons"), say("not known yet")), (say("Street address"), "Storgatan 1, 000 00 Ås")],
}
BUTTONS_BELOW = """() => [...document.querySelectorAll('button')]
  .filter((b) => b.getBoundingClientRect().bottom > innerHeight).map((b) => b.textContent)"""


@pytest.mark.parametrize(("scheme", "lang"), [("light", "sv"), ("dark", "nb")])
async def test_every_state_fits_a_small_telephone(chromium: Browser, scheme: Any, lang: str) -> None:
    """Nothing hangs over the side, the answers are seen without scrolling, and no rule for access is broken."""
    answers = FakeAnswers()
    async with _served(answers) as address:
        page = await _open(chromium, address, lang, color_scheme=scheme, java_script_enabled=True)
        for name, state in STATES.items():
            answers.asked = replace(ASKED, **state)
            await page.goto(f"{address}/a/{KEY}?lang={lang}")
            await look(page, f"answer-{name}-{scheme}-{lang}")
            if name in ("asked", "late", "drill", "long", "coming"):
                assert await page.evaluate(BUTTONS_BELOW) == [], name
            assert await broken_rules(page) == [], name
        for name, status in (("away", 503), ("gone", 404)):
            answers.away, answers.asked = name == "away", None
            got = await page.goto(f"{address}/a/{KEY}?lang={lang}")
            assert got is not None
            assert got.status == status
            await look(page, f"answer-{name}-{scheme}-{lang}")
            assert await broken_rules(page) == [], name


async def test_letters_twice_as_large_and_very_long_names_still_fit(chromium: Browser) -> None:
    """A name without a space, an office with a long one, at 200 %: nothing is cut off at the side."""
    facts = cast.facts()
    facts["people"]["p-bo"]["name"] = "Bo-Christoffer " + "Överstelöjtnantsson" * 4
    facts["name"] = "Arbetsmarknadsförvaltningens" * 3
    async with _served(FakeAnswers(replace(ASKED, zone="room-221", said="coming")), facts) as address:
        page = await _open(chromium, address, java_script_enabled=True)
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await page.evaluate(SIDEWAYS) == 0
