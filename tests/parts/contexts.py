"""Places in a browser that tests borrow, one after the other: each is empty whenever somebody gets it.

Half of what a page costs is the process that it is drawn in, and a context begins with a new one. So a context that a
test has used is emptied and lent again, and a blank page that nobody sees keeps its process.
"""

import json
from collections import defaultdict
from typing import Any
from weakref import WeakKeyDictionary

from playwright.async_api import Browser, BrowserContext, CDPSession, Error, Page, ViewportSize

_KEPT = 3
"""How many places of one kind wait for the next test: each holds a process with some 60 MB."""

_RIGHT_CLOCK = "Function.prototype.toString.call(Date).includes('[native code]')"
"""Whether nobody has set the clock of a context: there is no way to take that back."""


class _Place:
    """One context with its blank page, and what was looked at in it."""

    def __init__(self, context: BrowserContext, blank: Page, session: CDPSession) -> None:
        self.context = context
        self.seen: set[str] = set()
        self.whole = True
        self._blank = blank
        self._session = session
        context.on("close", self._broken)
        blank.on("crash", self._broken)
        context.on("page", self._watch)

    def _broken(self, _: object) -> None:
        self.whole = False

    def _watch(self, page: Page) -> None:
        page.on("framenavigated", lambda frame: self.seen.add("/".join(frame.url.split("/", 3)[:3])))

    async def answers(self) -> bool:
        """Say whether the place is still there."""
        try:
            return bool(await self._blank.evaluate(_RIGHT_CLOCK))
        except Error:
            return False

    async def empty(self) -> None:
        """Close all pages and forget all that they could have left; raises Error where the place is broken."""
        for page in self.context.pages:
            if page is not self._blank:
                await page.close()
        self.whole = self.whole and await self._blank.evaluate(_RIGHT_CLOCK)
        await self.context.unroute_all()
        await self.context.clear_cookies()
        await self.context.clear_permissions()
        await self.context.set_offline(False)
        for origin in [one for one in self.seen if "://" in one]:
            await self._session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        await self._session.send("Network.clearBrowserCache")
        self.seen.clear()


class Contexts:
    """The places of one browser."""

    def __init__(self, browser: Browser) -> None:
        """Begin with none."""
        self._browser = browser
        self._free: defaultdict[str, list[_Place]] = defaultdict(list)
        self._lent: list[tuple[str, _Place]] = []

    async def page(
        self, *, viewport: ViewportSize | None = None, color_scheme: Any = None, reduced_motion: Any = None, **kind: Any
    ) -> Page:
        """Return a page in a place that nobody else has; what else is asked for is a kind of place of its own."""
        named = json.dumps(kind, sort_keys=True)
        place = await self._free_place(named) or await self._new(kind)
        self._lent.append((named, place))
        page = await place.context.new_page()
        if viewport is not None:
            await page.set_viewport_size(viewport)
        if color_scheme is not None or reduced_motion is not None:
            await page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        return page

    async def _free_place(self, named: str) -> _Place | None:
        """Take a place that still works: one may have ended while it waited."""
        while self._free[named]:
            place = self._free[named].pop()
            if place.whole and await place.answers():
                return place
        return None

    async def _new(self, kind: dict[str, Any]) -> _Place:
        context = await self._browser.new_context(**kind)
        blank = await context.new_page()
        return _Place(context, blank, await context.new_cdp_session(blank))

    async def take_back(self) -> None:
        """Empty what was lent, and close every other context: whatever a test leaves behind ends with it."""
        lent, self._lent = self._lent, []
        for named, place in lent:
            try:
                await place.empty()
            except Error:
                place.whole = False
            if place.whole and len(self._free[named]) < _KEPT:
                self._free[named].append(place)
        kept = [place.context for places in self._free.values() for place in places]
        for context in self._browser.contexts:
            if context not in kept:
                await context.close()


_OF: WeakKeyDictionary[Browser, Contexts] = WeakKeyDictionary()


def lending(browser: Browser) -> Contexts | None:
    """Return the places of a browser that lends some, and None for one that a test has for itself."""
    return _OF.get(browser)


def lend(browser: Browser) -> Contexts:
    """Return the places of a browser, which lends them from here on."""
    return _OF.setdefault(browser, Contexts(browser))
