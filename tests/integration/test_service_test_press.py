"""A test press through the real service and a real broker, and who may open the window for it."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, Page, expect

from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.process import wait_until
from parts.service import Service
from parts.stock import Subscriber, press
from parts.unencrypted import NO_TLS

pytestmark = pytest.mark.timeout(240)
LATER_MS = 20_000
PASSWORD = "six-words-are-a-good-password"
WINDOW = "/offices/as/devices/pendant-1/test-window"


@contextmanager
def _in(service: Service, login: str) -> Iterator[httpx2.Client]:
    """Log somebody in."""
    with httpx2.Client(base_url=f"{service.url}/api/v1", timeout=30, trust_env=False, verify=NO_TLS) as client:
        answer = client.post("/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        yield client


def _add(service: Service, login: str, *more: str) -> None:
    done = service.trygg("user", "add", login, login.title(), *more, given=f"{PASSWORD}\n".encode())
    assert done.returncode == 0, done.stderr


def _board(bo: httpx2.Client) -> list[dict[str, Any]]:
    alarms: list[dict[str, Any]] = bo.get("/offices/as/board").json()["alarms"]
    return alarms


def _real(service: Service) -> list[dict[str, Any]]:
    return [one for one in service.alarms("as") if one["mode"] == "actual"]


def _tested_by_command(service: Service, port: int) -> None:
    """`trygg device test` opens the window, waits for the press and says how long it took."""
    window = "/api/v1/offices/as/devices/pendant-2/test-window"
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(service.trygg, "device", "test", "as", "pendant-2", "--seconds", "30")
        assert wait_until(lambda: running.done() or service.http.get(window).json()["window"] is not None)
        press(port, "as/pendant-2", '{"id": "by-command", "gesture": "single"}')
        done = running.result()
    assert done.returncode == 0, done.stderr
    assert "Press as/pendant-2 now, within 30 seconds: single. Nobody is called." in done.stdout
    assert re.search(r"\d+ ms from the press to the answer", done.stdout), done.stdout


async def _tested_by_page(page: Page, service: Service, port: int) -> None:
    """On the page of buttons a window is opened by keyboard, and the press in it is shown to have been a test."""
    await page.goto(f"{service.url}/devices/as?lang=en")
    row = page.locator(".held > li", has_text="Berlock 3")
    await expect(row.get_by_text("No test press known")).to_be_visible()
    await row.get_by_role("button", name="Test this button").press("Enter")
    await expect(row.get_by_text("Press Berlock 3 once, a short press.")).to_be_visible()
    await asyncio.to_thread(press, port, "as/pendant-3", '{"id": "by-page", "gesture": "single"}')
    await expect(row.get_by_text("The press came through, and nobody was called.")).to_be_visible(timeout=LATER_MS)
    await expect(row.locator(".is-heard")).to_contain_text("ms from the press to the answer", timeout=LATER_MS)
    await row.get_by_role("button", name="Test this button").press("Enter")
    await expect(row.get_by_role("alert")).to_contain_text("Its next test can begin at")
    assert [one["mode"] for one in service.alarms("as")] == ["test", "test"]
    await page.context.close()


def _last(client: httpx2.Client) -> dict[str, Any]:
    told: dict[str, Any] = client.get(WINDOW).json()
    return told


async def test_her_own_button_is_tested_and_the_next_press_is_real(
    mosquitto: StartMosquitto, tmp_path: Path, chromium: Browser
) -> None:
    """A pendant that only sends `sos`: nobody is called for the first press, and everybody for the second."""
    broker = mosquitto(config={})
    with (
        Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service,
        Subscriber(tmp_path, broker.port, "trygg/v1/as/pendant-1/feedback") as pendant,
    ):
        await asyncio.to_thread(_tested_by_command, service, broker.port)
        await _tested_by_page(await (await chromium.new_context()).new_page(), service, broker.port)
        press(broker.port, "as/pendant-1", '{"id": "first", "gesture": "sos"}')
        assert wait_until(lambda: bool(_real(service)))
        (first,) = _real(service)
        _add(service, "anna", "--role", "presser@as", "--person", "as/anna")
        _add(service, "bo", "--role", "lead@as", "--person", "as/bo")
        _add(service, "ada", "--role", "office_administrator@as")
        _add(service, "far", "--role", "office_administrator@fjellvik")
        with (
            _in(service, "anna") as anna,
            _in(service, "bo") as bo,
            _in(service, "ada") as ada,
            _in(service, "far") as far,
        ):
            assert [one["device"] for one in anna.get("/session").json()["offices"]["as"]["buttons"]] == ["pendant-1"]
            refused = anna.post(WINDOW, json={})
            assert (refused.status_code, refused.json()["code"]) == (409, "alarm_open")
            assert bo.post(f"/alarms/{first['alarm']}/arrive", json={}).status_code == 200
            assert bo.post(f"/alarms/{first['alarm']}/clear", json={"seen_her": True}).status_code == 200
            assert bo.post(f"/alarms/{first['alarm']}/close", json={}).status_code == 200

            for client, code in ((bo, "not_yours"), (ada, "not_yours"), (far, "not_allowed")):
                for answer in (client.post(WINDOW, json={}), client.get(WINDOW)):
                    assert (answer.status_code, answer.json()["code"]) == (403, code)
            unknown = anna.post("/offices/as/devices/nothing/test-window", json={})
            assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_device")
            assert _last(anna)["tested_at"] is None

            opened = anna.post(WINDOW, json={})
            assert (opened.status_code, opened.json()["gesture"]) == (201, "sos")
            assert _last(anna)["window"]["gesture"] == "sos"
            press(broker.port, "as/pendant-1", '{"id": "a-test", "gesture": "sos"}')
            assert wait_until(lambda: _last(anna)["feedback_ms"] is not None)
            tested = _last(anna)
            assert tested["window"] is None
            assert not tested["was_real"]
            assert wait_until(lambda: any(told["press"] == "a-test" for told in pendant.heard))
            (test,) = [one for one in _board(bo) if one["device"] == "as/pendant-1" and one["alarm"] != first["alarm"]]
            assert test["mode"] == "test"
            assert test["responders"] == []
            entries = bo.get(f"/alarms/{test['alarm']}/timeline").json()["entries"]
            assert "ResponderCalled" not in [one["event"] for one in entries]
            assert bo.get(f"/alarms/{test['alarm']}").json()["mode"] == "test"

            again = anna.post(WINDOW, json={})
            assert (again.status_code, again.json()["code"]) == (429, "test_pause")
            assert again.json()["free_at"] > tested["tested_at"]

            press(broker.port, "as/pendant-1", '{"id": "in-earnest", "gesture": "sos"}')
            assert wait_until(lambda: any(one["mode"] == "actual" and one["responders"] for one in _board(bo)))
            assert _last(anna)["tested_at"] == tested["tested_at"]
