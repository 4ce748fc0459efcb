"""Changes of the plan one close behind the other: an answer that comes late takes nothing back."""

import asyncio

from playwright.async_api import Browser, Route, expect

from web.planning import Desk
from web.test_plan_editor import editing, opened, text_of
from web.test_plan_forms import fill, noted, open_part


async def test_a_late_answer_about_an_older_text_loses_no_change(chromium: Browser) -> None:
    """What was asked of the text before the first group is answered after it: the second group does not replace it."""
    async with editing(Desk(proves=False)) as staged:
        page = (await opened(chromium, staged, "people")).page
        await open_part(page, "groups")
        asked, go_on = asyncio.Event(), asyncio.Event()

        async def hold(route: Route) -> None:
            answer = await route.fetch()
            asked.set()
            await go_on.wait()
            await route.fulfill(response=answer)

        async def change(route: Route) -> None:
            await route.fulfill(response=await route.fetch())
            go_on.set()

        await page.route("**/plan/read?*", hold, times=1)
        await fill(page, "#name-anna", "Anna Bergström")
        await asked.wait()
        await page.route("**/plan/edit?*", change, times=1)
        for name in ("Early birds", "Late owls"):
            await page.locator("#new-group").fill(name)
            await page.keyboard.press("Enter")
            await noted(page, f"Group added: {name}")
        assert "early-birds: {" in await text_of(page)


async def test_a_change_right_after_taking_back_is_made_to_the_text_as_it_is(chromium: Browser) -> None:
    """Taken back and changed again before anything is known of the text: nothing that was taken back comes again."""
    async with editing(Desk(proves=False)) as staged:
        page = (await opened(chromium, staged, "people")).page
        await open_part(page, "groups")
        await page.locator("#new-group").fill("Early birds")
        await page.keyboard.press("Enter")
        await noted(page, "Group added: Early birds")
        await page.evaluate(
            """() => {
              document.querySelector('.bar .plain').click();
              const form = document.getElementById('new-group').form;
              form.elements.name.value = 'Late owls';
              form.requestSubmit();
            }"""
        )
        await noted(page, "Group added: Late owls")
        await expect(page.locator("#group-late-owls")).to_be_visible()
        text = await text_of(page)
        assert "late-owls" in text
        assert "early-birds" not in text
