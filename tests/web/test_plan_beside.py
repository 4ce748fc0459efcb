"""The forms of what stands beside the alarm: muster, closing, meetings, drills, check lists, and doors."""

import pytest
from playwright.async_api import Browser, Page, expect

from parts.offices import AS
from roles.document import load
from web.planning import Desk
from web.test_plan_editor import editing, opened, text_of
from web.test_plan_forms import fill, go, noted, open_part

pytestmark = pytest.mark.timeout(180)  # many small changes, on a machine that may be busy
TEXT = AS.read_text().replace("  neighbours: [cafe]", "  neighbours: [cafe, lunden]  # lunden runs Trygg too")


async def test_what_stands_beside_the_alarm_is_written_without_yaml(chromium: Browser) -> None:
    """Closing, muster, meetings, drills, check lists and doors are changed in forms, and what is wrong stands there."""
    assert "lunden runs Trygg too" in TEXT
    async with editing(Desk(in_force=TEXT, proves=False)) as staged:
        shown = await opened(chromium, staged, "alarms")
        page = shown.page
        await closing(page)
        await muster(page)
        await open_part(page, "meetings")
        await fill(page, "#meetings-check_every", "2 min")
        await expect(page.locator("#meetings-check_every-wrong")).to_contain_text("every 5 minutes to 4 hours")
        await fill(page, "#meetings-check_every", "")
        await expect(page.locator("#meetings-check_every-wrong")).to_have_count(0)
        await page.locator("#meetings-kind").select_option("emergency")
        await noted(page, "which alarm is raised changed")
        await open_part(page, "drills")
        await page.locator("#drills-at_least_every").select_option("6 months")
        await noted(page, "how often changed")
        await page.locator("#drills-micro").select_option("monthly")
        await noted(page, "how often changed")
        await open_part(page, "overdue")
        await fill(page, "#overdue-write_within", "2 min")
        await expect(page.locator("#overdue-write_within-wrong")).to_contain_text("1 h to 90 d")
        await fill(page, "#overdue-write_within", "48 h")
        await expect(page.locator("#overdue-write_within-wrong")).to_have_count(0)
        await page.locator("#overdue-above").select_option("guard")
        await noted(page, "who is told changed")
        await go(page, "Zones")
        await check_lists(page)
        text = await text_of(page)
        loaded = load(text.replace("[lunden, cafe]", "[cafe]"), source="as.yaml")
        plan = loaded.plan
        assert plan is not None, loaded.findings
        assert plan.closing is not None
        assert plan.closing.items["waiting-room"].role == "colleague"
        assert plan.closing.items["back-door"].say == {"sv": "Back door", "en": "Lock the back door"}
        assert plan.responses["closing"].steps[0].call == ("door", "guard", "manager", "colleague")
        assert plan.closing.neighbours == ("cafe",)
        assert "neighbours: [lunden, cafe]  # lunden runs Trygg too" in text
        assert (plan.closing.outside, plan.closing.look_again.seconds) == ("manager", 3600)
        assert plan.muster is not None
        assert (plan.muster.kinds, plan.muster.at, plan.muster.within.seconds) == (("emergency",), None, 240)
        assert plan.meetings is not None
        assert (plan.meetings.check_every, plan.meetings.kind) == (None, "emergency")
        assert plan.overdue is not None
        assert (plan.overdue.write_within.days, plan.overdue.above, plan.overdue.manager) == (2, "guard", None)
        assert plan.drills is not None
        assert (plan.drills.whole, plan.drills.micro) == (6, 1)
        assert plan.doors["desk-door"].opens_without_power_from == ("staff-zone", "desk-1")
        turn = plan.inspections["rooms"]
        assert (turn.every.days, turn.by, "room-114" in turn.of, "stair-door" in turn.of) == (14, "manager", True, True)
        assert (turn.questions, dict(turn.own["is-the-cupboard-locked"])) == (
            ("button",),
            {"sv": "Is the cupboard locked?"},
        )
        assert "# what is done before somebody comes back" in text
        assert shown.complaints == []


async def closing(page: Page) -> None:
    """A line is added, said in two languages and given to another role, who is then called; a neighbour stays."""
    await open_part(page, "alarms-closing")
    await page.locator("#new-closing-line").fill("Back door")
    await page.keyboard.press("Enter")
    await noted(page, "line added")
    await fill(page, "#closing-say-back-door-en", "Lock the back door")
    await noted(page, "words changed")
    await page.locator("#closing-role-waiting-room").select_option("colleague")
    await noted(page, "who does it changed")
    await expect(page.get_by_text("Further neighbours stand in the plan that no field here can show.")).to_be_visible()
    await page.locator("#closing-neighbours-cafe").uncheck()
    await noted(page, "who is told changed")
    await page.locator("#closing-neighbours-cafe").check()
    await expect(page.locator("#closing-neighbours-cafe")).to_be_checked()
    await noted(page, "who is told changed")
    await page.locator("#closing-outside").select_option("manager")
    await noted(page, "who is told changed")
    await fill(page, "#closing-again", "2 min")
    again = page.locator("#closing-again")
    await expect(page.locator("#closing-again-wrong")).to_contain_text("looked at again after 120 seconds")
    await expect(again).to_have_attribute("aria-describedby", "closing-again-hint closing-again-wrong")
    await fill(page, "#closing-again", "1 h")
    await expect(page.locator("#closing-again-wrong")).to_have_count(0)


async def muster(page: Page) -> None:
    """It begins with an alarm by itself, everybody stays where she is, and a time that is none is told at its field."""
    await open_part(page, "muster")
    await page.locator("#muster-kinds-emergency").check()
    await noted(page, "when it begins changed")
    await page.locator("#muster-at").select_option("")
    await noted(page, "where people meet changed")
    await fill(page, "#muster-within", "soon")
    await expect(page.locator("#muster-within-wrong")).to_be_visible()
    await expect(page.locator("#muster > summary")).to_contain_text("Something here has to be mended.")
    await fill(page, "#muster-within", "4 min")
    await expect(page.locator("#muster-within-wrong")).to_have_count(0)


async def check_lists(page: Page) -> None:
    """A check list is made, given a turn, a role and questions; the last room cannot be taken out; a door says more."""
    await open_part(page, "inspections")
    await page.locator("#new-inspection").fill("Rooms")
    await page.keyboard.press("Enter")
    await noted(page, "Check list added: Rooms")
    await page.locator("#inspection-rooms-doors-stair-door").check()
    await noted(page, "what is looked over changed")
    await fill(page, "#inspection-rooms-every", "14 d")
    await noted(page, "how often changed")
    await page.locator("#inspection-rooms-by").select_option("manager")
    await noted(page, "who looks changed")
    await open_part(page, "inspection-rooms-asks")
    await page.locator("#inspection-rooms-ask-button").check()
    await noted(page, "what is asked changed")
    await page.locator("#new-inspection-rooms-also").fill("Is the cupboard locked?")
    await page.keyboard.press("Enter")
    await expect(page.locator("#inspection-rooms-also-is-the-cupboard-locked-sv")).to_be_visible()
    await open_part(page, "doors")
    await page.locator("#door-desk-door-opens-desk-1").check()
    await noted(page, "from where it opens changed")
