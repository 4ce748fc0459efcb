"""A whole node in this very process, with a clock that goes on when it is told to: a day of drills without waiting.

Nothing runs by itself: `passes` moves the clock and does what the jobs of a node do by then.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from parts.offices import lay_out
from service.clock import Clock
from service.jobs.drills import Drills
from service.live.render import Audience
from service.settings import Settings
from service.store.opening import open_store
from service.wiring.front import front_of
from service.wiring.node import Node
from service.wiring.serving import server_config

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""Eleven o'clock in the office, which is open."""
CADENCE = "\ndrills: {at_least_every: 6 months, micro: monthly}\n"


class DayClock:
    """A clock of one's own."""

    def __init__(self, at: datetime) -> None:
        """Begin at an instant."""
        self.at = at
        self.wrong_by = timedelta(0)
        """Its wall clock is set by so much; its seconds go on as they do."""
        self._began = at

    def now(self) -> datetime:
        """Return the instant."""
        return self.at + self.wrong_by

    def monotonic(self) -> float:
        """Return the seconds since it began."""
        return (self.at - self._began).total_seconds()


@dataclass
class Day:
    """What is done on one day; use `day`."""

    node: Node
    clock: DayClock
    http: httpx2.AsyncClient
    office: str = "as"
    drills: Drills = field(init=False)

    def __post_init__(self) -> None:
        """Look after drills as a node does."""
        parts = self.node.undertakings
        self.drills = Drills(self.node.store, self.node.book, self.node.dispatch, parts.undertaking, self.clock)

    async def passes(self, seconds: float = 0) -> None:
        """Let time pass, and do what is due in it, each thing at its own time."""
        until = self.clock.at + timedelta(seconds=seconds)
        while (due_at := await self._next_due()) is not None and due_at <= until:
            self.clock.at = max(self.clock.at, due_at)
            await self._due()
        self.clock.at = until
        await self._due()

    async def _next_due(self) -> datetime | None:
        store = self.node.store
        undertakings = [one.due_at for one in await store.due_undertakings()]
        return min((*undertakings, *(one.due_at for one in await store.deadlines())), default=None)

    async def _due(self) -> None:
        store, now = self.node.store, self.clock.now()
        for due in await store.due_undertakings():
            if due.due_at <= now:
                await self.node.undertakings.undertaking.pass_due(due.office, due.id, due.due_at)
        for deadline in await store.deadlines():
            if deadline.due_at <= now:
                await self.node.dispatch.pass_deadline(deadline.office, deadline.alarm, deadline.due_at)
        for office in self.node.book:
            await self.drills.look(office)

    async def post(self, path: str, content: Any = None) -> httpx2.Response:
        """Post to an office's drills, under a key of its own."""
        key = {"Idempotency-Key": uuid4().hex}  # another day may have begun at the same second
        return await self.http.post(f"/api/v1/offices/{self.office}{path}", json=content or {}, headers=key)

    async def plans(self, scenario: str = "room-114.emergency.midday.none", **more: Any) -> dict[str, Any]:
        """Plan a drill, which is taken."""
        answer = await self.post("/drills", {"scenario": scenario, **more})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def begins(self, drill: str) -> httpx2.Response:
        """Begin a drill after somebody has looked."""
        return await self.post(f"/drills/{drill}/start", {"visitors": "none"})

    async def runs(self, **more: Any) -> dict[str, Any]:
        """Plan a drill, begin it, and let its countdown pass; return it as it runs."""
        made = await self.plans(**more)
        assert (await self.begins(made["drill"])).status_code == 200
        await self.passes(610 if made["scope"] == "whole" else 61)
        return await self.one(made["drill"])

    async def one(self, drill: str) -> dict[str, Any]:
        """Return a drill."""
        answer = await self.http.get(f"/api/v1/offices/{self.office}/drills/{drill}")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def press(self, key: str = "real", **more: Any) -> str:
        """Press a soft button for real; return the alarm."""
        answer = await self.http.post(
            f"/api/v1/offices/{self.office}/alarms", json={"zone": "room-115", **more}, headers={"Idempotency-Key": key}
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["alarm"])

    async def says(self, alarm: str, action: str, person: str) -> httpx2.Response:
        """Let somebody say something to an alarm."""
        return await self.http.post(f"/api/v1/alarms/{alarm}/{action}", json={"person": person})

    def board(self, audience: Audience = Audience.STAFF) -> dict[str, Any]:
        """Return what the screens of an audience show."""
        return self.node.hub.board(self.office, audience)


@asynccontextmanager
async def day(
    folder: Path, at: datetime = MONDAY, *, fresh: bool = True, record: str = "sqlite:///trygg.db"
) -> AsyncIterator[Day]:
    """Open a node on the invented offices at an instant; everybody may do everything, as there is no account.

    With `fresh` false the folder is one that a node has worked in before: it was killed, and starts again.
    """
    clock = DayClock(at)
    made: Clock = clock
    store = open_store(record, clock=made, data_dir=folder)
    plans = folder / "plans"
    if fresh:
        lay_out(plans)
        office = plans / "as.yaml"
        office.write_text(office.read_text() + CADENCE)
    settings = Settings(data_dir=folder, plans_dir=plans)
    node = Node(settings, store, "e", clock=made, mqtt_url="mqtt://127.0.0.1:9")
    try:
        await node.plans.refresh()
        app: Any = server_config(node, front_of(settings, has_account=True)).app
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1:8080"
        ) as http:
            yield Day(node=node, clock=clock, http=http)
    finally:
        for analyst in node.analysts:
            await analyst.close()
        await node.intake.close()
        await store.close()
