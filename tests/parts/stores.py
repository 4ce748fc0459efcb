"""Stores for the contract suite: the same tests on SQLite and on PostgreSQL, and works as dispatch would bring them."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import Alarm
from service.alarm.call import Call, Roster
from service.alarm.commands import Raise
from service.alarm.deadline import deadline
from service.alarm.decide import decide
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.response import Condition, Script, Step
from service.alarm.states import Mode
from service.store.opening import open_store
from service.store.port import Store, Unit
from service.timeline.entry import Draft, Entry

OFFICE = "as"
AT = datetime(2026, 11, 23, 14, 2, 7, 120_000, tzinfo=UTC)
PLAN = Script(
    steps=(Step(call=("nearest",), after=timedelta(0), unless=Condition()),),
    repeat_every=timedelta(seconds=30),
    repeat_call=("nearest",),
    done_when=Condition(arrived=1),
    last_resort="112",
)
NAMES = {"p-anna": "Anna Åkesson", "p-bo": "Bo \N{GRINNING FACE}", "p-ci": 'Ci "C" <b>'}


@dataclass(kw_only=True)
class Watch:
    """A clock that stands still until it is set."""

    at: datetime = AT
    seconds: float = 0.0

    def now(self) -> datetime:
        """Return the wall time it was set to."""
        return self.at

    def monotonic(self) -> float:
        """Return the seconds it was set to."""
        return self.seconds


@dataclass(kw_only=True)
class Stores(ABC):
    """One database, and the stores that a test opens on it."""

    folder: Path
    url: str
    watch: Watch = field(default_factory=Watch)
    opened: list[Store] = field(default_factory=list)

    def open(self, *, before_commit: Callable[[], None] | None = None) -> Store:
        """Open a store; it is closed after the test."""
        store = open_store(self.url, clock=self.watch, data_dir=self.folder, before_commit=before_commit)
        self.opened.append(store)
        return store

    async def close(self) -> None:
        """Close what is still open."""
        for store in self.opened:
            await store.close()

    @abstractmethod
    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run SQL behind the store's back, and commit."""

    @abstractmethod
    def unguard(self) -> None:
        """Take away what keeps entries from being changed, as somebody with the database's password could."""


@dataclass(kw_only=True)
class SqliteStores(Stores):
    """Stores on one file."""

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run SQL behind the store's back, and commit."""
        connection = sqlite3.connect(self.folder / "trygg.db", timeout=5)
        try:
            with connection:
                return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def unguard(self) -> None:
        """Drop the triggers."""
        for trigger in ("entries_are_not_changed", "entries_are_not_removed"):
            self.run(f"DROP TRIGGER {trigger}")


@dataclass(kw_only=True)
class PostgresStores(Stores):
    """Stores on one database, as many at a time as there are nodes."""

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run SQL behind the store's back, and commit."""
        with psycopg.connect(self.url) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def unguard(self) -> None:
        """Disable the triggers."""
        self.run("ALTER TABLE entries DISABLE TRIGGER USER")


def raising(
    press: str = "press-1",
    *,
    alarm: str = "a-1",
    covers: str = "device:as/pendant-1",
    calls: Sequence[str] = ("p-anna", "p-bo"),
    mode: Mode = Mode.ACTUAL,
) -> Callable[[Unit], str]:
    """Return a work that does what dispatch does with a press, and gives the id of the press's alarm."""

    def work(unit: Unit) -> str:
        known = unit.press(press)
        if known is not None:
            unit.heard_again(press)
            return known
        before = unit.open_alarm(covers)
        command = Raise(
            actor=Actor(via="device:as/pendant-1"),
            alarm=alarm,
            press_key=press,
            open_key=covers,
            mode=mode,
            kind="emergency",
            gesture="single",
            zone="room-114",
            device="as/pendant-1",
            press="7",
            presser="p-ci",
            pressed_at=None,
            doubtful=False,
            plan="v1",
            script=PLAN,
        )
        busy = unit.engaged(None)
        roster = Roster(calls=tuple(_call(key) for key in calls if key not in busy))
        id_ = before.id if before else alarm
        keep(unit, id_, before, decide(before, command, roster, AT))
        unit.remember_press(press, id_, AT)
        return id_

    return work


def keep(unit: Unit, alarm_id: str, before: Alarm | None, events: Sequence[Event]) -> tuple[Entry, ...]:
    """Write events and what follows from them."""
    after = before
    for event in events:
        after = evolve(after, alarm_id, event)
    entries = unit.append([_draft(alarm_id, event) for event in events])
    if after is not None:
        unit.save_alarm(after)
        unit.set_deadline(alarm_id, deadline(after))
    return entries


def noting(text: str = "noted", personal: Mapping[str, Any] | None = None) -> Callable[[Unit], int]:
    """Return a work that writes one entry about no alarm, and gives its position."""

    def work(unit: Unit) -> int:
        draft = Draft(
            at=AT, event="Noted", alarm=None, actor=SERVICE, facts={"text": text, "n": 1}, personal=personal or {}
        )
        (entry,) = unit.append([draft])
        return entry.position

    return work


def _draft(alarm_id: str, event: Event) -> Draft:
    named = [key for key in (event.facts.get("presser"), event.facts.get("responder"), event.actor.who) if key in NAMES]
    personal: dict[str, Any] = {"names": {key: NAMES[key] for key in named}} if named else {}
    if event.words:
        personal["words"] = event.words
    return Draft(at=event.at, event=event.name, alarm=alarm_id, actor=event.actor, facts=event.facts, personal=personal)


def _call(key: str) -> Call:
    return Call(
        responder=key,
        role="nearest",
        reach="inside",
        position="goes_in",
        walk=timedelta(seconds=24),
        reason={"code": "nearest", "args": {"walk_ms": 24_000}},
        accept_within=timedelta(seconds=15),
        arrive_within=timedelta(seconds=120),
    )
