"""The part of a node that hears presses, on a folder: with a store whose disk does what a test wants."""

import asyncio
import json
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from devices.family import Adapter, Source
from devices.registry import Registry
from devices.registry import load as load_devices
from parts.offices import AS, DEVICES
from roles.document import load
from service.clock import SystemClock
from service.dispatch.book import Book, OfficePage
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.identity import alarm_id
from service.ingest.intake import Heard, Intake
from service.ingest.spool import Spool
from service.store.opening import open_store
from service.store.port import Store, StoreUnavailable
from service.timeline.entry import Entry

Feedback = tuple[str, str | None, str, str]


@dataclass(kw_only=True)
class Wall:
    """Screens that remember what they were told."""

    shown: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def provisional(self, office: str, message: dict[str, Any]) -> None:
        """Remember a press."""
        assert office == "as"
        self.shown.append(message["alarm"])

    def provisional_over(self, office: str, alarm: str, because: str) -> None:
        """Remember that a press was taken back."""
        assert office == "as"
        self.over.append(alarm)


@dataclass(kw_only=True)
class Disk:
    """What the store's disk does at each commit."""

    broken: bool = False
    tried: int = 0
    free: threading.Event = field(default_factory=threading.Event)

    def commit(self) -> None:
        """Wait while the disk stalls, and fail while it is broken."""
        self.free.wait(30)
        self.tried += 1
        if self.broken:
            raise StoreUnavailable("the disk is full")


class Hasty(SystemClock):
    """The computer's clock, some seconds ahead; it stands still where a test says so."""

    ahead_s = 0.0
    stands_at: datetime | None = None
    """Where its wall time stands still."""
    stands_at_s: float | None = None
    """Where its monotonic seconds stand still, for what must not depend on how fast a machine is."""

    def now(self) -> datetime:
        """Return the time."""
        return self.stands_at or super().now() + timedelta(seconds=self.ahead_s)

    def monotonic(self) -> float:
        """Return monotonic seconds."""
        return (super().monotonic() if self.stands_at_s is None else self.stands_at_s) + self.ahead_s


class Post:
    """One life of the part of a node that hears presses, on a folder."""

    def __init__(
        self,
        folder: Path,
        *,
        room: int = 65_536,
        dispatch: type[Dispatch] = Dispatch,
        adapters: Sequence[Adapter] | None = None,
        sources: Sequence[Source] | None = None,
        database_url: str | None = None,
        stands_at: datetime | None = None,
        was_orderly: bool = True,
    ) -> None:
        """Prepare a life; its record is a file in the folder, where no `database_url` says another.

        `was_orderly` says whether the life before has ended in order, as far as what buttons were last goes.
        """
        self._was_orderly = was_orderly
        self._dispatch = dispatch
        self._adapters = adapters
        self._sources = sources
        self.wall, self.disk, self.clock = Wall(), Disk(), Hasty()
        self.clock.stands_at = stands_at
        self.disk.free.set()
        self.feedback: list[Feedback] = []
        self.receipts: list[str] = []
        self.refused: list[str] = []
        self.faults = Faults(self.clock)
        self.spool = Spool(folder / "spool", size=room)
        self.store: Store = open_store(
            database_url or f"sqlite:///{folder}/trygg.db",
            clock=self.clock,
            data_dir=folder,
            before_commit=self.disk.commit,
        )
        self.book = Book()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Take up what a former life has left, then listen."""
        devices = load_devices(DEVICES.read_bytes(), "as.devices.yaml")
        plan = load(AS.read_bytes(), source="as.yaml").plan
        assert plan is not None
        self.book.put(OfficePage(plan=plan, keys=await self.store.identify("as", plan.people)))
        self.dispatch = self._dispatch(self.store, self.book, self.clock)
        self.intake = Intake(
            registry=Registry(devices.inventory, devices.rules, adapters=self._adapters, sources=self._sources),
            book=self.book,
            dispatch=self.dispatch,
            screens=self.wall,
            faults=self.faults,
            clock=self.clock,
            session=secrets.token_hex(4),
            feedback_again=lambda address, press, alarm, told: self.feedback.append(
                (address, press, alarm, told["state"])
            ),
            spool=self.spool,
        )
        await self.intake.levels.load(self.store.levels, was_orderly=self._was_orderly)
        await self.intake.restore()
        self._tasks.append(asyncio.create_task(self.intake.run()))
        return self

    async def __aexit__(self, *_: object) -> None:
        """End as a crash would, but for the threads."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.intake.close()
        self.disk.free.set()
        await self.store.close()

    @property
    def complaints(self) -> int:
        """How often a press could not be recorded."""
        return next((fault.count for fault in self.faults.of("as") if fault.code == "store_down"), 0)

    def press(self, id_: str, pendant: int = 1) -> str:
        """Let a native pendant press, and return the id of the alarm that this would raise."""
        self.intake.hear(
            Heard(
                topic=f"trygg/v1/as/pendant-{pendant}/press",
                payload=json.dumps({"id": id_}).encode(),
                retain=False,
                again=False,
                receipt=lambda: self.receipts.append(id_),
                refuse=lambda: self.refused.append(id_),
            )
        )
        return alarm_id(f"as/pendant-{pendant}/{id_}")

    def hear(self, topic: str, payload: bytes, *, retain: bool = False, again: bool = False) -> None:
        """Hear any message; its receipt or refusal is noted under its topic."""
        self.intake.hear(
            Heard(
                topic=topic,
                payload=payload,
                retain=retain,
                again=again,
                receipt=lambda: self.receipts.append(topic),
                refuse=lambda: self.refused.append(topic),
            )
        )

    async def entries(self, *events: str) -> list[Entry]:
        """Return the entries of these events."""
        return [entry for entry in await self.store.entries("as", 0, 10_000) if entry.event in events]

    async def recorded(self, count: int) -> list[str]:
        """Wait until so many presses are in the record, and return their keys in the record's order."""
        async with asyncio.timeout(20):
            while len(found := await self.entries("AlarmRaised", "AlarmJoined")) < count:
                await asyncio.sleep(0.02)
        return [entry.facts["press_key"] for entry in found]
