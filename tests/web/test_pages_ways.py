"""Each zone's way to safety on the office screen and the telephone; where somebody could read along, nothing."""

from typing import Any

from playwright.async_api import Browser, expect

from service.alarm.instant import instant
from web import cast
from web.harness import now, stage, until, visit
from web.rules import broken_rules
from web.test_pages_pictures import look

ROOMS = {
    "street": ("Entrén", "street", 1, [[0, 0], [5, 0], [5, 3], [0, 3]]),
    "reception": ("Receptionen", "reception", 1, [[0, 3], [8, 3], [8, 8], [0, 8]]),
    "counter": ("Disken", "counter", 1, [[8, 3], [13, 3], [13, 8], [8, 8]]),
    "corridor": ("Korridoren", "corridor", 1, [[0, 8], [20, 8], [20, 11], [0, 11]]),
    "room-114": ("Rum 114", "meeting_room", 1, [[13, 3], [20, 3], [20, 8], [13, 8]]),
    "staff-room": ("Personalrummet", "staff_room", 1, [[0, 11], [8, 11], [8, 16], [0, 16]]),
    "safe": ("Säker zon B", "safe_zone", 1, [[12, 11], [20, 11], [20, 16], [12, 16]]),
    "hide": ("Reträttplatsen", "retreat_room", 2, None),
}
WAY = "Gå till Säker zon B – via Korridoren och Glasdörren"
WALKED = "M4 15.2 L4 11 L4 10.28 L16 10.28 L16 11 L16 12.4"
"""From where the screen hangs through the wall into the corridor, along it, and through the wall into the safe zone."""
WALKS = [["street", "reception"], ["reception", "corridor"], ["corridor", "safe"], ["corridor", "staff-room"]]


def office(*, drawn: bool = True, zone: str = "staff-room") -> dict[str, Any]:
    """The office's facts with its rooms, drawn or not, and the staff screen in one of them."""
    facts = cast.facts()
    zones = {
        id_: {"name": name, "kind": kind, "floor": floor, "manner": "discreet", "shape": shape if drawn else []}
        for id_, (name, kind, floor, shape) in ROOMS.items()
    }
    people = {key: {**one, "home": "staff-room"} for key, one in facts["people"].items()}
    screens = {**facts["screens"], "staff": {**facts["screens"]["staff"], "zone": zone}}
    doors = {"glass": {"name": "Glasdörren", "between": ["corridor", "safe"]}}
    return {**facts, "zones": zones, "people": people, "screens": screens, "doors": doors, "walks": WALKS}


def told(zone: str, do: str, **how: Any) -> dict[str, Any]:
    """What one zone is told."""
    return {"zone": zone, "do": do, "to": None, "way": [], "doors": [], "why": "in_refuge", "seconds": None, **how}


def guided(**more: Any) -> dict[str, Any]:
    """An alarm in which each zone was told: go, lock, leave, stay, or that there is no way."""
    zones = [
        told("room-114", "here", why="origin"),
        told("counter", "no_safe_way", why="door_shut"),
        told("reception", "leave", why="no_room", to="street", way=["street"], doors=[None], seconds=6),
        told("staff-room", "go", why="way", to="safe", way=["corridor", "safe"], doors=[None, "glass"], seconds=14),
        told("safe", "stay"),
        told("hide", "stay_and_lock"),
    ]
    guide = {"zones": zones, "at": instant(now()), "doors": {}, "reported": {}}
    return cast.helped(**{"zone": "room-114", "calm": ["room-114"], "instructions": guide, **more})


async def test_the_screen_says_the_way_from_where_it_hangs_and_shows_the_others(chromium: Browser) -> None:
    """The line for its own zone is on the screen; one tap shows the floor, what the others do, and takes a report."""
    async with stage(office()) as staged:
        staged.show(guided())
        shown = await visit(chromium, staged, viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
        page = await shown.go("/screen/as/staff", lang="sv")
        line = page.locator(".way-line strong")
        await expect(line).to_have_text(WAY)
        await look(page, "screen-ways-line-wall-sv")
        await page.click("#open-ways")
        await expect(page.locator(".way-zone.is-danger .way-hatch")).to_have_count(1)
        await expect(page.locator(".way-zone.is-danger text")).to_have_text("Rum 114")
        await expect(page.locator(".way-zone.is-refuge text")).to_have_text("Säker zon B")
        await expect(page.locator(".way-arrow path").last).to_have_attribute("d", WALKED)
        await expect(page.locator(".way-list")).to_contain_text(
            "Ingen säker väg härifrån just nu – göm dig och var tyst"
        )
        await expect(page.get_by_role("button", name="Glasdörren går inte att öppna")).to_be_visible()
        assert await broken_rules(page) == []
        await look(page, "screen-ways-sheet-wall-sv")
        assert shown.complaints == []


async def test_without_a_drawing_or_a_known_place_it_still_says_what_to_do(chromium: Browser) -> None:
    """Rooms that nobody has drawn are laid out along their walks; with the place unknown nobody is sent anywhere."""
    async with stage(office(drawn=False)) as staged:
        unknown = [told("staff-room", "stay", why="place_unknown"), told("safe", "stay", why="place_unknown")]
        guide = {"zones": unknown, "at": instant(now()), "doors": {}, "reported": {}}
        staged.show(guided(zone=None, calm=[], instructions=guide))
        view = {"width": 1366, "height": 768}
        shown = await visit(chromium, staged, viewport=view, color_scheme="dark", reduced_motion="reduce")
        page = await shown.go("/screen/as/staff", lang="nb")
        await expect(page.locator(".way-line strong")).to_have_text("Bli der du er")
        await expect(page.locator(".way-why")).to_have_text("Ingen vet ennå hvor alarmen kommer fra.")
        await page.click("#open-ways")
        await expect(page.locator(".way-zone text")).to_have_count(7)
        await expect(page.locator(".way-here text")).to_have_text("du er her")
        assert await broken_rules(page) == []
        await look(page, "screen-ways-unknown-laptop-dark-nb")


async def test_the_telephone_says_her_own_zones_way(chromium: Browser) -> None:
    """Whoever is not called reads on her telephone what to do where she usually sits; who is called reads her duty."""
    async with stage(office()) as staged:
        staged.show(guided())
        phone = {"width": 360, "height": 740}
        called = await (await visit(chromium, staged, me="p-cecilia", viewport=phone)).go("/p/as", lang="sv")
        await expect(called.locator(".call-duty")).to_be_visible()
        await expect(called.locator(".way-line")).to_have_count(0)
        page = await (await visit(chromium, staged, me="p-bo", viewport=phone)).go("/p/as", lang="sv")
        await expect(page.locator(".way-line strong")).to_have_text(
            "Gå till Säker zon B – via Korridoren och Glasdörren"
        )
        await look(page, "phone-ways-sv")


async def test_a_danger_is_one_tap_and_the_all_clear_takes_a_name(chromium: Browser) -> None:
    """At a screen that a door does not open is said by anybody; that it opens again asks who says so."""
    async with stage(office()) as staged:
        said = {"state": "locked", "by": None, "at": instant(now())}
        known = guided()
        staged.show({**known, "instructions": {**known["instructions"], "doors": {"glass": said}}})
        shown = await visit(chromium, staged, viewport={"width": 1366, "height": 768})
        page = await shown.go("/screen/as/staff", lang="sv")
        await page.click("#open-ways")
        await page.get_by_role("button", name="Säker zon B är inte säker").click()
        await until(lambda: len(staged.asked) == 1)
        assert staged.asked[0][1:3] == (
            f"/api/v1/alarms/{known['alarm']}/zone", {"zone": "safe", "state": "compromised", "screen": "staff"}
        )  # fmt: skip
        await page.click("#open-ways")
        await page.get_by_role("button", name="Glasdörren går att öppna igen").click()
        await expect(page.get_by_role("heading", name="Glasdörren går att öppna igen")).to_be_visible()
        assert len(staged.asked) == 1, "nothing is sent before somebody has said who she is"
        assert await broken_rules(page) == []
        await page.get_by_role("button", name="Eva Strand").click()
        await until(lambda: len(staged.asked) == 2)
        assert staged.asked[1][2] == {"door": "glass", "state": "open", "person": "p-eva", "screen": "staff"}
        assert shown.complaints == []


async def test_whoever_stands_before_the_door_says_it_on_her_telephone(chromium: Browser) -> None:
    """The floor, what each zone does, and her word in her name; no arrow begins where nobody has said that she is."""
    async with stage(office()) as staged:
        staged.show(guided())
        shown = await visit(chromium, staged, me="p-cecilia", viewport={"width": 360, "height": 740})
        page = await shown.go("/p/as", lang="nb")
        await page.click("#open-ways")
        await expect(page.locator(".way-zone.is-danger .way-hatch")).to_have_count(1)
        await expect(page.locator(".way-zone.is-refuge polygon")).to_have_css("fill", "rgb(23, 105, 47)")
        await expect(page.locator(".way-zone:not([class*=is-]) polygon").first).to_have_css("fill", "none")
        await expect(page.locator(".way-here, .way-arrow")).to_have_count(0)
        await expect(page.locator(".way-list")).to_contain_text("Personalrummet")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await broken_rules(page) == []
        await look(page, "phone-ways-sheet-nb")
        await page.get_by_role("button", name="Glasdörren lar seg ikke åpne").click()
        await until(lambda: bool(staged.asked))
        assert staged.asked[0][2] == {"door": "glass", "state": "locked", "person": "p-cecilia", "screen": "phone"}
        assert shown.complaints == []


async def test_where_somebody_could_read_along_nothing_is_given_away(chromium: Browser) -> None:
    """A screen in the place of the alarm stays calm, and a screen for visitors is shown nothing: no way, no refuge."""
    async with stage(office(zone="room-114")) as staged:
        staged.show(guided())
        for path in ("/screen/as/staff", "/screen/as/reception", "/screen/as/street"):
            shown = await visit(chromium, staged, viewport={"width": 1366, "height": 768})
            page = await shown.go(path, lang="sv")
            await expect(page.locator("main").first).to_be_visible()
            await expect(page.locator(".way-line, .way-map")).to_have_count(0)
            assert "Säker zon B" not in await page.inner_text("body")
