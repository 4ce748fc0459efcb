"""The office screen when something is broken: the line, the service, the sound; it never shows what is not true."""

import asyncio
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from parts.chromium import chromium_browser
from service.alarm.instant import instant
from service.dispatch.faults import MESSAGES
from service.web.assets import our_assets
from web import cast
from web.harness import now, stage, until, visit
from web.screen_told import SCREEN, open_screen, provisional, raised

KIOSK = Path(__file__).parents[2] / "deploy" / "kiosk"


async def test_a_flat_battery_hides_no_deaf_service(chromium: Browser) -> None:
    """That no button can be heard is said large, and a lesser fault that nobody here can mend is not said at all."""
    async with stage(cast.facts()) as staged:
        staged.broken["broker"] = False
        flat = {"sv": "Svagt batteri", "nb": "Svakt batteri", "en": "The battery is low"}
        deaf = {"sv": "Inga tryck kommer in", "nb": "Ingen trykk kommer inn", "en": "Presses cannot come in"}
        staged.faults = [
            {"code": "battery_low", "subject": "as/pendant-6", "text": flat, "count": 1},
            {"code": "broker_down", "subject": None, "text": deaf, "count": 1},
        ]
        page = await open_screen(chromium, staged)
        await expect(page.locator(".fault-bar.is-grave")).to_contain_text("Presses cannot come in")
        await expect(page.locator(".fault-bar")).not_to_contain_text("battery")
        staged.broken["broker"] = True
        staged.faults = staged.faults[:1]
        await staged.beat()
        await expect(page.locator(".fault-bar")).to_have_count(0)


async def test_at_most_one_line_that_somebody_here_can_act_on(chromium: Browser) -> None:
    """Of many faults one is said that can be mended here today; a screen says nothing of itself."""

    def fault(code: str, subject: str, words: str) -> dict[str, Any]:
        return {"code": code, "subject": subject, "text": dict.fromkeys(("sv", "nb", "en"), words), "count": 1}

    async with stage(cast.facts()) as staged:
        staged.faults = [
            fault("battery_low", "as/pendant-6", "Flat"),
            fault("plan_expires_soon", "", "Expires"),
            fault("screen_mute", "staff", "This one is mute"),
            fault("device_offline", "as/pendant-2", "Anna's pendant is not connected"),
            fault("screen_gone", "reception", "The screen Reception is dark"),
        ]
        page = await open_screen(chromium, staged)
        await expect(page.locator(".fault-bar")).to_have_text("The screen Reception is dark")
        await expect(page.locator(".strip-link.is-good")).to_be_visible()
        staged.faults.append(fault("cut_off", "", "No call reaches the guards"))
        await staged.beat()
        await expect(page.locator(".fault-bar")).to_have_text("No call reaches the guards")


async def test_ten_faults_of_devices_are_one_quiet_line(chromium: Browser) -> None:
    """Nothing of it looks or sounds like an alarm: one line, no alert, no sound, and the calm screen as it was."""
    kinds = (
        "bridge_down",
        "devices_left",
        "devices_lost",
        "devices_offline",
        "tampers",
        "batteries_low",
        "device_clock",
    )
    args = {"subject": "zigbee2mqtt", "count": "12", "names": "Berlock 1, Berlock 2, Berlock 3 …"}
    async with stage(cast.facts()) as staged:
        staged.faults = [
            {
                "code": code,
                "subject": str(number),
                "text": dict.fromkeys(("sv", "nb", "en"), MESSAGES[code] % args),
                "count": 1,
            }
            for number, code in enumerate((*kinds, "device_unknown", "device_elsewhere", "plan_expires_soon"))
            if code != "plan_expires_soon" or args.setdefault("day", "2026-12-01")
        ]
        assert len(staged.faults) == 10
        page = await open_screen(chromium, staged)
        line = page.locator(".fault-bar")
        await expect(line).to_have_text(MESSAGES["bridge_down"] % args)
        await expect(page.locator(".fault-line")).to_have_count(1)
        await expect(page.locator("[role=alert]")).to_have_count(0)
        await expect(page.locator(".strip-link.is-good")).to_be_visible()
        if os.environ.get("TRYGG_PICTURES"):
            await page.screenshot(path=f"{os.environ['TRYGG_PICTURES']}/ten-faults.png")


async def test_a_silent_service_is_not_believed(chromium: Browser) -> None:
    """Twelve seconds without a heartbeat: a full-width warning with the time, and nothing green left."""
    async with stage(cast.facts()) as staged:
        shown = await visit(chromium, staged)
        await shown.page.clock.install()
        page = await shown.go(SCREEN)
        await page.clock.run_for(1_000)
        await expect(page.locator(".strip-link.is-good")).to_be_visible()
        staged.beating = False
        staged.refusing = True
        await page.clock.run_for(6_000)
        await expect(page.locator(".lost-bar")).to_have_count(0)
        await page.clock.run_for(7_500)
        await expect(page.get_by_role("alert").filter(has_text="NOT CONNECTED SINCE")).to_be_visible()
        await expect(page.get_by_text("This screen may be wrong. In an emergency call 112.")).to_be_visible()
        await expect(page.locator(".is-good")).to_have_count(0)
        await expect(page.get_by_role("heading", name="No alarm now")).to_have_count(0)


async def test_a_lost_line_comes_back_where_it_was(chromium: Browser) -> None:
    """When the line drops the screen says so after a second, comes back with its position, and shows what it missed."""
    async with stage(cast.facts()) as staged:
        page = await open_screen(chromium, staged)
        staged.refusing = True
        await staged.drop()
        await expect(page.locator(".lost-bar")).to_be_visible()
        await expect(page.locator("body")).to_have_attribute("data-stale", "true")
        await staged.send(raised(11))
        staged.refusing = False
        await expect(page.get_by_role("heading", name="Rum 114")).to_be_visible()
        await expect(page.locator(".lost-bar")).to_have_count(0)
        assert staged.connects[-1]["after"] == "10"
        assert staged.connects[-1]["epoch"] == "epoch-1"


async def test_a_hole_in_the_stream_is_noticed(chromium: Browser) -> None:
    """A heartbeat that is ahead of the page makes it ask again for what it has missed."""
    async with stage(cast.facts()) as staged:
        page = await open_screen(chromium, staged)
        sockets, staged.sockets = staged.sockets, []
        await staged.send(raised(11))
        staged.sockets = sockets
        await staged.beat()
        await expect(page.get_by_role("heading", name="Rum 114")).to_be_visible()


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("store", "Alarms cannot be recorded"),
        ("broker", "The buttons cannot be heard"),
        ("timers", "Nobody is called again"),
    ],
)
async def test_what_is_broken_is_said_and_nothing_is_green(chromium: Browser, broken: str, words: str) -> None:
    """A part of the service that does not work shows in words."""
    async with stage(cast.facts()) as staged:
        staged.broken[broken] = False
        text = {"sv": "Larmknapp 6 oläslig", "nb": "Alarmknapp 6 uleselig", "en": "Pendant 6 cannot be read"}
        staged.faults = [{"code": "device_unreadable", "subject": "as/pendant-6", "text": text, "count": 3}]
        page = await open_screen(chromium, staged)
        await expect(page.locator(".fault-bar")).to_contain_text(words)
        await expect(page.locator(".is-good")).to_have_count(0)


async def test_sound_shows_whether_it_can_be_heard(chromium: Browser) -> None:
    """A browser that keeps the page mute is shown in full width until somebody taps; then an alarm can be silenced."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm())
        page = await open_screen(chromium, staged)
        bar = page.get_by_role("button", name="Sound is off – tap here")
        await bar.click()
        await expect(bar).to_have_count(0)
        await expect(page.locator(".strip-sound")).to_have_text("Sound is on")
        await until(lambda: any(r["sound"] for r in staged.rendered))
        await page.get_by_role("button", name="Silence this screen for 60 s").click()
        await expect(page.locator(".strip-sound")).to_contain_text("Silent for")
        await staged.send(provisional(alarm="a-second", zone="counter"))
        await expect(page.locator(".strip-sound")).to_have_text("Sound is on")


async def test_a_kiosk_that_may_speak_is_heard_without_a_tap(tmp_path: Path) -> None:
    """Started with the flags of `deploy/kiosk`, the real browser can be heard at once, and the service knows."""
    flags = [flag for flag in _kiosk(tmp_path, "https://trygg.test/screen/as/staff") if flag.startswith("--")]
    assert "--kiosk" in flags
    asked = [flag for flag in flags if not flag.startswith(("--kiosk", "--user-data-dir"))]  # the test has no window
    async with chromium_browser(asked, whole=True) as browser, stage(cast.facts()) as staged:
        page = await open_screen(browser, staged)
        await expect(page.locator(".strip-sound")).to_have_text("Sound is on")
        await expect(page.locator(".sound-bar")).to_have_count(0)
        await until(lambda: any(r["sound"] for r in staged.rendered))


def _kiosk(folder: Path, address: str) -> list[str]:
    """Return with what the kiosk's script starts its browser."""
    told = {"PATH": os.environ["PATH"], "HOME": str(folder), "TRYGG_KIOSK_CHROMIUM": "echo"}
    script = [str(KIOSK / "trygg-kiosk"), address]
    done = subprocess.run(script, check=False, env=told, capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise ValueError(done.stderr)
    return done.stdout.split()


def test_a_kiosk_opens_nothing_but_a_screen_over_tls(tmp_path: Path) -> None:
    """The script refuses an address that is no screen, or travels in the clear; the policy allows sound."""
    for address in ("http://trygg.test/screen/as/staff", "https://trygg.test/", "file:///etc/passwd"):
        with pytest.raises(ValueError, match="no office screen"):
            _kiosk(tmp_path, address)
    policy = json.loads((KIOSK / "policy.json").read_text())
    assert policy["AutoplayAllowed"] is True
    assert policy["AudioOutputAllowed"] is True


async def test_what_is_heard_can_be_read(chromium: Browser) -> None:
    """While something sounds its words stand in the strip; silenced for a minute is not the same as off."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.alarm(kind="assist", level=2))
        page = await open_screen(chromium, staged)
        await expect(page.locator(".strip-caption")).to_have_count(0)  # it cannot be heard yet
        await page.get_by_role("button", name="Sound is off – tap here").click()
        await expect(page.locator(".strip-caption")).to_have_text("Sounds now: three tones – urgent")
        await page.keyboard.press("s")
        await expect(page.locator(".strip-caption")).to_have_count(0)
        await expect(page.locator(".strip-sound.is-paused")).to_contain_text("then sound again")
        await expect(page.locator(".strip-sound .icon-paused")).to_be_visible()
        await staged.send(provisional(alarm="a-second", zone="counter"))
        await expect(page.locator(".strip-caption")).to_have_text("Sounds now: five tones, twice – most urgent")


async def test_a_page_is_not_loaded_again_during_an_alarm(chromium: Browser) -> None:
    """After an update the page loads again only when nothing is going on: no alarm, also none that is over."""
    async with stage(cast.facts()) as staged:
        staged.show(cast.helped(state="cleared", cleared_by="p-anna"))
        shown = await visit(chromium, staged)
        await shown.page.clock.install()
        page = await shown.go(SCREEN)
        await page.clock.run_for(1_000)
        await page.evaluate("window.before = true")
        await until(lambda: any(told["position"] == 10 for told in staged.rendered))
        await staged.send({"type": "superseded", "because": "an update"})
        await staged.send({"type": "withheld", "position": 11})
        await until(lambda: any(told["position"] == 11 for told in staged.rendered))  # so it has heard the other too
        for _ in range(14):
            await staged.beat()
            await page.clock.run_for(5_000)
        assert await page.evaluate("window.before === true")
        at = instant(now())
        closed = {"type": "entry", "position": 12, "alarm": cast.alarm()["alarm"], "event": "AlarmClosed", "at": at}
        loads: list[Page] = []
        page.on("load", lambda loaded: loads.append(loaded))  # noqa: PLW0108 - Playwright marks what it is given
        await staged.send({**closed, "data": {}})
        async with asyncio.timeout(50):  # a beat that comes late makes the page wait for the next of its half minutes
            while not loads:
                await staged.beat()
                await page.clock.run_for(2_000)
        await expect(page.get_by_role("heading", name="No alarm now")).to_be_visible()


async def test_a_page_that_no_longer_fits_is_loaded_again_although_nobody_said_so(chromium: Browser) -> None:
    """Killed and brought up newer, a service tells no screen to load again: one that comes back finds out by itself."""
    async with stage(cast.facts()) as staged:
        shown = await visit(chromium, staged)
        await shown.page.clock.install()
        page = await shown.go(SCREEN)
        await until(lambda: any(told["position"] == 10 for told in staged.rendered))
        loads: list[Page] = []
        page.on("load", lambda loaded: loads.append(loaded))  # noqa: PLW0108 - Playwright marks what it is given
        await page.evaluate("document.documentElement.dataset.version = '0123456789abcdef'")  # as a page of before has
        await staged.drop()
        async with asyncio.timeout(50):
            while not loads:
                await staged.beat()
                await page.clock.run_for(2_000)
        assert await page.evaluate("document.documentElement.dataset.version") == our_assets().digest
        await staged.drop()
        for _ in range(35):  # it fits now, and is left alone
            await staged.beat()
            await page.clock.run_for(2_000)
        assert len(loads) == 1
