"""Logging in through a real identity provider, from the first click to the last, also in a browser."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.async_api import Browser, Page, expect

from parts.identity import SECRET, Identity
from parts.issuer import asked_for
from parts.offices import lay_out
from parts.service import Service
from parts.unencrypted import NO_TLS
from service.access.rights import Grant, Role
from service.access.roll import Roll
from service.clock import SystemClock
from service.store.opening import open_beside
from web.harness import PICTURES
from web.rules import broken_rules

pytestmark = pytest.mark.timeout(180)
PASSWORD = "en lång mening om regn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Agency:
    """A service and the provider that its people come from."""

    service: Service
    identity: Identity

    def browser(self) -> httpx2.Client:
        """Return a browser that follows nothing by itself."""
        return httpx2.Client(
            base_url=self.service.url, trust_env=False, verify=NO_TLS, timeout=20.0, follow_redirects=False
        )

    def goes_there(self, browser: httpx2.Client, onward: str = "/today/as") -> str:
        """Click the button, and return where that leads."""
        sent = browser.get("/login/provider", params={"next": onward})
        assert sent.status_code == 303, sent.text
        return sent.headers["location"]

    def comes_back(self, browser: httpx2.Client, name: str, onward: str = "/today/as") -> httpx2.Response:
        """Log in over there, and come back."""
        return browser.get(self.identity.log_in(browser, self.goes_there(browser, onward), name))


async def _accounts(service: Service) -> None:
    """Make the accounts beside the running service."""
    store = open_beside(f"sqlite:///{service.database}", clock=SystemClock(), data_dir=service.folder)
    try:
        roll = Roll(store.access, SystemClock())
        await roll.add("eva", "Eva Lundin", grants=[Grant(role=Role.LEAD, office="as")], subject="eva-17")
        await roll.add("bo@agency.example", "Bo Berg", grants=[Grant(role=Role.RESPONDER, office="as")])
        operator = [Grant(role=Role.OPERATOR, office=None)]
        await roll.add("olle@agency.example", "Olle Operatör", grants=operator, typed=PASSWORD)
        await roll.add("gunilla", "Gunilla", grants=[Grant(role=Role.LEAD, office="as")], typed=PASSWORD)
    finally:
        await store.close()


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """Eva is known by her subject; Bo may be matched by his address; Olle has a password. The provider is up."""
    folder = tmp_path_factory.mktemp("agency")
    service = Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9")
    backs = [f"http://{host}:{service.port}/login/return" for host in ("127.0.0.1", "localhost")]
    identity = Identity(folder / "provider", *backs)
    more = {"TRYGG_OIDC_SCOPES": "openid email", "TRYGG_OIDC_MATCH_CLAIM": "email", "TRYGG_OIDC_LABEL": "Myndighet"}
    service.environment.update({**identity.settings, **more})
    with identity, service.begun():
        service.wait_alive()
        asyncio.run(_accounts(service))
        yield Agency(service=service, identity=identity)


def test_who_is_known_comes_in_and_out(agency: Agency) -> None:
    """There and back, a session as with a password, and out over there too."""
    with agency.browser() as browser:
        sent = browser.get("/login/provider", params={"next": "/today/as"})
        kept = sent.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(kept.split("; "))
        assert "form-action 'self'" in sent.headers["content-security-policy"]
        back = agency.identity.log_in(browser, sent.headers["location"], "eva-17")
        entered = browser.get(back)
        assert entered.status_code == 200, entered.text
        assert 'content="0; url=/today/as"' in entered.text
        cookies = entered.headers.get_list("set-cookie")
        session = next(one for one in cookies if one.startswith("trygg_session="))
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(session.split("; "))
        assert any(one.startswith('trygg_way=""') for one in cookies)
        assert browser.get("/api/v1/session").json()["name"] == "Eva Lundin"
        assert browser.get("/today/as").status_code == 200
        again = browser.get(back)  # the same answer once more
        assert again.status_code == 400
        out = browser.delete("/api/v1/session")
        assert out.status_code == 200
        onward = out.json()["onward"]
        assert onward.startswith(agency.identity.issuer)
        assert asked_for(onward) == {
            "client_id": "trygg",
            "post_logout_redirect_uri": f"{agency.service.url}/login",
        }
        assert browser.get(onward).status_code == 200  # the provider knows us and the way back
        assert browser.get("/api/v1/session").status_code == 401


def test_a_first_login_is_matched_by_a_verified_address(agency: Agency) -> None:
    """Once; and never into an account that has a password."""
    with agency.browser() as browser:
        assert agency.comes_back(browser, "bo").status_code == 200
        assert browser.get("/api/v1/session").json()["name"] == "Bo Berg"
    with agency.browser() as browser:
        assert agency.comes_back(browser, "olle").status_code == 403
        assert browser.get("/api/v1/session").status_code == 401


def test_who_has_no_account_is_told_and_found_in_the_log(agency: Agency) -> None:
    """By a reference; her name over there stands neither on the page nor in the log."""
    with agency.browser() as browser:
        refused = agency.comes_back(browser, "stranger-4711")
        assert refused.status_code == 403
        assert "You have no account here" in refused.text
        reference = re.search(r'class="reference">([A-Z0-9-]+)<', refused.text)
        assert reference is not None
        assert reference[1] in agency.service.log
        assert browser.get("/api/v1/session").status_code == 401
    assert "stranger-4711" not in agency.service.log
    assert "stranger-4711" not in refused.text
    assert SECRET not in agency.service.log


def test_what_was_broken_off_says_so_without_the_providers_words(agency: Agency) -> None:
    """Nothing of what it writes is put into a page."""
    with agency.browser() as browser:
        back = agency.identity.log_in(browser, agency.goes_there(browser), "eva-17", go="no")
        assert "script" in back
        refused = browser.get(back)
        assert refused.status_code == 403
        assert "alert" not in refused.text
        assert "broken off" in refused.text


@pytest.mark.parametrize(("ahead_s", "comes_in"), [(45, True), (-45, True), (-300, True), (180, False), (-400, False)])
def test_clocks_that_differ(agency: Agency, ahead_s: int, comes_in: bool) -> None:
    """A minute is nothing, and dated back by five is what some providers do; else the log says how far, and no name."""
    agency.identity.set_clock(ahead_s)
    try:
        with agency.browser() as browser:
            answer = agency.comes_back(browser, "eva-17")
            told = answer.status_code, browser.get("/api/v1/session").status_code
    finally:
        agency.identity.set_clock(0)
    assert told == ((200, 200) if comes_in else (502, 401)), answer.text
    if not comes_in:
        assert "clocks of Trygg and of the agency" in answer.text
        way = "behind" if ahead_s > 0 else "ahead"
        assert re.search(rf"this machine's clock seems to be \d+ s {way}", agency.service.log)
        assert "eva-17" not in agency.service.log


def test_an_answer_fits_one_browser_alone(agency: Agency) -> None:
    """Somebody else's answer, sent to another browser, or with nothing begun, lets nobody in."""
    with agency.browser() as hers, agency.browser() as other:
        back = agency.identity.log_in(hers, agency.goes_there(hers), "eva-17")
        assert other.get(back).status_code == 400  # nothing was begun there
        agency.goes_there(other)
        assert other.get(back).status_code == 400  # something else was
        assert other.get("/api/v1/session").status_code == 401
        assert hers.get(back).status_code == 200
        assert hers.get("/login/return", params={"code": "x" * 9000, "state": "s"}).status_code == 400


@pytest.mark.parametrize(
    "away", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x", "/a\nb"]
)
def test_nobody_is_led_away(agency: Agency, away: str) -> None:
    """After the login one is on this service, whatever an address wanted."""
    with agency.browser() as browser:
        page = agency.comes_back(browser, "eva-17", onward=away)
        assert page.status_code == 200
        assert 'content="0; url=/"' in page.text


def test_a_forged_host_gets_no_login(agency: Agency) -> None:
    """The way back is made of a name that the service has; any other is refused before."""
    with agency.browser() as browser:
        forged = browser.get("/login/provider", headers={"Host": "evil.example"})
        assert forged.status_code == 403
        odd = browser.get("/login/provider", headers={"Host": f"evil.example@127.0.0.1:{agency.service.port}"})
        assert "evil" not in odd.headers.get("location", "")


async def keep(page: Page, name: str) -> None:
    """Hold a page to the rules, and take a picture of it where somebody wants them."""
    if PICTURES.is_dir():
        await page.screenshot(path=PICTURES / f"{name}.png")
    assert await broken_rules(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_in_a_browser_with_one_click_and_a_name(agency: Agency, chromium: Browser) -> None:
    """From another site and back: the strict cookie arrives all the same; and every page before and after is sound."""
    page = await chromium.new_page(viewport={"width": 390, "height": 844}, locale="sv-SE")
    page.set_default_timeout(15_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await page.goto(f"http://localhost:{agency.service.port}/today/as")
    assert urlsplit(page.url).path == "/login"
    for wide, scheme in ((390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")):
        await page.set_viewport_size({"width": wide, "height": 844})
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        await keep(page, f"login-{wide}-{scheme}")
    await page.get_by_role("link", name="Logga in med Myndighet").click()
    await page.get_by_label("Name").fill("eva-17")
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url("**/today/as")
    await expect(page.locator("h1").first).to_be_visible()
    who = await page.evaluate("fetch('/api/v1/session').then((a) => a.json())")
    assert who["name"] == "Eva Lundin"
    await page.goto(f"http://localhost:{agency.service.port}/me")
    await expect(page.get_by_text("Genom myndighetens inloggning").first).to_be_visible()
    await page.get_by_role("button", name="Logga ut").click()
    await page.wait_for_url(f"{agency.identity.issuer}/**")  # and out over there
    await page.context.clear_cookies()
    await page.goto(f"http://localhost:{agency.service.port}/login/return?state=s&code=c")
    await keep(page, "login-begun-elsewhere")
    await expect(page.get_by_role("link", name="Logga in igen")).to_be_visible()
    assert not [one for one in said if "Content Security" in one]


def test_while_it_is_down_passwords_work_and_the_page_says_so(agency: Agency) -> None:
    """The last test with this provider: it ends, and operator and lead log in here; so does Eva's session go on."""
    with agency.browser() as hers, agency.browser() as late, agency.browser() as his:
        agency.comes_back(hers, "eva-17")
        back = agency.identity.log_in(late, agency.goes_there(late), "eva-17")
        agency.identity.stop()
        refused = late.get(back)
        assert refused.status_code == 503
        assert "does not answer" in refused.text
        assert 'type="password"' in refused.text
        assert "does not answer" in his.get("/login").text
        for login, address in (("olle@agency.example", "/api/v1/accounts"), ("gunilla", "/api/v1/offices/as/alarms")):
            named = {"login": login, "password": PASSWORD}
            assert his.post("/api/v1/session", json=named).status_code == 201
            assert his.get(address).status_code == 200
        assert hers.get("/api/v1/session").status_code == 200
        assert his.get("/health/live").status_code == 200


def test_the_doctor_says_how_it_is(agency: Agency) -> None:
    """Down by now, and named as what is missing."""
    told = agency.service.trygg("doctor").stdout
    assert f"MISSING  identity provider: {agency.identity.issuer}: no answer" in told
