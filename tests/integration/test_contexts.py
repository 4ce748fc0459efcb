"""A borrowed place in the browser is empty, whatever the one before has left there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from playwright.async_api import Browser, Error, Page

from parts.contexts import Contexts

_FOUND = """async () => ({
  storage: [localStorage.left, sessionStorage.left, document.cookie].join(''), script: window.left ?? '',
  caches: (await caches.keys()).length, databases: (await indexedDB.databases()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  may: (await navigator.permissions.query({name: 'geolocation'})).state === 'granted', online: navigator.onLine,
  dark: matchMedia('(prefers-color-scheme: dark)').matches, wide: innerWidth, now: new Date().getFullYear() > 2000,
})"""
EMPTY = {
    "storage": "", "script": "", "caches": 0, "databases": 0, "workers": 0,
    "may": False, "online": True, "dark": False, "wide": 1280, "now": True,
}  # fmt: skip
_LEAVE = """async () => {
  localStorage.left = sessionStorage.left = 'left';
  document.cookie = 'left=1';
  await caches.open('left');
  await new Promise((done) => { indexedDB.open('left').onsuccess = done; });
  await navigator.serviceWorker.register('/worker.js');
}"""

Leave = Callable[[Page], Awaitable[object]]


async def _storage(page: Page) -> None:
    await page.evaluate(_LEAVE)


async def _crash(page: Page) -> None:
    with suppress(Error):  # that is what was asked for
        await page.goto("chrome://crash", timeout=2_000)


LEFT: dict[str, Leave] = {
    "storage": _storage,
    "script": lambda page: page.add_init_script("window.left = 'left'"),
    "offline": lambda page: page.context.set_offline(True),
    "permission": lambda page: page.context.grant_permissions(["geolocation"]),
    "route": lambda page: page.context.route("**", lambda route: route.fulfill(body="<title>another</title>")),
    "media": lambda page: page.emulate_media(color_scheme="dark"),
    "size": lambda page: page.set_viewport_size({"width": 400, "height": 400}),
    "clock": lambda page: page.clock.install(time=0),
    "crash": _crash,
    "closed": lambda page: page.context.close(),
}


@asynccontextmanager
async def _served() -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        kind = b"text/javascript" if b"worker.js" in asked else b"text/html"
        body = b"" if kind == b"text/javascript" else b"<title>here</title>"
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n"
        writer.write(head % (kind, len(body)) + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_what_is_left_in_a_place_is_gone_when_it_is_lent_again(chromium: Browser) -> None:
    """Storage, scripts, sizes and permissions end with who left them; a set clock or a crash ends the place."""
    places = Contexts(chromium)
    lent = []
    async with _served() as address:
        for name, leave in [*LEFT.items(), ("nothing", _storage)]:
            page = await places.page()
            lent.append(page.context)
            await page.goto(address)
            assert (await page.title(), await page.evaluate(_FOUND)) == ("here", EMPTY), f"before {name}"
            await leave(page)
            await places.take_back()
    assert len(set(lent)) == 4, "one place is lent until its clock is set, it crashes, or it is closed"


async def test_two_at_once_have_a_place_each(chromium: Browser) -> None:
    """What one keeps the other does not see, and another kind of place is another place."""
    places = Contexts(chromium)
    async with _served() as address:
        one, other, script_free = [
            await places.page(),
            await places.page(),
            await places.page(java_script_enabled=False),
        ]
        for page in (one, other, script_free):
            await page.goto(address)
        await one.evaluate(_LEAVE)
        assert await other.evaluate(_FOUND) == EMPTY
        assert len({page.context for page in (one, other, script_free)}) == 3
    await places.take_back()
