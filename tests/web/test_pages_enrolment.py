"""The page of buttons in front of a real service: enrolled by hand and by a file, handed over, lost, and as labels."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from parts.offices import lay_out
from parts.service import Service
from web.harness import PICTURES
from web.rules import broken_rules

pytestmark = pytest.mark.timeout(300)
PASSWORD = "en lång mening om regn"
LONG = "Överfallsknappen i trapphuset vid den norra ingången bakom receptionen i Södermanland"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service with an administrator."""
    folder = tmp_path_factory.mktemp("enrolment-pages")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        added = made.trygg(
            "user", "add", "ada", "Ada", "--role", "office_administrator@as", given=f"{PASSWORD}\n".encode()
        )
        assert added.returncode == 0, added.stderr
        yield made


async def _page(browser: Browser, service: Service, lang: str, **how: Any) -> Page:
    page = await (await browser.new_context(**how)).new_page()
    await page.goto(f"{service.url}/login?lang=en")
    await page.get_by_label("Login name").fill("ada")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url(f"{service.url}/")
    await page.goto(f"{service.url}/devices/as?lang={lang}")
    await expect(page.locator(".held > li h2").first).to_be_visible()
    return page


async def _look(page: Page, name: str) -> None:
    """Take a picture; nothing hangs over the edge, and no rule is broken."""
    PICTURES.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert await page.evaluate(SIDEWAYS) == 0, name
    assert await broken_rules(page) == [], name


async def test_a_button_is_enrolled_and_lost_by_keyboard(chromium: Browser, service: Service) -> None:
    """Its short name follows its name, the focus follows what is done, and who has no button now stands first."""
    ada = await _page(chromium, service, "en", viewport={"width": 1366, "height": 768})
    await ada.get_by_role("button", name="Enrol a button").press("Enter")
    await expect(ada.locator("#enrol-title")).to_be_focused()
    await expect(ada.get_by_text("A press for help raises an alarm, now too")).to_be_visible()
    await ada.get_by_role("button", name="Listen for a minute").press("Enter")
    await expect(ada.get_by_text("Listening.")).to_be_visible()
    await _look(ada, "devices-listening")
    await ada.get_by_role("button", name="Enrol one by its address").press("Enter")
    await expect(ada.locator("#form-title")).to_be_focused()
    await ada.get_by_label("What the screens call it").fill("Åsas knapp")
    await expect(ada.get_by_label("Its short name")).to_have_value("asas-knapp")
    await ada.get_by_label("Who wears it").select_option("bo")
    for ability in ("It vibrates", "It has a lamp"):
        await ada.get_by_label(ability).uncheck()
    await expect(ada.get_by_text("cannot tell its wearer anything: she feels no answer")).to_be_visible()
    await ada.get_by_role("button", name="Enrol it").press("Enter")
    await expect(ada.get_by_text("Enrolled is not tested")).to_be_visible()
    row = ada.locator(".held > li", has_text="asas-knapp")
    await expect(row.locator("h2")).to_be_focused()
    await row.get_by_role("button", name="Change").press("Enter")
    await ada.get_by_label("How it stands").select_option("lost")
    await _look(ada, "devices-form")
    await ada.get_by_role("button", name="Save").press("Enter")
    await expect(row.get_by_text("Bo Lind has no button while this one is lost")).to_be_visible()
    await expect(ada.locator(".held > li h2").first).to_contain_text("Åsas knapp")
    await row.get_by_role("button", name="It is found").press("Enter")
    await expect(ada.get_by_text("Åsas knapp is in use again")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme", "lang"), [("1366x768", "light", "sv"), ("320x640", "dark", "nb")])
async def test_many_by_a_file_fit_and_can_be_read(
    chromium: Browser, service: Service, size: str, scheme: Any, lang: str
) -> None:
    """Errors in her language, each with its line; then sixty of them, found by a word, and their labels."""
    width, height = map(int, size.split("x"))
    ada = await _page(chromium, service, lang, viewport={"width": width, "height": height}, color_scheme=scheme)
    await ada.locator("#by-file").click()
    sentences = {"sv": "Den här filen är för stor", "nb": "Denne filen er for stor"}
    for text in (b"x" * 1_000_001, b"\x00" * 1_000_000):
        await ada.set_input_files("#device-file", {"name": "film.csv", "mimeType": "text/csv", "buffer": text})
        await expect(ada.get_by_text(sentences[lang])).to_be_visible()
        await ada.set_input_files("#device-file", {"name": "x", "mimeType": "text/csv", "buffer": b"\xff\xd8\xff"})
        await expect(ada.get_by_text("UTF-8").first).to_be_visible()
        await expect(ada.get_by_text(sentences[lang])).to_have_count(0)
    wrong = b"device;name;holder\nx;Knapp;nobody\nFel Namn;;\n"
    await ada.set_input_files("#device-file", {"name": "knapper.csv", "mimeType": "text/csv", "buffer": wrong})
    await expect(ada.locator(".differs li")).to_have_count(2)
    await expect(ada.locator(".differs")).to_contain_text("nobody")
    await expect(ada.locator(".differs")).not_to_contain_text("the plan")
    await _look(ada, f"devices-file-{size}-{lang}")
    rows = "".join(f"{lang}-{n:03d};{lang} {n} {LONG if n == 0 else ''};reception\n" for n in range(60))
    many = f"device;name;place\n{rows}".encode()
    await ada.set_input_files("#device-file", {"name": "many.csv", "mimeType": "text/csv", "buffer": many})
    await ada.locator("#enrol-file").click()
    await expect(ada.locator("#enrol-file")).to_have_count(0)
    await ada.locator("#find").fill(f"{lang} 59")
    await expect(ada.locator(".held > li")).to_have_count(1)
    await ada.locator("#find").fill(LONG[:20])
    await _look(ada, f"devices-{size}-{lang}-many")
    await ada.goto(f"{service.url}/devices/as/labels")
    await expect(ada.locator(f".label:has-text('{lang} 59')")).to_have_count(1, timeout=60_000)
    await _look(ada, f"labels-{size}-{lang}")
