"""The page for the unit's meeting: what stands on it, and that it can be read and printed."""

from datetime import UTC, date, datetime

from playwright.async_api import Browser, expect

from service.report.classification import Class, Severity
from service.web.ports import FollowedUp, ToDo
from web import cast
from web.harness import stage, visit
from web.rules import broken_rules

DOOR = ToDo(
    words="A second door in 114",
    owner="Bo Lind",
    until=datetime(2026, 12, 1, 9, tzinfo=UTC),
    ending=None,
)
ASK = ToDo(words="Talk to the police", owner=None, until=datetime(2026, 11, 24, 9, tzinfo=UTC), ending="done")
THREAT = FollowedUp(
    happened_on=date(2026, 11, 23),
    zone="room-114",
    is_near_miss=False,
    is_finished=False,
    classes=(Class.THREAT, Class.IMPROPER_INFLUENCE),
    severity=Severity.SERIOUS_DANGER,
    met_on=None,
    decided=(),
    measures=(ASK, DOOR),
)
OUTSIDE = FollowedUp(
    happened_on=date(2026, 11, 2),
    zone=None,
    is_near_miss=True,
    is_finished=True,
    classes=(),
    severity=None,
    met_on=date(2026, 11, 20),
    decided=("A lamp outside.",),
    measures=(DOOR,),
)


async def test_the_paper_says_what_was_reported_decided_and_is_to_be_done(chromium: Browser) -> None:
    """Two reports with their measures in the reader's language; the duty in plain words; readable by the rules."""
    async with stage(cast.facts()) as staged:
        shown = await visit(chromium, staged)
        page = await shown.go("/review/as/unit-meeting", lang="sv")
        await expect(page.locator(".empty")).to_have_text("Det finns ingenting som enheten inte har talat om.")
        staged.reviews.unit = (THREAT, OUTSIDE)
        page = await shown.go("/review/as/unit-meeting", lang="sv")
        first, second = page.locator(".reported").nth(0), page.locator(".reported").nth(1)
        await expect(first.locator("h2")).to_have_text("23 nov. 2026 · Rum 114 · Hot, Otillåten påverkan")
        await expect(first).to_contain_text("Allvarligt: ska anmälas till myndigheten utan dröjsmål.")
        await expect(first.locator("tbody tr").nth(0)).to_contain_text("den som leder")
        await expect(first.locator("tbody tr").nth(0)).to_contain_text("gjort")
        await expect(first.locator("tbody tr").nth(1)).to_contain_text("Bo Lind")
        await expect(second).to_contain_text("Beslutat: A lamp outside.")
        await expect(second).to_contain_text("Berättat utan larm.")
        assert await broken_rules(page) == []
        await page.emulate_media(media="print")
        await expect(page.locator(".languages")).to_be_hidden()
        await expect(first).to_be_visible()
        assert shown.complaints == []
