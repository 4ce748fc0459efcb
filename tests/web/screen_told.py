"""What an office screen is told in tests, and how it is opened."""

from typing import Any

from playwright.async_api import Browser, Page, expect

from service.alarm.instant import instant
from web.harness import Stage, now, until, visit

SCREEN = "/screen/as/staff"


def provisional(alarm: str = "a-new", zone: str = "room-114", mode: str = "actual") -> dict[str, Any]:
    """Return a press that is seen and not yet recorded."""
    at = instant(now())
    seen = {"alarm": alarm, "kind": "emergency", "mode": mode, "zone": zone, "device": "as/pendant-1", "at": at}
    return {"type": "provisional", **seen}


def raised(position: int, alarm: str = "a-new", zone: str = "room-114") -> dict[str, Any]:
    """Return the entry with which an alarm begins."""
    data = {
        "mode": "actual", "kind": "emergency", "zone": zone, "device": "as/pendant-1", "presser": "p-fatima",
        "last_resort": "112", "answered_when": {"accepted": 0, "arrived": 1}, "names": {},
        "actor": {"who": None, "behalf_of": None}, "next_at": None,
    }  # fmt: skip
    at = instant(now())
    return {"type": "entry", "position": position, "alarm": alarm, "event": "AlarmRaised", "at": at, "data": data}


async def open_screen(browser: Browser, staged: Stage, path: str = SCREEN) -> Page:
    """Open an office screen and wait until it is alive.

    Nobody looks before it has asked for its stream: to look is a touch in the eyes of the browser, and a page that is
    touched before it has its words may be heard from the start.
    """
    shown = await visit(browser, staged)
    before = len(staged.connects)
    page = await shown.go(path)
    await until(lambda: len(staged.connects) > before)
    await expect(page.locator(".strip-link.is-good, .strip-link.is-fault")).to_be_visible()
    return page
