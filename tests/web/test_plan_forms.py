"""The forms of what a plan can say: alarms, rooms, doors, screens, groups, rotations, training; and of a standard."""

import pytest
from playwright.async_api import Browser, Page, expect

from parts.offices import AS
from roles.document import load
from web.planning import Desk, version_of
from web.test_plan_editor import editing, opened, text_of

EXAMPLES = AS.parent
pytestmark = pytest.mark.timeout(180)  # many small changes, on a machine that may be busy
AGENCY = {"agency": (EXAMPLES / "agency.standard.yaml").read_text()}
LUNDEN = (EXAMPLES / "lunden.yaml").read_text().replace("office: lunden", "office: as")


async def noted(page: Page, words: str) -> None:
    """Wait until the page says that something was changed; what is proven of it may come later."""
    await expect(page.locator(".band.is-note").first).to_contain_text(words)
    await expect(page.locator("body[data-making=false]")).to_be_attached()


async def fill(page: Page, place: str, words: str) -> None:
    """Write into a field and leave it."""
    await page.locator(place).fill(words)
    await page.locator(place).press("Tab")


async def open_part(page: Page, name: str) -> None:
    """Open a section by its id."""
    await page.locator(f"#{name} > summary").click()


async def go(page: Page, view: str) -> None:
    """Go to a view."""
    await page.get_by_role("navigation", name="Parts of the plan").get_by_role("link", name=view).click()


async def test_what_happens_in_an_alarm_is_changed_by_forms(chromium: Browser) -> None:
    """Steps are added, timed, given a condition, moved and taken out; the police's rule and the last way out too."""
    async with editing(Desk(proves=False)) as staged:
        shown = await opened(chromium, staged, "alarms")
        page = shown.page
        await open_part(page, "alarms-emergency")
        await expect(page.locator("#step-emergency-0-after")).to_be_visible()
        before = await page.locator(".step-form").count()
        await page.locator("#add-step-emergency").click()
        await noted(page, "step added")
        last = f"step-emergency-{before}"
        await fill(page, f"#{last}-after", "45 s")
        await noted(page, "time changed")
        await page.locator(f"#{last}-call-door").check()
        await noted(page, "who is called changed")
        await open_part(page, f"{last}-when")
        await fill(page, f"#{last}-if-pressers", "2")
        await noted(page, "condition changed")
        await page.locator(f"#{last}-up").click()
        await noted(page, "moved")
        await page.get_by_role("button", name="Take Emergency alarm, step 1 out").click()
        await noted(page, "taken out")
        await fill(page, "#done-emergency-arrived", "3")
        await noted(page, "when help is there changed")
        await fill(page, "#every-emergency", "40 s")
        await noted(page, "what is repeated changed")
        await page.locator("#police-when-emergency-lead").uncheck()
        await noted(page, "the rule for the police changed")
        await fill(page, "#last-number-emergency", "110")
        await noted(page, "the last way out changed")
        await page.locator("#new-kind").fill("Bomb threat")
        await page.keyboard.press("Enter")
        await noted(page, "Kind of alarm added: Bomb threat")
        await go(page, "Roles")
        await page.locator("#lead").select_option("door")
        await noted(page, "Who leads: Door")
        plan = load(await text_of(page), source="as.yaml").plan
        assert plan is not None
        emergency = plan.responses["emergency"]
        assert len(emergency.steps) == before
        assert [step.only_if.pressers for step in emergency.steps if step.only_if] == [2]
        assert (emergency.done_when.arrived, emergency.repeat and emergency.repeat.every.seconds) == (3, 40)
        assert emergency.police is not None
        assert "lead" not in emergency.police.when
        assert emergency.last_resort is not None
        assert (emergency.last_resort.phone, plan.lead) == ("110", "door")
        assert plan.responses["bomb-threat"].title == {"sv": "Bomb threat"}
        assert "# the planted gap: no deputies" in await page.get_by_label("The plan as text").input_value()
        assert shown.complaints == []


async def test_places_and_people_have_their_forms(chromium: Browser) -> None:
    """Room, door, floor and screen; training, group, contact and a rotation of two weeks: all without the text."""
    async with editing(Desk(proves=False)) as staged:
        shown = await opened(chromium, staged, "zones")
        page = shown.page
        await page.locator("#zones-room-114").press("Enter")
        await open_part(page, "room-room-114")
        await page.locator("#zone-room-114-sight").select_option("true")
        await noted(page, "sight into it changed")
        await open_part(page, "doors")
        await page.locator("#new-door").fill("North door")
        await page.keyboard.press("Enter")
        await noted(page, "Door added: North door")
        await page.locator("#door-north-door-by").select_option("door")
        await noted(page, "who keeps it shut changed")
        await open_part(page, "floors")
        await fill(page, "#floor-1", "Street level")
        await noted(page, "Floor 1")
        await open_part(page, "screens")
        await page.locator("#new-screen").fill("Upstairs")
        await page.keyboard.press("Enter")
        await noted(page, "Screen added: Upstairs")
        await page.locator("#screen-upstairs-audience").select_option("public")
        await noted(page, "who can read it changed")
        await page.locator("#screen-upstairs-neighbour").select_option("cafe")
        await noted(page, "whose screen it is changed")
        await go(page, "People")
        await page.get_by_role("button", name="Anna Berg: always when open").click()
        await fill(page, "#training-anna", "first_aid")
        await noted(page, "training changed")
        await open_part(page, "groups")
        await page.locator("#new-group").fill("Early birds")
        await page.keyboard.press("Enter")
        await noted(page, "Group added: Early birds")
        await page.locator("#group-early-birds-who-bo").check()
        await noted(page, "Early birds")
        await open_part(page, "contacts")
        await page.locator("#new-contact").fill("Night guard")
        await page.keyboard.press("Enter")
        await noted(page, "Contact added: Night guard")
        await fill(page, "#phone-night-guard", "+46 8 000 00 44")
        await noted(page, "telephone changed")
        await open_part(page, "rosters")
        await page.locator("#new-roster").fill("Turns")
        await page.keyboard.press("Enter")
        await noted(page, "Shift added: Turns")
        await page.locator("#roster-turns-turn").click()
        await noted(page, "two weeks in turns")
        await fill(page, "#roster-turns-1-mon", "12:00-16:00")
        await noted(page, "hours changed")
        await open_part(page, "roster-turns-days")
        for day, hours in (("2099-06-05", ""), ("2099-06-06", "08.00-12.00, 13-")):
            await page.locator("#roster-turns-new-day").fill(day)
            await page.locator("#roster-turns-new-hours").fill(hours)
            await page.keyboard.press("Enter")
            await (noted(page, "5 June 2099 added") if not hours else expect(page.get_by_role("alert")).to_be_visible())
        await page.locator("#roster-turns-new-hours").fill("08.00-12.00, 13:00-15:00")
        await page.keyboard.press("Enter")
        await noted(page, "6 June 2099 added")
        await fill(page, "#roster-turns-hours-2099-06-05", "09:00-10:00")
        await noted(page, "5 June 2099 changed")
        await fill(page, "#roster-turns-day-2099-06-05", "2099-06-07")
        await noted(page, "5 June 2099 moved to 7 June 2099")
        await page.get_by_role("button", name="Take 6 June 2099 out").click()
        await noted(page, "6 June 2099 taken out")
        plan = load(await text_of(page), source="as.yaml").plan
        assert plan is not None
        assert plan.zones["room-114"].sight_in is True
        assert plan.doors["north-door"].kept_shut_by == "door"
        assert plan.floors[1].name == "Street level"
        assert (plan.screens["upstairs"].audience, plan.screens["upstairs"].neighbour) == ("public", "cafe")
        assert plan.people["anna"].training == ("first_aid",)
        assert "bo" in plan.groups["early-birds"].people
        assert plan.contacts["night-guard"].phone == "+46 8 000 00 44"
        assert len(plan.rosters["turns"].weeks) == 2
        assert [(day.isoformat(), len(hours)) for day, hours in plan.rosters["turns"].days.items()] == [
            ("2099-06-07", 1)
        ]
        assert shown.complaints == []


async def test_an_office_on_a_standard_gives_its_reasons(chromium: Browser) -> None:
    """What is locked is shown as locked; what is changed asks why and writes it down; and there is a way back."""
    desk = Desk(in_force=LUNDEN, standards=AGENCY, proves=False)
    async with editing(desk) as staged:
        shown = await opened(chromium, staged, "roles")
        page = shown.page
        await page.get_by_role("button", name="Change: Närmaste kollega").click()
        locked = page.get_by_role("group", name="Locked by Servicemyndighetens standardplan")
        await expect(locked.locator("#role-colleague-needed")).to_be_disabled()
        await page.get_by_role("button", name="Close: Närmaste kollega").click()
        await page.get_by_role("button", name="Change: Larmansvarig").click()
        await expect(page.locator("#role-lead-first-sv")).to_be_disabled()
        await fill(page, "#role-lead-accept", "45 s")
        await expect(page.get_by_role("heading", name="Why is it different here?")).to_be_visible()
        await expect(page.locator("#why")).to_be_focused()
        await page.get_by_role("button", name="Leave it as it is").click()
        await expect(page.locator("#role-lead-accept")).to_have_value("30 s")
        await fill(page, "#role-lead-accept", "45 s")
        await page.locator("#why").fill("She sits in the other house.")
        await page.get_by_role("button", name="Change it").click()
        await noted(page, "deadline changed")
        await page.locator("#role-lead-deputies-add").select_option("layla")
        await noted(page, "Layla Rahimi added")
        await go(page, "Alarms")
        await open_part(page, "alarms-emergency")
        await expect(page.locator("#done-emergency-arrived")).to_be_disabled()
        await fill(page, "#step-emergency-1-after", "25 s")
        await page.locator("#why").fill("The corridor is long.")
        await page.get_by_role("button", name="Change it").click()
        await noted(page, "time changed")
        await go(page, "Office")
        await expect(page.get_by_role("heading", name="Stands on Servicemyndighetens standardplan")).to_be_visible()
        await page.get_by_role("button", name="Back to the standard: Larmansvarig: how soon to answer").click()
        await noted(page, "Back to the standard")
        text = await text_of(page)
        loaded = load(text, source="as.yaml", standards=AGENCY.get)
        assert loaded.plan is not None, loaded.findings
        reasons = {one.clause: one.reason for one in loaded.deviations}
        assert reasons["response.emergency.steps"] == "The corridor is long."
        assert "roles.lead.accept_within" not in reasons
        assert [step.after.seconds for step in loaded.plan.responses["emergency"].steps] == [0, 25, 40]
        assert loaded.plan.roles["lead"].deputies == ("berit", "mats", "layla")
        assert not [one for one in loaded.findings if one.code.startswith("S")]
        assert shown.complaints == []


async def test_what_stands_beside_the_plan_is_said_plainly(chromium: Browser) -> None:
    """Somebody has left; the plan nears its last day; the file says something else; and one may not change it."""
    desk = Desk(reminder=14, file={"version": "0" * 64, "errors": 0, "digest": "0" * 64, "differs": True})
    async with editing(desk) as staged:
        page = (await opened(chromium, staged, "publish")).page
        await expect(page.locator(".in-force")).to_contain_text("days are left: look it through")
        await expect(page.locator(".in-force")).to_contain_text("The file in the plans folder says something else.")
        await go(page, "People")
        await page.get_by_role("button", name="Ida Holm: always when open").click()
        await page.get_by_role("button", name="Ida Holm has left or moved").click()
        await expect(page.locator(".gone")).to_contain_text("Ida Holm")
        assert desk.said[-1] == ("gone", {"by": "p-gunilla", "person": "ida", "gone": True})
        await page.get_by_role("button", name="Ida Holm is here after all").click()
        await expect(page.locator(".gone")).to_have_count(0)
        assert desk.in_force is not None
        assert desk.versions[version_of(desk.in_force)]["gone"] == []
        await fill(page, "#name-anna", "Anna Bergström")
        await noted(page, "is now called")
        desk.refuses = True
        await page.get_by_role("button", name="Save draft").click()
        await expect(page.locator(".band", has_text="You can read this plan, but not change it.")).to_be_visible()
        await expect(page.get_by_role("button", name="Save draft")).to_be_disabled()
        await expect(page.locator(".view.is-read")).to_be_attached()
