"""An office screen as it hangs on a wall: the kiosk's own script starts the whole browser, and nobody touches it.

The browser has no window here (`--headless=new` is Chromium without its last step); everything else is as on the wall.
"""

import asyncio
import contextlib
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from parts.offices import lay_out
from parts.process import Process, find_program, free_port, wait_until
from parts.service import Service, environment

pytestmark = pytest.mark.timeout(240)
KIOSK = Path(__file__).parents[2] / "deploy" / "kiosk" / "trygg-kiosk"
NO_BROKER = "mqtt://127.0.0.1:9"
PASSWORD = "en lång mening om regn"
SOON = 60_000
"""Milliseconds; a browser that found nobody asks again after a second, then after five, then after thirty."""


class Wall:
    """A computer that shows one screen: its browser's folder stays, whatever becomes of the browser."""

    def __init__(self, folder: Path, address: str) -> None:
        """Put a browser in place of Debian's that tells the test what it shows, and runs as root."""
        self.folder, self._port = folder, free_port()
        self._address = address
        self._profile = folder / "data" / "trygg-kiosk"
        folder.mkdir()
        chromium = find_program("chromium", package="chromium")
        told = f"--headless=new --no-sandbox --disable-gpu --remote-debugging-port={self._port}"
        self._browser = folder / "chromium"
        self._browser.write_text(f'#!/bin/sh\nexec {chromium} {told} --disable-background-networking "$@"\n')
        self._browser.chmod(0o755)

    @contextmanager
    def switched_on(self) -> Iterator[Process]:
        """Start it as its unit does, and end it as a power cut does."""
        told = environment(
            HOME=str(self.folder),
            XDG_DATA_HOME=str(self.folder / "data"),
            TRYGG_KIOSK_CHROMIUM=str(self._browser),
        )
        process = Process([KIOSK, self._address], log=self.folder / "kiosk.log", environment=told)
        try:
            yield process
        finally:
            process.kill()
            # The computer is called differently when it is back, as one that gets its name from the network may be.
            lock = self._profile / "SingletonLock"
            lock.unlink(missing_ok=True)
            lock.symlink_to("another-name-4711")

    @asynccontextmanager
    async def looked_at(self) -> AsyncIterator[Page]:
        """Look at what it shows, without a touch."""
        assert await asyncio.to_thread(wait_until, self._tells, within=60)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self._port}")
            [page] = browser.contexts[0].pages
            yield page

    def has_written_down(self) -> bool:
        """Whether what lets this screen in is on the disk: a browser writes it half a minute later."""
        file = self._profile / "Default" / "Cookies"
        if not file.exists():
            return False
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as cookies:
            try:
                [count] = cookies.execute("SELECT count(*) FROM cookies").fetchone()
            except sqlite3.OperationalError:  # it is being made
                return False
        return bool(count)

    def _tells(self) -> bool:
        """Whether the browser can be asked what it shows."""
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1):
                return True
        except OSError:
            return False


async def test_a_paired_wall_comes_back_by_itself(tmp_path: Path) -> None:
    """Paired once it shows its office again after the computer was started anew, and after the service was away.

    That also where the computer is there before the service, as after a power cut.
    """
    plans = lay_out(tmp_path / "plans")
    service = Service(tmp_path / "node", plans, NO_BROKER)
    wall = Wall(tmp_path / "wall", f"{service.url}/screen/as/staff")
    added = service.trygg("user", "add", "op", "Op", "--role", "operator", given=f"{PASSWORD}\n".encode())
    assert added.returncode == 0, added.stderr
    token = service.trygg("token", "create", "test", "--role", "operator").stdout.strip()
    service.start(wait_ready=False)
    service.wait_alive()
    with wall.switched_on():
        async with wall.looked_at() as page:
            shown = page.locator("#code-shown")
            await expect(shown).not_to_have_text("…", timeout=SOON)
            said = {"code": await shown.inner_text(), "screen": "staff"}
            paired = service.http.post(
                "/api/v1/offices/as/paired", json=said, headers={"Authorization": f"Bearer {token}"}
            )
            assert paired.status_code == 201, paired.text
            await expect(page.locator("main.idle")).to_be_visible(timeout=SOON)
            service.stop()
            await expect(page.locator(".lost-bar")).to_be_visible(timeout=SOON)
            service.start(wait_ready=False)
            service.wait_alive()
            await expect(page.locator(".lost-bar")).to_have_count(0, timeout=SOON)
            assert await asyncio.to_thread(wait_until, wall.has_written_down, within=90)
    service.stop()
    with wall.switched_on():
        async with wall.looked_at() as page:
            await expect(page.locator("main.idle")).to_have_count(0)
            service.start(wait_ready=False)
            service.wait_alive()
            await expect(page.locator("main.idle")).to_be_visible(timeout=SOON)
            await expect(page.locator("#code-shown")).to_have_count(0)
    service.stop()
    service.http.close()
