"""Passkeys in a real browser with an authenticator of its own: added, used, lost, and all that lets nobody in."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, Page, Request, expect

from parts.offices import lay_out
from parts.service import Service
from web.harness import PICTURES
from web.rules import broken_rules
from web.walked import walked

pytestmark = pytest.mark.timeout(300)
PASSWORD = "en lång mening om regn"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FINISH = re.compile(r"/api/v1/session/passkey$")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service with an administrator and people of her office."""
    folder = tmp_path_factory.mktemp("passkeys")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        for login, name, role in (
            ("op", "Olle Drift", "operator"),
            ("ada", "Ada Lovén", "office_administrator@as"),
            ("eva", "Eva Lund", "responder@as"),
            ("bo", "Bo Ek", "responder@as"),
            ("gun", "Gun Berg", "responder@as"),
            ("cy", "Cy Dahl", "responder@as"),
        ):
            done = made.trygg("user", "add", login, name, "--role", role, given=f"{PASSWORD}\n".encode())
            assert done.returncode == 0, done.stderr
        yield made


def _here(service: Service) -> str:
    """Return the address at which passkeys work: `localhost`, where the service is reached on its machine alone."""
    return service.url.replace("127.0.0.1", "localhost")


async def _page(browser: Browser, service: Service, language: str = "en", **how: Any) -> Page:
    """Return the page for logging in."""
    page = await (await browser.new_context(**how)).new_page()
    await page.goto(f"{_here(service)}/login?lang={language}&next=/me")
    return page


async def _with_authenticator(page: Page) -> tuple[CDPSession, str]:
    """Give a browser an authenticator that has its person's finger, and asks for it."""
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp, made["authenticatorId"]


async def _by_password(page: Page, login: str) -> None:
    await page.locator("#login").fill(login)
    await page.locator("#password").fill(PASSWORD)
    await page.locator("form button").click()
    await expect(page.locator("#passkeys-head")).to_be_visible()


async def _add(page: Page, name: str = "My phone") -> None:
    await page.locator("#passkey-begin").click()
    await page.locator("#passkey-name").fill(name)
    await page.locator(".passkeys form button.act").click()
    await expect(page.locator(".passkeys li h3", has_text=name)).to_be_visible()


async def _log_out(page: Page) -> None:
    await page.get_by_role("button", name="Log out").click()
    await page.wait_for_url("**/login")
    await page.goto(page.url + "?next=/me")


async def _added(browser: Browser, service: Service, login: str) -> tuple[Page, CDPSession, str]:
    """Return the page for logging in, in a browser that has a passkey of somebody's."""
    page = await _page(browser, service)
    cdp, authenticator = await _with_authenticator(page)
    await _by_password(page, login)
    await _add(page)
    await _log_out(page)
    return page, cdp, authenticator


async def _refused(page: Page, words: str) -> None:
    """Log in with the passkey, and see that nobody is let in, and why."""
    await page.locator(".by-passkey button").click()
    await expect(page.locator(".by-passkey .wrong")).to_contain_text(words)
    assert await page.evaluate("fetch('/api/v1/session').then((one) => one.status)") == 401


async def _look(page: Page, name: str) -> None:
    """Nothing hangs over the edge, and no rule is broken; a picture where somebody wants them."""
    if PICTURES.is_dir():
        await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert await page.evaluate(SIDEWAYS) == 0, name
    assert await broken_rules(page) == [], name


async def test_a_passkey_is_added_lets_in_and_is_taken_out(chromium: Browser, service: Service) -> None:
    """Its name, when it was added and used are on her page; once it is out it lets nobody in."""
    page, _, _ = await _added(chromium, service, "eva")
    await page.locator(".by-passkey button").click()
    await expect(page.locator(".passkeys li .notes")).to_contain_text("Last used today")
    await expect(page.locator("main > ul.held > li", has_text="With a passkey")).to_contain_text("here, now")
    await _look(page, "passkeys-me")

    row = page.locator(".passkeys li", has_text="My phone")
    await row.get_by_role("button", name="Remove it").click()
    await expect(row.get_by_role("group")).to_contain_text("lets nobody in any more")
    await row.get_by_role("button", name="Yes, remove it").click()
    await expect(page.locator(".passkeys ul.held")).to_have_count(0)
    await _log_out(page)
    await _refused(page, "lets nobody in here")
    await page.context.close()


async def test_the_door_by_keyboard(chromium: Browser, service: Service) -> None:
    """All is reached and seen; a wrong password and a finger that is refused leave the keyboard where it was."""
    page, cdp, authenticator = await _added(chromium, service, "eva")
    by_passkey = page.locator(".by-passkey button")
    await expect(by_passkey).to_be_visible()
    assert await walked(page) == []
    await cdp.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    await by_passkey.press("Enter")
    await expect(page.locator(".by-passkey .wrong")).to_contain_text("Nobody was let in")
    await expect(by_passkey).to_be_focused()
    await page.locator("#login").fill("eva")
    await page.locator("#password").fill("wrong")
    enter = page.locator("form button")
    await enter.press("Enter")
    await expect(page.locator("form .wrong")).not_to_be_empty()
    await expect(enter).to_be_focused()
    await page.context.close()


async def test_an_answer_counts_once(chromium: Browser, service: Service) -> None:
    """What let her in is sent again, and twice at once in the browser that was asked: one session, and no more."""
    page, _, _ = await _added(chromium, service, "bo")
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one) if FINISH.search(one.url) else None)

    async def hold(route: Any) -> None:
        await route.abort()

    await page.route(FINISH, hold)  # it is answered below, by hand
    await page.locator(".by-passkey button").click()
    await expect(page.locator(".by-passkey .wrong")).to_be_visible()
    await page.unroute(FINISH)
    answer = json.loads(sent[0].post_data or "")
    statuses = await page.evaluate(
        """async (answer) => {
          const send = () => fetch('/api/v1/session/passkey', {method: 'POST', body: JSON.stringify(answer),
            headers: {'Content-Type': 'application/json'}}).then((one) => one.status);
          const both = await Promise.all([send(), send()]);
          return [...both, await send()];
        }""",
        answer,
    )
    assert sorted(statuses[:2]) == [201, 401]
    assert statuses[2] == 401
    await page.context.close()


async def test_who_is_not_verified_and_whom_nobody_knows_stay_outside(chromium: Browser, service: Service) -> None:
    """No finger, no passkey of Trygg's at all, and one that another house has made with the same authenticator."""
    page, cdp, authenticator = await _added(chromium, service, "gun")
    await cdp.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    await _refused(page, "Nobody was let in")
    await cdp.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})

    held = await cdp.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})
    (own,) = held["credentials"]
    assert own["rpId"] == "localhost"
    assert len(own["userHandle"]) > 80  # chance, and no name
    await cdp.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    await _refused(page, "Nobody was let in")
    foreign = {**own, "credentialId": "Zm9yZWlnbi1mb3JlaWduLWZvcmVpZ24=", "signCount": 9}
    await cdp.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": foreign})
    await _refused(page, "lets nobody in here")

    # A copy that counts from the beginning: what she has is further on.
    await cdp.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    await cdp.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": {**own, "signCount": 40}})
    await page.locator(".by-passkey button").click()
    await expect(page.locator("#passkeys-head")).to_be_visible()
    await _log_out(page)
    await cdp.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    await cdp.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": {**own, "signCount": 3}})
    await _refused(page, "somebody may have a copy of it")
    await _by_password(page, "gun")
    await expect(page.locator(".passkeys li .is-weak")).to_contain_text("somebody may have a copy of it")

    # Hers lets her in as before, and she is told until she has taken it out, where everybody begins.
    await _log_out(page)
    await cdp.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    await cdp.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": {**own, "signCount": 60}})
    await page.locator(".by-passkey button").click()
    await expect(page.locator(".passkeys li .is-weak")).to_contain_text("somebody may have a copy of it")
    await page.goto(f"{_here(service)}/")
    await expect(page.locator(".warning")).to_contain_text("Somebody may have a copy of a passkey of yours")
    await _look(page, "passkeys-copied")
    await page.locator(".warning a").click()
    row = page.locator(".passkeys li", has_text="My phone")
    await row.get_by_role("button", name="Remove it").click()
    await row.get_by_role("button", name="Yes, remove it").click()
    await expect(page.locator(".passkeys ul.held")).to_have_count(0)
    await page.goto(f"{_here(service)}/")
    await expect(page.locator("h1")).to_be_visible()
    await expect(page.locator(".warning")).to_have_count(0)
    await page.context.close()


async def test_at_another_address_they_are_not_offered(chromium: Browser, service: Service) -> None:
    """At a number instead of the name a page says where they work, and her own page too."""
    page = await (await chromium.new_context()).new_page()
    await page.goto(f"{service.url}/login?lang=en&next=/me")
    await expect(page.locator(".by-passkey .elsewhere")).to_contain_text("Passkeys work at http://localhost")
    await expect(page.locator(".by-passkey button")).to_be_hidden()
    await _by_password(page, "ada")
    await expect(page.locator(".passkeys")).to_contain_text("Passkeys work at http://localhost")
    await expect(page.locator("#passkey-begin")).to_have_count(0)
    # Whatever address a request came to, the service asks for its own: a browser there refuses it.
    asked = await page.request.post(f"{service.url}/api/v1/passkeys/begin", data={})
    assert (await asked.json())["rp"]["id"] == "localhost"
    await page.context.close()


async def test_an_administrator_takes_out_those_of_whoever_lost_hers(chromium: Browser, service: Service) -> None:
    """At once, and she is logged out; who leaves loses hers with her account, by a command too."""
    page, _, _ = await _added(chromium, service, "cy")
    await page.locator(".by-passkey button").click()
    await expect(page.locator("#passkeys-head")).to_be_visible()

    ada = await _page(chromium, service)
    await _by_password(ada, "ada")
    await ada.goto(f"{_here(service)}/people/as")
    row = ada.locator("ul.held > li", has_text="Cy Dahl")
    await expect(row.locator(".notes")).to_contain_text("Passkeys: 1")
    await row.get_by_role("button", name="Change").click()
    await expect(ada.get_by_role("button", name="She has lost her passkey")).to_be_visible()
    await _look(ada, "passkeys-people")
    await ada.get_by_role("button", name="She has lost her passkey").click()
    await expect(ada.get_by_role("status")).to_contain_text("Cy Dahl: passkeys are taken out")
    await expect(row.locator(".notes", has_text="Passkeys")).to_have_count(0)
    await page.goto(f"{_here(service)}/me")
    await page.wait_for_url(re.compile("/login"))
    await _refused(page, "lets nobody in here")
    await ada.context.close()

    await _by_password(page, "cy")
    await _add(page, "Another")
    await _log_out(page)
    assert "Passkeys of cy that were taken out: 1." in service.trygg("user", "passkeys", "cy").stdout
    await _refused(page, "lets nobody in here")
    await _by_password(page, "cy")
    await _add(page, "A third")
    await _log_out(page)
    assert service.trygg("user", "end", "cy").returncode == 0
    await _refused(page, "lets nobody in here")
    await page.context.close()


async def test_pages_without_javascript_say_what_passkeys_need(chromium: Browser, service: Service) -> None:
    """The page for logging in shows no button that does nothing; it may ask a browser for a passkey, others may not."""
    page = await _page(chromium, service, java_script_enabled=False)
    await expect(page.locator(".by-passkey")).to_be_hidden()
    said = await page.locator("noscript").text_content()
    assert said is not None
    assert "This page needs JavaScript. So do passkeys." in said
    for address, what in (("/login", "get"), ("/login/return", "get"), ("/me", "create"), ("/pair", None)):
        told = (await page.request.get(f"{_here(service)}{address}")).headers["permissions-policy"]
        for one in ("get", "create"):
            assert f"publickey-credentials-{one}=({'self' if one == what else ''})" in told
    await page.context.close()


@pytest.mark.parametrize(
    ("name", "language", "how"),
    [
        ("desk", "en", {}),
        ("phone", "sv", {"viewport": {"width": 360, "height": 740}}),
        ("dark", "sv", {"color_scheme": "dark"}),
        ("nb", "nb", {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}),
    ],
)
async def test_pictures_fit(chromium: Browser, service: Service, name: str, language: str, how: dict[str, Any]) -> None:
    """Logging in, adding one and the list: nothing hangs over the edge, and no rule is broken."""
    page = await _page(chromium, service, language, **how)
    await _with_authenticator(page)
    await expect(page.locator(".by-passkey button")).to_be_visible()
    await _look(page, f"passkeys-{name}-login")
    await _by_password(page, "ada")
    await page.locator("#passkey-begin").click()
    await expect(page.locator("#passkey-name")).to_be_focused()
    await _look(page, f"passkeys-{name}-form")
    await page.locator("#passkey-name").fill(f"Telefon {name}")
    await page.locator(".passkeys form button.act").click()
    await expect(page.locator(".passkeys li h3", has_text=f"Telefon {name}")).to_be_visible()
    await _look(page, f"passkeys-{name}-list")
    await page.context.close()
