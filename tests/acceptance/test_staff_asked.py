"""What the staff is asked, as an office works with it: a real service, a browser, a keyboard, and no script."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from parts.offices import lay_out
from parts.service import Service
from web.harness import PICTURES, now
from web.rules import broken_rules

pytestmark = pytest.mark.timeout(300)
PASSWORD = "en lång mening om regn"
NARROW: ViewportSize = {"width": 360, "height": 740}
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service with a lead and two who press."""
    folder = tmp_path_factory.mktemp("asked")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        for login, role in (("gunilla", "lead"), ("anna", "presser"), ("bo", "presser")):
            asked = ("user", "add", login, login.title(), "--role", f"{role}@as", "--person", f"as/{login}")
            done = made.trygg(*asked, given=f"{PASSWORD}\n".encode())
            assert done.returncode == 0, done.stderr
        yield made


async def _as(browser: Browser, service: Service, login: str, **more: Any) -> Page:
    """Return a page of somebody who has logged in."""
    page = await (await browser.new_context(**more)).new_page()
    answer = await page.request.post(f"{service.url}/api/v1/session", data={"login": login, "password": PASSWORD})
    assert answer.status == 201
    return page


async def _look(page: Page, name: str, *, hints: bool = False) -> None:
    """See that a page keeps the rules, has no script and is no wider than its window; leave a picture.

    `hints` says that it tells, while something is written, what may say who a client is: with a script, and no other.
    """
    found = [await one.get_attribute("src") or "" for one in await page.locator("script").all()]
    assert [one.rsplit("/", 1)[-1].partition(".")[0] for one in found] == (["hint"] if hints else [])
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await broken_rules(page) == []  # its own script comes into the page here
    if PICTURES.is_dir():
        await page.screenshot(path=PICTURES / f"staff-{name}.png", full_page=True)


async def test_a_pulse_is_opened_and_answered_without_anybody_being_let_in(chromium: Browser, service: Service) -> None:
    """The lead opens it; Anna finds her code, and answers in a browser that knows nobody, by keyboard, once."""
    lead = await _as(chromium, service, "gunilla")
    await lead.goto(f"{service.url}/pulse/as?lang=sv")
    await expect(lead.get_by_text("Ingen puls har hunnit bli klar här än.")).to_be_visible()
    await _look(lead, "pulse-empty-sv")
    anna = await _as(chromium, service, "anna", viewport=NARROW)
    await anna.goto(f"{service.url}/pulse/as?lang=sv")
    await expect(anna.get_by_role("button")).to_have_count(0)

    await lead.get_by_label("Papperslappar").press("Space")
    await lead.get_by_label("Hur många lappar").fill("3")
    await lead.get_by_role("button", name="Öppna nu").press("Enter")
    await expect(lead.get_by_role("alert")).to_contain_text("Minst 5 personer")
    await expect(lead.get_by_label("Hur många lappar")).to_be_focused()
    await lead.get_by_label("Från sin egen sida").press("Space")
    await lead.get_by_role("button", name="Öppna nu").press("Enter")
    await expect(lead.get_by_role("heading", name=re.compile("Öppen till och med"))).to_be_visible()
    await _look(lead, "pulse-open-sv")

    await anna.reload()
    code = await anna.locator(".running .code").inner_text()
    assert re.fullmatch(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", code)
    await _look(anna, "pulse-open-narrow-sv")

    # A browser that knows nobody, as on a telephone of her own.
    page = await (await chromium.new_context(viewport=NARROW)).new_page()
    await page.goto(f"{service.url}/q/as?lang=sv")
    await expect(page.locator(".way-here .qr")).to_be_visible()
    await _look(page, "pulse-poster-sv")
    await page.get_by_label("Din kod").fill("fel-kod")
    await page.get_by_label("Din kod").press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Ingen puls är öppen med den här koden")
    await _look(page, "pulse-door-sv")
    await page.get_by_label("Din kod").fill(code.upper().replace("-", " "))
    await page.get_by_label("Din kod").press("Enter")
    await expect(page.get_by_role("heading", name="Tre frågor")).to_be_visible()
    await page.get_by_role("button", name="Lämna mitt svar").press("Enter")
    await expect(page.get_by_role("alert")).to_have_count(3)
    await expect(page.get_by_label("Inte alls").first).to_be_focused()
    await _look(page, "pulse-wrong-sv")
    for number, answer in enumerate(("Till största delen", "Helt", "Delvis")):
        await page.get_by_role("group").nth(number).get_by_label(answer, exact=True).press("Space")
    await page.get_by_role("button", name="Lämna mitt svar").press("Enter")
    await expect(page.get_by_role("heading", name="Tack. Ditt svar räknas.")).to_be_visible()
    await _look(page, "pulse-thanks-sv")
    cookies = [one["name"] for one in await page.context.cookies()]
    assert cookies == ["trygg_lang"]

    wide = await (await chromium.new_context(color_scheme="dark")).new_page()
    await wide.goto(f"{service.url}/q/as/{code}?lang=en")
    await _look(wide, "pulse-questions-dark-en")
    for number in range(3):
        await wide.get_by_role("group").nth(number).get_by_label("Mostly").press("Space")
    await wide.get_by_role("button", name="Give my answer").press("Enter")
    await expect(wide.get_by_role("heading", name="This code has answered already")).to_be_visible()

    # Who holds it sees nothing of the answers; she can throw them away.
    await lead.reload()
    await expect(lead.locator(".results")).to_contain_text("Ingen puls har hunnit bli klar här än.")
    await lead.get_by_text("Den öppnades av misstag").press("Enter")
    await lead.get_by_role("button").press("Enter")
    await expect(lead.locator(".running")).to_have_count(0)
    await wide.goto(f"{service.url}/q/as/{code}")
    await expect(wide.get_by_role("alert")).to_contain_text("No pulse is open under this code.")


async def test_a_revision_is_held_commented_on_and_finished(chromium: Browser, service: Service) -> None:
    """Begun, attended, commented on by who presses, decided, with a measure; finished it is only commented on."""
    lead = await _as(chromium, service, "gunilla", color_scheme="dark")
    await lead.goto(f"{service.url}/revisions/as?lang=nb")
    await expect(lead.get_by_text("Ingen gjennomgang er holdt her ennå.")).to_be_visible()
    await _look(lead, "revisions-empty-nb")
    await lead.get_by_label("Hvilken dag").fill("")
    await lead.get_by_role("button", name="Begynn").press("Enter")
    await expect(lead.get_by_role("alert")).to_have_text("Si hvilken dag.")
    await lead.get_by_label("Hvilken dag").fill(now().date().isoformat())
    await lead.get_by_role("button", name="Begynn").press("Enter")
    await expect(lead.get_by_role("heading", name=re.compile("Gjennomgang av planen"))).to_be_visible()
    address = lead.url

    anna = await _as(chromium, service, "anna", viewport=NARROW)
    await anna.goto(f"{address}?lang=sv")
    await expect(anna.get_by_role("button")).to_have_text(["Lägg till kommentaren"])
    await anna.get_by_role("button").press("Enter")
    await expect(anna.get_by_role("alert")).to_contain_text("Skriv vad du tycker.")
    await anna.get_by_label("Vad tycker du").fill("Dörrvakten behöver en <b>ersättare</b>.")
    await anna.get_by_role("button").press("Enter")
    await expect(anna.locator("#comments .words")).to_have_text("Dörrvakten behöver en <b>ersättare</b>.")
    await expect(anna.locator("#comments article")).to_contain_text("Anna")
    await _look(anna, "revision-comment-narrow-sv", hints=True)

    await lead.goto(f"{address}?lang=en")
    await lead.get_by_role("button", name="Finish the revision").press("Enter")
    await expect(lead.get_by_role("alert")).to_have_text("Say first who took part.")
    await lead.locator("input[name=roles]").first.press("Space")
    await lead.get_by_label("Who else, with names or without").fill("Eight of us")
    await lead.get_by_role("button", name="Keep who took part").press("Enter")
    await expect(lead.locator("#attended .words")).to_have_text("Eight of us")
    await lead.get_by_label("A decision").fill("A deputy on Fridays.")
    await lead.get_by_role("button", name="Keep what was decided").press("Enter")
    await expect(lead.locator("#decided .words")).to_have_text("A deputy on Fridays.")
    await lead.get_by_label("What is to be done").fill("Find a deputy")
    await lead.get_by_role("button", name="Plan it").press("Enter")
    await expect(lead.get_by_role("alert")).to_have_text(["Say who does it.", "Say by when it is done."])
    await lead.get_by_label("Who", exact=True).select_option(label="Bo Lind")
    await lead.get_by_label("By when").fill((now() + timedelta(days=30)).date().isoformat())
    await lead.get_by_role("button", name="Plan it").press("Enter")
    measure = lead.locator(".measures li")
    await expect(measure).to_contain_text(re.compile("Bo Lind · .* · to be done"))
    await _look(lead, "revision-dark-en", hints=True)
    await lead.get_by_role("button", name="Finish the revision").press("Enter")
    await expect(lead.get_by_text("Finished on")).to_be_visible()
    await expect(lead.get_by_label("A decision")).to_have_count(0)
    await lead.emulate_media(media="print")
    await expect(lead.get_by_label("What do you think of the plan")).to_be_hidden()
    await lead.emulate_media(media="screen")

    # Whose measure it is says that it is done, and its page sets before beside after.
    bo = await _as(chromium, service, "bo")
    await bo.goto(f"{address}?lang=en")
    await bo.get_by_role("button", name="Done").press("Enter")
    await expect(bo.locator(".measures li")).to_contain_text("done")
    await lead.goto(address)
    await measure.get_by_role("link").press("Enter")
    await expect(lead.get_by_role("heading", name="Find a deputy")).to_be_visible()
    await expect(lead.get_by_text("They do not say that one comes of the other.")).to_be_visible()
    await expect(lead.get_by_text("There are too few days to compare")).to_be_visible()
    await _look(lead, "measure-dark-en")
    await lead.goto(f"{service.url}/attention/as?lang=sv")
    await expect(lead.get_by_role("rowheader", name="Genomgången med personalen")).to_be_visible()


async def test_slips_are_printed_and_each_answers(chromium: Browser, service: Service) -> None:
    """As many as were asked for, each with its own picture; on paper nothing else stands; one answers once."""
    page = await (await chromium.new_context()).new_page()
    token = service.trygg("token", "create", "slips", "--role", "lead", "--office", "fjellvik").stdout.split()[-1]
    await page.context.set_extra_http_headers({"Authorization": f"Bearer {token}"})
    there = await page.goto(f"{service.url}/pulse/fjellvik/slips")
    assert there is not None
    assert there.status == 404, "no pulse is open"
    await page.goto(f"{service.url}/pulse/fjellvik?lang=nb")
    await page.get_by_label("Papirlapper").press("Space")
    await page.get_by_label("Hvor mange lapper").fill("7")
    await page.get_by_role("button", name="Åpne nå").press("Enter")
    await _look(page, "pulse-slips-open-nb")
    await page.get_by_role("link", name="Skriv ut lappene").press("Enter")
    slips = page.locator(".slips li")
    await expect(slips).to_have_count(7)
    codes = await page.locator(".slips .code").all_inner_texts()
    assert len(set(codes)) == 7
    await _look(page, "slips-nb")
    answer = await (await chromium.new_context(viewport=NARROW)).new_page()
    await answer.goto(f"{service.url}/q/fjellvik/{codes[3]}?lang=nb")
    for number in range(3):
        await answer.get_by_role("group").nth(number).get_by_label("Litt").press("Space")
    await _look(answer, "pulse-questions-narrow-nb")
    await answer.get_by_role("button", name="Gi mitt svar").press("Enter")
    await expect(answer.get_by_role("heading", name="Takk. Svaret ditt teller.")).to_be_visible()
    await answer.goto(f"{service.url}/q/fjellvik/{codes[3]}")
    for number in range(3):
        await answer.get_by_role("group").nth(number).get_by_label("Helt").press("Space")
    await answer.get_by_role("button", name="Gi mitt svar").press("Enter")
    await expect(answer.get_by_role("heading", name="Denne koden har allerede svart")).to_be_visible()
