"""What the rest of the service knows of the store: one transaction at a time, and reads beside it."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from service.alarm.alarm import Alarm
from service.alarm.states import Mode, State
from service.store.day_fact import DayFact
from service.store.notice_port import NoticeUnit
from service.store.output_port import OutputUnit
from service.store.parts_port import StoreParts
from service.store.privacy_port import PrivacyUnit
from service.store.recorded_press import RecordedPress
from service.store.undertaking_port import UndertakingStore, UndertakingUnit
from service.timeline.entry import Draft, Entry, Head

T = TypeVar("T")


class StoreError(Exception):
    """The store cannot do what it is asked."""


class StoreUnavailable(StoreError):  # noqa: N818 - it reads as what the screens say
    """The store cannot be written or read now; whether a commit that was under way has happened is not known."""


class RowRefused(StoreError):  # noqa: N818 - a refusal, as in the core
    """A constraint refused what a command wanted to write, also at the second try; nothing of it was written."""


class SchemaTooNew(StoreError):  # noqa: N818 - it names the state, and the message says what to do
    """The database was made by a newer Trygg than this one; nothing was touched."""


class StoreInUse(StoreError):  # noqa: N818 - it names the state, and the message says what to do
    """Another Trygg on this machine writes this SQLite file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One row of the outbox: something to be done outside the alarm, over one channel."""

    id: str
    """Derived from the press and the event, so that a second node or a replay queues it only once."""
    office: str
    alarm: str
    kind: str
    """feedback (to a device) or call (over a route)."""
    reach: str
    """inside, staff or outside."""
    mode: Mode
    address: str
    content: Mapping[str, Any]
    created_at: datetime
    state: str = "queued"
    """queued, handed_over or failed."""
    attempts: int = 0
    reason: str | None = None
    """Why the last attempt failed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """When an alarm has to be looked at again."""

    office: str
    alarm: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmSummary:
    """One line of the list of alarms."""

    office: str
    id: str
    state: State
    mode: Mode
    kind: str
    zone: str | None
    raised_at: datetime
    first_position: int
    """Where the alarm begins in the office's timeline; `alarms(before=…)` counts by it."""
    last_position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanVersion:
    """One version of an office's plan. It never changes; only what was worked out about it is added once."""

    office: str
    version: str
    written: str
    """The document as somebody wrote it."""
    text: str
    """The whole plan, its standard included: what `version` is the digest of."""
    made_at: datetime
    made_by: str | None = None
    """Opaque key; None for a file."""
    judged: Mapping[str, Any] | None = None
    """What was worked out about it when it was made; None for what came from a file and was never looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDraft:
    """What somebody is writing: scratch, and no part of the record."""

    office: str
    revision: int
    """Counts every change, discarding included, so that an old one is never mistaken for a new one."""
    text: str | None
    """None: it was discarded."""
    based_on: str | None
    """The version that held when it was begun."""
    by: str | None
    at: datetime


class Unit(NoticeUnit, OutputUnit, PrivacyUnit, UndertakingUnit, Protocol):
    """One transaction that holds the lock on one office's head row.

    A work uses it in the writer's thread and only while it runs. It may be run a second time from the start (after a
    conflict with another node), so it has no effects but through this.
    """

    @property
    def office(self) -> str:
        """The office whose head row is locked."""
        ...

    def head(self) -> Head:
        """Return the end of the office's chain, with what this work has appended."""
        ...

    def alarm(self, alarm_id: str) -> Alarm | None:
        """Return an alarm of this office."""
        ...

    def open_alarm(self, open_key: str) -> Alarm | None:
        """Return this office's open alarm that covers `open_key`."""
        ...

    def open_alarms(self, mode: Mode, limit: int) -> tuple[Alarm, ...]:
        """Return this office's open alarms of one mode, the newest first, at most so many."""
        ...

    def press(self, press_key: str) -> str | None:
        """Return the id of the alarm, of whichever office, that a press belongs to; None for one never heard."""
        ...

    def remember_press(self, press_key: str, alarm_id: str, at: datetime, heard_as: str = "") -> None:
        """Keep for ever which alarm a press belongs to; when another node was faster, the work is run again."""
        ...

    def heard_again(self, press_key: str, times: int = 1, heard_as: str = "") -> None:
        """Count so many more hearings of a known press, and note as which message a node heard it first."""
        ...

    def engaged(self, except_alarm: str | None) -> frozenset[str]:
        """Return who is busy with an open alarm of this office, leaving one alarm out."""
        ...

    def day_facts(self, day: date) -> Mapping[str, str]:
        """Return who is `absent` and who is `here` on a day, by person key."""
        ...

    def append(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """Chain entries to the office's timeline; raises ValueError for what has no canonical form."""
        ...

    def recent(self, events: Collection[str], within: int) -> tuple[Entry, ...]:
        """Return entries of no alarm with these names among the last so many of the office, the newest first."""
        ...

    def save_alarm(self, alarm: Alarm) -> None:
        """Keep an alarm's state; after `append`, so that the list of alarms knows its positions."""
        ...

    def set_deadline(self, alarm_id: str, due_at: datetime | None) -> None:
        """Replace a saved alarm's one deadline; None takes it away."""
        ...

    def take_deadline(self, alarm_id: str, due_at: datetime) -> bool:
        """Delete the alarm's deadline if it is due at or before that instant; True for exactly one taker."""
        ...

    def erase_told(self, alarm_id: str, event: str) -> int:
        """Erase names and words of an alarm's entries of one name, with their salts; return of how many."""
        ...

    def queue(self, delivery: Delivery) -> None:
        """Put a delivery of a saved alarm into the outbox; one whose id is there already changes nothing."""
        ...

    def claim(self, delivery_id: str, attempts: int) -> bool:
        """Count an attempt that is about to be made of a delivery that was read with so many.

        False when it was settled, or another node was faster: then it is that node's.
        """
        ...

    def settle(self, delivery_id: str, state: str, reason: str | None) -> bool:
        """Write down what became of an attempt (`queued` for: again later); False when it was settled already."""
        ...

    def identify(self, slugs: Iterable[str]) -> dict[str, str]:
        """Return the opaque key of each person of the office, made where there is none yet."""
        ...

    def life(self) -> Mapping[str, Any] | None:
        """Return the life of the office's plan as JSON values; None before its first event."""
        ...

    def save_life(self, life: Mapping[str, Any]) -> None:
        """Keep the life of the office's plan; after `append`, so that others see that it has moved."""
        ...

    def keep_version(self, version: PlanVersion) -> None:
        """Keep a version of the office's plan; one that is there already stays as it is."""
        ...

    def has_version(self, version: str) -> bool:
        """Say whether a version is kept."""
        ...

    def draft(self) -> PlanDraft | None:
        """Return the draft, or what is left of a discarded one; None where there never was one."""
        ...

    def save_draft(self, draft: PlanDraft) -> None:
        """Keep a draft in place of the one before; whoever calls has compared the revisions."""
        ...

    def take_move(self, person: str, at: datetime) -> bool:
        """Take it on oneself to tell that somebody has left or come back; True for exactly one taker."""
        ...


class Store(StoreParts, UndertakingStore, Protocol):
    """The store as the event loop sees it. Every method may raise StoreUnavailable."""

    def commit(self, office: str, work: Callable[[Unit], T]) -> asyncio.Future[T]:
        """Run `work` in a transaction of its own, as far as anybody can see, and give its result after the commit.

        What the work raises rolls back that work alone and is raised here. Not waiting any longer does not stop it.
        Results of one office come in the order of their positions. Called in a running event loop.

        Raises:
            RowRefused: when a constraint of the database refused it twice.
            StoreUnavailable: when it could not be written; what happened to it is then not known.
        """
        ...

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return entries after a position, in order."""
        ...

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        """Return all entries of one alarm, in order."""
        ...

    async def open_entries(self, office: str) -> list[Entry]:
        """Return the entries of all alarms that are not closed, in order: what a board is made from."""
        ...

    async def head(self, office: str) -> Head:
        """Return the end of an office's chain; position 0 for an office never written to."""
        ...

    async def heads(self) -> list[Head]:
        """Return the ends of all chains."""
        ...

    async def alarms(self, office: str, before: int | None, limit: int) -> list[AlarmSummary]:
        """Return alarms, newest first, that begin before a position."""
        ...

    async def alarm(self, alarm_id: str) -> tuple[str, Alarm] | None:
        """Return an alarm and its office."""
        ...

    async def open_positions(self, office: str) -> dict[str, int]:
        """Return the open alarms of an office, each with the position of its last entry: where it changed last."""
        ...

    async def deadlines(self) -> list[Deadline]:
        """Return all pending deadlines, the earliest first."""
        ...

    async def queued(self, kind: str | None, limit: int) -> list[Delivery]:
        """Return deliveries that wait, the oldest first."""
        ...

    async def presses(self, since: datetime) -> list[tuple[str, str]]:
        """Return (press key, alarm id) of the presses heard since an instant."""
        ...

    async def recorded_presses(self, since: datetime) -> list[RecordedPress]:
        """Return the presses recorded as heard since an instant, the oldest first."""
        ...

    async def epoch(self) -> str:
        """Return the name of this record's life; another one after a restore."""
        ...

    async def renew_epoch(self) -> str:
        """Begin a new epoch, so that every screen fetches everything anew; return it."""
        ...

    async def identify(self, office: str, slugs: Iterable[str]) -> dict[str, str]:
        """Return the opaque key of each person of an office; made by chance at the first asking, then kept."""
        ...

    async def plan(self, version: str) -> str | None:
        """Return the whole text of a plan's version."""
        ...

    async def last_plan(self, office: str) -> tuple[str, str] | None:
        """Return version and whole text of the plan that was last made; what holds is said by the plan's life."""
        ...

    async def plan_version(self, office: str, version: str) -> PlanVersion | None:
        """Return one version of an office's plan."""
        ...

    async def plan_versions(self, office: str, limit: int) -> list[PlanVersion]:
        """Return the versions of an office's plan, those made last first."""
        ...

    async def judge_version(self, office: str, version: str, judged: Mapping[str, Any]) -> None:
        """Keep what was worked out about a version, unless that was done before."""
        ...

    async def plan_entries(self, office: str) -> list[Entry]:
        """Return the entries of an office that belong to no alarm, in order."""
        ...

    async def recent(self, office: str, events: Collection[str], within: int) -> tuple[Entry, ...]:
        """Return entries of no alarm with these names among the last so many of an office, the newest first."""
        ...

    async def life(self, office: str) -> Mapping[str, Any] | None:
        """Return the life of an office's plan as JSON values; None before its first event."""
        ...

    async def lives(self) -> dict[str, int]:
        """Return at which position each office's plan last moved."""
        ...

    async def draft(self, office: str) -> PlanDraft | None:
        """Return the draft, or what is left of a discarded one; None where there never was one."""
        ...

    async def drafted(self) -> list[str]:
        """Return the offices for which somebody has begun a draft that is there still, or has led to something."""
        ...

    async def say_day_facts(self, office: str, said: Iterable[DayFact], day: date) -> None:
        """Take what is said of people from a day on, all or nothing, in place of what was said; erase earlier days."""
        ...

    async def day_facts(self, office: str, day: date) -> dict[str, str]:
        """Return who is `absent` and who is `here` on a day, by person key."""
        ...

    async def day_facts_until(self, office: str, day: date) -> dict[str, date]:
        """Return up to which day what is known of a day holds, by person key."""
        ...

    async def forget_day_facts(self, office: str, day: date) -> None:
        """Erase what was said for the days before a day."""
        ...

    async def erase_personal(self, office: str, position: int) -> None:
        """Erase names and words of one entry together with their salt; the chain still holds."""
        ...

    def listen(self, callback: Callable[[str, int], None]) -> None:
        """Call back in this event loop with (office, position) when a node has committed: a hint that may be missed.

        On SQLite there is no other node, and it is never called.
        """
        ...

    async def ping(self) -> bool:
        """Say whether the store can be written now; it writes, and gives up after two seconds.

        Raises:
            SchemaTooNew: a newer Trygg has the database; from now on nothing is written here, and every commit raises
                StoreUnavailable, until a ping finds it otherwise.
        """
        ...

    async def close(self) -> None:
        """Finish what was begun and let go of files and connections."""
        ...
