"""Names on the floor's drawing: as large as can be read, inside their rooms, and never without the room's number."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from web.harness import stage, visit
from web.rules import broken_rules
from web.test_low_screen import LONG
from web.test_pages_pictures import look
from web.test_pages_ways import guided, office

NAMES = {
    "room-114": LONG,
    "counter": "Disken för försörjningsstöd och etablering, mottagningsdisk 2",
    "staff-room": "Personalrummet vid norra trapphuset och kopiatorn, plan 1",
    "corridor": "Korridoren mellan receptionen och personalavdelningen",
    "safe": "Säkerhetskonferensrummet",
}
NUMBERS = {"room-114": "114", "counter": "2", "staff-room": "1"}
DRAWN = """() => {
  const rooms = document.querySelectorAll('.way-zone:has(polygon)');
  return [...document.querySelectorAll('.way-zone text')].map((name, at) => {
    const [inner, outer] = [name.getBoundingClientRect(), rooms[at].getBoundingClientRect()];
    const aside = [outer.left - inner.left, inner.right - outer.right];
    const out = [...aside, outer.top - inner.top, inner.bottom - outer.bottom];
    const high = parseFloat(name.getAttribute('font-size')) * name.getScreenCTM().d;
    return {words: name.textContent, high, out: Math.max(...out), end: inner.bottom};
  });
}"""
"""Each name: how high its letters are, by how much it hangs out of its room, and where it ends, in points."""


@pytest.mark.parametrize(
    ("size", "scheme", "lang", "least"),
    [((1600, 900), "light", "sv", 10), ((1366, 768), "dark", "nb", 9), ((360, 740), "light", "sv", 7.5)],
)
async def test_a_very_long_name_can_be_read_where_the_room_is(
    chromium: Browser, size: tuple[int, int], scheme: Any, lang: str, least: int
) -> None:
    """As much of it as can be read stands inside its room, with what tells rooms apart; the list has it whole."""
    known = office()
    for zone, name in NAMES.items():
        known["zones"][zone]["name"] = name
    async with stage(known) as staged:
        staged.show(guided())
        view = {"width": size[0], "height": size[1]}
        page = await (await visit(chromium, staged, viewport=view, color_scheme=scheme)).go(
            "/screen/as/staff", lang=lang
        )
        await page.click("#open-ways")
        await expect(page.locator(".way-map")).to_be_visible()
        drawn: list[dict[str, Any]] = await page.evaluate(DRAWN)
        assert len(drawn) == 7
        for one in drawn:
            assert one["high"] >= least, one
            assert one["out"] <= 1, one
        assert {"Receptionen", "Entrén"} <= {one["words"] for one in drawn}, "short ones stay whole"
        for zone, number in NUMBERS.items():
            (shown,) = [one["words"] for one in drawn if one["words"].startswith(NAMES[zone][:5])]
            assert number in shown.replace("…", " ").split(), shown
        (hers,) = [one for one in drawn if one["words"].startswith("Perso")]
        here = await page.locator(".way-here text").bounding_box()
        assert here is not None
        assert hers["end"] <= here["y"] + 2, "where she is stands below the name"
        await expect(page.locator(".way-list")).to_contain_text(NAMES["counter"])
        assert await broken_rules(page) == []
        await page.locator(".way-map").scroll_into_view_if_needed()
        await look(page, f"floor-names-{size[0]}-{scheme}-{lang}")
