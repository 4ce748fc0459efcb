"""A low office screen with everything on it at once: who comes and whether the police are called stay in sight."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from service.alarm.instant import instant
from web import cast
from web.harness import now, stage, visit
from web.rules import broken_rules
from web.test_pages_closing import closing
from web.test_pages_pictures import look
from web.test_pages_ways import guided, office

LONG = (
    "Samtalsrum 114 bakom receptionen på Velferdskontoret i Kautokeino og omegn, avdelingen for oppfølging og "
    "kvalifisering"
)
IN_SIGHT = """() => {
  const end = document.querySelector('.side-foot').getBoundingClientRect().top;
  return [...document.querySelectorAll('.responders .responder')]
    .filter((row) => row.getBoundingClientRect().bottom <= Math.min(end, innerHeight)).length;
}"""
"""How many of those who come can be read as they are, above the buttons at the foot."""


SILENT = """const Own = AudioContext;
window.AudioContext = class extends Own {
  get state() { return 'suspended'; }
  resume() { return new Promise(() => {}); }
};"""
"""Sound is not allowed, whatever a browser thinks of a page that nobody has tapped: its bar is looked at."""


def full() -> dict[str, Any]:
    """An alarm in which nobody leads, everybody is counted, and each zone has its way."""
    one = {"state": "unaccounted", "zone": "room-114", "expected": True}
    one |= dict.fromkeys(("by", "how", "at", "safe_by"))
    due = instant(now() + timedelta(minutes=3))
    muster = {"begun_at": instant(now()), "due_at": due, "at": None, "called_at": None, "round": 0, "ended_at": None}
    people = {"people": dict.fromkeys(("p-anna", "p-bo", "p-eva"), one), "visitors": {}}
    return guided(lead=None, situation=None, more_asked=None, muster={**muster, **people})


@pytest.mark.parametrize("lang", ["sv", "nb"])
async def test_three_who_come_and_the_police_are_in_sight_beside_a_place_of_five_lines(
    chromium: Browser, lang: str
) -> None:
    """At 1366 × 768, with the bar for the sound above: names come before buttons, and the police before the end."""
    known = office()
    known["zones"]["room-114"]["name"] = LONG
    async with stage(known) as staged:
        staged.show(full())
        seen = await visit(chromium, staged, viewport={"width": 1366, "height": 768})
        page = await seen.go("/screen/as/staff", lang=lang)
        await expect(page.locator(".responders .responder")).to_have_count(5)
        await expect(page.locator("#muster-line")).to_be_visible()
        assert await page.evaluate(IN_SIGHT) >= 3
        police = await page.locator(".hero .police").first.bounding_box()
        assert police is not None
        assert police["y"] + police["height"] <= 768, "with what to say there"
        assert await broken_rules(page) == []
        await look(page, f"low-screen-{lang}")
        assert seen.complaints == []


@pytest.mark.parametrize("lang", ["sv", "nb"])
async def test_beside_two_alarms_names_come_before_buttons_and_these_stand_in_one_row(
    chromium: Browser, lang: str
) -> None:
    """With everybody counted and a place of five lines: two who come are in sight, and no button is by itself."""
    known = office()
    known["zones"]["room-114"]["name"] = LONG
    async with stage(known) as staged:
        staged.show(full(), guided(alarm="a-2", zone="counter"))
        seen = await visit(chromium, staged, viewport={"width": 1366, "height": 768})
        page = await seen.go("/screen/as/staff", lang=lang)
        await expect(page.locator(".tile")).to_have_count(2)
        await expect(page.locator("#muster-line")).to_be_visible()
        assert await page.evaluate(IN_SIGHT) >= 2
        boxes = [await one.bounding_box() for one in await page.locator(".side-foot > *").all()]
        assert [box["y"] for box in boxes if box] == [boxes[0] and boxes[0]["y"]] * 5
        police = await page.locator(".hero .police").bounding_box()
        assert police is not None
        assert police["y"] + police["height"] <= 768, "with what to say there"
        for whole in ("h1.place", ".way-words strong", ".hero-facts"):
            box = await page.locator(whole).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= police["y"] + 1, whole
        assert await broken_rules(page) == []
        await look(page, f"low-screen-two-{lang}")


@pytest.mark.parametrize(("size", "lang"), [((1366, 768), "nb"), ((1600, 900), "sv"), ((1920, 1080), "sv")])
async def test_with_every_bar_at_once_where_what_and_the_police_stay_in_sight(
    chromium: Browser, size: tuple[int, int], lang: str
) -> None:
    """Two alarms, a closing, something grave and no sound: where, what to do here, and the police, each whole."""
    known = office()
    known["zones"]["room-114"]["name"] = LONG
    async with stage(known) as staged:
        staged.show(full(), guided(alarm="a-2", zone="counter"), closing())
        staged.broken = {"broker": False, "store": True, "timers": False}
        view = {"width": size[0], "height": size[1]}
        seen = await visit(chromium, staged, untapped=True, viewport=view)
        await seen.page.add_init_script(SILENT)
        page = await seen.go("/screen/as/staff", lang=lang)
        for bar in (".fault-bar.is-grave", ".sound-bar", ".closing-strip", ".rail"):
            await expect(page.locator(bar)).to_be_visible()
        assert await _hidden(page, size[1]) == []
        assert await page.evaluate(IN_SIGHT) >= 2
        await look(page, f"low-screen-every-bar-{size[0]}-{lang}")
        assert await broken_rules(page) == []


@pytest.mark.parametrize("size", [(1600, 900), (1920, 1080)])
@pytest.mark.parametrize("state", ["ways", "two", "exhausted", "long"])
async def test_nothing_of_what_to_do_lies_under_the_police_line_on_a_larger_screen(
    chromium: Browser, size: tuple[int, int], state: str
) -> None:
    """What is left below the bars decides how large a place is drawn: no long one and no second alarm hides words."""
    known = office()
    if state == "long":
        known["zones"]["room-114"]["name"] = LONG
    shown = {
        "ways": [guided()],
        "two": [guided(), guided(alarm="a-2", zone="counter")],
        "exhausted": [cast.exhausted(), cast.alarm(alarm="a-2", zone="counter", mode="drill")],
        "long": [full()],
    }
    async with stage(known) as staged:
        staged.show(*shown[state])
        view = {"width": size[0], "height": size[1]}
        page = await (await visit(chromium, staged, viewport=view)).go("/screen/as/staff", lang="sv")
        await expect(page.locator(".responders .responder").first).to_be_visible()
        assert await _hidden(page, size[1], ".hero-facts") == []
        assert await page.evaluate(IN_SIGHT) >= 3
        await look(page, f"larger-screen-{state}-{size[0]}")


async def _hidden(page: Page, height: int, *more: str) -> list[str]:
    """Return what lies, even in part, above the alarm, under the police line or below the screen."""
    boxes = {one: await page.locator(one).first.bounding_box() for one in (".hero", ".hero .police")}
    hero, police = boxes.values()
    assert hero is not None
    assert police is not None
    hidden = [] if police["y"] + police["height"] <= height else ["the police"]
    for one in (".hero-kind", "h1.place", ".exhausted", ".hero-do", ".way-words strong", *more):
        if await page.locator(one).count() and (box := await page.locator(one).first.bounding_box()):
            inside = hero["y"] <= box["y"] and box["y"] + box["height"] <= police["y"] + 1
            hidden += [] if inside else [one]
    return hidden
