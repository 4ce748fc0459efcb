"""Pages of people, screens and tokens in front of a real service, as an administrator and a wall see them."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, Page, expect

from parts.offices import lay_out
from parts.service import Service
from parts.unencrypted import NO_TLS
from web.harness import PICTURES
from web.rules import broken_rules

pytestmark = pytest.mark.timeout(300)
PASSWORD = "en lång mening om regn"
LONG = "Maria-Magdalena Kierkegaard-Oksanen af Södermanland"
LONG_SLUG = "basstationen-i-trapphuset-vid-den-norra-ingangen"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service with an operator and an administrator."""
    folder = tmp_path_factory.mktemp("pages")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        for login, name, role in (
            ("op", "Olle Drift", "operator"),
            ("ada", "Ada Lovén", "office_administrator@as"),
            ("eva", "Eva Lund", "office_administrator@as"),
        ):
            done = made.trygg("user", "add", login, name, "--role", role, given=f"{PASSWORD}\n".encode())
            assert done.returncode == 0, done.stderr
        yield made


async def _page(browser: Browser, service: Service, login: str | None = None, **how: Any) -> Page:
    """Return a page of somebody who has logged in and reads English, or of nobody."""
    page = await (await browser.new_context(**how)).new_page()
    if login:
        await page.request.get(f"{service.url}/login?lang=en")
        content = {"login": login, "password": PASSWORD}
        answer = await page.request.post(f"{service.url}/api/v1/session", data=content)
        assert answer.status == 201, await answer.text()
    return page


async def _look(page: Page, name: str) -> None:
    """Nothing hangs over the edge, and no rule is broken; a picture where somebody wants them."""
    if PICTURES.is_dir():
        await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert await page.evaluate(SIDEWAYS) == 0, name
    assert await broken_rules(page) == [], name


async def test_somebody_is_let_in_changed_by_two_at_once_and_ended(chromium: Browser, service: Service) -> None:
    """An invitation, her own password, a conflict that shows what the other did, and an end after a question."""
    ada = await _page(chromium, service)
    await ada.goto(f"{service.url}/login?lang=en")
    await ada.get_by_label("Login name").fill("ada")
    await ada.get_by_label("Password").fill(PASSWORD)
    await ada.get_by_role("button", name="Log in").click()
    await ada.wait_for_url(f"{service.url}/")
    await ada.get_by_role("link", name="People and what they may do").click()
    await ada.get_by_role("button", name="Let somebody in").click()
    await ada.get_by_label("Her name").fill(LONG)
    await ada.get_by_role("button", name="Make the account and an invitation").click()
    await expect(ada.get_by_role("heading", name=f"An invitation for {LONG}")).to_be_focused()
    link = await ada.locator("#invitation-link").input_value()
    await expect(ada.get_by_text("Invited, has not logged in yet")).to_be_visible()
    maria = await _page(chromium, service)
    await maria.goto(link)
    await maria.get_by_label("Password").fill(PASSWORD)
    await maria.get_by_label("The same once more").fill(PASSWORD)
    await maria.get_by_role("button", name="Keep it and log in").click()
    await expect(maria.get_by_role("link", name=f"You: {LONG}")).to_be_visible()
    await expect(maria.get_by_role("link", name="People and what they may do")).to_have_count(0)
    eva = await _page(chromium, service, "eva")
    for page in (ada, eva):
        await page.goto(f"{service.url}/people/as")
        await page.get_by_role("button", name=f"Change {LONG}").click()
    await ada.get_by_role("checkbox", name="Safety representative").check()
    await ada.get_by_role("button", name="Save").click()
    await expect(ada.get_by_text("It holds at once.")).to_be_visible()
    await eva.get_by_role("checkbox", name="Leads in an alarm").check()
    await eva.get_by_role("button", name="Save").click()
    await expect(eva.get_by_text("given meanwhile: Safety representative")).to_be_visible()
    assert await broken_rules(eva) == []
    await eva.get_by_role("button", name="Save").click()
    await expect(eva.get_by_text("It holds at once.")).to_be_visible()
    row = eva.locator(".held > li", has_text=LONG)
    await expect(row.locator(".may li")).to_have_count(3)
    await row.get_by_role("button", name="Change").press("Enter")
    await eva.get_by_role("button", name="End this account").press("Enter")
    await expect(eva.get_by_role("button", name="No, leave it")).to_be_focused()
    await eva.keyboard.press("Escape")
    await expect(eva.get_by_role("button", name="End this account")).to_be_focused()
    await eva.keyboard.press("Enter")
    await eva.get_by_role("button", name="Yes, end it").click()
    await expect(eva.get_by_text(f"{LONG} is out.")).to_be_visible()
    await expect(row).to_have_count(0)
    await maria.goto(f"{service.url}/me")
    await expect(maria.get_by_role("heading", name="Log in")).to_be_visible()


async def test_a_screen_that_is_taken_out_shows_its_code_and_goes_on_by_itself(
    chromium: Browser, service: Service
) -> None:
    """Nothing of what it had stays on it; the code it shows is typed at a desk, and nobody touches the wall."""
    wall = await _page(chromium, service, locale="sv-SE")
    await wall.goto(f"{service.url}/screen/as/staff")
    await expect(wall.get_by_role("heading", name="Den här skärmen är inte parkopplad")).to_be_visible()
    ada = await _page(chromium, service, "ada")
    await ada.goto(f"{service.url}/")
    await ada.get_by_role("link", name="Screens and phones").click()
    for _ in range(2):
        code = wall.locator(".own-code")
        await expect(code).to_contain_text("-")
        await ada.get_by_role("button", name="Pair another one").click()
        await expect(ada.get_by_label("Which screen of the plan").locator("option[value=security]")).to_have_count(0)
        await expect(ada.get_by_text("A screen for security is paired by whoever runs the service")).to_be_visible()
        await ada.get_by_label("Which screen of the plan").select_option("staff")
        await ada.get_by_label("The code it shows").fill((await code.inner_text()).lower())
        await ada.get_by_role("button", name="Pair it").click()
        await wall.wait_for_url("**/screen/as/staff")
        await expect(wall.get_by_text("Medborgarkontoret Ås").first).to_be_visible()
        await expect(ada.get_by_text("Connected now")).to_be_visible(timeout=20_000)
        await expect(ada.get_by_text("Ada Lovén answers for it")).to_be_visible()
        await ada.get_by_role("button", name="Done").click()
        await ada.get_by_role("button", name="Take out").click()
        await ada.get_by_role("button", name="Yes, take it out").click()
        await wall.wait_for_url("**/pair?next=*")
        await expect(wall.get_by_text("Medborgarkontoret Ås")).to_have_count(0)
        await expect(ada.get_by_text("Nothing is paired in this office yet.")).to_be_visible()


async def test_a_button_gets_its_password_once_and_is_shut_out(chromium: Browser, service: Service) -> None:
    """By keyboard: a warning before the first, shown once, a second one beside it, and an end to both."""
    op = await _page(chromium, service, "op")
    await op.goto(f"{service.url}/")
    await op.get_by_role("link", name="Buttons and gateways").first.click()
    await expect(op.get_by_text("Nobody has a password yet")).to_be_visible()
    row = op.locator(".held > li", has_text="Berlock 1")
    await row.get_by_role("button", name="Give it a password").press("Enter")
    await expect(op.get_by_text("EVERY button in EVERY office")).to_be_visible()
    await expect(op.get_by_role("button", name="No, leave it")).to_be_focused()
    await op.keyboard.press("Escape")
    await expect(row.get_by_role("button", name="Give it a password")).to_be_focused()
    await op.keyboard.press("Enter")
    await expect(op.locator("#no-new-pendant-1")).to_be_focused()
    await op.get_by_role("button", name="Yes, make one").press("Enter")
    await expect(op.get_by_role("heading", name="Write this into pendant-1")).to_be_focused()
    password = await op.locator("#made-password").input_value()
    assert len(password) == 32
    assert await op.locator("#made-user").input_value() == "as.pendant-1"
    assert await op.locator("#made-topic").input_value() == "trygg/v1/as/pendant-1/press"
    await expect(op.get_by_role("img", name="QR code")).to_be_visible()
    await expect(op.get_by_text("5 of 6 need somebody")).to_be_visible()
    await expect(op.locator(".held > li h2").first).to_contain_text("Berlock 2")
    await op.get_by_role("button", name="I have written it down").press("Enter")
    assert password not in await op.content()
    await row.get_by_role("button", name="New password").press("Enter")
    await expect(op.locator("#no-new-pendant-1")).to_be_focused()
    await op.get_by_role("button", name="Yes, make one").press("Enter")
    await expect(op.get_by_text("The old password holds until")).to_be_visible()
    await expect(row.get_by_text("Old: as.pendant-1, until")).to_be_visible()
    await _look(op, "devices-two")
    await row.get_by_role("button", name="Shut out").press("Enter")
    await expect(op.locator("#no-out-pendant-1")).to_be_focused()
    await op.get_by_role("button", name="Yes, shut it out").press("Enter")
    await expect(op.get_by_text("Berlock 1 is shut out. It holds when the files are written")).to_be_visible()
    await expect(op.locator(".held > li h2").first).to_contain_text("Berlock 1")
    await expect(row.get_by_text("Shut out: its password holds no longer")).to_be_visible()
    await op.get_by_role("link", name="People", exact=True).click()
    await op.locator("summary").click()
    await expect(op.get_by_text("gave a button or gateway a password: pendant-1").first).to_be_visible()
    ada = await _page(chromium, service, "ada")
    await ada.goto(f"{service.url}/devices/as")
    await expect(ada.locator(".held > li h2").first).to_be_visible()
    await expect(ada.get_by_role("button", name="Give it a password")).to_have_count(0)


async def test_a_list_that_cannot_be_read_says_so(chromium: Browser, service: Service) -> None:
    """And one without a button says how the first one gets into it."""
    page = await _page(chromium, service, "op")
    await page.goto(f"{service.url}/devices/fjellvik")
    await expect(page.get_by_text("No button is enrolled in this office")).to_be_visible()
    await _look(page, "devices-empty")
    await page.route("**/api/v1/offices/as/devices", lambda route: route.abort())
    await page.goto(f"{service.url}/devices/as")
    await expect(page.get_by_role("alert")).to_contain_text("The service does not answer")
    await _look(page, "devices-error")


@pytest.mark.parametrize(("size", "scheme", "lang"), [("1366x768", "light", "sv"), ("320x640", "dark", "nb")])
async def test_every_page_fits_and_can_be_read(
    chromium: Browser, service: Service, size: str, scheme: Any, lang: str
) -> None:
    """With long names, open forms and questions, at a desk and on a narrow phone, light and dark."""
    width, height = map(int, size.split("x"))
    how = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    with httpx2.Client(base_url=f"{service.url}/api/v1", trust_env=False, verify=NO_TLS, timeout=20.0) as ada:
        assert ada.post("/session", json={"login": "ada", "password": PASSWORD}).status_code == 201
        for name in (LONG, "Bo Lind"):
            content = {
                "login": f"{name.split()[0]}-{lang}",
                "name": name,
                "roles": [{"role": "presser", "office": "as"}],
            }
            assert ada.post("/accounts", json=content).status_code == 201
        knock = ada.post("/pair/knock").json()
        assert ada.post("/offices/as/paired", json={"code": knock["code"], "screen": "reception"}).status_code == 201
        with httpx2.Client(base_url=f"{service.url}/api/v1", trust_env=False, verify=NO_TLS) as screen:
            assert screen.post("/pair/knock/answer", json={"knock": knock["knock"], "name": LONG}).json()["paired"]
    page = await _page(chromium, service, **how)
    for way in ("pair", "invitation"):
        await page.goto(f"{service.url}/{way}?lang={lang}#x")
        await expect(page.locator("h1")).to_be_visible()
        await _look(page, f"{way}-{size}-{lang}")
    page = await _page(chromium, service, "ada", **how)
    await page.goto(f"{service.url}/people/as?lang={lang}")
    await page.locator(f".held > li:has-text('{LONG}') .acts button").first.click()
    await page.locator("[id^=ask-end]").click()
    await page.locator("summary").click()
    await _look(page, f"people-{size}-{lang}")
    await page.goto(f"{service.url}/screens/as?lang={lang}")
    await page.locator("#pair").click()
    await page.locator("#target").select_option("staff")
    await page.locator(".made .plain").click()
    await expect(page.locator(".code-shown")).to_be_visible()
    await page.locator(".held .acts button").last.click()
    await _look(page, f"screens-{size}-{lang}")
    await page.goto(f"{service.url}/me?lang={lang}")
    await expect(page.locator(".held")).to_be_visible()
    await _look(page, f"me-{size}-{lang}")
    page = await _page(chromium, service, "op", **how)
    await page.goto(f"{service.url}/devices/as?lang={lang}")
    await page.locator("#gateway").click()
    await page.locator("#gateway-name").fill(f"{LONG_SLUG}-{lang}")
    await page.locator("input[name=prefixes]").fill(f"site-{lang}/{LONG_SLUG}")
    await page.locator("form .act").click()
    await expect(page.locator("#made-password")).to_be_visible()
    await page.locator("[id^=ask-out]").last.click()
    await expect(page.locator(".test-press")).to_have_count(0)  # each is tested by whoever wears it
    await _look(page, f"devices-{size}-{lang}")
    await page.goto(f"{service.url}/tokens?lang={lang}")
    await page.locator("#make").click()
    await _look(page, f"tokens-make-{size}-{lang}")
    await page.locator("#token-name").fill(LONG)
    await page.locator("input[name=role]").first.check()
    await page.locator("form .act").click()
    await expect(page.locator("#token-text")).to_be_visible()
    await _look(page, f"tokens-{size}-{lang}")
