"""The morning check: one tap for each name, and what is missing above all else."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from web import cast
from web.harness import Stage, stage, until, visit
from web.rules import broken_rules
from web.test_pages_pictures import look
from web.walked import walked

PUT = ("PUT", "/api/v1/offices/as/today")


def _fresh() -> dict[str, Any]:
    """Return a morning in which nobody has said anything yet."""
    today = cast.today()
    return {
        **today,
        "absent": [],
        "here": [],
        "missing": [],
        "people": [{**one, "fact": None, "until": None} for one in today["people"]],
    }


def _last(staged: Stage) -> list[tuple[str, str | None]]:
    method, path, content, _ = staged.asked[-1]
    assert (method, path) == PUT
    return [(one["person"], one["fact"]) for one in content["said"]]


def _row(page: Page, name: str) -> Any:
    return page.get_by_role("group", name=name)


async def test_one_tap_says_that_somebody_is_away_and_another_takes_it_back(chromium: Browser) -> None:
    """The tap is sent at once, the row shows it, and Undo says what was said before."""
    async with stage(cast.facts()) as staged:
        staged.today = _fresh()
        page = await (await visit(chromium, staged)).go("/today/as")
        await _row(page, "Bo Lind").get_by_role("button", name="Away").click()
        await expect(_row(page, "Bo Lind").get_by_role("button", name="Away")).to_have_attribute("aria-pressed", "true")
        assert _last(staged) == [("p-bo", "absent")]
        await expect(page.get_by_text("Bo Lind is away.")).to_be_visible()
        await page.get_by_role("button", name="Undo").click()
        await expect(_row(page, "Bo Lind").get_by_role("button", name="Away")).to_have_attribute(
            "aria-pressed", "false"
        )
        assert _last(staged) == [("p-bo", None)]


async def test_everybody_else_is_here_with_one_tap(chromium: Browser) -> None:
    """Whoever has been answered for already keeps the answer."""
    async with stage(cast.facts()) as staged:
        staged.today = _fresh()
        page = await (await visit(chromium, staged)).go("/today/as")
        await _row(page, "Bo Lind").get_by_role("button", name="Away").click()
        await page.get_by_role("button", name="The other 6 are here").click()
        await expect(page.get_by_role("button", name="The other")).to_have_count(0)
        said = _last(staged)
        assert {fact for _, fact in said} == {"here"}
        assert "p-bo" not in {person for person, _ in said}
        assert len(said) == 6


async def test_a_swap_is_one_action(chromium: Browser) -> None:
    """Ylva instead of Bo: both are sent together, so that no screen shows only half of it."""
    async with stage(cast.facts()) as staged:
        staged.today = _fresh()
        page = await (await visit(chromium, staged)).go("/today/as")
        await _row(page, "Bo Lind").get_by_role("button", name="Away").click()
        await page.get_by_role("button", name="Somebody came instead").click()
        await page.get_by_role("button", name="Ylva Öst").click()
        await expect(page.get_by_text("Ylva Öst is here instead of Bo Lind.")).to_be_visible()
        assert _last(staged) == [("p-bo", "absent"), ("p-ylva", "here")]


async def test_somebody_can_be_away_for_longer(chromium: Browser) -> None:
    """A day after today is one more tap, and the row says until when."""
    async with stage(cast.facts()) as staged:
        staged.today = _fresh()
        page = await (await visit(chromium, staged)).go("/today/as")
        await _row(page, "Bo Lind").get_by_role("button", name="Away").click()
        await page.get_by_role("button", name="Longer than today").click()
        await page.get_by_role("button", name="Friday 27 November").click()
        await expect(page.locator("small", has_text="away until Friday 27 November")).to_be_visible()
        assert staged.asked[-1][2]["said"] == [{"person": "p-bo", "fact": "absent", "until": "2026-11-27"}]


async def test_what_nobody_does_stands_on_top_with_who_could(chromium: Browser) -> None:
    """A role without anybody is told in words, and one tap on a name that could fill it says that she is here."""
    async with stage(cast.facts()) as staged:
        staged.today = cast.today()
        page = await (await visit(chromium, staged)).go("/today/as")
        await expect(page.get_by_role("heading", name="Nobody for Door")).to_be_visible()
        await page.locator(".gap").get_by_role("button", name="Gun Åkesson").click()
        await until(lambda: bool(staged.asked))
        assert _last(staged) == [("p-gun", "here")]


async def test_who_has_left_is_told_and_not_asked_about(chromium: Browser) -> None:
    """With the day and the roles that the plan still names her for; everybody else can be here with one tap."""
    async with stage(cast.facts()) as staged:
        staged.today = _fresh()
        left = {"at": "2026-11-20T13:00:00.000000Z", "named_for": ["guard"]}
        for one in staged.today["people"]:
            one["left"] = left if one["person"] == "p-bo" else None
        page = await (await visit(chromium, staged)).go("/today/as")
        await expect(page.get_by_text("Bo Lind left on Friday 20 November.")).to_contain_text("The plan still names")
        await expect(_row(page, "Bo Lind")).to_have_count(0)
        await page.get_by_role("button", name="Everybody is here").click()
        await expect(page.get_by_role("button", name="Everybody is here")).to_have_count(0)
        assert "p-bo" not in {person for person, _ in _last(staged)}
        assert await broken_rules(page) == []


async def test_before_the_office_opens_the_page_tells_of_the_opening(chromium: Browser) -> None:
    """At ten to eight it is eight o'clock that counts."""
    async with stage(cast.facts()) as staged:
        now = _fresh()
        gap = cast.today()["missing"]
        staged.today = {**now, "opening": {"at": "2026-11-23T07:00:00Z", "roster": now["roster"], "missing": gap}}
        page = await (await visit(chromium, staged)).go("/today/as")
        await expect(page.get_by_role("heading", name="From 08:00: Nobody for Door")).to_be_visible()


async def test_a_gap_that_comes_up_moves_no_name_under_the_finger(chromium: Browser) -> None:
    """The warning above the list makes the page longer, and the row that was tapped stays where it was."""
    async with stage(cast.facts()) as staged:
        staged.today = _fresh()
        page = await (await visit(chromium, staged, viewport={"width": 360, "height": 740})).go("/today/as")
        away = _row(page, "Bo Lind").get_by_role("button", name="Away")
        before = await away.bounding_box()
        staged.today = {**staged.today, "missing": cast.today()["missing"]}
        await away.click()
        await expect(page.locator(".undo").get_by_text("Nobody for Door")).to_be_visible()
        after = await away.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(before["y"] - after["y"]) < 2


async def test_two_people_see_what_the_other_said(chromium: Browser) -> None:
    """What is said at one desk is on the other page within seconds, without a touch."""
    async with stage(cast.facts()) as staged:
        staged.today = _fresh()
        one = await (await visit(chromium, staged)).go("/today/as")
        other = await (await visit(chromium, staged)).go("/today/as")
        await expect(_row(other, "Bo Lind")).to_be_visible()
        await _row(one, "Bo Lind").get_by_role("button", name="Away").click()
        away = _row(other, "Bo Lind").get_by_role("button", name="Away")
        await expect(away).to_have_attribute("aria-pressed", "true", timeout=15_000)


async def test_a_refusal_is_told_and_nothing_is_shown_that_is_not_so(chromium: Browser) -> None:
    """An answer that was not taken is not shown as taken."""
    async with stage(cast.facts()) as staged:
        staged.today = _fresh()
        page = await (await visit(chromium, staged)).go("/today/as")
        staged.answer = (404, {"code": "unknown_person", "detail": "The office's plan does not know this person."})
        await _row(page, "Bo Lind").get_by_role("button", name="Away").click()
        await expect(page.get_by_role("alert")).to_contain_text("no longer knows this person")
        await expect(_row(page, "Bo Lind").get_by_role("button", name="Away")).to_have_attribute(
            "aria-pressed", "false"
        )


async def test_the_keyboard_is_enough(chromium: Browser) -> None:
    """Tab to the list, arrows along it, Enter answers, and Ctrl+Z takes it back."""
    async with stage(cast.facts()) as staged:
        staged.today = _fresh()
        page = await (await visit(chromium, staged)).go("/today/as")
        await _row(page, "Anna Berg").get_by_role("button", name="Away").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Bo Lind is away.")).to_be_visible()
        await expect(_row(page, "Bo Lind").get_by_role("button", name="Away")).to_be_focused()
        await page.keyboard.press("Control+z")
        await expect(page.get_by_text("Bo Lind is away.")).to_have_count(0)
        assert _last(staged) == [("p-bo", None)]


MANY: dict[str, Any] = {
    **cast.today(),
    "people": [
        {**cast.today()["people"][count % 9], "person": f"p-{count}", "name": f"Somebody with a Name Number {count}"}
        for count in range(40)
    ],
}
STATES: dict[str, dict[str, Any]] = {
    "fresh": _fresh(),
    "gap": cast.today(),
    "nobody": {**_fresh(), "people": [{**one, "hours": []} for one in _fresh()["people"]], "roster": []},
    "empty": {**_fresh(), "people": [], "roster": []},
    "many": MANY,
}


JUDGED = (("1366x768", "light"), ("360x740", "dark"))
"""What differs from these in size alone need not be asked for the rules again."""


@pytest.mark.parametrize(
    ("size", "scheme", "lang"),
    [("1366x768", "light", "sv"), ("360x740", "dark", "nb"), ("320x640", "light", "en"), ("1366x768", "dark", "en")],
)
async def test_every_state_fits_and_can_be_read(chromium: Browser, size: str, scheme: Any, lang: str) -> None:
    """On a desk's screen and on narrow phones, light and dark, nothing hangs over and contrast holds."""
    width, height = map(int, size.split("x"))
    async with stage(cast.facts()) as staged:
        shown = await visit(chromium, staged, viewport={"width": width, "height": height}, color_scheme=scheme)
        for name, today in STATES.items():
            staged.today = today
            page = await shown.go("/today/as", lang=lang)
            await expect(page.locator("main .people, main p").first).to_be_visible()
            await expect(page.locator(".starting")).to_have_count(0)
            if name == "gap":
                await _row(page, "Bo Lind").locator("xpath=..").locator(".small").nth(1).click()
                await _row(page, "Eva Strand").get_by_role("button").nth(0).click()
                await expect(page.locator(".undo")).to_be_visible()
            await look(page, f"today-{name}-{size}-{scheme}-{lang}")
            if (size, scheme) in JUDGED:
                assert await broken_rules(page) == [], name
            assert shown.complaints == []
        await shown.page.route("**/today", lambda route: route.abort())
        page = await shown.go("/today/as", lang=lang)
        await expect(page.get_by_role("alert")).to_be_visible()
        await look(page, f"today-down-{size}-{scheme}-{lang}")
        assert await broken_rules(page) == []


@pytest.mark.parametrize("size", [(360, 740), (320, 640), (1366, 768), (1600, 900)])
async def test_what_can_be_taken_back_lies_over_no_row(chromium: Browser, size: tuple[int, int]) -> None:
    """The bar has its room from the start: where a name was to be tapped no Undo comes up; by keyboard all is seen."""
    async with stage(cast.facts()) as staged:
        staged.today = {**MANY, "missing": []}
        view = {"width": size[0], "height": size[1]}
        page = await (await visit(chromium, staged, viewport=view)).go("/today/as", lang="sv")
        await expect(page.locator(".person").first).to_be_visible()
        bar = page.locator(".undo")
        before = await bar.bounding_box()
        await look(page, f"today-nothing-to-take-back-{size[0]}")
        staged.today = {**staged.today, "missing": cast.today()["missing"]}
        await page.locator(".answer:not(.is-here)[aria-pressed=false]").first.click()
        await expect(bar.get_by_role("button", name="Ångra")).to_be_visible()
        await expect(bar.get_by_text("Ingen för Dörren")).to_be_visible()
        assert await bar.bounding_box() == before
        assert before is not None
        assert before["y"] + before["height"] == size[1]
        await look(page, f"today-to-take-back-{size[0]}")
        assert await walked(page) == []
        await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        last = await page.locator(".person, .others button").last.bounding_box()
        assert last is not None
        assert last["y"] + last["height"] <= before["y"]
        assert await broken_rules(page) == []
