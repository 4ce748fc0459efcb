"""A telephone on which something is read or asked, and another alarm comes: it is large, and no answer lands on it."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from service.alarm.instant import instant
from web import cast
from web.harness import Stage, now, stage, until, visit
from web.screen_told import provisional, raised

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
CHOSEN = {
    "a drill": lambda: cast.alarm(alarm="a-one", zone="counter", mode="drill"),
    "one that is over": lambda: cast.helped(
        alarm="a-one", zone="counter", state="cleared", cleared_by="p-anna", next_at=None
    ),
}


async def _opened(browser: Browser, staged: Stage, at: str = "alarm=a-one&") -> Page:
    """Open her telephone as a notification of the first alarm does, or by itself."""
    page = (await visit(browser, staged, me="p-anna", **PHONE)).page
    await page.goto(f"{staged.address}/p/as?{at}lang=en")
    await expect(page.locator(".call-place")).to_contain_text("Disken")
    return page


@pytest.mark.parametrize("what", list(CHOSEN))
async def test_a_new_real_alarm_is_large_on_a_telephone_that_was_opened_for_another(
    chromium: Browser, what: str
) -> None:
    """Her notification led to a drill, or to what is over by now: a real alarm takes the place, also opened anew."""
    async with stage(cast.facts()) as staged:
        staged.show(CHOSEN[what]())
        page = await _opened(chromium, staged)
        await staged.send(provisional())
        await expect(page.locator(".call-place")).to_contain_text("Rum 114")
        await staged.send(raised(11))
        await expect(page.locator(".call.alarm-actual .call-place")).to_contain_text("Rum 114")
        await page.reload()
        await expect(page.locator(".call-place")).to_contain_text("Rum 114")
        await page.get_by_role("button", name="Disken").click()
        await expect(page.locator(".call-place")).to_contain_text("Disken")


async def test_an_answer_on_a_telephone_never_lands_on_another_alarm(chromium: Browser) -> None:
    """While she is asked whether it is over, somebody else presses: the question stays about the one that she sees."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped(alarm="a-one", zone="counter"))
        page = await _opened(chromium, staged, at="")
        await page.get_by_role("button", name="The danger is over").click()
        await staged.send(provisional())
        await staged.send(raised(11))
        await expect(page.locator(".rail li")).to_have_count(2)
        await expect(page.locator(".call-place")).to_contain_text("Disken")
        await page.get_by_role("button", name="Yes, the danger is over").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][1] == "/api/v1/alarms/a-one/clear"
        await expect(page.get_by_role("button", name="Yes, the danger is over")).to_have_count(0)


async def test_a_question_goes_with_its_alarm(chromium: Browser) -> None:
    """What was asked about is gone: nobody is asked the same about the next one."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped(alarm="a-one", zone="counter"), cast.helped(alarm="a-two", zone="room-221"))
        page = await _opened(chromium, staged)
        await page.get_by_role("button", name="The danger is over").click()
        await expect(page.get_by_role("button", name="Yes, the danger is over")).to_be_visible()
        await staged.send({
            "type": "entry", "position": 11, "alarm": "a-one", "event": "AlarmClosed", "at": instant(now()), "data": {}
        })  # fmt: skip
        await expect(page.locator(".call-place")).to_contain_text("221")
        await expect(page.get_by_role("button", name="Yes, the danger is over")).to_have_count(0)
        assert staged.asked == []
