"""One press, from the button to every screen and into the record: with real parts, as it would happen."""

import re
import sqlite3
from itertools import groupby
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from parts.mosquitto import StartMosquitto
from parts.offices import FJELLVIK, hurried, lay_out
from parts.process import wait_until
from parts.service import Service
from parts.stock import Subscriber, press

EVENTUALLY = 20_000
"""Milliseconds: a bound for a machine that is busy, not a measurement."""
expect.set_options(timeout=EVENTUALLY)

A_TAP = 80
"""Milliseconds that a finger stays on the glass."""


@pytest.mark.timeout(240)  # a long story, on a machine that may be busy
async def test_somebody_presses_and_help_comes(chromium: Browser, mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """A stock press is on a real screen, colleagues tap, she feels it; where nobody taps the plan goes on."""
    broker = mosquitto(config={"persistence": "true"})  # as Debian has it
    plans = lay_out(tmp_path / "plans")
    (plans / "fjellvik.yaml").write_text(hurried(FJELLVIK.read_text()))
    with (
        Service(tmp_path / "node", plans, broker.url) as service,
        Subscriber(tmp_path, broker.port, "trygg/v1/as/pendant-1/feedback") as pendant,
    ):

        async def felt(state: str) -> None:
            assert wait_until(lambda: state in [told["state"] for told in pendant.heard])

        # Nothing is going on in Ås.
        wall = await _open(chromium, f"{service.url}/screen/as/staff?lang=sv")
        await expect(wall.get_by_role("heading", name="Inget larm just nu")).to_be_visible()

        # 14:02. Anna sits in room 114 with somebody who is upset. She presses.
        press(broker.port, "as/pendant-1", '{"id": "anna-1", "gesture": "single"}')
        await expect(wall.get_by_role("heading", name="Rum 114")).to_be_visible()
        await expect(wall.locator(".hero")).to_contain_text("Anna Berg")
        await expect(wall.locator(".police").get_by_role("status")).to_have_text("Polisen: INTE larmad")
        called = wall.locator(".responder")
        await expect(called.filter(has_text="Bo Lind")).to_contain_text("ska vänta vid dörren")
        await expect(called.filter(has_text="Elin Dahl")).to_contain_text("ska gå in")
        await expect(called.filter(has_text="Hassan Yusuf")).to_contain_text("Väktare")
        await expect(called.filter(has_text="Anna Berg")).to_have_count(0)
        await felt("received")

        # Bo has seen it, and comes. Elin comes too. Nobody had touched the screen before: the first tap counts.
        await _tap(wall, "Bo Lind", "Jag har sett")
        await expect(wall.locator(".strip-sound")).to_have_text("Ljudet är på")
        await felt("seen")
        await _tap(wall, "Bo Lind", "Jag kommer")
        await felt("coming")
        await _tap(wall, "Elin Dahl", "Jag kommer")
        await expect(wall.get_by_role("heading", name="2 på väg")).to_be_visible()

        # Both are there; no further step is needed.
        await _tap(wall, "Bo Lind", "Framme")
        await felt("arrived")
        await _tap(wall, "Elin Dahl", "Framme")
        await expect(wall.get_by_role("heading", name="2 framme")).to_be_visible()

        # Bo has seen Anna himself, and says that the danger is over. Then he closes the record.
        await wall.get_by_role("button", name="Faran över").click()
        await wall.get_by_role("button", name="Ja, jag har sett det själv").click()
        await wall.get_by_role("button", name="Bo Lind").click()
        await felt("cleared")
        await wall.get_by_role("button", name="Avsluta och spara").click()
        await wall.get_by_role("button", name="Bo Lind").click()
        await wall.get_by_role("button", name="Det fanns en fara").click()
        await wall.get_by_role("textbox").fill("En besökare höjde rösten. Alla är oskadda.")
        await wall.get_by_role("button", name="Avsluta och spara").click()
        await expect(wall.get_by_role("heading", name="Inget larm just nu")).to_be_visible()
        told = [
            state for state, _ in groupby(told["state"] for told in pendant.heard)
        ]  # its display is told more often
        assert told == ["received", "seen", "coming", "arrived", "cleared"]
        assert {told["press"] for told in pendant.heard} == {"anna-1"}

        # The same afternoon in Fjellvik, an office without a guard. Astrid presses, and nobody taps.
        far = await _open(chromium, f"{service.url}/screen/fjellvik/ansatte?lang=nb")
        press(broker.port, "fjellvik/button-3", '{"id": "astrid-1", "zone": "samtale-1"}')
        await expect(far.get_by_role("heading", name="Samtalerom 1")).to_be_visible()
        await expect(far.locator(".exhausted")).to_contain_text("ring 0112")
        (nobody,) = service.alarms("fjellvik")
        steps = [e["facts"]["step"] for e in service.entries(nobody["alarm"]) if e["event"] == "AlarmEscalated"]
        assert steps[:3] == [1, 2, 3]
        await expect(far.locator(".responder").filter(has_text="Politiets kontaktperson")).to_be_visible()

        # Marit comes at last, looks, and ends it.
        await _tap(far, "Marit Eide", "Framme")
        await expect(far.locator(".exhausted")).to_have_count(0)
        assert service.say(nobody["alarm"], "clear", person="marit").json()["state"] == "cleared"
        assert service.say(nobody["alarm"], "close", person="marit", words="Et glass falt.").json()["state"] == "closed"
        await expect(far.get_by_role("heading", name="Ingen alarm nå")).to_be_visible()

        # What happened is on record, and can be read entry by entry.
        (somebody,) = service.alarms("as")
        review = await _open(chromium, f"{service.url}/review/as/{somebody['alarm']}?lang=sv")
        await expect(review.locator("tbody tr").first).to_be_visible()
        await expect(review.locator("q").filter(has_text="En besökare höjde rösten")).to_be_visible()

        holds = service.trygg("timeline", "verify")
        assert holds.returncode == 0, holds.stdout
        assert re.search(r"^as: holds, \d+ entries", holds.stdout, re.MULTILINE)
        assert re.search(r"^fjellvik: holds, \d+ entries", holds.stdout, re.MULTILINE)

    # Somebody changes one byte: that Elin came is to look as if Hassan had.
    position = _change_one_byte(service.database)
    broken = service.trygg("timeline", "verify")
    assert broken.returncode == 1
    assert f"as: DOES NOT HOLD at entry {position}" in broken.stdout
    assert "fjellvik: holds" in broken.stdout


async def _open(chromium: Browser, address: str) -> Page:
    """Open a page of its own."""
    page = await chromium.new_page()
    page.set_default_timeout(EVENTUALLY)
    await page.goto(address)
    return page


async def _tap(screen: Page, name: str, answer: str) -> None:
    """Tap a name on the list, and then what that person says."""
    await screen.locator("button.responder").filter(has_text=name).click(delay=A_TAP)
    await screen.locator(".sheet").get_by_role("button", name=answer, exact=True).click(delay=A_TAP)
    await expect(screen.locator(".sheet")).to_have_count(0)


def _change_one_byte(database: Path) -> int:
    """Change one letter of one entry behind Trygg's back, and return the entry's position."""
    with sqlite3.connect(database) as raw:
        triggers = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'")
        for (name,) in triggers.fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        found = "SELECT position, facts FROM entries WHERE office = 'as' AND event = 'ResponderArrived'"
        position, facts = raw.execute(found).fetchall()[-1]
        key = re.search(r'"responder":"p-(.)', facts)
        assert key is not None
        other = "0" if key.group(1) != "0" else "1"
        changed = facts[: key.start(1)] + other + facts[key.end(1) :]
        raw.execute("UPDATE entries SET facts = ? WHERE office = 'as' AND position = ?", (changed, position))
    raw.close()
    return int(position)
