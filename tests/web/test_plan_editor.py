"""The plan's editor: one document through forms and text, gaps mended by a button, and nothing typed is ever lost."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, expect

from parts.offices import AS
from web import cast
from web.harness import Stage, Visit, stage, until, visit
from web.planning import Desk, version_of

expect.set_options(timeout=30_000)  # a bound: proofs are worked out in this process, beside everything else
OFFICE = {"anna": "Anna Berg", "gunilla": "Gunilla Nyström", "ida": "Ida Holm", "kari": "Kari Moen"}


@asynccontextmanager
async def editing(desk: Desk) -> AsyncIterator[Stage]:
    """Serve the editor of the office `as` in front of a desk."""
    facts = cast.facts()
    facts["people"] = {f"p-{slug}": {"id": slug, "name": name} for slug, name in OFFICE.items()}
    async with stage(facts, more=desk.router()) as staged:
        yield staged


async def opened(
    browser: Browser, staged: Stage, view: str = "cover", *, lang: str = "en", me: str = "p-gunilla"
) -> Visit:
    """Open a view of the editor as somebody, and wait until the plan was looked at."""
    shown = await visit(browser, staged, me=me, viewport={"width": 1440, "height": 900})
    await shown.page.goto(f"{staged.address}/plan/as?lang={lang}#{view}")
    await settled(shown.page)
    return shown


async def settled(page: Page) -> None:
    """Wait until the service has said everything about the text."""
    await expect(page.locator("main.desk")).to_be_visible()
    await expect(page.locator("body[data-busy=false]")).to_be_attached(timeout=40_000)


async def text_of(page: Page) -> str:
    """Return the document as the text view shows it."""
    await page.get_by_role("link", name="Text").click()
    return await page.get_by_label("The plan as text").input_value()


async def test_the_grid_is_walked_with_the_arrow_keys_and_says_who_is_there(chromium: Browser) -> None:
    """The first gap is under the hand; arrows go to neighbours, and each cell says role, time and names in words."""
    async with editing(Desk()) as staged:
        shown = await opened(chromium, staged)
        page = shown.page
        first = page.get_by_role("button", name="Door, Monday 23/11 08.00–16.30")
        await expect(first).to_have_attribute("tabindex", "0")
        await first.focus()
        await page.keyboard.press("ArrowRight")
        await expect(page.locator(":focus")).to_have_attribute(
            "aria-label", "Door, Tuesday 24/11 08.00–16.30: Ida Holm – at worst 0 of 1, 1 missing"
        )
        await page.keyboard.press("ArrowUp")
        await expect(page.locator(":focus")).to_have_attribute(
            "aria-label",
            "Guard, Tuesday 24/11 08.00–16.30: Väktarbolagets jour, Hassan Yusuf – at worst 1 of 1, exactly enough",
        )
        await expect(page.get_by_role("status").filter(has_text="Hassan Yusuf")).to_be_visible()
        await page.keyboard.press("Home")
        await page.keyboard.press("End")
        await expect(page.locator(":focus")).to_have_attribute(
            "aria-label",
            "Guard, Friday 27/11 08.00–15.00: Väktarbolagets jour, Hassan Yusuf – at worst 1 of 1, exactly enough",
        )
        assert await page.locator(".cell[tabindex='0']").count() == 1
        assert shown.complaints == []


async def test_a_holiday_is_a_named_column_of_the_week_that_was_chosen(chromium: Browser) -> None:
    """Four weeks on is Christmas: its days stand there by name, closed."""
    async with editing(Desk()) as staged:
        page = (await opened(chromium, staged)).page
        for _ in range(4):
            await page.get_by_role("button", name="The week after").click()
            await settled(page)
        await expect(page.get_by_role("heading", name="Week 52")).to_be_visible()
        await expect(page.locator(".holiday").first).to_be_visible()
        assert await page.locator("thead th.is-closed").count() >= 2


async def test_a_gap_is_mended_by_its_button_and_the_plan_is_proven_after(chromium: Browser) -> None:
    """One button closes the gap at the door; the verdict says so, the comment stays, and it can be taken back."""
    desk = Desk()
    async with editing(desk) as staged:
        page = (await opened(chromium, staged)).page
        await expect(page.get_by_role("heading", name="One gap", exact=True)).to_be_visible()
        mend = page.locator(".gap button").first
        words = await mend.inner_text()
        await mend.click()
        await expect(page.locator(".cell.is-short")).to_have_count(0)
        await expect(page.get_by_role("heading", name="One gap", exact=True)).to_have_count(0)
        await expect(page.locator(".band.is-note")).to_contain_text(words)
        changed = await text_of(page)
        assert "# the planted gap: no deputies" in changed
        assert "deputies: [anna]" in changed
        await page.get_by_role("button", name="Take back").first.click()
        assert await page.get_by_label("The plan as text").input_value() == desk.in_force


async def test_form_and_text_are_one_document(chromium: Browser) -> None:
    """What is typed as text stands in the form, what the form changes stands in the text, and comments stay."""
    async with editing(Desk()) as staged:
        page = (await opened(chromium, staged, "text")).page
        area = page.get_by_label("The plan as text")
        text = await area.input_value()
        await area.fill(
            text.replace("{name: Anna Berg, home: desk-1}", "{name: Anna Bergström, home: desk-1}  # newly wed")
        )
        await page.get_by_role("link", name="People").click()
        name = page.locator("#name-anna")
        await expect(name).to_have_value("Anna Bergström")
        await name.fill("Anna Berg-Ström")
        await name.press("Tab")
        await expect(page.locator(".band.is-note")).to_contain_text("is now called Anna Berg-Ström")
        changed = await text_of(page)
        assert "anna: {name: Anna Berg-Ström, home: desk-1}  # newly wed" in changed
        assert "# Floor 2" in changed


async def test_a_finding_stands_at_its_line_and_leads_there(chromium: Browser) -> None:
    """A text with a mistake says what to do; the list and the to-do lead to the line, and the forms wait."""
    async with editing(Desk()) as staged:
        page = (await opened(chromium, staged, "text")).page
        area = page.get_by_label("The plan as text")
        text = await area.input_value()
        await area.fill(text.replace("holders: [hassan]", "holders: [hasan]"))
        await expect(page.locator(".gutter .is-error")).to_have_text("115")
        await page.get_by_role("button", name="Line 115").click()
        at = await area.evaluate("(area) => area.value.slice(0, area.selectionStart).split('\\n').length")
        assert at == 115
        await page.get_by_role("link", name="Does it hold?").click()
        await expect(page.get_by_role("heading", name="Before the plan can be used")).to_be_visible()
        await page.locator(".finding.is-error button").first.click()
        await expect(page.locator("#roles-guard")).to_be_focused()
        await page.get_by_role("link", name="Text").click()
        await area.fill("people: [")
        await page.get_by_role("link", name="People").click()
        await expect(page.get_by_role("alert")).to_contain_text("Mend the text first.")


async def test_a_role_is_edited_by_names_in_an_order(chromium: Browser) -> None:
    """Deputies are chosen from a list and moved with buttons; each change is words that can be taken back."""
    async with editing(Desk()) as staged:
        page = (await opened(chromium, staged, "roles")).page
        await page.get_by_role("button", name="Change: Door").click()
        await page.locator("#role-door-deputies-add").select_option("bo")
        await expect(page.locator(".band.is-note")).to_contain_text("Bo Lind added")
        await page.locator("#role-door-deputies-add").select_option("anna")
        await expect(page.get_by_role("button", name="Move Anna Berg up")).to_be_enabled()
        await page.get_by_role("button", name="Move Anna Berg up").click()
        await expect(page.locator(".band.is-note")).to_contain_text("Anna Berg moved")
        await page.locator("#role-door-then-en").evaluate("(area) => { area.closest('details').open = true }")
        await page.locator("#role-door-then-en").fill("Show the police the way.")
        await page.locator("#role-door-then-en").press("Tab")
        await expect(page.locator(".band.is-note")).to_contain_text("duty changed")
        changed = await text_of(page)
        assert "deputies: [anna, bo]" in changed
        assert "then: Show the police the way." in changed


async def test_a_person_who_leaves_leaves_the_whole_plan(chromium: Browser) -> None:
    """One button takes a name out of people, roles and shifts; the rest of the text is as it was."""
    async with editing(Desk()) as staged:
        page = (await opened(chromium, staged, "people")).page
        await page.get_by_role("button", name="Remove David Åkesson").click()
        await expect(page.locator(".band.is-note")).to_contain_text("removed from the whole plan")
        changed = await text_of(page)
        assert "david" not in changed
        assert "deputies: [cecilia]" in changed


async def test_hours_of_one_person_are_a_simple_week(chromium: Browser) -> None:
    """Hours typed for one day become a roster of its own; nonsense is told in words and changes nothing."""
    async with editing(Desk()) as staged:
        page = (await opened(chromium, staged, "people")).page
        await page.get_by_role("button", name="Anna Berg: always when open").click()
        await page.locator("#shift-anna-mon").fill("half past eight")
        await page.locator("#shift-anna-mon").press("Tab")
        await expect(page.get_by_role("alert")).to_contain_text("“half past eight” is no time.")
        for day in ("mon", "tue"):
            await page.locator(f"#shift-anna-{day}").fill("8.00-12:00")
            await page.locator(f"#shift-anna-{day}").press("Tab")
            await expect(page.locator(".band.is-note")).to_contain_text("Anna Berg: hours changed")
            await settled(page)
        assert 'hours: {mon-tue: "08:00-12:00"}' in await text_of(page)


async def test_two_editors_at_once_lose_nothing(chromium: Browser) -> None:
    """The second to save sees both texts and what differs; hers can be kept, or the other's taken and taken back."""
    desk = Desk()
    async with editing(desk) as staged:
        page = (await opened(chromium, staged)).page
        await page.locator(".gap button").first.click()
        await expect(page.locator(".band.is-note")).to_be_visible()
        await settled(page)
        mine = await text_of(page)
        assert desk.in_force is not None
        theirs = desk.in_force.replace("name: Bo Lind", "name: Bo Lindh")
        desk.save(theirs, "kari")
        await page.get_by_role("button", name="Save draft").click()
        await expect(page.get_by_role("heading", name="Kari Moen saved meanwhile")).to_be_visible()
        assert await page.locator("#text-mine").input_value() == mine
        assert await page.locator("#text-theirs").input_value() == theirs
        await expect(page.locator(".differences li").first).to_be_visible()
        await page.get_by_role("button", name="Take theirs").click()
        await expect(page.get_by_label("The plan as text")).to_have_value(theirs)
        await page.get_by_role("button", name="Take back").first.click()
        await expect(page.get_by_label("The plan as text")).to_have_value(mine)
        await page.get_by_role("button", name="Save draft").click()
        await until(lambda: desk.draft is not None and desk.draft["text"] == mine)
        assert desk.texts[version_of(theirs)] == theirs


async def test_what_was_typed_outlives_the_line_and_the_page(chromium: Browser) -> None:
    """With the service gone the page says so and keeps the text; opened again, it goes on where it was left off."""
    desk = Desk()
    async with editing(desk) as staged:
        shown = await opened(chromium, staged, "text")
        page = shown.page
        area = page.get_by_label("The plan as text")
        typed = (await area.input_value()) + "# typed\n"
        desk.silent = True
        await area.fill(typed)
        await expect(page.get_by_role("alert")).to_contain_text("The service does not answer.")
        page.on("dialog", lambda dialog: dialog.accept())
        desk.silent = False
        await page.reload()
        await settled(page)
        await expect(page.locator(".band", has_text="that was never saved")).to_be_visible()
        assert await area.input_value() == typed
        await page.get_by_role("button", name="Throw it away").click()
        assert await area.input_value() == desk.in_force


async def test_a_plan_is_published_with_its_views_and_a_reason(chromium: Browser) -> None:
    """Save, approve, hear the safety representative, publish: with a gap or a failed scenario only with a reason."""
    failed = {"source": "scenarios/as.yaml", "line": 5, "message": "“Nobody answers”: “manager” is not called."}
    desk = Desk(scenarios=[failed])
    async with editing(desk) as staged:
        page = (await opened(chromium, staged, "people")).page
        await page.locator("#new-person").fill("Åsa Öst")
        await page.keyboard.press("Enter")
        await expect(page.locator("#name-asa-ost")).to_be_visible()
        await page.get_by_role("button", name="Save draft").click()
        await expect(page.locator(".bar-state")).to_contain_text("Draft saved")
        await page.get_by_role("button", name="Publish …").click()
        await expect(page.locator(".differences")).to_contain_text("Åsa Öst")
        await expect(page.locator(".band.is-fault")).to_contain_text("“manager” is not called. scenarios/as.yaml:5")
        await page.get_by_role("button", name="I approve this plan").click()
        await page.get_by_label("objects").check()
        await page.get_by_label("In her own words").fill("Ida sits alone.")
        await page.get_by_role("button", name="Record it").click()
        await expect(page.locator(".publishing")).to_contain_text("Ida sits alone.")
        await page.get_by_label("The objection stays in sight").fill("Bo joins her from January.")
        await page.get_by_role("button", name="Answer").click()
        await expect(page.locator(".publishing")).to_contain_text("Bo joins her")
        await page.get_by_label("Why it is published all the same").fill("Until January.")
        await page.get_by_role("button", name="Publish this plan").click()
        await expect(page.locator(".band.is-note")).to_contain_text("Published.")
        assert [what for what, _ in desk.said] == ["approve", "view", "answer", "publish"]
        assert desk.said[-1][1]["reason"] == "Until January."
        assert "Åsa Öst" in (desk.in_force or "")


async def test_a_what_if_marks_where_the_draft_differs(chromium: Browser) -> None:
    """With Ida away the mended plan calls somebody else to the door; the lines that differ are marked."""
    async with editing(Desk()) as staged:
        page = (await opened(chromium, staged)).page
        await page.locator(".gap button").first.click()
        await expect(page.locator(".band.is-note")).to_be_visible()
        await settled(page)
        await page.get_by_role("link", name="Try it out").click()
        await page.locator("#try-zone").select_option("room-114")
        await page.locator("#try-at").fill("2026-11-26T12:10")
        await page.get_by_role("group", name="Who is away").get_by_label("Ida Holm").check()
        await page.get_by_role("button", name="Show what happens").click()
        await expect(page.get_by_role("heading", name="The draft does something else")).to_be_visible()
        assert await page.locator(".timeline .is-other").count() > 0
        await expect(page.get_by_role("heading", name="Plan in force", exact=True)).to_be_visible()


async def test_zones_are_drawn_with_keys_and_pointer(chromium: Browser) -> None:
    """A zone is chosen, moved and stretched with keys, dragged with the pointer, and joined by a walk.

    Nobody has drawn its floor before: the first one that is moved takes the others of it with it.
    """
    async with editing(Desk(in_force=re.sub(r", shape: \[\[.*\]\]", "", AS.read_text()))) as staged:
        page = (await opened(chromium, staged, "zones")).page
        await page.locator("#zones-room-115").focus()
        for _ in range(3):
            await page.keyboard.press("ArrowRight")
        await expect(page.locator(".band.is-note")).to_contain_text("Rum 115 moved")
        await page.keyboard.press("Shift+ArrowDown")
        await expect(page.locator(".band.is-note")).to_contain_text("Rum 115: size changed")
        box = await page.locator("#zones-room-114 polygon").bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + 10, box["y"] + 10)
        await page.mouse.down()
        await page.mouse.move(box["x"] + 70, box["y"] + 40, steps=4)
        await page.mouse.up()
        await expect(page.locator(".band.is-note")).to_contain_text("Rum 114 moved")
        await settled(page)
        await page.locator("#zones-room-114").focus()
        await page.keyboard.press("Enter")
        await page.locator("#join-room-114").select_option("room-115")
        await page.get_by_label("Seconds on foot").fill("4")
        await page.keyboard.press("Enter")
        await expect(page.locator(".band.is-note")).to_contain_text("Walk Rum 114–Rum 115: 4 s")
        changed = await text_of(page)
        assert "- [room-114, room-115, 4]" in changed
        assert changed.count("shape: [[") == 13
