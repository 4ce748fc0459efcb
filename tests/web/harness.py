"""A small office for the pages alone: their real router, and beside it an API whose every word the test decides."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from playwright.async_api import Browser, ConsoleMessage, Page
from starlette.types import Receive, Scope, Send

from parts.contexts import lending
from parts.process import free_port
from service.access.visitor import OPEN, Visitor
from service.alarm.instant import instant
from service.clock import SystemClock
from service.figures.sought import Sought
from service.live import board as boards
from service.web.pages import router
from service.web.ports import Charted, FollowedUp, KeptAttention, Listed, Record, Taken, Upward
from web.beside import FakePendants, FakeReviews
from web.figures_cast import FakeFigures

PICTURES = Path(__file__).parent / "pictures"
"""Where the tests leave what they saw, if it is there (`make pictures`); ignored by git."""


def now() -> datetime:
    """Return the time of the pages' own server."""
    return SystemClock().now()


class Stage:
    """The office as the pages see it: what the test says comes over the stream, what they ask is written down."""

    def __init__(self, facts: dict[str, Any], *, demo: bool = False, more: APIRouter | None = None) -> None:
        self.facts = facts
        self._more = more
        self.board: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, str, dict[str, Any], str | None]] = []
        self.rendered: list[dict[str, Any]] = []
        self.connects: list[dict[str, str]] = []
        self.answer: tuple[int, dict[str, Any]] = (200, {})
        self.today: dict[str, Any] = {"day": "2026-11-23", "absent": [], "here": [], "roster": []}
        self.broken = {"broker": True, "store": True, "timers": True}
        self.faults: list[dict[str, Any]] = []
        self.session: dict[str, Any] = {"kind": "open", "name": "anybody on this machine", "offices": {}}
        self.slow = 0.0
        """Seconds that each answer to a press takes."""
        self.beating = True
        self.refusing = False
        self.pin: str | None = None
        """The PIN of the screens, where they have one."""
        self.reviews = FakeReviews()
        self.pendants = FakePendants()
        self.figures = FakeFigures()
        self.sockets: list[tuple[WebSocket, str]] = []
        self.history: list[dict[str, Any]] = []
        self.visitor: Visitor = OPEN
        """Who opens the pages: they offer what she may do."""
        self.address = ""
        self.epoch = ""
        self._demo = demo
        self._shown = 0

    # --- what the test says ------------------------------------------------------------------------------------------

    def show(self, *alarms: dict[str, Any], position: int = 10) -> None:
        """Set the board that the next page finds: another epoch, so that a page that comes back begins anew."""
        self._shown += 1
        self.epoch = f"epoch-{self._shown}"
        self.history = []
        for audience in ("staff", "security", "discreet", "public"):
            self.board[audience] = self._message(audience, position, [] if audience == "public" else list(alarms))

    def _message(self, audience: str, position: int, alarms: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "office": self.facts["office"],
            "position": position,
            "epoch": self.epoch,
            "audience": audience,
            "alarms": alarms,
            "undertakings": [],
        }

    async def turn_to(self, *alarms: dict[str, Any]) -> None:
        """Let the open pages find another board when they come back; return when one has drawn it."""
        position = 1_000 * (self._shown + 1)
        self.show(*alarms, position=position)
        await self.drop()
        await until(lambda: any(told["position"] == position for told in self.rendered))

    async def send(self, message: dict[str, Any]) -> None:
        """Send one message to every page, and keep the board in line with it."""
        if message["type"] in ("entry", "withheld"):
            self.history.append(message)
        for audience, known in self.board.items():
            self.board[audience] = boards.apply(known, message)
        for socket, _ in list(self.sockets):
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.send_text(json.dumps(message))

    async def beat(self) -> None:
        """Send one heartbeat now."""
        for socket, audience in list(self.sockets):
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.send_text(json.dumps(self._heartbeat(audience)))

    def _heartbeat(self, audience: str) -> dict[str, Any]:
        heart = {"type": "heartbeat", "position": self.board[audience]["position"], "epoch": self.epoch, **self.broken}
        return {**heart, "faults": self.faults, "at": instant(now())}

    async def drop(self) -> None:
        """Close every page's line, as a network does."""
        sockets, self.sockets = self.sockets, []
        for socket, _ in sockets:
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.close(1011)

    async def come_back(self) -> None:
        """Serve, on the same port as before."""
        config = uvicorn.Config(
            self.app(),
            host="127.0.0.1",
            port=int(self.address.rpartition(":")[2]),
            log_level="warning",
            ws="websockets-sansio",
            lifespan="off",
        )
        self._server = uvicorn.Server(config)
        self._running = asyncio.create_task(self._server.serve())
        while not self._server.started:
            await asyncio.sleep(0.01)

    async def go_away(self) -> None:
        """Stop serving, as a service does that is killed: nobody answers at the port."""
        await self.drop()
        self._server.should_exit = True
        self._server.force_exit = True
        await self._running

    # --- the API -----------------------------------------------------------------------------------------------------

    def app(self) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
        """Return the pages with the test's API beside them."""
        app = _pages_and_api(self._demo)
        if self._more is not None:
            every, app = app, FastAPI(openapi_url=None)
            app.include_router(self._more)
            app.router.default = every

        async def here(scope: Scope, receive: Receive, send: Send) -> None:
            _PLAYED.set(self)
            await app(scope, receive, send)

        return here

    async def try_pin(self, request: Request) -> JSONResponse:
        fits = request.headers.get("trygg-pin") == self.pin
        return JSONResponse({} if fits else {"code": "pin_needed"}, status_code=200 if fits else 403)

    async def ask(self, request: Request) -> JSONResponse:
        content = json.loads(await request.body())
        self.asked.append((request.method, request.url.path, content, request.headers.get("idempotency-key")))
        await asyncio.sleep(self.slow)
        status, answer = self.answer
        if status < 400:
            self.take_said(content.get("said", []))
        return JSONResponse(answer, status_code=status)

    def take_said(self, said: list[dict[str, Any]]) -> None:
        """Know what was said of people today, as the service would."""
        facts = {one["person"]: one for one in said}
        people = self.today.get("people", [])
        self.today = {
            **self.today,
            "people": [
                {**one, **{key: facts[one["person"]][key] for key in ("fact", "until")}}
                if one["person"] in facts
                else one
                for one in people
            ],
        }

    async def stream(
        self, socket: WebSocket, screen: str | None = None, after: int | None = None, epoch: str | None = None
    ) -> None:
        if self.refusing:
            await socket.close(1013)
            return
        await socket.accept()
        unknown = {"audience": "staff" if screen is None else "public"}
        audience = self.facts["screens"].get(screen, unknown)["audience"]
        self.connects.append(dict(socket.query_params))
        at = instant(now())
        if after is not None and epoch == self.epoch and after <= self.board[audience]["position"]:
            head = {"type": "resumed", "office": self.facts["office"], "position": after, "epoch": self.epoch}
            await socket.send_text(json.dumps({**head, "audience": audience, "at": at}))
            for message in self.history:
                if message["position"] > after:
                    await socket.send_text(json.dumps(message))
        else:
            await socket.send_text(json.dumps({"type": "snapshot", **self.board[audience], "at": at}))
        self.sockets.append((socket, audience))
        hearts = asyncio.create_task(self._hearts(socket, audience))
        try:
            while True:
                self.rendered.append(json.loads(await socket.receive_text()))
        except (WebSocketDisconnect, RuntimeError):
            self.sockets = [pair for pair in self.sockets if pair[0] is not socket]
        finally:
            hearts.cancel()

    async def _hearts(self, socket: WebSocket, audience: str) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            while True:
                if self.beating:
                    await socket.send_text(json.dumps(self._heartbeat(audience)))
                await asyncio.sleep(5)


_PLAYED: ContextVar[Stage] = ContextVar("stage")
"""The stage whose server has been asked."""


@cache
def _pages_and_api(demo: bool) -> FastAPI:
    """Return the application of every stage, which asks the one that is played: its routes are dear to make."""

    async def come_in(request: Request) -> None:
        request.state.visitor = _PLAYED.get().visitor

    def facts_of(office: str) -> dict[str, Any] | None:
        facts = _PLAYED.get().facts
        return facts if office == facts["office"] else None

    def api(path: str, answer: Callable[..., object], *methods: str) -> None:
        app.add_api_route(f"/api/v1{path}", answer, methods=list(methods) or None)

    async def try_pin(request: Request) -> JSONResponse:
        return await _PLAYED.get().try_pin(request)

    async def ask(request: Request) -> JSONResponse:
        return await _PLAYED.get().ask(request)

    async def stream(
        socket: WebSocket, screen: str | None = None, after: int | None = None, epoch: str | None = None
    ) -> None:
        await _PLAYED.get().stream(socket, screen, after, epoch)

    app = FastAPI(openapi_url=None)
    app.include_router(
        dependencies=[Depends(come_in)],
        router=router(
            office_facts=facts_of,
            offices=lambda: [{key: _PLAYED.get().facts[key] for key in ("office", "name", "invented")}],
            reviews=_Played(),
            figures=_Played(),
            demo=_Played() if demo else None,
        ),
    )
    api("/session", lambda: {**_PLAYED.get().session, "asks_pin": _PLAYED.get().pin is not None})
    api("/codes", lambda: {"set_at": None})
    api("/offices/{office}", lambda office: _PLAYED.get().facts)
    api("/offices/{office}/today", lambda office: _PLAYED.get().today)
    app.add_api_websocket_route("/api/v1/offices/{office}/stream", stream)
    api("/session/pin", try_pin, "POST")
    api("/offices/{office}/plan", lambda: {"in_force": None})
    api("/alarms/{alarm}/{what:path}", ask, "POST")
    api("/offices/{office}/alarms", ask, "POST")
    api("/offices/{office}/today/{person}", ask, "PUT")
    api("/offices/{office}/today", ask, "PUT")
    api("/offices/{office}/closing", ask, "POST")
    api("/offices/{office}/fire-over", ask, "POST")
    return app


class _Played:
    """The records and the pendants of the stage that is asked."""

    async def page(self, office: str, sought: Sought, before: int | None, limit: int) -> Sequence[Listed]:
        return await _PLAYED.get().reviews.page(office, sought, before, limit)

    async def charted(self, office: str) -> Charted:
        return await _PLAYED.get().reviews.charted(office)

    async def of(self, office: str) -> KeptAttention:
        return await _PLAYED.get().figures.of(office)

    async def upward(self, mine: Callable[[str], bool]) -> Upward:
        return await _PLAYED.get().figures.upward(mine)

    async def is_up_to_date(self, office: str) -> bool:
        return await _PLAYED.get().reviews.is_up_to_date(office)

    async def for_the_unit(self, office: str) -> Sequence[FollowedUp]:
        return await _PLAYED.get().reviews.for_the_unit(office)

    async def is_kept_from(self, alarm: str, person: str) -> bool:
        return await _PLAYED.get().reviews.is_kept_from(alarm, person)

    async def one(self, alarm: str) -> Record | None:
        return await _PLAYED.get().reviews.one(alarm)

    async def take(self, office: str, alarm: str, visitor: Visitor, form: str) -> Taken:
        return await _PLAYED.get().reviews.take(office, alarm, visitor, form)

    async def note(self, office: str, alarm: str, visitor: Visitor, words: str) -> None:
        await _PLAYED.get().reviews.note(office, alarm, visitor, words)

    async def press(self, number: int) -> bool:
        return await _PLAYED.get().pendants.press(number)

    def states(self) -> Mapping[str, Any]:
        return _PLAYED.get().pendants.states()

    def subscribe(self) -> AsyncIterator[Mapping[str, Any]]:
        return _PLAYED.get().pendants.subscribe()


@asynccontextmanager
async def stage(facts: dict[str, Any], *, demo: bool = False, more: APIRouter | None = None) -> AsyncIterator[Stage]:
    """Serve a stage on a free loopback port for as long as it is used; `more` are further addresses of the API."""
    staged = Stage(facts, demo=demo, more=more)
    staged.show()
    port = free_port()
    staged.address = f"http://127.0.0.1:{port}"
    await staged.come_back()
    try:
        yield staged
    finally:
        await staged.go_away()


_EXPECTED = (
    "AudioContext was not allowed",
    "ERR_CONNECTION_REFUSED",
    "WebSocket connection to",
    "navigator.vibrate",
    "Failed to load resource",
)


class Visit:
    """One page in a browser, with everything it complained about."""

    def __init__(self, page: Page, stage: Stage) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._stage = stage
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in _EXPECTED):
            self.complaints.append(message.text)

    async def go(self, path: str, *, lang: str = "en") -> Page:
        """Open a path of the stage."""
        await self.page.goto(f"{self._stage.address}{path}?lang={lang}")
        return self.page


async def visit(
    browser: Browser, staged: Stage, *, me: str | None = None, untapped: bool = False, **context: Any
) -> Visit:
    """Return a fresh page; `me` is who the telephone belongs to.

    What is lent by others may sound: somebody has tapped it. An `untapped` one may not, and says so.

    It is a reader's who wants no motion, unless the test asks for it: a border that breathes all through a test costs
    as much as the rest of it.
    """
    context = {"reduced_motion": "reduce", **context}
    lent = None if untapped else lending(browser)
    opened = await (lent.page(**context) if lent else (await browser.new_context(**context)).new_page())
    if me is not None:
        await opened.add_init_script(f"localStorage.setItem('trygg.as.me', {json.dumps(me)})")
    return Visit(opened, staged)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds, within a generous bound."""
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen within ten seconds")
