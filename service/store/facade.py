"""The store as the event loop sees it, the same over both databases."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any, Protocol, TypeVar

from service.alarm.alarm import Alarm
from service.alarm.instant import instant
from service.clock import Clock
from service.store import plan_rows, rows
from service.store.access_statements import AccessStatements
from service.store.access_store import SqlAccess
from service.store.audit_store import SqlAudit
from service.store.day_fact import DayFact
from service.store.device_statements import DeviceStatements
from service.store.device_store import SqlDevices
from service.store.enrolment_statements import EnrolmentStatements
from service.store.enrolment_store import SqlEnrolments
from service.store.job import Job, Outcome, deliver
from service.store.later import Later
from service.store.level_store import SqlLevels
from service.store.notice_store import SqlNotices
from service.store.output_store import SqlOutputs
from service.store.people_store import SqlPeople
from service.store.port import (
    AlarmSummary,
    Deadline,
    Delivery,
    PlanDraft,
    PlanVersion,
    SchemaTooNew,
    StoreError,
    StoreUnavailable,
    Unit,
)
from service.store.privacy_store import SqlPrivacy
from service.store.push_store import SqlPush
from service.store.reader import Reader
from service.store.recorded_press import RecordedPress
from service.store.rows import Row
from service.store.statements import Statements
from service.store.undertaking_store import SqlUndertakings
from service.store.unit import SqlUnit
from service.store.versions import BESIDE, refuse_newer
from service.store.watch_store import SqlWatch
from service.timeline import chain
from service.timeline.entry import Entry, Head

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds after which a store that has not committed a ping is called unable to write."""

NEWEST = 2**31 - 1
"""A position beyond all others."""


class Writer(Protocol):
    """Runs jobs in transactions and hands their outcomes to those who wait."""

    def submit(self, job: Job) -> None:
        """Queue a job."""
        ...

    def close(self) -> None:
        """Commit what has queued up, and let go of the database."""
        ...


class NoWriter:
    """Stands where a store was opened for reading only."""

    def submit(self, job: Job) -> None:
        """Refuse a job."""
        deliver([job], [Outcome(error=StoreUnavailable("the store was opened for reading only"))])

    def close(self) -> None:
        """Have nothing to let go of."""


class Listener(Protocol):
    """Tells when a node has committed."""

    def start(self, callback: Callable[[str, int], None]) -> None:
        """Call back in the running event loop from now on."""
        ...

    def close(self) -> None:
        """Call back no longer."""
        ...


class SqlStore(SqlUndertakings, Later):
    """A `Store` on SQL."""

    def __init__(
        self,
        *,
        statements: Statements,
        access: AccessStatements,
        devices: DeviceStatements,
        enrolments: EnrolmentStatements,
        writer: Writer,
        reader: Reader,
        clock: Clock,
        listener: Listener | None,
    ) -> None:
        self._sql = statements
        self._writer = writer
        self._reader = reader
        self._clock = clock
        self._listener = listener
        self._refused: str | None = None
        """Why nothing is written any more: a newer Trygg has the database."""
        self.access = SqlAccess(access, reader, self._submit)
        """Accounts and credentials."""
        self.people = SqlPeople(access, reader, self._submit)
        """Many accounts at once."""
        self.devices = SqlDevices(devices, reader, self._submit)
        """Devices' credentials at the broker."""
        self.levels = SqlLevels(devices, reader, self._submit)
        """The last values of devices' fields."""
        self.enrolments = SqlEnrolments(enrolments, statements.head, reader, self._submit)
        """Devices that were enrolled on the page."""
        self.notices = SqlNotices(statements.notices, reader, self._submit, clock)
        """Notices: calls for help over routes."""
        self.outputs = SqlOutputs(statements.outputs, reader)
        """Orders to outputs."""
        self.push = SqlPush(access, reader, self._submit)
        """Push subscriptions."""
        self.privacy = SqlPrivacy(statements.privacy, reader, self._submit, clock)
        """What may be erased, holds, and who has looked at what."""
        self.audit = SqlAudit(reader)
        """What is still to be done."""
        self.watch = SqlWatch(devices, reader, self._submit)
        """The watch over devices."""

    @property
    def damaged(self) -> Mapping[tuple[str, str], Exception]:
        """What of all offices could not be read when it was to be served, and why."""
        return self._reader.damaged

    def commit(self, office: str, work: Callable[[Unit], T]) -> "asyncio.Future[T]":
        """Run `work` in a transaction of its own, as far as anybody can see, and give its result after the commit."""
        return self._submit(office, work)

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return entries after a position, in order."""
        values = {"office": office, "after": after, "limit": limit}
        return await self._reader.rows(self._sql.entries_after, values, rows.read_entry)

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        """Return all entries of one alarm, in order."""
        return await self._reader.rows(self._sql.entries_of_alarm, {"alarm": alarm_id}, rows.read_entry)

    async def open_entries(self, office: str) -> list[Entry]:
        """Return the entries of all alarms that are not closed, in order."""
        return await self._reader.rows(self._sql.entries_unclosed, {"office": office}, rows.read_entry)

    async def head(self, office: str) -> Head:
        """Return the end of an office's chain; position 0 for an office never written to."""
        found = await self._reader.row(self._sql.head, {"office": office}, rows.read_head)
        return found or Head(office=office, position=0, hash=chain.start(office))

    async def heads(self) -> list[Head]:
        """Return the ends of all chains."""
        return await self._reader.rows(self._sql.heads, {}, rows.read_head)

    async def alarms(self, office: str, before: int | None, limit: int) -> list[AlarmSummary]:
        """Return alarms, newest first, that begin before a position."""
        values = {"office": office, "before": NEWEST if before is None else min(before, NEWEST), "limit": limit}
        return await self._reader.rows(self._sql.alarms_before, values, rows.read_summary)

    async def alarm(self, alarm_id: str) -> tuple[str, Alarm] | None:
        """Return an alarm and its office."""
        if "\0" in alarm_id:  # no id has it, and PostgreSQL refuses the question
            return None
        try:
            return await self._reader.row(self._sql.alarm_anywhere, {"alarm": alarm_id}, rows.read_alarm_anywhere)
        except ValueError:
            entries = await self.alarm_entries(alarm_id)
            if (alarm := rows.replayed(alarm_id, entries)) is None:
                raise
            return entries[0].office, alarm

    async def open_positions(self, office: str) -> dict[str, int]:
        """Return the open alarms of an office, each with the position of its last entry: where it changed last."""
        return dict(await self._reader.rows(self._sql.open_positions, {"office": office}, plan_rows.read_moved))

    async def deadlines(self) -> list[Deadline]:
        """Return all pending deadlines, the earliest first."""
        return await self._reader.readable(self._sql.deadlines, {}, rows.read_deadline, _deadline)

    async def queued(self, kind: str | None, limit: int) -> list[Delivery]:
        """Return deliveries that wait, the oldest first."""
        values = {"kind": kind, "limit": limit}
        return await self._reader.readable(self._sql.queued, values, rows.read_delivery, _delivery)

    async def presses(self, since: datetime) -> list[tuple[str, str]]:
        """Return (press key, alarm id) of the presses heard since an instant."""
        return await self._reader.rows(self._sql.presses_since, {"since": instant(since)}, _pair)

    async def recorded_presses(self, since: datetime) -> list[RecordedPress]:
        """Return the presses recorded as heard since an instant, the oldest first."""
        found = await self._reader.rows(self._sql.recorded_presses, {"since": instant(since)}, rows.read_recorded_press)
        return [press for press in found if press is not None]

    async def epoch(self) -> str:
        """Return the name of this record's life; another one after a restore."""
        found = await self._reader.row(self._sql.meta, {"name": "epoch"}, _text)
        if found is None:
            raise StoreError("the database has no epoch: it was not made by `trygg migrate`; restore it from a backup")
        return found

    async def renew_epoch(self) -> str:
        """Begin a new epoch, so that every screen fetches everything anew; return it."""
        epoch = token_hex(8)
        await self._submit(None, lambda unit: _set_meta(unit, "epoch", epoch))
        return epoch

    async def identify(self, office: str, slugs: Iterable[str]) -> dict[str, str]:
        """Return the opaque key of each person of an office; made by chance at the first asking, then kept."""
        asked = set(slugs)
        known = dict(await self._reader.rows(self._sql.persons, {"office": office}, _pair))
        if asked <= known.keys():
            return {slug: known[slug] for slug in asked}
        return await self._submit(office, lambda unit: unit.identify(asked))

    async def plan(self, version: str) -> str | None:
        """Return the whole text of a plan's version."""
        return await self._reader.row(self._sql.plan, {"version": version}, _text)

    async def last_plan(self, office: str) -> tuple[str, str] | None:
        """Return version and whole text of the plan that was last made."""
        return await self._reader.row(self._sql.last_version, {"office": office}, _pair)

    async def plan_version(self, office: str, version: str) -> PlanVersion | None:
        """Return one version of an office's plan."""
        if "\0" in version:  # no version has it, and PostgreSQL refuses the question
            return None
        return await self._reader.row(self._sql.version, {"office": office, "version": version}, plan_rows.read_version)

    async def plan_versions(self, office: str, limit: int) -> list[PlanVersion]:
        """Return the versions of an office's plan, those made last first."""
        return await self._reader.rows(self._sql.versions, {"office": office, "limit": limit}, plan_rows.read_version)

    async def judge_version(self, office: str, version: str, judged: Mapping[str, Any]) -> None:
        """Keep what was worked out about a version, unless that was done before."""
        values = {"of": office, "which": version, "found": plan_rows.as_text(judged)}
        await self._submit(office, lambda unit: _run(unit, self._sql.judge_version, values))

    async def plan_entries(self, office: str) -> list[Entry]:
        """Return the entries of an office that belong to no alarm, in order."""
        return await self._reader.rows(self._sql.entries_of_plan, {"office": office}, rows.read_entry)

    async def recent(self, office: str, events: Collection[str], within: int) -> tuple[Entry, ...]:
        """Return entries of no alarm with these names among the last so many of an office, the newest first."""
        values = {"office": office, "after": (await self.head(office)).position - within}
        found = await self._reader.rows(self._sql.recent, values, rows.read_entry)
        return tuple(one for one in found if one.event in events)

    async def life(self, office: str) -> Mapping[str, Any] | None:
        """Return the life of an office's plan as JSON values; None before its first event."""
        return await self._reader.row(self._sql.life, {"office": office}, plan_rows.read_life)

    async def lives(self) -> dict[str, int]:
        """Return at which position each office's plan last moved."""
        return dict(await self._reader.rows(self._sql.lives, {}, plan_rows.read_moved))

    async def draft(self, office: str) -> PlanDraft | None:
        """Return the draft, or what is left of a discarded one; None where there never was one."""
        return await self._reader.row(self._sql.draft, {"office": office}, plan_rows.read_draft)

    async def drafted(self) -> list[str]:
        """Return the offices for which somebody has begun a draft that is there still, or has led to something."""
        return await self._reader.rows(self._sql.drafted, {}, _text)

    async def say_day_facts(self, office: str, said: Iterable[DayFact], day: date) -> None:
        """Take what is said of people from a day on, all of it or nothing; what was said of them before is erased."""
        facts = tuple(said)
        await self._submit(office, lambda unit: _say(unit, office, facts, day))

    async def day_facts(self, office: str, day: date) -> dict[str, str]:
        """Return who is `absent` and who is `here` on a day, by person key."""
        values = {"office": office, "day": day.isoformat()}
        return dict(await self._reader.rows(self._sql.day_facts, values, _pair))

    async def day_facts_until(self, office: str, day: date) -> dict[str, date]:
        """Return up to which day what is known of a day holds, by person key."""
        values = {"office": office, "day": day.isoformat()}
        found = await self._reader.rows(self._sql.day_facts_until, values, _pair)
        return {person: date.fromisoformat(last) for person, last in found}

    async def forget_day_facts(self, office: str, day: date) -> None:
        """Erase what was said for the days before a day."""
        values = {"office": office, "day": day.isoformat()}
        await self._submit(office, lambda unit: _run(unit, self._sql.forget_day_facts, values))

    async def erase_personal(self, office: str, position: int) -> None:
        """Erase names and words of one entry together with their salt; the chain still holds."""
        values = {"of": office, "there": position}
        await self._submit(office, lambda unit: _run(unit, self._sql.erase_personal, values))

    def listen(self, callback: Callable[[str, int], None]) -> None:
        """Call back in this event loop with (office, position) when a node has committed: a hint that may be missed."""
        if self._listener:
            self._listener.start(callback)

    async def ping(self) -> bool:
        """Say whether the store can be written now; it writes, and gives up after two seconds.

        Raises:
            SchemaTooNew: a newer Trygg has the database, and this one may write nothing more.
        """
        now = instant(self._clock.now())
        try:
            async with asyncio.timeout(PATIENCE):
                await self._write(None, lambda unit: _ping(unit, now))
        except SchemaTooNew as newer:
            self._refused = str(newer)
            raise
        except (StoreError, TimeoutError):
            return False
        self._refused = None
        return True

    async def close(self) -> None:
        """Finish what was begun and let go of files and connections."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        if self._listener:
            self._listener.close()
        self._reader.close()
        self._writer.close()

    def _submit(self, office: str | None, work: Callable[[SqlUnit], T]) -> "asyncio.Future[T]":
        if self._refused is not None:
            refused: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            refused.set_exception(StoreUnavailable(self._refused))
            return refused
        return self._write(office, work)

    def _write(self, office: str | None, work: Callable[[SqlUnit], T]) -> "asyncio.Future[T]":
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer.submit(Job(office=office, work=work, future=future, loop=loop))
        return future


def _run(unit: SqlUnit, statement: str, values: dict[str, Any]) -> None:
    unit.execute(statement, values)


def _say(unit: SqlUnit, office: str, said: Iterable[DayFact], day: date) -> None:
    """Take what is said, the last word of each person; in few statements, because every press of the office waits."""
    _run(unit, unit.statements.forget_day_facts, {"office": office, "day": day.isoformat()})
    last = {one.person: one for one in said}
    about = [{"office": office, "person": person, "day": day.isoformat()} for person in last]
    facts = [
        {"office": office, "person": one.person, "day": (day + timedelta(days=later)).isoformat(), "fact": one.fact}
        for one in last.values()
        if one.fact
        for later in range(((one.until or day) - day).days + 1)
    ]
    if about:
        unit.execute(unit.statements.drop_day_facts, about)
    if facts:
        unit.execute(unit.statements.set_day_fact, facts)


def _ping(unit: SqlUnit, now: str) -> None:
    """Write something, unless a newer Trygg has taken the database to where this one cannot follow."""
    refuse_newer(*unit.execute(unit.statements.schema, {"name": BESIDE}).fetchone())
    _set_meta(unit, "pinged_at", now)


def _set_meta(unit: SqlUnit, name: str, value: str) -> None:
    _run(unit, unit.statements.set_meta, {"name": name, "value": value})


def _text(row: Row) -> str:
    text: str = row[0]
    return text


def _deadline(row: Row) -> tuple[str, str]:
    return row[0], f"alarm {row[1]}"


def _delivery(row: Row) -> tuple[str, str]:
    return row[1], f"feedback {row[0]}"


def _pair(row: Row) -> tuple[str, str]:
    return row[0], row[1]
