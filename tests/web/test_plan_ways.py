"""The forms of how people are reached, of what follows an alarm, and of what whoever calls 112 reads out."""

import pytest
from playwright.async_api import Browser, Page, expect

from roles.document import load
from roles.level import RaisedBy
from web.planning import Desk
from web.test_plan_editor import editing, opened, text_of
from web.test_plan_forms import fill, go, noted, open_part

pytestmark = pytest.mark.timeout(180)  # many small changes, on a machine that may be busy


async def chosen_by_keys(page: Page, place: str, words: str) -> None:
    """Choose something from a list without a mouse."""
    await page.locator(place).focus()
    await page.keyboard.type(words)
    await page.keyboard.press("Tab")


async def test_ways_out_and_quiet_duties_are_written_by_forms(chromium: Browser) -> None:
    """Ways, addresses and when a call is late; who is told and follows up; the house and its numbers: all by keys."""
    async with editing(Desk(proves=False)) as staged:
        shown = await opened(chromium, staged, "people")
        page = shown.page
        await open_part(page, "contacts")
        await fill(page, "#mail-police", "vakt@polisen.example")
        await noted(page, "e-mail changed")
        await chosen_by_keys(page, "#routes-police-add", "alarm")
        await noted(page, "alarm centre added")
        await fill(page, "#receiver-police", "larmcentral")
        await noted(page, "receiver changed")
        await page.locator("#routes-police-up-alarm_centre").focus()
        await page.keyboard.press("Enter")
        await noted(page, "alarm centre moved")
        await open_part(page, "routes")
        await fill(page, "#late-sms-delivered", "12")
        await noted(page, "text message: when it is late changed")
        await fill(page, "#late-voice-answered", "25 s")
        await noted(page, "telephone: when it is late changed")
        await expect(page.locator("#late-email-answered")).to_have_count(0)
        await go(page, "Alarms")
        await open_part(page, "alarms-assist")
        await page.locator("#raised-assist-other_presser").select_option("")
        await noted(page, "what makes it graver changed")
        await open_part(page, "after_alarm")
        await page.locator("#after-tell-guard").focus()
        await page.keyboard.press("Space")
        await noted(page, "what follows an alarm changed")
        await fill(page, "#after-within", "36 h")
        await expect(page.locator("#after-within")).to_have_value("36 h")
        await go(page, "Office")
        await open_part(page, "emergency_call")
        await fill(page, "#house-address", "Nygatan 2, Ås")
        await noted(page, "address changed")
        await fill(page, "#house-number-police", "0112")
        await noted(page, "what is dialled changed")
        await page.locator("#new-entrance").fill("Back door")
        await page.keyboard.press("Enter")
        await noted(page, "Entrance added: Back door")
        await chosen_by_keys(page, "#entrance-back-door-zone", "Trappan")
        await noted(page, "Back door changed")
        await fill(page, "#entrance-main-say", "")
        await noted(page, "changed")
        plan = load(await text_of(page), source="as.yaml").plan
        assert plan is not None
        police = plan.contacts["police"]
        assert (police.email, police.receiver) == ("vakt@polisen.example", "larmcentral")
        assert police.reached_by == ("voice", "alarm_centre", "sms")
        late = (plan.patience_of("sms").delivered_within, plan.patience_of("voice").answered_within)
        assert [one and one.seconds for one in late] == [12, 25]
        assert plan.after_alarm is not None
        assert plan.after_alarm.tell == ("manager", "guard")
        assert plan.after_alarm.follow_up is not None
        assert plan.after_alarm.follow_up.within.total_seconds() == 36 * 3600
        assert plan.responses["assist"].raised_by == RaisedBy(further_press="emergency")
        call = plan.emergency_call
        assert (call.address, call.numbers["police"]) == ("Nygatan 2, Ås", "0112")
        assert call.entrances["back-door"].zone == "stairs"
        assert call.entrances["main"].say is None
        assert shown.complaints == []
