"""Debian's Chromium under Playwright: the browser that offices run, offline and alone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
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
)


@asynccontextmanager
async def chromium_browser(arguments: Sequence[str] = ()) -> AsyncIterator[Browser]:
    """Start a browser in the running event loop and end it after use; raises MissingPartError.

    A browser belongs to the loop that started it, and each test has a loop of its own, so each test has a browser of
    its own too: that costs about half a second, and no cookie, cache or crash passes from one test to the next.
    """
    program = find_program("chromium", package="chromium")
    if find_library("atomic") is None:
        raise MissingPartError("libatomic, which Playwright's driver needs,", package="libatomic1")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*_ARGUMENTS, *arguments])
        try:
            yield browser
        finally:
            await browser.close()
