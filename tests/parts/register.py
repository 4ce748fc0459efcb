"""A register of notices kept by hand, and the routes for providers in front of it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import httpx2
from fastapi import FastAPI

import roles
from roles.document import load
from roles.plan import Plan
from service.alarm.routes import NoticeState
from service.alarm.states import Mode
from service.api import notice_report, problem, replies, sounds
from service.api.callback import Heard, Says
from service.dispatch.book import Book, OfficePage
from service.notify.links import REPLIES, Links
from service.notify.voice.call import Line
from service.notify.voice.shelf import Shelf
from service.store.notice_port import Notice

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
PUBLIC = "https://larm.example.se"
LINKS = Links(b"s" * 32, PUBLIC)
RANKS = {
    "queued": 0,
    "sending": 0,
    "handed_over": 1,
    "delivered": 2,
    "seen": 3,
    "answered": 4,
    "failed": 4,
    "spared": 4,
}
BO = "key-of-bo"
REPLY = f"{PUBLIC}/api/v1/routes/sms/replies/{LINKS.key('sms', REPLIES)}"
TEXT = {"id": "s9", "direction": "incoming", "from": "+46701234567", "to": "+46766861004", "message": "ja"}
"""A text of Bo's."""


@dataclass
class StoppedClock:
    """A clock that stands still."""

    at: datetime = NOW

    def now(self) -> datetime:
        """Return the time."""
        return self.at

    def monotonic(self) -> float:
        """Return seconds of no meaning."""
        return 0.0


@dataclass
class Register:
    """The notices of a service, by hand: they move forward only."""

    rows: dict[str, Notice] = field(default_factory=dict)
    moved: list[tuple[str, str, str | None]] = field(default_factory=list)
    answered: list[tuple[str, Says, str]] = field(default_factory=list)
    looked: int = 0
    wrong: Exception | None = None
    is_over: bool = False
    has_answered: frozenset[str] = frozenset()
    """Who has answered on another way."""

    async def by_id(self, notice_id: str) -> Notice | None:
        """Return a notice."""
        self.looked += 1
        return self.rows.get(notice_id)

    async def open_calls_to(self, responders: list[str], route: str) -> list[Notice]:
        """Return what was sent to somebody, the newest first."""
        mine = [one for one in self.rows.values() if one.responder in responders and one.route == route]
        return sorted(mine, key=lambda one: one.created_at, reverse=True)

    async def offices_called(self, route: str) -> list[str]:
        """Return the offices in which something was sent over a route."""
        return sorted({one.office for one in self.rows.values() if one.route == route})

    async def awaited(self, notice: Notice) -> bool:
        """Return whether an answer is waited for."""
        if self.wrong:
            raise self.wrong
        return not self.is_over and notice.responder not in self.has_answered

    async def report_notice(
        self, notice_id: str, state: NoticeState, *, reason: str | None = None, provider_id: str | None = None
    ) -> bool:
        """Move a notice forward."""
        if self.wrong:
            raise self.wrong
        row = self.rows[notice_id]
        if RANKS[state] <= RANKS[row.state]:
            return False
        self.rows[notice_id] = replace(row, state=state, provider_id=provider_id or row.provider_id)
        self.moved.append((notice_id, state, reason))
        return True

    async def answer_notice(self, notice: Notice, says: Says, channel: Literal["sms", "voice"]) -> Heard:
        """Take an answer."""
        if self.wrong:
            raise self.wrong
        if self.is_over:
            return "over"
        self.answered.append((notice.id, says, channel))
        self.rows[notice.id] = replace(notice, state="answered")
        return "noted"


def made_notice(route: str, position: int = 7, **other: Any) -> Notice:
    """Return a notice to Bo."""
    made = Notice(
        id=f"as-1.{position}.0.{route}",
        call=f"as-1.{position}.0",
        office="as",
        alarm="as-1",
        responder=BO,
        role="guard",
        route=route,
        place=0,
        reach="inside",
        mode=Mode.ACTUAL,
        purpose="call",
        urgent=True,
        content={"kind": "emergency"},
        due_at=NOW,
        created_at=NOW - timedelta(seconds=10 - position),
        state="handed_over",
        attempts=1,
        provider_id="s1" if route == "sms" else "c1",
    )
    return replace(made, **other)


@cache
def _plan() -> Plan:
    text = (Path(roles.__file__).parent / "examples" / "as.yaml").read_text()
    plan = load(text, source="as.yaml").plan
    assert plan is not None
    return plan


def handed_over() -> Register:
    """Return a text and a call to Bo, both handed over."""
    return Register({one.id: one for one in (made_notice("sms"), made_notice("voice"))})


def page_of_bo(**other: Any) -> OfficePage:
    """Return the page of the example office, in which Bo has a number; with what else its plan says."""
    plan = _plan()
    bo = replace(plan.people["bo"], phone="070-123 45 67")
    return OfficePage(
        plan=replace(plan, people={**plan.people, "bo": bo}, **other), keys={"bo": BO, "ida": "key-of-ida"}
    )


def routes_alone(register: Register, book: Book | None = None) -> httpx2.AsyncClient:
    """Return a client of the routes alone; without a book, Bo's page alone is in force."""
    if book is None:
        book = Book()
        book.put(page_of_bo())
    shelf = Shelf(PUBLIC)
    app = FastAPI()
    problem.install(app)
    for routes in (
        notice_report.router(LINKS, register, register, line=Line(links=LINKS, shelf=shelf), awaited=register.awaited),
        replies.router(LINKS, replies.Replies(book, register, register, StoppedClock())),
        sounds.router(shelf),
    ):
        app.include_router(routes, prefix="/api/v1")
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC)


def address_at(notice: str, what: str) -> str:
    """Return where a provider reports something of a notice."""
    address = LINKS.callback(notice, what)
    assert address is not None
    return address
