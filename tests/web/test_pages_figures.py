"""The pages of figures as people see them: a year, nothing, much; by keyboard, dark, narrow and in Swedish."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect
from pypdf import PdfReader

from service.access.rights import Grant, Role
from service.access.visitor import Visitor
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


@pytest.mark.parametrize(
    ("size", "scheme", "lang"), [("desktop", "light", "sv"), ("phone", "dark", "nb"), ("phone", "light", "en")]
)
async def test_attention_fits(chromium: Browser, size: str, scheme: Any, lang: str) -> None:
    """The number, its months and each part with what is late: on each size, and by keyboard."""
    width, height = SIZES[size]
    view = {"width": width, "height": height}
    async with stage(cast.facts()) as staged:
        shown = await visit(chromium, staged, viewport=view, color_scheme=scheme)
        page = await shown.go("/attention/as", lang=lang)
        await expect(page.get_by_role("img")).to_be_visible()
        await expect(page.locator(".part")).to_have_count(6)
        await expect(page.locator(".standing-long_late").first).to_be_visible()
        await page.locator("summary").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("details tbody tr")).to_have_count(12)
        await look(page, f"attention-{size}-{scheme}-{lang}")
        assert shown.complaints == []
        assert not {name for name in cast.PEOPLE.values() if name in await page.content()}, "nobody is named"


@pytest.mark.parametrize(("size", "scheme", "lang"), [("desktop", "light", "sv"), ("phone", "dark", "en")])
async def test_what_is_told_upward_fits(chromium: Browser, size: str, scheme: Any, lang: str) -> None:
    """Every table, what is hidden in words, and the sum of all offices."""
    width, height = SIZES[size]
    view = {"width": width, "height": height}
    async with stage(cast.facts()) as staged:
        shown = await visit(chromium, staged, viewport=view, color_scheme=scheme)
        page = await shown.go("/figures", lang=lang)
        await expect(page.locator(".sheet")).to_have_count(15)
        await expect(page.locator(".sheet").first.locator("tbody tr")).to_have_count(5)
        await expect(page.get_by_text("dolt" if lang == "sv" else "hidden", exact=True).first).to_be_visible()
        jumps = page.get_by_role("navigation").last.get_by_role("link")
        assert await jumps.count() == await page.locator(".sheet").count()
        if size == "phone":  # the newest quarter is in sight, beside the names; nothing of it stands below the other
            names, newest = page.locator(".sheet tbody th").first, page.locator(".sheet tbody td").nth(7)
            await names.scroll_into_view_if_needed()
            await expect(newest).to_be_in_viewport()
            box, other = await names.bounding_box(), await newest.bounding_box()
            assert box is not None
            assert other is not None
            assert box["x"] + box["width"] <= other["x"] + other["width"] <= width
        await look(page, f"upward-{size}-{scheme}-{lang}")
        assert shown.complaints == []


async def test_who_sees_one_office_sees_no_sum_of_all(chromium: Browser) -> None:
    """Her cells are the same as everybody's; no row adds up what she may not see, in no form."""
    grants = (Grant(role=Role.LEADERSHIP, office="alby"),)
    async with stage(cast.facts()) as staged:
        shown = await visit(chromium, staged)
        page = await shown.go("/figures", lang="en")
        all_of_them = await page.locator(".sheet").first.locator("tbody tr").nth(1).inner_text()
        staged.visitor = Visitor(kind="account", id="lena", name="Lena", grants=grants)
        await page.reload()
        await expect(page.locator(".sheet").first.locator("tbody tr")).to_have_count(1)
        assert await page.locator(".sheet").first.locator("tbody tr").inner_text() == all_of_them
        asked = await page.request.get(f"{staged.address}/figures.csv?lang=en")
        assert "All offices" not in await asked.text()
        staged.figures.offices = ()
        await page.reload()
        await expect(page.get_by_text("There is no office here yet.")).to_be_visible()


async def test_the_file_and_the_paper_say_the_same(chromium: Browser) -> None:
    """CSV that no spreadsheet runs, and a tagged PDF with every heading and the offices in it."""
    async with stage(cast.facts()) as staged:
        page = await (await visit(chromium, staged)).go("/figures", lang="sv")
        written = (await (await page.request.get(f"{staged.address}/figures.csv?lang=sv")).body()).decode("utf-8-sig")
        rows = list(csv.reader(StringIO(written), delimiter=";"))
        assert rows[0] == ["Tabell", "Kontoret", "Kolumn", "Värde"]
        assert ["Riktiga larm", "Medborgarkontoret Ås", "kv. 1 2025", "30"] in rows
        assert ["Riktiga larm", "Servicekontoret Alby", "kv. 1 2025", "dolt"] in rows
        assert not any(cell.startswith("=") for row in rows for cell in row)
        answer = await page.request.get(f"{staged.address}/figures.pdf?lang=sv")
        assert answer.headers["content-type"] == "application/pdf"
        read = PdfReader(BytesIO(await answer.body()))
        text = " ".join(part.extract_text() for part in read.pages).replace("\u200b", "")
        titles = await page.locator(".sheet h2").all_inner_texts()
        assert all(title in " ".join(text.split()) for title in titles)
        assert "Medborgarkontoret Ås" in " ".join(text.split())
        marked = read.root_object.get("/MarkInfo")
        assert marked is not None, "a reader that speaks finds its tables"
