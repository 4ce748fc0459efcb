"""The pages of figures as people see them: a year, nothing, much; by keyboard, dark, narrow and in Swedish."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from service.figures.months import Month, Times, Zone, months_between
from service.web.ports import Charted
from web import cast, incident
from web.harness import PICTURES, stage, visit
from web.rules import broken_rules

SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
SIZES = {"desktop": (1366, 768), "phone": (360, 740)}
MONTHS = months_between("2025-12", "2026-12")


def charted(times: int) -> Charted:
    """Return a year with so many times the alarms of a small office."""
    names = [name for name in Month.__dataclass_fields__ if name not in ("office", "month", "mode")]
    load = [3, 4, 6, 5, 2, 4, 1, 0, 5, 7, 6, 4]
    sums = []
    for name, alarms in zip(MONTHS, load, strict=True):
        counts = dict.fromkeys(names, 0)
        some = {"alarms": alarms, "presses": alarms + 2, "guard_first": alarms // 3, "colleague_first": alarms // 2}
        counts |= {key: value * times for key, value in some.items()}
        sums.append(Month(office="as", month=name, mode="actual", **counts))
    times_of = [
        Times(office="as", month=name, answered=alarms * times, half=9_000 + n * 700, most=41_000 + n * 3_000)
        for n, (name, alarms) in enumerate(zip(MONTHS, load, strict=True))
        if alarms
    ]
    zones = [
        Zone(zone="room-221", alarms=21 * times, mistakes=9 * times),
        Zone(zone="room-114", alarms=17 * times, mistakes=2 * times),
        Zone(zone=None, alarms=times, mistakes=0),
    ]
    return Charted(months=MONTHS, sums=sums, times=times_of, zones=zones)


async def look(page: Page, name: str) -> None:
    """See that nothing hangs over the edge and no rule is broken; take a picture where somebody wants them."""
    if PICTURES.is_dir():
        await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert await page.evaluate(SIDEWAYS) == 0, f"{name} is wider than its screen"
    assert await broken_rules(page) == [], name


@pytest.mark.parametrize(
    ("size", "scheme", "lang", "times"),
    [
        ("desktop", "light", "sv", 1),
        ("phone", "dark", "sv", 1),
        ("desktop", "dark", "en", 2_500),
        ("phone", "light", "nb", 0),
    ],
)
async def test_charts_fit(chromium: Browser, size: str, scheme: Any, lang: str, times: int) -> None:
    """A year of one office, a hundred thousand alarms, and none: each fits, and its tables open with the keyboard."""
    width, height = SIZES[size]
    view = {"width": width, "height": height}
    async with stage(cast.facts()) as staged:
        if times:
            staged.reviews.charts = charted(times)
        shown = await visit(chromium, staged, viewport=view, color_scheme=scheme)
        page = await shown.go("/review/as/figures", lang=lang)
        await expect(page.get_by_role("img")).to_have_count(4 if times else 0)
        if times:
            await page.locator("summary").first.focus()
            await page.keyboard.press("Enter")
            await expect(page.locator("details table").first).to_be_visible()
        await look(page, f"figures-{times}-{size}-{scheme}-{lang}")
        assert shown.complaints == []


async def test_the_list_takes_what_is_asked_for(chromium: Browser) -> None:
    """A choice narrows the list and stays chosen on the next pages; what nobody has says so and leads back."""
    async with stage(cast.facts()) as staged:
        staged.reviews.records = [*incident.many(30), incident.drill()]
        shown = await visit(chromium, staged)
        page = await shown.go("/review/as")
        await page.get_by_label("Real, drill or test").select_option("actual")
        await page.get_by_role("button", name="Show").press("Enter")
        await expect(page.locator("tbody tr")).to_have_count(25)
        await page.get_by_role("link", name="Earlier").click()
        await expect(page.locator("tbody tr")).to_have_count(5)
        await expect(page.get_by_label("Real, drill or test")).to_have_value("actual")
        await look(page, "review-list-sought")
        await page.get_by_label("Real, drill or test").select_option("test")
        await page.get_by_role("button", name="Show").click()
        await expect(page.get_by_text("There is no such alarm.")).to_be_visible()
        staged.reviews.current = False
        await page.get_by_role("link", name="All alarms").click()
        await expect(page.get_by_role("status")).to_be_visible()
        await expect(page.locator("tbody tr")).to_have_count(25)
        assert shown.complaints == []
