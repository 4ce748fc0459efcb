"""The plan's page for whoever may see the plan and not change it: all of it to be read, nothing offered in vain."""

import pytest
from playwright.async_api import Browser, Page, expect

from service.access.rights import Grant, Role
from service.access.visitor import Visitor
from web.harness import Stage, visit
from web.planning import Desk
from web.test_plan_editor import editing, settled
from web.test_plan_pictures import judged

pytestmark = pytest.mark.timeout(180)
VIEWS = ("Does it hold?", "Office", "People", "Zones", "Roles", "Alarms", "Text", "Versions so far")


def somebody(role: Role) -> Visitor:
    """Return somebody with one role in the office."""
    return Visitor(kind="account", id="a-1", name="Bo Lind", grants=(Grant(role=role, office="as"),))


async def read_by(chromium: Browser, staged: Stage, role: Role, lang: str = "en") -> Page:
    """Open the plan as somebody with a role."""
    staged.visitor = somebody(role)
    shown = await visit(chromium, staged, me="p-anna", viewport={"width": 1280, "height": 900})
    await shown.page.goto(f"{staged.address}/plan/as?lang={lang}")
    await settled(shown.page)
    return shown.page


async def test_whoever_may_only_see_the_plan_reads_all_of_it(chromium: Browser) -> None:
    """Each view shows what the plan in force says and who answers for it; no button changes anything."""
    desk = Desk(only_reads=True)
    desk.save((desk.in_force or "") + "# not yet\n", "gunilla")
    async with editing(desk) as staged:
        page = await read_by(chromium, staged, Role.PRESSER)
        tabs = page.get_by_role("navigation", name="Parts of the plan").get_by_role("link")
        assert [await tab.inner_text() for tab in await tabs.all()] == list(VIEWS)
        await expect(page.locator("main")).to_contain_text("When this plan was made it had one gap.")
        for view in VIEWS:
            await tabs.filter(has_text=view).click()
            why = page.locator(".band", has_text="You can read this plan, but not change it.")
            await expect(why).to_contain_text("tell Gunilla Nyström, who answers for the plan")
            assert await page.locator("main :is(input, select, textarea:not([readonly])):enabled").count() == 0
            assert await page.locator("main .adding, main .mends button").count() == 0
        await tabs.filter(has_text="Text").click()
        assert await page.get_by_label("The plan as text").input_value() == desk.in_force
        await tabs.filter(has_text="Zones").click()
        room = page.locator("#zones-room-114")
        await room.press("ArrowRight")
        await room.press("Enter")
        await expect(page.locator("#zone-room-114-name")).to_have_value("Rum 114")
        await tabs.filter(has_text="Roles").click()
        await page.get_by_role("button", name="More about Door").click()
        await expect(page.locator("#role-door-needed")).to_be_disabled()
        await expect(page.get_by_role("button", name="Save draft")).to_have_count(0)


async def test_the_safety_representative_reads_the_draft_and_gives_her_view(chromium: Browser) -> None:
    """She may try the draft out and say what she thinks of it; approving and publishing are not offered to her."""
    desk = Desk()
    desk.save((desk.in_force or "") + "# a draft\n", "gunilla")
    assert desk.draft is not None
    desk.versions[desk.draft["version"]] |= {"approved": {"by": "gunilla", "at": desk.draft["at"]}, "state": "approved"}
    async with editing(desk) as staged:
        page = await read_by(chromium, staged, Role.SAFETY_REPRESENTATIVE)
        await expect(page.get_by_role("link", name="Try it out")).to_be_visible()
        assert await page.locator(".mends .act").count() == 0
        await page.get_by_role("link", name="Publish").click()
        await page.get_by_label("objects").check()
        await page.get_by_role("button", name="Record it").click()
        await expect(page.locator(".publishing")).to_contain_text("The safety representative objects.")
        assert [what for what, _ in desk.said] == ["view"]
        for name in ("Publish this plan", "Answer", "I approve this plan", "Go back to the version"):
            await expect(page.get_by_role("button", name=name)).to_have_count(0)


async def test_an_administrator_publishes_where_no_safety_representative_has_an_account(chromium: Browser) -> None:
    """She cannot record a view that is not hers; without one she writes why the plan is published all the same."""
    desk = Desk()
    desk.save((desk.in_force or "") + "# a draft\n", "gunilla")
    assert desk.draft is not None
    desk.versions[desk.draft["version"]] |= {"approved": {"by": "gunilla", "at": desk.draft["at"]}, "state": "approved"}
    async with editing(desk) as staged:
        page = await read_by(chromium, staged, Role.OFFICE_ADMINISTRATOR)
        await page.get_by_role("link", name="Publish").click()
        await expect(page.locator(".publishing")).to_contain_text("records it, logged in as herself")
        await expect(page.get_by_role("button", name="Record it")).to_have_count(0)
        why = page.get_by_label("Why it is published all the same")
        assert await why.get_attribute("required") is not None
        await why.fill("Nobody holds the office of safety representative before May.")
        await page.get_by_role("button", name="Publish this plan").click()
        await expect(page.get_by_role("status").filter(has_text="Published.")).to_be_visible()
        assert [what for what, _ in desk.said] == ["publish"]


async def test_reading_is_seen_as_pictures(chromium: Browser) -> None:
    """A reader's pages on a desk and on a dark phone, and an office that has no plan yet."""
    desk = Desk(only_reads=True)
    async with editing(desk) as staged:
        staged.visitor = somebody(Role.RESPONDER)
        for width, scheme, lang in ((1280, "light", "sv"), (360, "dark", "nb")):
            shown = await visit(
                chromium,
                staged,
                viewport={"width": width, "height": 800},
                color_scheme=scheme,
            )
            await shown.page.goto(f"{staged.address}/plan/as?lang={lang}")
            await settled(shown.page)
            for view in ("cover", "people", "zones", "roles", "alarms", "publish"):
                await shown.page.evaluate(f"location.hash = '{view}'")
                await expect(shown.page.locator(f"main.view-{view}")).to_be_visible()
                if view == "roles":
                    await shown.page.locator("#roles-door header button").click()
                await judged(shown, f"plan-read-{view}-{width}-{scheme}")
        desk.in_force = None
        shown = await visit(chromium, staged, viewport={"width": 360, "height": 740})
        await shown.page.goto(f"{staged.address}/plan/as?lang=sv")
        await expect(shown.page.locator(".start h1")).to_be_visible()
        await judged(shown, "plan-read-nothing")
