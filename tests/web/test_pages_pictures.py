"""Pictures of every page and state, for people to look at; and what a machine can see in them by itself.

The pictures are in tests/web/pictures/ after a run.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from parts.chromium import chromium_browser
from service.alarm.instant import instant
from web import cast, incident, routes_cast
from web.harness import PICTURES, Stage, Visit, now, stage, visit
from web.rules import broken_rules

Alarms = list[dict[str, Any]]

LONG = "Maria-Magdalena Kierkegaard-Oksanen af Södermanland"


def _long() -> Alarms:
    row = cast.responder("p-long", state="arrived", position="waits_at_door", walk_ms=12_000)
    alarm = cast.helped(zone="room-221", presser="p-long", names={"p-long": LONG})
    return [{**alarm, "responders": [row, *alarm["responders"][1:]]}]


def _two() -> Alarms:
    return [cast.exhausted(), cast.alarm(alarm="a-drill", zone="counter", mode="drill")]


def _answered(**more: Any) -> dict[str, Any]:
    lead = {"responder": "p-anna", "since": instant(now()), "because": "first"}
    told = {"lead": lead, "more_asked": None, "police_call": None, "situation": None, "mistake": None}
    return cast.helped(**{**told, **more})


def _called() -> Alarms:
    call = {"by": "p-long", "at": instant(now()), "number": "112", "answered_at": None}
    seen = {"weapons": "seen", "injured": "none", "person": "gone", "whereabouts": "room-221", "meets": "p-eva"}
    told = {**seen, "entrance": "Grinden mot gården, Storgatan 14", "by": "p-long", "at": instant(now())}
    more = {"by": "p-anna", "at": instant(now()), "count": 2}
    names = {"p-long": LONG}
    return [_answered(police="calling", police_call=call, situation=told, more_asked=more, names=names)]


def _located(**more: Any) -> dict[str, Any]:
    located = {"usual": "room-114", "zone": "room-221", "at": instant(now()), "confidence": "clear"}
    return {**located, "doubted_by": None, "doubted_at": None, **more}


def _not_here() -> Alarms:
    doubted = _located(doubted_by="p-long", doubted_at=instant(now()))
    return [cast.helped(zone="room-221", located=doubted, names={"p-long": LONG})]


STATES: dict[str, Callable[[], Alarms]] = {
    "idle": list,
    "alarm": lambda: [cast.alarm()],
    "helped": lambda: [cast.helped()],
    "exhausted": lambda: [cast.exhausted()],
    "police-asked": lambda: [cast.asked()],
    "police-called": _called,
    "notices": lambda: [routes_cast.reached()],
    "duress": lambda: [_answered(mistake={"by": "p-fatima", "at": instant(now()), "under_duress": True})],
    "drill": lambda: [cast.alarm(mode="drill")],
    "test": lambda: [cast.alarm(mode="test")],
    "test-press": lambda: [cast.alarm(mode="test", responders=[], last_resort="")],
    "drill-exhausted": lambda: [cast.exhausted(mode="drill", police="not_called")],
    "two": _two,
    "long": _long,
    "measured": lambda: [cast.helped(zone="room-221", located=_located())],
    "not-here": _not_here,
    "cleared": lambda: [cast.helped(state="cleared", cleared_by="p-anna")],
    "unknown-place": lambda: [cast.alarm(zone=None, presser=None)],
}
SIZES = {"wall": (1920, 1080), "laptop": (1366, 768), "phone": (360, 740), "narrow": (320, 640)}

JUDGED = {"laptop", "phone"}
"""Sizes at which every state is also held to WCAG: one is dark, the other light."""

SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
SMALL = """[...document.querySelectorAll('main button, .rail button')]
  .filter((b) => b.getBoundingClientRect().height < 64).map((b) => b.textContent)"""


async def look(page: Page, name: str) -> None:
    """See that nothing hangs over the edge, and take a picture where somebody wants them."""
    if PICTURES.is_dir():
        await page.screenshot(path=PICTURES / f"{name}.png")
    assert await page.evaluate(SIDEWAYS) == 0, f"{name} is wider than its screen"


@pytest.fixture(scope="module")
async def allowed() -> AsyncIterator[Browser]:
    """A browser in which a page may sound without having been touched, as on a wall."""
    async with chromium_browser(["--autoplay-policy=no-user-gesture-required"]) as browser:
        yield browser


async def show_all(browser: Browser, staged: Stage, size: str, scheme: Any, lang: str) -> None:
    """Look at every state of the office screen at one size, on a screen that stays open."""
    width, height = SIZES[size]
    view = {"width": width, "height": height}
    shown = await visit(browser, staged, viewport=view, color_scheme=scheme, reduced_motion="reduce")
    page = await shown.go("/screen/as/staff", lang=lang)
    for name, alarms in STATES.items():
        await staged.turn_to(*alarms())
        await expect(page.locator(".is-good")).to_be_visible()
        await expect(page.locator(".alarm, .roster").first).to_be_visible()
        await look(page, f"screen-{name}-{size}-{scheme}-{lang}")
        if name != "idle":
            assert await page.evaluate(SMALL) == [], f"{name} has targets under 64 px"
        if size in JUDGED:
            assert await broken_rules(page) == [], name
        assert shown.complaints == []
    await page.context.close()


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("size", "scheme", "lang"),
    [("wall", "light", "sv"), ("laptop", "dark", "nb"), ("phone", "light", "en"), ("narrow", "dark", "sv")],
)
async def test_every_state_of_the_office_screen_fits(allowed: Browser, size: str, scheme: str, lang: str) -> None:
    """From the wall to a narrow phone no state is too wide, and every target in an alarm is large enough."""
    async with stage(cast.facts()) as staged:
        staged.today = cast.today()
        await show_all(allowed, staged, size, scheme, lang)


async def test_text_twice_as_large_still_fits(chromium: Browser) -> None:
    """With letters at 200 % nothing is cut off at the side."""
    async with stage(cast.facts()) as staged:
        staged.today = cast.today()
        for name in ("idle", "exhausted", "long"):
            staged.show(*STATES[name]())
            page = await (await visit(chromium, staged, viewport={"width": 1280, "height": 900})).go("/screen/as/staff")
            await expect(page.locator(".alarm, .roster").first).to_be_visible()
            await page.evaluate("document.documentElement.style.fontSize = '200%'")
            await look(page, f"screen-{name}-large-text")


async def test_the_lost_line_and_the_other_pages_fit(chromium: Browser) -> None:
    """The lost line, a fault, visitors' screens, the telephone, the review and the demo, each as a picture."""
    async with stage(cast.facts(), demo=True) as staged:
        staged.today = cast.today()
        staged.reviews.records = incident.records()
        phone = {"width": 360, "height": 740}
        staged.show(cast.helped())
        visits: dict[tuple[str | None, bool], Visit] = {}
        for name, path, me, view in [
            ("discreet", "/screen/as/reception", None, None),
            ("public", "/screen/as/street", None, None),
            ("phone-responder", "/p/as", "p-cecilia", phone),
            ("phone-presser", "/p/as", "p-fatima", phone),
            ("phone-new", "/p/as", None, phone),
            ("review-list", "/review/as", None, None),
            ("review-one", f"/review/as/{incident.ALARM}", None, None),
            ("review-drill", f"/review/as/{incident.DRILL}", None, None),
            ("review-phone", f"/review/as/{incident.ALARM}", None, phone),
            ("demo", "/", None, None),
        ]:
            whose = (me, view is phone)
            if whose not in visits:
                visits[whose] = await visit(chromium, staged, me=me, viewport=view or {"width": 1440, "height": 900})
            page = await visits[whose].go(path, lang="sv")
            await expect(page.locator("main").first).to_be_visible()
            await expect(page.locator(".starting")).to_have_count(0, timeout=30_000)
            await look(page, name)
            assert await broken_rules(page) == [], name
            await page.goto("about:blank")
        shown = await visit(chromium, staged, viewport={"width": 1920, "height": 1080})
        page = await shown.go("/screen/as/staff", lang="sv")
        await expect(page.locator(".alarm")).to_be_visible()
        staged.refusing = True
        await staged.drop()
        await expect(page.locator(".lost-bar")).to_be_visible()
        await look(page, "screen-lost")
        assert await broken_rules(page) == []
