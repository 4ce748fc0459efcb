"""Notifications on the telephone: asked for by a tap, shown by its browser, and not believed before."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import APIRouter, Request, Response
from playwright.async_api import Browser, CDPSession, Page, expect

from parts.chromium import chromium_browser
from web import cast
from web.harness import Stage, stage, until, visit
from web.rules import broken_rules

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
SUBSCRIPTION = {
    "endpoint": "https://push.example/fatima",
    "expirationTime": None,
    "keys": {"p256dh": "BKey", "auth": "auth"},
}
LATER = 15_000
"""Milliseconds: a bound for a machine that is busy."""

NO_MAKER = f"""const told = {json.dumps(SUBSCRIPTION)};
let mine = null;
const one = (options) => ({{
  endpoint: told.endpoint, options, toJSON: () => told, unsubscribe: async () => {{ mine = null; return true; }},
}});
PushManager.prototype.getSubscription = async () => mine;
PushManager.prototype.subscribe = async (options) => {{
  if (window.cannot) throw new DOMException('no', 'AbortError');
  window.asked = options;
  return mine = one({{applicationServerKey: null}});
}};"""
"""The push service of the browser's maker is not asked; everything behind it is the real browser."""


class Notices:
    """What the service is asked and told; a test is pushed as soon as somebody says how."""

    def __init__(self) -> None:
        """Begin with a service that is set up, and a phone that is not."""
        self.key: str | None = "BKey"
        self.kept: list[dict[str, Any]] = []
        self.reported: list[tuple[str, str]] = []
        self.tests: list[dict[str, Any]] = []

    def router(self) -> APIRouter:
        """Return the addresses at which it is asked."""
        routes = APIRouter(prefix="/api/v1")
        routes.add_api_route("/me/push", self._told, methods=["GET"])
        routes.add_api_route("/me/push", self._keep, methods=["POST"], status_code=204)
        routes.add_api_route("/me/push/test", self._test, methods=["POST"], status_code=204)
        routes.add_api_route("/notices/{notice}/report/{key}", self._report, methods=["POST"], status_code=204)
        return routes

    def _told(self) -> dict[str, Any]:
        return {"key": self.key, "endpoint": self.kept[-1]["endpoint"] if self.kept else None, "since": None}

    async def _keep(self, request: Request) -> Response:
        self.kept.append(await request.json())
        return Response(status_code=204)

    async def _test(self, request: Request) -> Response:
        self.tests.append(await request.json())
        return Response(status_code=204)

    async def _report(self, notice: str, key: str, request: Request) -> Response:
        self.reported.append((notice, (await request.body()).decode()))
        return Response(status_code=204)


class Maker:
    """Stands where the push service of the browser's maker stands: what it brings reaches the real worker."""

    def __init__(self, session: CDPSession, origin: str) -> None:
        self._session = session
        self._origin = origin
        self._registrations: list[str] = []
        session.on("ServiceWorker.workerRegistrationUpdated", self._note)

    def _note(self, said: dict[str, Any]) -> None:
        self._registrations += [one["registrationId"] for one in said["registrations"] if not one["isDeleted"]]

    async def push(self, data: str) -> None:
        """Bring something to the worker."""
        await self._session.send("ServiceWorker.enable")
        await until(lambda: bool(self._registrations))
        said = {"origin": self._origin, "registrationId": self._registrations[-1], "data": data}
        await self._session.send("ServiceWorker.deliverPushMessage", said)


@pytest.fixture(scope="module")
async def whole_chromium() -> AsyncIterator[Browser]:
    """The browser with all its parts: the one without a desktop knows no notifications."""
    async with chromium_browser(whole=True) as browser:
        yield browser


async def _open(whole_chromium: Browser, staged: Stage, *, permissions: list[str]) -> Page:
    staged.session = {"kind": "phone", "name": "Fatima", "offices": {"as": {"person": "p-fatima", "may": []}}}
    visited = await visit(whole_chromium, staged, me="p-fatima", permissions=permissions, **PHONE)
    await visited.page.add_init_script(NO_MAKER)
    page = await visited.go("/p/as")
    await page.locator(".set-up summary").click()
    return page


SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
  (one) => ({title: one.title, body: one.body, stays: one.requireInteraction, tag: one.tag}))"""
TAP = """async () => {
  for (const notification of await self.registration.getNotifications())
    self.dispatchEvent(new NotificationEvent('notificationclick', {notification}));
}"""
"""A tap on each that is shown: the browser's own way to one needs a hand."""


async def test_a_tap_subscribes_and_a_test_proves_it(whole_chromium: Browser) -> None:
    """Nothing is asked before the tap; the step is done when a notification has come; tapped, it opens its alarm."""
    notices = Notices()
    async with stage(cast.facts(), more=notices.router()) as staged:
        page = await _open(whole_chromium, staged, permissions=["notifications"])
        maker = Maker(await page.context.new_cdp_session(page), f"{staged.address}/")
        todo = page.locator(".set-up .is-todo")
        await expect(todo.filter(has_text="Allow notifications, here below")).to_be_visible(timeout=LATER)
        assert await page.evaluate("window.asked") is None
        assert await broken_rules(page) == []
        await page.get_by_role("button", name="Allow notifications").click()
        await expect(todo.filter(has_text="Send a notification to yourself")).to_be_visible(timeout=LATER)
        assert notices.kept == [SUBSCRIPTION]
        assert await page.evaluate("window.asked") == {"userVisibleOnly": True, "applicationServerKey": "BKey"}

        await page.get_by_role("button", name="Send a notification to me").click()
        await until(lambda: bool(notices.tests))
        assert notices.tests == [{"office": "as", "language": "en"}]
        report = "/api/v1/notices/as-1.2.3.push/report/key"
        said = {"text": "Something for you.", "address": "/p/as?alarm=a-2", "tag": "t1", "report": report}
        await maker.push(json.dumps(said) + " " * 300)
        done = page.locator(".set-up .is-done").filter(has_text="Notifications come to this phone: tried on")
        await expect(done).to_be_visible(timeout=LATER)
        assert await page.evaluate(SHOWN) == [{"title": "Something for you.", "body": "", "stays": True, "tag": "t1"}]
        await until(lambda: bool(notices.reported))
        assert notices.reported == [("as-1.2.3.push", "state=delivered")]

        await page.context.service_workers[0].evaluate(TAP)
        await until(lambda: len(notices.reported) == 2)
        assert notices.reported[1] == ("as-1.2.3.push", "state=seen")
        assert await page.evaluate(SHOWN) == []
        await page.context.close()


async def test_what_cannot_be_read_is_shown_and_leads_nowhere(whole_chromium: Browser) -> None:
    """A push of nonsense, or with addresses of elsewhere, still shows that something is up, and tells nobody else."""
    notices = Notices()
    notices.kept = [SUBSCRIPTION]
    async with stage(cast.facts(), more=notices.router()) as staged:
        page = await _open(whole_chromium, staged, permissions=["notifications"])
        maker = Maker(await page.context.new_cdp_session(page), f"{staged.address}/")
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        await maker.push("no JSON")
        await page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
        away = {"text": "x", "tag": "t2", "address": "https://evil.example/p/as", "report": "https://evil.example/r"}
        await maker.push(json.dumps(away))
        await page.wait_for_function(f"async () => (await ({SHOWN})()).length === 2")
        await page.context.service_workers[0].evaluate(TAP)
        await asyncio.sleep(0.3)
        assert not [one for one in asked if "evil" in one]
        assert len(page.context.pages) == 1
        assert notices.reported == []
        await page.context.close()


@pytest.mark.parametrize("way", ["forbidden", "broken", "not set up"])
async def test_where_none_can_come_the_list_says_why(whole_chromium: Browser, way: str) -> None:
    """She has forbidden them, the browser cannot, or the service was not set up: then nobody is asked at all."""
    notices = Notices()
    notices.key = None if way == "not set up" else "BKey"
    async with stage(cast.facts(), more=notices.router()) as staged:
        page = await _open(whole_chromium, staged, permissions=[] if way == "forbidden" else ["notifications"])
        if way == "not set up":
            await expect(page.locator(".set-up summary")).to_contain_text("of 9 steps done")
            await expect(page.get_by_text("Allow notifications")).to_have_count(0)
        elif way == "forbidden":  # as a headless browser has it where nobody has allowed them
            await expect(page.get_by_text("Notifications are forbidden for this page")).to_be_visible(timeout=LATER)
        else:
            await page.evaluate("window.cannot = true")
            await page.get_by_role("button", name="Allow notifications").click()
            await expect(page.get_by_text("The browser could not subscribe")).to_be_visible(timeout=LATER)
        assert notices.kept == []
        await page.context.close()
