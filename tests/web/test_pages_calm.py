"""A screen in the place of an alarm, or in sight of it, gives nothing away: not for one frame, and not by a sound."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from web import cast
from web.harness import Stage, stage, until, visit
from web.rules import broken_rules
from web.screen_told import SCREEN, provisional, raised
from web.test_pages_pictures import look

_WATCH = """
window.seen = [];
const look = () => {
  if (document.querySelector('.alarm, .rail, .hero')) window.seen.push('alarm');
  if (document.title.includes('ALARM')) window.seen.push(document.title);
  const mode = document.body?.dataset.mode ?? 'none';
  if (mode !== 'none') window.seen.push(mode);
};
new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
SECRETS = ("Rum 114", "Fatima Hassan", "REAL ALARM", "DRILL")


def _facts() -> dict[str, Any]:
    """Return the office with the staff's screen in a zone, which an alarm may want calm."""
    facts = cast.facts()
    facts["screens"]["staff"]["zone"] = "staff-room"
    facts["zones"]["staff-room"] = {"name": "Personalrummet", "kind": "staff", "floor": 1, "manner": "discreet"}
    return facts


async def _open(browser: Browser, staged: Stage, **more: Any) -> Page:
    shown = await visit(browser, staged, **more)
    await shown.page.add_init_script(_WATCH)
    page = await shown.go(SCREEN)
    await expect(page.locator(".strip-link.is-good")).to_be_visible()
    return page


@pytest.mark.parametrize("mode", ["actual", "drill"])
async def test_not_one_frame_of_an_alarm_is_shown(chromium: Browser, mode: str) -> None:
    """From the press before its record to the names that are called, nothing but the small mark changes."""
    async with stage(_facts()) as staged:
        staged.today = cast.today()
        page = await _open(chromium, staged)
        await page.keyboard.press("Shift")  # any touch lets the page sound, also one that could already
        await expect(page.locator(".sound-bar")).to_have_count(0)
        where = await page.locator(".idle-clock").bounding_box()
        await staged.send({**provisional(mode=mode), "calm": ["room-114", "staff-room"]})
        await expect(page.get_by_role("button", name="Agreed mark")).to_be_visible()
        entry = raised(11)
        await staged.send({**entry, "data": {**entry["data"], "mode": mode, "calm": ["room-114", "staff-room"]}})
        await until(lambda: any(r["position"] == 11 and r["alarms"] == ["a-new"] for r in staged.rendered))
        assert staged.rendered[-1]["calm"] is True
        await expect(page.get_by_text("No alarm now")).to_have_count(0)  # it would no longer be true
        await expect(page.locator(".strip-caption, .strip-silence")).to_have_count(0)
        assert await page.evaluate("window.seen") == []
        await expect(page.locator(".mark.is-hollow")).to_have_count(int(mode == "drill"))
        assert await page.locator(".idle-clock").bounding_box() == where
        text = await page.inner_text("body")
        assert [secret for secret in SECRETS if secret in text] == []
        await look(page, f"screen-calm-{mode}")
        assert await broken_rules(page) == []


async def test_a_tap_on_the_mark_shows_it_and_it_goes_away_again(chromium: Browser) -> None:
    """One deliberate tap shows everything, without a sound; Escape, a tap, or a minute without a touch hide it."""
    async with stage(_facts()) as staged:
        staged.show(cast.alarm(calm=["staff-room"]), cast.alarm(alarm="a-two", zone="counter", calm=[]))
        shown = await visit(chromium, staged)
        await shown.page.clock.install()
        page = await shown.go(SCREEN)
        await page.clock.run_for(1_000)
        mark = page.get_by_role("button", name="Agreed mark")
        await expect(mark).to_have_text("2")  # one that wants it is enough, and none is hidden
        await mark.click()
        await expect(page.locator(".hero .place")).to_be_visible()
        await expect(page.locator(".rail .tile")).to_have_count(2)
        await expect(page.locator(".strip-caption")).to_have_count(0)
        await page.keyboard.press("Escape")
        await expect(mark).to_be_visible()
        await mark.focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Put away").click()
        await expect(mark).to_be_visible()
        await mark.click()
        await expect(page.locator(".hero .place")).to_be_visible()
        for _ in range(13):
            await staged.beat()
            await page.clock.run_for(5_000)
        await expect(mark).to_be_visible()
        await expect(page.locator(".hero")).to_have_count(0)


async def test_a_screen_with_a_pin_asks_for_it_first(chromium: Browser) -> None:
    """Behind the mark stands the PIN; a wrong one shows nothing, and a lost service shows nothing either."""
    async with stage(_facts()) as staged:
        staged.pin = "482913"
        staged.show(cast.alarm(calm=["staff-room"]))
        page = await _open(chromium, staged)
        await page.get_by_role("button", name="Agreed mark").click()
        await page.get_by_label("PIN").fill("111111")
        await page.get_by_role("button", name="Go on").click()
        await expect(page.get_by_role("alert").filter(has_text="The PIN is wrong")).to_be_visible()
        assert await page.evaluate("window.seen") == []
        assert await broken_rules(page) == []
        await page.get_by_label("PIN").fill("482913")
        await page.get_by_role("button", name="Go on").click()
        await expect(page.locator(".hero .place")).to_contain_text("Rum 114")


async def test_a_pin_given_a_moment_ago_is_asked_for(chromium: Browser) -> None:
    """A screen that had no PIN when it was opened asks for the one that it was given since."""
    async with stage(_facts()) as staged:
        page = await _open(chromium, staged)
        async with page.expect_response("**/api/v1/session"):
            await page.clock.run_for(300_000)
        staged.pin = "482913"
        await staged.turn_to(cast.alarm(calm=["staff-room"]))
        await page.get_by_role("button", name="Agreed mark").click()
        await expect(page.get_by_label("PIN")).to_be_visible()
        await expect(page.locator(".hero")).to_have_count(0)


async def test_elsewhere_the_same_alarm_is_large(chromium: Browser) -> None:
    """A screen that nobody in the alarm's place can see shows the press at once, before its record."""
    async with stage(_facts()) as staged:
        page = await _open(chromium, staged)
        await staged.send({**provisional(), "calm": ["room-114"]})
        await expect(page.locator(".hero .place")).to_have_count(1)
        await expect(page.get_by_role("button", name="Agreed mark")).to_have_count(0)
