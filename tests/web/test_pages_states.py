"""States of pages that take several steps to reach, with pictures: codes, tests of buttons, handing over, the lead."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from playwright.async_api import Browser, Page, Route, expect

from service.alarm.instant import instant
from web import cast, incident
from web.harness import now, stage, until, visit
from web.rules import broken_rules
from web.test_pages_phone import helping
from web.test_pages_pictures import LONG, look

SIZES = [("1366x768", "light", "nb"), ("360x740", "dark", "sv")]
SMALL = """(least) => [...document.querySelectorAll('main button, main a.act, article button')]
  .filter((b) => b.offsetHeight > 0 && b.offsetHeight < least).map((b) => b.textContent)"""
CUT = """[...document.querySelectorAll('tbody td, tbody th')]
  .filter((cell) => cell.getBoundingClientRect().right > innerWidth).map((cell) => cell.textContent)"""
DESK, ALARM = 40, 64
"""The least height of a button: where one sits at a desk, and where somebody is in danger."""
LATER = 15_000
NAMES = ("Berlock 1", f"Berlock {LONG}", "Larmknapp disken", "Berlock 4", "Berlock 5")
ORDER = (3, 1, 2, 4, 5)
"""The buttons as the service lists them: the one that somebody has to see to comes first."""

WORN = [
    {"device": f"p-{n}", "name": f"Berlock {n}", "hearing": "heard", "is_lost": False, "untested": False, "answers": by}
    for n, by in ((1, ["vibration"]), (2, []))
]
TELLS_NOTHING = {"sv": "kan inte svara dig", "nb": "kan ikke svare deg"}


async def judged(page: Page, name: str, least: int = DESK) -> None:
    """Take a picture; nothing is cut off, no rule is broken, and a finger finds every button."""
    await look(page, name)
    assert await broken_rules(page) == [], name
    assert await page.evaluate(SMALL, least) == [], name


def _view(size: str, scheme: Any) -> dict[str, Any]:
    width, height = map(int, size.split("x"))
    return {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "reduced_motion": "reduce"}


def _problem(status: int, code: str, **more: Any) -> JSONResponse:
    return JSONResponse({"code": code, "detail": code, **more}, status_code=status)


@pytest.mark.parametrize(("size", "scheme", "lang"), SIZES)
async def test_her_codes_are_chosen_and_a_wrong_one_is_said(
    chromium: Browser, size: str, scheme: Any, lang: str
) -> None:
    """Which button tells her nothing; the form, a code that does not hold, two too much alike, and that they hold."""
    refusals = [_problem(403, "wrong_own_code"), _problem(422, "code_near")]
    routes = APIRouter()
    used = {"since": instant(now()), "used_at": instant(now())}
    sessions = [
        {"id": "s1", "kind": "phone", "name": LONG, "this": True, **used},
        {"id": "s2", "kind": "account", "name": "identity provider", "this": False, **used},
    ]
    routes.add_api_route("/api/v1/sessions", lambda: sessions)

    def chosen() -> Any:
        return refusals.pop(0) if refusals else {"set_at": instant(now())}

    routes.add_api_route("/api/v1/codes", chosen, methods=["PUT"])
    async with stage(cast.facts(), more=routes) as staged:
        staged.session = {"kind": "phone", "name": LONG, "offices": {"as": {"buttons": WORN}}}
        page = await (await visit(chromium, staged, **_view(size, scheme))).go("/me", lang=lang)
        await page.route("**/api/v1/codes", _chosen_before)
        await page.reload()
        await expect(page.locator("#codes-begin")).to_be_visible()
        mute = page.get_by_text(TELLS_NOTHING[lang])
        await expect(mute).to_have_count(1)
        await expect(mute).to_contain_text("Berlock 2")
        await judged(page, f"me-codes-{size}-{lang}")
        await page.locator("#codes-begin").press("Enter")
        await expect(page.locator("#codes-title")).to_be_focused()
        for left, expected in ((1, "wrong"), (0, "near"), (0, "hold")):
            for name, typed in (("current", "9999"), ("mistake", "4711"), ("duress", "4712")):
                await page.locator(f"#codes-{name}").fill(typed)
            if expected == "wrong":
                await judged(page, f"me-codes-form-{size}-{lang}")
            async with page.expect_response(lambda answer: answer.request.method == "PUT"):
                await page.locator("#codes-duress").press("Enter")
            if expected != "hold":
                await expect(page.locator("form [role=alert]")).to_be_visible()
                assert len(refusals) == left
                await page.locator("form [role=alert]").scroll_into_view_if_needed()
                await judged(page, f"me-codes-{expected}-{size}-{lang}")
        await expect(page.locator(".codes [role=status]")).to_be_visible()
        await expect(page.locator("#codes-begin")).to_be_focused()
        await judged(page, f"me-codes-hold-{size}-{lang}")


async def _chosen_before(route: Route) -> None:
    if route.request.method == "GET":
        await route.fulfill(json={"set_at": instant(now() - timedelta(days=3))})
    else:
        await route.continue_()


class Buttons:
    """Four buttons of an office, and what the service says of a test of each."""

    def __init__(self) -> None:
        """Begin with none tested."""
        self.windows: dict[str, dict[str, Any]] = {}
        self.refused = "pendant-4"

    def router(self) -> APIRouter:
        """Return the addresses at which they are asked."""
        routes = APIRouter()
        path = "/api/v1/offices/as/devices"
        routes.add_api_route("/api/v1/offices/as/enrolments", self._enrolled)
        routes.add_api_route("/api/v1/offices/as/paired", self._paired)
        routes.add_api_route(path, self._listed)
        routes.add_api_route(path + "/{device}/test-window", self._told)
        routes.add_api_route(path + "/{device}/test-window", self._open, methods=["POST"], status_code=201)
        return routes

    def ends(self, device: str, **how: Any) -> None:
        """Let a window end: as a test, as nothing, or as a real press."""
        self.windows[device] |= {"window": None, **how}

    def _told(self, device: str) -> dict[str, Any]:
        never = {"window": None, "tested_at": None, "feedback_ms": None, "was_real": False}
        return {"device": device, "gesture": "sos", **never, **self.windows.get(device, {})}

    def _open(self, device: str) -> Any:
        if device == self.refused:
            return _problem(409, "test_pause", free_at=instant(now() + timedelta(seconds=40)))
        at = now()
        window = {"gesture": "sos", "opened_at": instant(at), "until": instant(at + timedelta(seconds=60))}
        self.windows[device] = {"window": window}
        return {"device": device, **window}

    def _enrolled(self) -> dict[str, Any]:
        return {
            "devices": [self._row(n) for n in ORDER], "overruled": [], "listening_since": instant(now()),
            "families": ["native"], "kinds": ["emergency"], "people": [],
            "zones": [{"id": "room-114", "name": "Rum 114"}],
        }  # fmt: skip

    def _paired(self) -> list[dict[str, Any]]:
        return []

    def _listed(self) -> dict[str, Any]:
        return {
            "asks": True, "stale": False, "listening_since": instant(now()), "may": {"gateway": False},
            "untested_zones": [], "zones": 1, "silent_behind": [],
            "broker": {"address": "mqtt://127.0.0.1:1883", "tls": False, "authority": None, "follows": "by_itself"},
            "devices": [self._device(n) for n in ORDER],
        }  # fmt: skip

    def _both(self, n: int) -> dict[str, Any]:
        """Return what both lists say of a button: who it is, how it is heard, and its last test."""
        device = f"pendant-{n}"
        told = self._told(device)
        return {
            "device": device, "name": NAMES[n - 1], "may_test": True,
            "hearing": "heard", "offline": n == 3, "left": False, "tamper": False,
            "battery_low": "4" if n == 3 else None,
            "tested_at": told["tested_at"], "feedback_ms": told["feedback_ms"],
        }  # fmt: skip

    def _row(self, n: int) -> dict[str, Any]:
        return {
            **self._both(n), "holder": None, "holder_name": None, "place": "room-114", "place_name": "Rum 114",
            "kinds": {"sos": "emergency"}, "answers": ["led", "vibration"], "known_as": [], "family": "native",
            "broker": "main", "model": None, "through": None, "reporting_s": 3600, "standing": "in_use", "until": None,
            "revision": 1, "lost_names": [], "needs": [], "faults": [],
        }  # fmt: skip

    def _device(self, n: int) -> dict[str, Any]:
        user = {"user": f"as.pendant-{n}", "generation": 1, "since": instant(now()), "expires_at": None}
        return {
            **self._both(n), "place": "Rum 114", "kind": "device", "enrolled": True, "state": "holds",
            "gateway": None, "ended_at": None, "untested": False, "is_spare": False,
            "credentials": [{**user, "publishes": [f"trygg/v1/as/pendant-{n}/press"]}],
        }  # fmt: skip


@pytest.mark.parametrize(("size", "scheme", "lang"), SIZES)
async def test_a_test_of_a_button_says_what_came_of_it(chromium: Browser, size: str, scheme: Any, lang: str) -> None:
    """An open window, a press that was heard, one that was not, one that was real, and a test that is refused."""
    buttons = Buttons()
    async with stage(cast.facts(), more=buttons.router()) as staged:
        page = await (await visit(chromium, staged, **_view(size, scheme))).go("/devices/as", lang=lang)
        tests = [page.locator(f"#test-pendant-{n}") for n in range(1, 6)]
        said = [
            page.locator(".held > li", has=page.locator(f"#title-pendant-{n}")).locator(".test-press")
            for n in range(1, 6)
        ]
        for n in (0, 1, 2, 3, 4):
            await tests[n].press("Enter")
            if n == 3:
                await expect(said[n].get_by_role("alert")).to_be_visible()
            else:
                await expect(said[n].locator(".is-open")).to_be_visible()
        buttons.ends("pendant-2", tested_at=instant(now()), feedback_ms=84)
        buttons.ends("pendant-3")
        buttons.ends("pendant-5", was_real=True)
        await expect(said[1].locator(".is-heard")).to_be_visible(timeout=LATER)
        await expect(said[2].locator(".is-wrong")).to_be_visible(timeout=LATER)
        await expect(said[4].locator(".is-wrong")).to_be_visible(timeout=LATER)
        await expect(said[0].locator(".is-open")).to_be_visible()
        for n, name in enumerate(("open", "heard", "missed", "refused", "real")):
            await said[n].scroll_into_view_if_needed()
            await look(page, f"devices-test-{name}-{size}-{lang}")
        await judged(page, f"devices-test-{size}-{lang}")


def _facts() -> dict[str, Any]:
    facts = cast.facts()
    return {**facts, "people": {**facts["people"], "p-cecilia": {"id": "cecilia", "name": LONG}}}


def _led(**more: Any) -> dict[str, Any]:
    lead = {"responder": "p-anna", "since": instant(now()), "because": "first"}
    new: dict[str, Any] = {
        "more_asked": None,
        "police_call": None,
        "police_calls": [],
        "situation": None,
        "mistake": None,
    }
    view = cast.helped(**{**new, "lead": lead, **more})
    return {**view, "calm": []}


@pytest.mark.parametrize(("size", "scheme", "lang"), [("1366x768", "light", "en"), ("360x740", "dark", "sv")])
async def test_handing_over_and_the_lead_by_keyboard_on_the_office_screen(
    chromium: Browser, size: str, scheme: Any, lang: str
) -> None:
    """Open, move, choose; Escape and Back lead out, and the focus goes back to what had opened the sheet."""
    async with stage(_facts()) as staged:
        staged.show(_led())
        page = await (await visit(chromium, staged, **_view(size, scheme))).go("/screen/as/staff", lang=lang)
        focused, title = page.locator(":focus"), page.locator("h2[data-first]")
        opener = page.locator("#leader-act")
        await opener.press("Enter")  # her own page of answers, and in it the lead
        await expect(title).to_be_focused()
        await judged(page, f"sheet-person-{size}-{lang}", ALARM)
        await page.locator(".sheet-more ~ button").first.press("Enter")
        await expect(title).to_be_focused()
        await judged(page, f"sheet-hand-lead-{size}-{lang}", ALARM)
        await page.keyboard.press("Escape")
        await expect(opener).to_be_focused()
        await page.keyboard.press("Enter")
        await page.locator(".sheet-more ~ button").first.press("Enter")
        await expect(title).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(focused).to_have_text(LONG)
        await page.keyboard.press("Enter")
        await until(lambda: len(staged.asked) == 1)
        await expect(opener).to_be_focused()
        row = page.locator("#responder-p-cecilia")
        await row.press("Enter")
        await page.locator(".sheet-more ~ button").last.press("Enter")
        await expect(title).to_be_focused()
        await judged(page, f"sheet-hand-over-{size}-{lang}", ALARM)
        await page.keyboard.press("Shift+Tab")
        await expect(focused).to_have_class("back")
        await page.keyboard.press("Enter")
        await expect(row).to_be_focused()
        await page.keyboard.press("Enter")
        await page.locator(".sheet-more ~ button").last.press("Enter")
        for _ in range(2):
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await until(lambda: len(staged.asked) == 2)
        await expect(row).to_be_focused()
        assert [path.rpartition("/")[2] for _, path, _, _ in staged.asked] == ["hand-lead", "hand-over"]
        staged.show(_led(lead=None), position=20)
        await staged.drop()
        await expect(page.locator(".leader b")).to_have_count(0)
        await opener.press("Enter")
        await expect(title).to_be_focused()
        await judged(page, f"sheet-lead-{size}-{lang}", ALARM)
        await page.keyboard.press("Escape")
        await expect(opener).to_be_focused()


@pytest.mark.parametrize(("size", "scheme", "lang"), [("360x740", "dark", "sv"), ("320x640", "light", "nb")])
async def test_handing_over_and_the_lead_by_keyboard_on_the_telephone(
    chromium: Browser, size: str, scheme: Any, lang: str
) -> None:
    """The question takes the place of the call and the focus; Escape gives both back."""
    async with stage(_facts()) as staged:
        staged.show(helping())
        shown = await visit(chromium, staged, me="p-anna", **_view(size, scheme))
        page = await shown.go("/p/as", lang=lang)
        acts, title = page.locator(".call-help button"), page.locator("h2[data-first]")
        await expect(acts.first).to_be_visible()
        await look(page, f"phone-helping-{size}-{lang}")
        for opener, name in ((acts.last, "hand-over"), (acts.first, "hand-lead")):
            await opener.press("Enter")
            await expect(title).to_be_focused()
            await judged(page, f"phone-{name}-{size}-{lang}", ALARM)
            await page.keyboard.press("Escape")
            await expect(opener).to_be_focused()
        await acts.last.press("Enter")
        await expect(title).to_be_focused()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await until(lambda: len(staged.asked) == 1)
        assert staged.asked[0][1].endswith("/hand-over")
        await expect(acts.last).to_be_focused()
        await page.context.close()


async def test_the_review_is_read_on_a_telephone(chromium: Browser) -> None:
    """Every entry is on the page as a whole: nothing hangs over the side, or has to be pushed to be read."""
    async with stage(_facts()) as staged:
        staged.reviews.records = incident.records()
        page = await (await visit(chromium, staged, **_view("360x740", "light"))).go(
            f"/review/as/{incident.ALARM}", lang="sv"
        )
        for name, path in (("one", f"/review/as/{incident.ALARM}"), ("list", "/review/as")):
            await page.goto(f"{staged.address}{path}?lang=sv")
            assert await page.evaluate(CUT) == []
            if name == "one":
                await page.locator("table").last.scroll_into_view_if_needed()
            await judged(page, f"review-{name}-360")
