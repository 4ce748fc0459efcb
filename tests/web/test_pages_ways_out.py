"""The page of ways out: what is said of each state, that it counts, and that a test is one tap."""

import re
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from playwright.async_api import Browser, Route, expect

from service.alarm.instant import instant
from web import cast
from web.harness import PICTURES, now, stage, visit
from web.planning import UNPROVEN, Desk
from web.rules import broken_rules
from web.test_plan_editor import editing

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _ago(seconds: float) -> str:
    return instant(now() - timedelta(seconds=seconds))


def _way(route: str, state: str, **more: Any) -> dict[str, Any]:
    way: dict[str, Any] = {
        "route": route, "receiver": None, "state": state, "success_at": None, "delivered_at": None, "failure_at": None,
        "reason": None, "failures": 0, "test_at": None, "next_test_at": None, "used_by": ["as"],
    }  # fmt: skip
    return {**way, **more}


def _ways() -> list[dict[str, Any]]:
    centre = {"receiver": "larmcentralen-i-norra-regionen-med-reserv-i-sundsvall", "used_by": []}
    lately = {"success_at": _ago(12), "test_at": _ago(12), "next_test_at": _ago(-48)}
    earlier = {"success_at": _ago(1300), "test_at": _ago(1300), "next_test_at": _ago(-2300)}
    failed = {"success_at": _ago(7200), "failure_at": _ago(20), "reason": "unreachable", "failures": 3}
    return [
        _way("push", "unknown"),
        _way("sms", "up", **earlier, delivered_at=_ago(10_900)),
        _way("voice", "down", **failed, test_at=_ago(20)),
        _way("email", "not_set_up"),
        _way("alarm_centre", "up", **centre, **lately, failure_at=_ago(4000), reason="wrong_clock"),
    ]


class Api:
    """Answers as the service does; what is tested fails once more."""

    def __init__(self) -> None:
        """Begin with a way in each state."""
        self.ways, self.tested, self.routes = _ways(), list[str](), APIRouter()
        self.routes.add_api_route("/api/v1/routes", self.told)
        self.routes.add_api_route("/api/v1/routes/{route}/test", self.test, methods=["POST"])
        self.routes.add_api_route("/api/v1/offices/{office}/routes/{route}/test", self.to_me, methods=["POST"])
        self.routes.add_api_route("/api/v1/routes/{route}/journal", self.journal)

    async def told(self) -> dict[str, Any]:
        """Tell of all."""
        return {"at": instant(now()), "routes": self.ways}

    async def journal(self, route: str, receiver: str) -> dict[str, Any]:
        """Tell what a centre was sent: its second place is gone, and its clock is wrong."""
        assert (route, len(receiver) > 30) == ("alarm_centre", True)
        gone = {"acknowledged_at": None, "failed_at": _ago(4), "reason": "unreachable", "clock_ahead_s": 0}
        well = {"acknowledged_at": _ago(12), "failed_at": None, "reason": None, "clock_ahead_s": 300}
        sent = '"SIA-DCS"0017 #1A2B [#1A2B|Nri1/PA114^Rum 114^][H09:15:02,11-28-2026][SMedborgarkontoret-As]_09:15:03'
        entry = {
            "place": "primary",
            "sent": sent,
            "encrypted": True,
            "answer": "ACK 0017",
            "reason": None,
            "took_ms": 9,
        }
        return {
            "at": instant(now()),
            "places": [
                {"place": "primary", "address": "larm.example.se:5056/tcp", **well},
                {"place": "secondary", "address": "larm2.example.se:5056/udp", **gone},
            ],
            "entries": [{"at": _ago(12), **entry}, {"at": _ago(72), **entry}],
        }

    async def to_me(self, office: str, route: str) -> JSONResponse:
        """Take the first one, and refuse the second."""
        self.tested.append(f"{route} to me in {office}")
        told = {"code": "nobody_named", "detail": "…"}
        return JSONResponse(told, status_code=403) if len(self.tested) > 3 else JSONResponse({}, status_code=200)

    async def test(self, route: str, receiver: str | None = None) -> dict[str, Any]:
        """Test one."""
        self.tested.append(f"{route} {receiver}")
        return next(way for way in self.ways if way["route"] == route)


async def test_each_way_says_how_it_stands_and_is_tested_by_one_tap(chromium: Browser) -> None:
    """Works, down, not known and not set up: each in words; the seconds count; a test says what came of it."""
    api = Api()
    async with stage(cast.facts(), more=api.routes) as staged:
        shown = await visit(chromium, staged, viewport={"width": 1366, "height": 900})
        page = await shown.go("/routes/as")
        says = page.locator(".way")
        await expect(says).to_have_count(5)
        await expect(says.nth(0)).to_contain_text("Not known yet")
        await expect(says.nth(1)).to_contain_text("Works: proven 21 min")
        await expect(page.locator("li", has_text="Last delivered 3 h 1 min ago").first).to_be_visible()
        await expect(says.nth(2)).to_have_text("DOWN: no connection. Nobody is reached over it.")
        await expect(says.nth(3)).to_contain_text("it is not set up")
        await expect(says.nth(4)).to_have_text(re.compile(r"Works: acknowledged 1[2-9]\ss ago\."))
        before = await says.nth(4).inner_text()
        await expect(says.nth(4)).not_to_have_text(before)  # the seconds count
        await page.get_by_role("button", name="Test it now: Telephone").click()
        await expect(page.get_by_role("alert")).to_have_text("Telephone does not work: no connection.")
        await page.get_by_role("button", name="Test it now: Alarm centre").click()
        await expect(page.get_by_role("status")).to_contain_text("Alarm centre larmcentralen")
        await page.get_by_role("button", name="Send a test to me: Text message").click()
        await expect(page.get_by_role("status")).to_contain_text("Text message: sent to you. Has it come?")
        await page.get_by_role("button", name="Send a test to me: Text message").click()
        await expect(page.get_by_role("alert")).to_contain_text("The role plan does not know you by your account")
        centre = "alarm_centre larmcentralen-i-norra-regionen-med-reserv-i-sundsvall"
        assert api.tested == ["voice None", centre, *["sms to me in as"] * 2]
        assert shown.complaints == []


async def test_the_page_fits_everywhere_and_says_so_when_there_is_nothing(chromium: Browser) -> None:
    """On a desk and on a telephone, light and dark, in each language; and an office without any way out."""
    api = Api()
    async with stage(cast.facts(), more=api.routes) as staged:
        looks: list[tuple[int, Any, str]] = [(1366, "light", "sv"), (360, "dark", "nb")]
        for width, scheme, lang in looks:
            shown = await visit(chromium, staged, viewport={"width": width, "height": 800}, color_scheme=scheme)
            page = await shown.go("/routes/as", lang=lang)
            await expect(page.locator(".way")).to_have_count(5)
            await page.locator("button[aria-expanded=false]").click()
            await expect(page.locator(".sent ol li")).to_have_count(2)
            await expect(page.locator(".sent ol li").first).to_contain_text("PA114^Rum 114^")
            await expect(page.locator(".sent ul li").last).to_contain_text("larm2.example.se:5056/udp")
            if PICTURES.is_dir():
                await page.screenshot(path=PICTURES / f"ways-out-{width}-{scheme}-{lang}.png", full_page=True)
            assert await page.evaluate(SIDEWAYS) == 0
            assert await broken_rules(page) == []
        api.ways = []
        page = await (await visit(chromium, staged)).go("/routes/as")
        await expect(page.locator(".empty")).to_be_visible()


async def test_a_way_that_is_down_is_a_gap_on_the_plans_page(chromium: Browser) -> None:
    """Which way, what stays empty until it works again, where to look; beside it what buttons and rooms lack."""
    sentence = "nobody for Guard in any zone, because Väktarbolagets jour is reached by telephone only."
    told_nothing = [{"person": "anna", "name": "Anna Berg", "buttons": ["Pendant 3", "<b>4</b>"]}]
    zones = [{"zone": f"z-{n}", "name": f"Room {n}"} for n in range(14)]
    proof = {
        **UNPROVEN,
        "cut_off": {"routes": ["sms", "voice"], "sentences": [sentence]},
        "cannot_be_told": told_nothing,
        "untested_zones": zones,
        "not_ready": [
            {"place": "front", "name": "<i>Front door</i>", "state": "propped"},
            {"place": "room-114", "name": "Room 114", "state": "overdue"},
            {"place": "safe", "name": "The store", "state": "failed"},
        ],
    }

    async def proven(route: Route) -> None:
        await route.fulfill(json=proof)

    async with editing(Desk(proves=False)) as staged:
        shown = await visit(chromium, staged, viewport={"width": 1366, "height": 900})
        await shown.page.route("**/plan/coverage*", proven)
        page = await shown.go("/plan/as")
        told = page.locator(".is-cut-off")
        await expect(told).to_contain_text("Right now nobody is reached by: text message, telephone")
        await expect(told).to_contain_text(f"N{sentence[1:]}")
        await expect(page.get_by_role("link", name="1 gap", exact=True)).to_be_visible()
        unsure = page.get_by_role("region", name="What the buttons do not promise")
        await expect(unsure).to_contain_text("do not feel that somebody comes: Anna Berg (Pendant 3, <b>4</b>).")
        await expect(unsure).to_contain_text("work there: Room 0, Room 1,")
        await expect(unsure).to_contain_text("Room 11 … (14).")
        await expect(told.get_by_role("link")).to_have_attribute("href", "/routes/as")
        unready = page.get_by_role("region", name="Rooms and doors that are not ready")
        assert await unready.get_by_role("listitem").all_inner_texts() == [
            "<i>Front door</i> is held open.",
            "Nobody has looked in time at Room 114.",
            "The store was not as it should be when somebody last looked.",
        ]
        if PICTURES.is_dir():
            await page.screenshot(path=PICTURES / "plan-cut-off.png", full_page=True)
        assert await page.evaluate(SIDEWAYS) == 0
        assert await broken_rules(page) == []
        proof["cut_off"]["sentences"] = []
        await page.reload()
        await expect(told).to_contain_text("reached in another way too")
