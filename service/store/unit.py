"""One work's view of the transaction it runs in."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from secrets import token_hex
from typing import Any, Protocol, TypeVar

from service.alarm.alarm import Alarm
from service.alarm.instant import instant
from service.alarm.states import Mode
from service.clock import Clock
from service.store import plan_rows, rows
from service.store.notice_unit import NoticesOfUnit
from service.store.output_unit import OutputsOfUnit
from service.store.port import Delivery, PlanDraft, PlanVersion
from service.store.privacy_unit import PrivacyOfUnit
from service.store.statements import Statements
from service.store.undertaking_unit import UndertakingsOfUnit
from service.timeline import chain
from service.timeline.entry import Draft, Entry, Head

T = TypeVar("T")


class Execute(Protocol):
    """Run one statement; several times where there are several sets of values."""

    def __call__(self, statement: str, values: Mapping[str, Any] | Sequence[Mapping[str, Any]], /) -> Any:
        """Return the driver's result."""
        ...


class SqlUnit(NoticesOfUnit, OutputsOfUnit, PrivacyOfUnit, UndertakingsOfUnit):
    """A `Unit` on SQL. Whoever makes it holds the lock on the head row and writes the moved head down before commit."""

    def __init__(
        self,
        *,
        office: str,
        execute: Execute,
        statements: Statements,
        clock: Clock,
        head: Callable[[str], Head],
    ) -> None:
        self._office = office
        self.execute: Execute = execute
        self.statements = statements
        self._clock = clock
        self._known_head = head
        self.moved: Head | None = None
        """The head after what this work has appended; None while it has appended nothing."""
        self._written: dict[str, tuple[int, int]] = {}

    def now(self) -> datetime:
        """Return what time it is by the store's clock."""
        return self._clock.now()

    @property
    def office(self) -> str:
        """The office whose head row is locked."""
        return self._office

    def head(self) -> Head:
        """Return the end of the office's chain, with what this work has appended."""
        return self.moved or self._known_head(self._office)

    def alarm(self, alarm_id: str) -> Alarm | None:
        """Return an alarm of this office."""
        row = self._row(self.statements.alarm, {"alarm": alarm_id, "office": self._office})
        return self._read_alarm(alarm_id, row[0]) if row else None

    def open_alarm(self, open_key: str) -> Alarm | None:
        """Return this office's open alarm that covers `open_key`."""
        row = self._row(self.statements.open_alarm, {"open_key": open_key, "office": self._office})
        return self._read_alarm(*row) if row else None

    def open_alarms(self, mode: Mode, limit: int) -> tuple[Alarm, ...]:
        """Return this office's open alarms of one mode, the newest first, at most so many."""
        values = {"office": self._office, "mode": mode.value, "limit": limit}
        found = self.execute(self.statements.open_alarms, values).fetchall()
        return tuple(self._read_alarm(*row) for row in found)

    def _read_alarm(self, alarm_id: str, text: str) -> Alarm:
        """Read an alarm's state; one that is damaged follows from the timeline, which is the truth.

        Else nobody could press in an office any more in which an open alarm is damaged. What is written next mends it.
        """
        try:
            return rows.read_alarm(text)
        except ValueError:
            found = self.execute(self.statements.entries_of_alarm, {"alarm": alarm_id}).fetchall()
            if (alarm := rows.replayed(alarm_id, map(rows.read_entry, found))) is None:
                raise
            return alarm

    def press(self, press_key: str) -> str | None:
        """Return the id of the alarm that a press belongs to."""
        row = self._row(self.statements.press, {"press_key": press_key})
        return row[0] if row else None

    def remember_press(self, press_key: str, alarm_id: str, at: datetime, heard_as: str = "") -> None:
        """Keep for ever which alarm a press belongs to."""
        self.execute(self.statements.add_press, rows.press_row(press_key, alarm_id, at, heard_as))

    def heard_again(self, press_key: str, times: int = 1, heard_as: str = "") -> None:
        """Count one more hearing of a known press."""
        row = rows.heard_again_row(press_key, times, self._clock.now(), heard_as)
        self.execute(self.statements.heard_again, row)

    def engaged(self, except_alarm: str | None) -> frozenset[str]:
        """Return who is busy with an open alarm of this office, leaving one alarm out."""
        found = self.execute(self.statements.engaged, {"office": self._office}).fetchall()
        others = {alarm: keys for alarm, keys in found if alarm != except_alarm}
        try:
            return rows.read_engaged(list(others.values()))
        except ValueError:
            return frozenset[str]().union(*(self._engaged_in(alarm, keys) for alarm, keys in others.items()))

    def _engaged_in(self, alarm_id: str, keys: str) -> frozenset[str]:
        try:
            return rows.read_engaged([keys])
        except ValueError:
            alarm = self.alarm(alarm_id)
            return alarm.engaged if alarm else frozenset()

    def day_facts(self, day: date) -> Mapping[str, str]:
        """Return who is `absent` and who is `here` on a day."""
        found = self.execute(self.statements.day_facts, {"office": self._office, "day": day.isoformat()}).fetchall()
        return dict(found)

    def append(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """Chain entries to the office's timeline; raises ValueError for what has no canonical form."""
        head = self.head()
        entries: list[Entry] = []
        for draft in drafts:
            entry = chain.link(head, draft, salt=token_hex(16))
            head = Head(office=entry.office, position=entry.position, hash=entry.hash)
            entries.append(entry)
        if not entries:
            return ()
        self.execute(self.statements.add_entry, [rows.entry_row(entry) for entry in entries])
        self.moved = head
        for entry in entries:
            if entry.alarm is not None:
                first, _ = self._written.get(entry.alarm, (entry.position, 0))
                self._written[entry.alarm] = (first, entry.position)
        return tuple(entries)

    def recent(self, events: Collection[str], within: int) -> tuple[Entry, ...]:
        """Return entries of no alarm with these names among the last so many of the office, the newest first."""
        values = {"office": self._office, "after": self.head().position - within}
        found = (rows.read_entry(row) for row in self.execute(self.statements.recent, values).fetchall())
        return tuple(one for one in found if one.event in events)

    def save_alarm(self, alarm: Alarm) -> None:
        """Keep an alarm's state; after `append`, so that the list of alarms knows its positions."""
        here = self.head().position
        first, last = self._written.get(alarm.id, (here, here))
        self.execute(self.statements.save_alarm, rows.alarm_row(alarm, self._office, first=first, last=last))

    def erase_told(self, alarm_id: str, event: str) -> int:
        """Erase names and words of an alarm's entries of one name, with their salts; return of how many."""
        values = {"of": self._office, "about": alarm_id, "told": event}
        return len(self.execute(self.statements.erase_told, values).fetchall())

    def set_deadline(self, alarm_id: str, due_at: datetime | None) -> None:
        """Replace a saved alarm's one deadline; None takes it away."""
        if due_at is None:
            self.execute(self.statements.drop_deadline, {"alarm": alarm_id})
        else:
            values = {"alarm": alarm_id, "office": self._office, "due_at": instant(due_at)}
            self.execute(self.statements.set_deadline, values)

    def take_deadline(self, alarm_id: str, due_at: datetime) -> bool:
        """Delete the alarm's deadline if it is due at or before that instant; True for exactly one taker."""
        return self._row(self.statements.take_deadline, {"alarm": alarm_id, "due_at": instant(due_at)}) is not None

    def queue(self, delivery: Delivery) -> None:
        """Put a delivery of a saved alarm into the outbox; one whose id is there already changes nothing."""
        self.execute(self.statements.queue, rows.delivery_row(delivery))

    def claim(self, delivery_id: str, attempts: int) -> bool:
        """Count an attempt that is about to be made; False when it was settled, or another node was faster."""
        return self._row(self.statements.claim, {"delivery": delivery_id, "tried": attempts}) is not None

    def settle(self, delivery_id: str, state: str, reason: str | None) -> bool:
        """Write down what became of an attempt; False when it was settled already."""
        values = {"delivery": delivery_id, "became": state, "why": reason}
        return self._row(self.statements.settle, values) is not None

    def identify(self, slugs: Iterable[str]) -> dict[str, str]:
        """Make the keys that are missing and return those asked for."""
        asked = set(slugs)
        missing = sorted(asked - self._persons().keys())
        if missing:
            made = [{"office": self._office, "slug": slug, "key": f"p-{token_hex(6)}"} for slug in missing]
            self.execute(self.statements.add_person, made)
        return {slug: key for slug, key in self._persons().items() if slug in asked}

    def life(self) -> Mapping[str, Any] | None:
        """Return the life of the office's plan as JSON values; None before its first event."""
        row = self._row(self.statements.life, {"office": self._office})
        return plan_rows.read_life(row) if row else None

    def save_life(self, life: Mapping[str, Any]) -> None:
        """Keep the life of the office's plan; after `append`, so that others see that it has moved."""
        values = {"office": self._office, "position": self.head().position, "snapshot": plan_rows.as_text(life)}
        self.execute(self.statements.save_life, values)

    def keep_version(self, version: PlanVersion) -> None:
        """Keep a version of the office's plan; one that is there already stays as it is."""
        self.execute(self.statements.keep_version, plan_rows.version_row(version))

    def has_version(self, version: str) -> bool:
        """Say whether a version is kept."""
        return self._row(self.statements.version, {"office": self._office, "version": version}) is not None

    def draft(self) -> PlanDraft | None:
        """Return the draft, or what is left of a discarded one; None where there never was one."""
        row = self._row(self.statements.draft, {"office": self._office})
        return plan_rows.read_draft(row) if row else None

    def save_draft(self, draft: PlanDraft) -> None:
        """Keep a draft in place of the one before."""
        self.execute(self.statements.save_draft, plan_rows.draft_row(draft))

    def take_move(self, person: str, at: datetime) -> bool:
        """Take it on oneself to tell that somebody has left or come back; True for exactly one taker."""
        values = {"office": self._office, "person": person, "at": instant(at)}
        return self._row(self.statements.take_move, values) is not None

    def _persons(self) -> dict[str, str]:
        found = self.execute(self.statements.persons, {"office": self._office}).fetchall()
        return dict(found)

    def _row(self, statement: str, values: Mapping[str, Any]) -> Any:
        return self.execute(statement, values).fetchone()


class Submit(Protocol):
    """Runs a work in a transaction of its own, under the lock of an office's head where one is named."""

    def __call__(self, office: str | None, work: Callable[[SqlUnit], T], /) -> Any:
        """Return a future of its result."""
        ...
