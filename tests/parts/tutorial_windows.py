"""What the tutorial's reader does in her two windows; each word that she taps stands in bold on the page."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page, expect

PASSWORD: Final = "a long sentence about rain"
PIN: Final = "135790"
_PATIENT_MS: Final = 60_000


class Windows:
    """A private window, which is the screen on the wall, and an ordinary one for whoever logs in."""

    def __init__(self, browser: Browser, url: str, *, words: str) -> None:
        """Open nothing yet.

        Args:
            browser: the reader's browser.
            url: where Trygg runs.
            words: the page that she reads.
        """
        self._browser = browser
        self._url = url
        self._words = " ".join(words.split())
        self._screen: Page | None = None
        self._desk: Page | None = None
        self._taken: dict[str, bytes] = {}

    async def screen(self) -> Page:
        """Return the private window."""
        if self._screen is None:
            self._screen = await self._opened(width=1600, height=900)
        return self._screen

    async def desk(self) -> Page:
        """Return the ordinary window."""
        if self._desk is None:
            self._desk = await self._opened(width=1100, height=780)
        return self._desk

    async def _opened(self, *, width: int, height: int) -> Page:
        context = await self._browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        context.set_default_timeout(_PATIENT_MS)
        return await context.new_page()

    def said(self, words: str) -> str:
        """Return words that the page says in bold; raises AssertionError where it does not."""
        assert f"**{words}**" in self._words, f"the page does not say **{words}**"
        return words

    async def go(self, page: Page, path: str) -> None:
        """Type an address, in English."""
        await page.goto(f"{self._url}{path}{'&' if '?' in path else '?'}lang=en")

    async def tap(self, page: Page, words: str) -> None:
        """Tap a button by the first of its words."""
        await page.get_by_role("button", name=re.compile(rf"^{re.escape(self.said(words))}")).first.click()

    async def follow(self, page: Page, words: str) -> None:
        """Go to the start page and follow a link."""
        await self.go(page, "/")
        await page.get_by_role("link", name=self.said(words), exact=True).first.click()

    async def log_in(self, login: str) -> Page:
        """Be somebody in the ordinary window."""
        desk = await self.desk()
        await self.go(desk, "/login")
        await desk.get_by_label(self.said("Login name")).fill(login)
        await desk.get_by_label(self.said("Password")).fill(PASSWORD)
        await desk.get_by_role("button", name="Log in", exact=True).click()
        await desk.wait_for_url(lambda url: "/login" not in url)
        return desk

    async def log_out(self) -> None:
        """Be nobody in the ordinary window."""
        desk = await self.desk()
        await self.go(desk, "/me")
        await desk.get_by_role("button", name=self.said("Log out")).click()
        await desk.wait_for_url(lambda url: "/me" not in url)

    async def keep(self, name: str, page: Page, *, clip_to: str | None = None) -> None:
        """Take a picture under a name."""
        shown = page.locator(clip_to) if clip_to else page
        self._taken[name] = await shown.screenshot()

    async def take_pictures(self, step: str, folder: Path | None) -> None:
        """Write the pictures of a step that has just been taken; each step takes one at most."""
        assert len(self._taken) <= 1, step
        for name, picture in self._taken.items():
            if folder is not None:
                (folder / f"tutorial-{name}.png").write_bytes(picture)
        self._taken.clear()


async def see_the_code(windows: Windows) -> None:
    """A screen that nobody has let in shows a code, and no alarm."""
    screen = await windows.screen()
    await windows.go(screen, "/screen/kvarnen/staff")
    await expect(screen.get_by_text(_CODE)).to_be_visible(timeout=_PATIENT_MS)


_CODE: Final = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")


async def pair(windows: Windows) -> None:
    """Gunilla lets the screen in by its code, and it goes on by itself."""
    screen, desk = await windows.screen(), await windows.log_in("gunilla")
    code = await screen.get_by_text(_CODE).inner_text()
    await windows.follow(desk, "Screens and phones")
    await windows.tap(desk, "Pair another one")
    await desk.get_by_label(windows.said("A screen of the office")).check()
    await desk.get_by_label(windows.said("Which screen of the plan")).select_option(label="Screen in the staff room")
    await desk.get_by_label(windows.said("The code it shows")).fill(code)
    await windows.tap(desk, "Pair it")
    await windows.tap(desk, "PIN …")
    await desk.get_by_label(re.compile("^The PIN of Screen in the staff room")).fill(PIN)
    await windows.tap(desk, "Save")
    await expect(desk.get_by_text("An alarm can be ended here with a PIN")).to_be_visible(timeout=_PATIENT_MS)
    await expect(screen.get_by_role("heading", name="No alarm now")).to_be_visible(timeout=_PATIENT_MS)
    await expect(screen.get_by_text("Connected", exact=True)).to_be_visible(timeout=_PATIENT_MS)
    await windows.keep("screen", screen)


async def tested(windows: Windows) -> None:
    """The test that was pressed has gone from the screen by itself."""
    calm = (await windows.screen()).get_by_role("heading", name=windows.said("No alarm now"))
    await expect(calm).to_be_visible(timeout=2 * _PATIENT_MS)


async def agree(windows: Windows) -> None:
    """Sara, who is the safety representative, agrees to the drill."""
    await windows.log_out()
    desk = await windows.log_in("sara")
    await windows.follow(desk, "Drills")
    waits = desk.get_by_text(windows.said("Waits for the safety representative’s yes"))
    await expect(waits).to_be_visible(timeout=_PATIENT_MS)
    await windows.keep("agree", desk)
    await windows.tap(desk, "I agree")
    await expect(waits).to_be_hidden(timeout=_PATIENT_MS)


async def begin(windows: Windows) -> None:
    """Gunilla has looked for visitors and begins; after ten seconds the drill presses."""
    await windows.log_out()
    desk, screen = await windows.log_in("gunilla"), await windows.screen()
    await windows.follow(desk, "Drills")
    await windows.tap(desk, "Begin …")
    await windows.tap(desk, "No visitors – begin")
    await expect(screen.get_by_role("heading", name="Reception")).to_be_visible(timeout=_PATIENT_MS)
    await expect(screen.locator(".alarm-drill")).to_be_visible(timeout=_PATIENT_MS)


async def answer(windows: Windows) -> None:
    """Bo and Anna say at the screen that they are coming."""
    screen = await windows.screen()
    for name in ("Bo Lind", "Anna Berg"):
        await windows.tap(screen, name)
        await windows.tap(screen, "I am coming")
        row = screen.get_by_role("button", name=re.compile(rf"^{name}.*Coming", re.DOTALL))
        await expect(row).to_be_visible(timeout=_PATIENT_MS)
    await windows.keep("drill", screen)


async def end(windows: Windows) -> None:
    """At the screen, with its PIN: Bo and Anna are there, the danger is over, and with it the drill."""
    screen = await windows.screen()
    for name in ("Bo Lind", "Anna Berg"):
        await windows.tap(screen, name)
        await windows.tap(screen, "I am there")
        await give_pin(windows, screen)
        row = screen.get_by_role("button", name=re.compile(rf"^{name}.*On site", re.DOTALL))
        await expect(row).to_be_visible(timeout=_PATIENT_MS)
    await windows.tap(screen, "The danger is over")
    await windows.tap(screen, "Yes, I have seen it myself")
    await screen.locator(".sheet").get_by_role("button", name=windows.said("Bo Lind")).click()
    await give_pin(windows, screen)
    await expect(screen.get_by_role("heading", name="No alarm now")).to_be_visible(timeout=_PATIENT_MS)


async def give_pin(windows: Windows, screen: Page) -> None:
    """Type the screen's PIN, which it asks for."""
    await screen.get_by_label("PIN", exact=True).fill(PIN)
    await windows.tap(screen, "Go on")


async def result(windows: Windows) -> None:
    """The page of drills judges three times."""
    desk = await windows.desk()
    await windows.follow(desk, "Drills")
    await expect(desk.get_by_role("heading", name="The last result")).to_be_visible(timeout=_PATIENT_MS)
    await expect(desk.locator(".drill-times .is-kept")).to_have_count(3, timeout=_PATIENT_MS)
    await windows.keep("result", desk)


async def review(windows: Windows) -> None:
    """The drill stands among the alarms so far, with every second of it."""
    desk = await windows.desk()
    await windows.follow(desk, "Alarms so far")
    await desk.locator("tr.mode-drill").get_by_role("link").first.click()
    await expect(desk.get_by_text("Bo Lind").first).to_be_visible(timeout=_PATIENT_MS)
    await windows.keep("review", desk)


STEPS: Final[dict[str, Callable[[Windows], Awaitable[None]]]] = {
    step.__name__: step for step in (see_the_code, pair, tested, agree, begin, answer, end, result, review)
}
"""What the page asks of a browser, by its name there."""
