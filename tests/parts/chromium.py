"""Debian's Chromium under Playwright: the browser that offices run, offline and alone."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from ctypes.util import find_library

from playwright.async_api import Browser, async_playwright

from parts.process import MissingPartError, find_program

_ARGUMENTS = (
    "--no-sandbox",  # root has no sandbox
    "--disable-gpu",
    "--disable-background-networking",  # from here on: ask nobody but the page's own server
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--renderer-process-limit=1",  # for each context, however many pages it has: starting one costs more than a page
    "--accept-lang=en-US",  # whatever this machine speaks
)


@asynccontextmanager
async def chromium_browser(arguments: Sequence[str] = (), *, whole: bool = False) -> AsyncIterator[Browser]:
    """Start a browser of one's own in the running event loop and end it after use; raises MissingPartError.

    It is Debian's Chromium without its desktop, for half the processor time, where that is installed; `whole` asks for
    the browser with all that a kiosk has.
    """
    program = str(find_program("chromium", package="chromium"))
    if not whole:
        program = shutil.which("chromium-headless-shell") or program
    if find_library("atomic") is None:
        raise MissingPartError("libatomic, which Playwright's driver needs,", package="libatomic1")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*_ARGUMENTS, *arguments])
        try:
            yield browser
        finally:
            await browser.close()


class Chromium(AsyncExitStack):
    """The one browser of a run: starting one costs more than most of what is looked at in it.

    Cookies, caches and storage belong to a context, and each test opens its own or borrows an emptied one: none passes
    to the next test.
    """

    def __init__(self) -> None:
        """Begin without a browser."""
        super().__init__()
        self._browser: Browser | None = None

    async def browser(self) -> Browser:
        """Return the running browser; a new one where none has been started, or the last one has crashed."""
        if self._browser is None or not self._browser.is_connected():
            self._browser = await self.enter_async_context(chromium_browser())
        return self._browser
