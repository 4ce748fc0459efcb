"""The muster on the office screen and on a telephone: one look for whoever leads, one tap for everybody else."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from service.alarm.instant import instant
from web import cast
from web.harness import Stage, now, stage, until, visit
from web.rules import broken_rules
from web.test_pages_pictures import look

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


def one(state: str = "unaccounted", **more: Any) -> dict[str, Any]:
    """How one person counts."""
    nothing = {"zone": "room-114", "expected": True, "by": None, "how": None, "at": None, "safe_by": None}
    return {"state": state, **nothing, **more}


def muster(**people: dict[str, Any]) -> dict[str, Any]:
    """Return a muster that has been on for a minute."""
    at = now() - timedelta(seconds=60)
    told = {"begun_at": instant(at), "due_at": instant(at + timedelta(minutes=3)), "called_at": None, "round": 0}
    who = {key.replace("_", "-"): value for key, value in people.items()}
    return {**told, "at": "reception", "ended_at": None, "people": who, "visitors": {"reception": 3, "": 1}}


def told(**more: Any) -> dict[str, Any]:
    """Return an alarm whose people are counted: one of each."""
    at = instant(now() - timedelta(seconds=20))
    people = {
        "p_anna": one("safe", by="p-anna", how="phone", at=at),
        "p_cecilia": one("needs_help", by="p-eva", how="vouched", at=at, safe_by="p-anna"),
        "p_eva": one(zone=None),
        "p_fatima": one(),
        "p_per": one("safe", by="p-anna", how="vouched", at=at, expected=False),
    }
    return cast.helped(muster=muster(**people), lead=None, **more)


def crowd() -> dict[str, Any]:
    """Return an alarm with 400 people who are counted."""
    names = {f"p-{number:03}": f"Alexandra-Wilhelmina von Sönnichsen-Åkerström {number:03}" for number in range(400)}
    people = {key: one("safe" if number % 3 else "unaccounted") for number, key in enumerate(names)}
    alarm = cast.helped(names=names, lead=None)
    return {**alarm, "muster": {**muster(), "people": people}}


async def screen(browser: Browser, staged: Stage, **view: Any) -> Page:
    """Open the staff's screen."""
    page = await (await visit(browser, staged, **view)).go("/screen/as/staff")
    await expect(page.locator(".strip-link.is-good, .strip-link.is-fault")).to_be_visible()
    return page


async def test_one_look_and_several_are_vouched_for(chromium: Browser) -> None:
    """The line says how it stands; two names, one tap and whose word it is make one request."""
    async with stage(cast.facts()) as staged:
        staged.show(told())
        page = await screen(chromium, staged)
        looks = page.locator("#muster-line .muster-look")
        assert await looks.all_inner_texts() == ["1 needs help", "2 unaccounted for", "2 safe", "4 visitors"]
        await page.locator("#muster-line").click()
        await page.locator(".muster-one", has_text="Place unknown").click()
        await page.locator(".muster-one", has_text="Fatima Hassan").click()
        await page.get_by_role("button", name="Safe", exact=True).click()
        await page.get_by_role("button", name="Anna Berg").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/muster/account")
        said = {"person": "p-anna", "people": ["p-eva", "p-fatima"], "state": "safe", "with_them": False}
        assert staged.asked[0][2] == {**said, "screen": "staff"}


async def test_who_needs_help_is_safe_by_the_word_of_somebody_with_her(chromium: Browser) -> None:
    """Her name stands there without a tap, with who says otherwise; the word is that of somebody who is with her."""
    async with stage(cast.facts()) as staged:
        staged.show(told())
        page = await screen(chromium, staged)
        await expect(page.locator(".muster-need")).to_contain_text("Needs help: Cecilia")
        await page.locator("#muster-line").click()
        await expect(page.locator(".muster-one.is-needs_help")).to_contain_text("Anna Berg says: safe. Go and see.")
        await page.locator(".muster-one.is-needs_help").click()
        await page.get_by_role("button", name="I am with them: safe").click()
        await page.get_by_role("button", name="Eva Strand").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][2]["with_them"] is True


async def test_whoever_leads_begins_it_and_ends_it_with_a_reason(chromium: Browser) -> None:
    """Where there is none it is one tap away; with somebody missing the end asks why."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped(muster=None, lead=None))
        page = await screen(chromium, staged)
        await page.get_by_role("button", name="Count everybody").click()
        await page.get_by_role("button", name="Eva Strand").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1].endswith("/muster")
        staged.show(told(), position=20)
        await staged.drop()
        await page.locator("#muster-line").click()
        await page.get_by_role("button", name="Count visitors").click()
        await page.get_by_label("Visitors").fill("7")
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Anna Berg").click()
        await until(lambda: len(staged.asked) > 1)
        assert (staged.asked[1][2]["count"], staged.asked[1][2]["zone"]) == (7, None)
        await page.locator("#muster-line").click()
        await page.get_by_role("button", name="End the muster").click()
        await page.get_by_label("Why").fill("Eva har gått hem")
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Eva Strand").click()
        await until(lambda: len(staged.asked) > 2)
        assert staged.asked[2][2] == {"person": "p-eva", "words": "Eva har gått hem", "screen": "staff"}


async def test_a_telephone_says_it_in_one_tap(chromium: Browser) -> None:
    """One tap for oneself; for others the names, and the word that one is with them."""
    async with stage(cast.facts()) as staged:
        staged.show(told())
        page = await (await visit(chromium, staged, me="p-gun", **PHONE)).go("/p/as")
        await page.get_by_role("button", name="I am safe").click()
        await until(lambda: bool(staged.asked))
        said = {"person": "p-gun", "people": ["p-gun"], "state": "safe", "screen": "phone"}
        assert staged.asked[0][2] == said
        await page.get_by_role("button", name="Others are with me").click()
        await page.get_by_role("button", name="Cecilia").click()
        await page.get_by_role("button", name="They are safe").click()
        await until(lambda: len(staged.asked) > 1)
        assert (staged.asked[1][2]["people"], staged.asked[1][2]["with_them"]) == (["p-cecilia"], True)


async def test_four_hundred_names(chromium: Browser) -> None:
    """Nobody scrolls through 400 names: a part of one is enough."""
    async with stage(cast.facts()) as staged:
        staged.show(crowd())
        page = await screen(chromium, staged)
        await page.locator("#muster-line").click()
        await page.get_by_label("Find a name").fill("123")
        await expect(page.locator(".muster-one")).to_have_count(1)
        await look(page, "muster-crowd-found")


@pytest.mark.parametrize(("scheme", "lang"), [("light", "sv"), ("dark", "nb")])
async def test_it_fits_and_can_be_read(chromium: Browser, scheme: Any, lang: str) -> None:
    """The line and the names as pictures, at a desk and on a telephone; held to WCAG by a machine."""
    async with stage(cast.facts()) as staged:
        alarms = (("one", told()), ("none", cast.helped(muster=None, lead=None)), ("crowd", crowd()))
        for name, alarm in alarms:
            staged.show(alarm)
            for size, me, path in ((PHONE["viewport"], "p-gun", "/p/as"), (None, None, "/screen/as/staff")):
                view = {"width": 1366, "height": 768} if size is None else size
                shown = await visit(
                    chromium, staged, me=me, viewport=view, color_scheme=scheme, reduced_motion="reduce"
                )
                page = await shown.go(path, lang=lang)
                await expect(page.locator(".alarm, .call").first).to_be_visible()
                where = "phone" if me else "screen"
                await look(page, f"muster-{name}-{where}-{scheme}-{lang}")
                if name != "none":
                    await page.locator(".phone-muster .big" if me else "#muster-line").last.click()
                    await expect(page.locator(".muster-one").first).to_be_visible()
                    await look(page, f"muster-{name}-names-{where}-{scheme}-{lang}")
                if name == "one":
                    assert await broken_rules(page) == []
                await page.close()
