"""Reports as an office works with them: a real service, a browser, a keyboard, and no script on any of the pages."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
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
    folder = tmp_path_factory.mktemp("forms")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        for login, role in (("gunilla", "lead"), ("anna", "presser"), ("bo", "presser")):
            asked = ("user", "add", login, login.title(), "--role", f"{role}@as", "--person", f"as/{login}")
            done = made.trygg(*asked, given=f"{PASSWORD}\n".encode())
            assert done.returncode == 0, done.stderr
        yield made


def _over(service: Service, key: str) -> str:
    """Have Anna press, and Gunilla end it and close its record; return the alarm."""
    said = {"kind": "assist", "zone": "room-114"}
    with httpx2.Client(base_url=f"{service.url}/api/v1", timeout=30, trust_env=False) as client:
        assert client.post("/session", json={"login": "anna", "password": PASSWORD}).status_code == 201
        pressed = client.post("/offices/as/alarms", json=said, headers={"Idempotency-Key": key})
        alarm = str(pressed.json()["alarm"])
        assert client.post("/session", json={"login": "gunilla", "password": PASSWORD}).status_code == 201
        for action, more in (("arrive", {}), ("clear", {"seen_her": True}), ("close", {"outcome": "over"})):
            told = client.post(f"/alarms/{alarm}/{action}", json=more)
            assert told.status_code == 200, told.text
    return alarm


async def _as(browser: Browser, service: Service, login: str, **more: Any) -> Page:
    """Return a page of somebody who has logged in."""
    context = await browser.new_context(**more)
    page = await context.new_page()
    answer = await page.request.post(f"{service.url}/api/v1/session", data={"login": login, "password": PASSWORD})
    assert answer.status == 201
    return page


async def _look(page: Page, name: str) -> None:
    """See that a page keeps the rules, has no script but the hint, and is no wider than its window; leave a picture."""
    sources = await page.evaluate("[...document.scripts].map((one) => one.src)")
    assert [one for one in sources if not one.endswith("/hint.js")] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await broken_rules(page) == []  # its own script comes into the page here
    if PICTURES.exists():
        await page.screenshot(path=PICTURES / f"report-{name}.png", full_page=True)


async def test_a_report_is_written_sorted_told_and_finished_by_keyboard(chromium: Browser, service: Service) -> None:
    """What is wrong stands at its field with her words kept; what is serious cannot be finished before it is told."""
    alarm = _over(service, "forms-1")
    page = await _as(chromium, service, "gunilla")
    await page.goto(f"{service.url}/review/as/{alarm}?lang=en")
    await page.get_by_label("Add a note").fill("The door was open.")
    await page.get_by_role("button", name="Add it to the record").press("Enter")
    await expect(page.get_by_role("article")).to_contain_text("The door was open.")
    await page.get_by_role("link", name="The report about it").press("Enter")
    await expect(page.get_by_text("Nobody has written yet what happened.")).to_be_visible()

    # A class without how grave it was: nothing is kept, and every word still stands in its field.
    words = page.get_by_label("Write what happened")
    await words.fill("He had a <b>knife</b>.")
    await page.get_by_label("Threat", exact=True).press("Space")
    await page.get_by_role("button", name="Keep it", exact=True).press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Say how grave it was.")
    await expect(page.get_by_label("Nobody was hurt, and nobody could")).to_be_focused()
    await expect(words).to_have_value("He had a <b>knife</b>.")
    await expect(page.get_by_label("Threat", exact=True)).to_be_checked()
    await _look(page, "wrong")

    # Serious: it is kept, and what is owed stands at the field of the moment.
    await page.get_by_label("Nobody was hurt, but there was serious danger").press("Space")
    await page.get_by_role("button", name="Keep it and finish the report").press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("told to the authority without delay")
    await expect(page.get_by_label("The authority was told at")).to_be_focused()
    await expect(words).to_have_value("")
    await expect(page.locator("article .words")).to_have_text("He had a <b>knife</b>.")
    await page.set_viewport_size(NARROW)
    await _look(page, "owed-narrow")
    listed = await page.context.new_page()
    await listed.goto(f"{service.url}/reports/as?lang=sv")
    await expect(listed.locator(".report-list li").first).to_contain_text("Ska fortfarande anmälas till myndigheten")
    await _look(listed, "list")
    await listed.goto(f"{service.url}/reports/as?lang=en")

    # Told: then it is finished, and only added to.
    since = await page.locator(".duty strong").inner_text()
    assert re.search(r"Known since .*\d\d:\d\d[:.]", since), since
    await page.get_by_label("The authority was told at").fill("2024-05-06T08:15")
    await page.get_by_role("button", name="Keep it and finish the report").press("Enter")
    await expect(page.get_by_role("status")).to_have_text("It is kept.")
    await expect(page.locator("fieldset")).to_have_count(0)
    await expect(page.get_by_text("Finished on")).to_be_visible()
    await page.get_by_label("Add to it").fill("It was a bread knife.")
    await page.get_by_role("button", name="Add it to the report").press("Enter")
    await expect(page.locator("article").nth(1)).to_contain_text("added afterwards")


async def test_measures_and_the_meeting_stand_below_it(chromium: Browser, service: Service) -> None:
    """A measure needs somebody and a day; done it says so; and what the unit decided stands there, in her language."""
    alarm = _over(service, "forms-2")
    page = await _as(chromium, service, "gunilla", color_scheme="dark")
    await page.goto(f"{service.url}/reports/as/report-{alarm}?lang=sv")
    await page.get_by_label("Vad som ska göras").fill("En dörr till i 114")
    await page.get_by_role("button", name="Planera").press("Enter")
    await expect(page.get_by_role("alert")).to_have_text(["Säg vem som gör det.", "Säg när det ska vara gjort."])
    await page.get_by_label("Vem", exact=True).select_option(label="Bo Lind")
    await page.get_by_label("Till när").fill((now() + timedelta(days=30)).date().isoformat())
    await page.get_by_role("button", name="Planera").press("Enter")
    measure = page.locator(".measures li").filter(has_text="En dörr till i 114")
    await expect(measure).to_contain_text(re.compile("Bo Lind · .* · att göra"))
    await measure.get_by_role("button").press("Enter")
    await expect(measure).to_contain_text("gjort")
    await expect(measure.get_by_role("button")).to_have_count(0)
    await page.get_by_label("När enheten talade om det").fill("2024-05-07")
    await page.get_by_label("Vad den beslutade").fill("Ingen sitter ensam i 114.")
    await page.get_by_role("button", name="Spara beslutet").press("Enter")
    await expect(page.locator("#meeting article .words")).to_have_text("Ingen sitter ensam i 114.")
    await _look(page, "dark-sv")

    # She who pressed writes in hers and follows nothing up; a colleague has no such page.
    anna = await _as(chromium, service, "anna")
    await anna.goto(f"{service.url}/reports/as/report-{alarm}?lang=nb")
    await expect(anna.get_by_role("button")).to_have_text(["Lagre"])
    await anna.get_by_label("Skriv hva som skjedde").fill("Han sto i døra.")
    await anna.get_by_role("button", name="Lagre").press("Enter")
    await expect(anna.locator("article.hers .words")).to_have_text("Han sto i døra.")
    bo = await _as(chromium, service, "bo")
    there = await bo.goto(f"{service.url}/reports/as/report-{alarm}")
    assert there is not None
    assert there.status == 404


async def test_a_measure_is_moved_handed_over_and_dropped(chromium: Browser, service: Service) -> None:
    """Each wants its reason or its person at its own field; why it was moved stays to be read; dropped it is over."""
    alarm = _over(service, "forms-3")
    page = await _as(chromium, service, "gunilla", viewport=NARROW)
    await page.goto(f"{service.url}/reports/as/report-{alarm}?lang=sv")
    await page.get_by_label("Vad som ska göras").fill("Ett lås i 114")
    await page.get_by_label("Vem", exact=True).select_option(label="Bo Lind")
    await page.get_by_label("Till när").fill((now() + timedelta(days=3)).date().isoformat())
    await page.get_by_role("button", name="Planera").press("Enter")
    measure = page.locator(".measures li").filter(has_text="Ett lås i 114")
    await measure.locator("summary").press("Enter")
    await measure.get_by_role("button", name="Flytta").press("Enter")
    measure = page.locator(".measures li").filter(has_text="Ett lås i 114")
    await expect(measure.get_by_role("alert")).to_have_text(
        ["Säg när det ska vara gjort.", "Skriv varför; nästa person som läser vill veta det."]
    )
    await expect(measure.get_by_label("Till en annan dag")).to_be_focused()
    await measure.get_by_label("Till en annan dag").fill((now() + timedelta(days=40)).date().isoformat())
    await measure.get_by_label("Varför den flyttas").fill("Låset är beställt.")
    await _look(page, "measure-narrow")
    await measure.get_by_role("button", name="Flytta").press("Enter")
    await expect(page.get_by_role("status")).to_be_visible()
    await expect(measure.locator(".why")).to_have_text(["Låset är beställt."])
    await measure.locator("summary").press("Enter")
    await measure.get_by_label("Någon annan gör det").select_option(label="Anna Berg")
    await measure.get_by_role("button", name="Lämna över").press("Enter")
    await expect(measure).to_contain_text("Anna Berg · ")
    await measure.locator("summary").press("Enter")
    await measure.get_by_label("Varför den inte blir av").fill("Dörren byts ut.")
    await measure.get_by_role("button", name="Stryk").press("Enter")
    await expect(measure.locator(".why")).to_have_text(["Låset är beställt.", "Dörren byts ut."])
    await expect(measure.locator("form")).to_have_count(0)


async def test_a_report_is_begun_by_hand_where_an_alarm_left_none(chromium: Browser, service: Service) -> None:
    """The alarm's page has a button for it, for whoever follows up; then it links to the report."""
    alarm = _over(service, "forms-4")
    with sqlite3.connect(service.database, timeout=30) as record:  # as an alarm of an older Trygg
        record.execute("DELETE FROM undertaking_entries WHERE undertaking = ?", (f"report-{alarm}",))
        record.execute("DELETE FROM undertakings WHERE id = ?", (f"report-{alarm}",))
    page = await _as(chromium, service, "gunilla")
    await page.goto(f"{service.url}/review/as/{alarm}?lang=sv")
    await page.get_by_role("button", name="Påbörja rapporten").press("Enter")
    await expect(page.get_by_text("Ingen har ännu skrivit vad som hände.")).to_be_visible()
    assert page.url.endswith(f"/reports/as/report-{alarm}")
    await page.goto(f"{service.url}/review/as/{alarm}?lang=sv")
    await expect(page.get_by_role("link", name="Rapporten om det")).to_be_visible()
    await expect(page.get_by_role("button", name="Påbörja rapporten")).to_have_count(0)


async def test_a_near_miss_is_told_without_a_name_on_a_phone(chromium: Browser, service: Service) -> None:
    """An empty form says at each field what is missing; told, the address shows what came of it, and no name."""
    page = await _as(chromium, service, "bo", viewport=NARROW)
    await page.goto(f"{service.url}/near-miss/as?lang=sv")
    await page.get_by_role("button", name="Berätta").press("Enter")
    await expect(page.get_by_role("alert")).to_have_count(3)
    await expect(page.get_by_label("Skriv vad som hände")).to_be_focused()
    await _look(page, "near-miss-wrong")
    await page.get_by_label("Skriv vad som hände").fill("Han väntade utanför.")
    await page.get_by_label("Trakasserier").press("Space")
    await page.get_by_label("Ingen skadades, och").press("Space")
    await page.get_by_label("Utan mitt namn").press("Space")
    await page.get_by_role("button", name="Berätta").press("Enter")
    await expect(page.get_by_role("heading", name="Vad det ledde till")).to_be_visible()
    address = await page.locator("strong.code").inner_text()
    assert page.url == address
    await expect(page.locator("main")).not_to_contain_text("Han väntade utanför.")
    await _look(page, "near-miss-told")
    await page.goto(f"{service.url}/reports/as")
    await expect(page.locator(".report-list")).to_have_count(0)
    lead = await _as(chromium, service, "gunilla")
    await lead.goto(f"{service.url}/reports/as?lang=en")
    await lead.locator(".report-list a").filter(has_text="Place unknown").press("Enter")
    await expect(lead.locator("article .words")).to_have_text("Han väntade utanför.")
    await expect(lead.locator("main")).not_to_contain_text("Bo Lind · ")
