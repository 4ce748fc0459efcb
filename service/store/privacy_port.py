"""What the rest knows of privacy in the store: what may be erased and when, holds, and who has looked at what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from service.store.undertaking_port import UndertakingKind

How = Literal["page", "export", "api", "disclosure", "command", "report"]
"""By which way a record was read."""
Rows = Literal["accounts", "sessions", "looks"]
"""Kinds of data that stand beside the timelines, and have a time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """Somebody's word that an alarm's record is not erased before an instant."""

    office: str
    alarm: str
    set_at: datetime
    set_by: str
    """The account's id, or how it came where no account was there (`cli`)."""
    until: datetime
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """That somebody has read a record, how, on which day (UTC), and how many times."""

    office: str
    record: str
    """The alarm's id, or the report's."""
    who: str
    """An account's id, else the credential's or how it came: `token:…`, `cli`, `open`."""
    how: How
    at: datetime
    """The last time on that day."""
    times: int = 1


class PrivacyUnit(Protocol):
    """The part of a `Unit` that erases. What is erased is a personal part with its salt: the chain still holds."""

    def erase_alarm(self, alarm_id: str, apart: Collection[str] = ()) -> int:
        """Erase what is personal in an alarm's entries but those with names in `apart`; return in how many.

        Nothing is erased, and 0 returned, of an alarm that is held, or open, or cleared and not closed.
        """
        ...

    def is_held(self, alarm_id: str) -> bool:
        """Say whether somebody holds an alarm now: then nothing that belongs to it is erased."""
        ...

    def erase_whole(self, undertaking_id: str) -> int:
        """Erase what is personal in all entries of an undertaking; return in how many there was something."""
        ...

    def erase_at(self, positions: Sequence[int]) -> int:
        """Erase what is personal in single entries of the office; return in how many there was something."""
        ...

    def forget_person(self, key: str) -> None:
        """Forget which person of the plan an opaque key stands for, and what is known of her days."""
        ...

    def set_hold(self, hold: Hold) -> None:
        """Hold an alarm, in place of an earlier hold."""
        ...

    def end_hold(self, alarm_id: str, office: str) -> bool:
        """End a hold; False where there was none."""
        ...

    def erase_left(self, before: datetime, only: str | None = None) -> int:
        """Take name, login and subject from accounts, or from one, that ended before an instant; return how many."""
        ...

    def drop_credentials(self, before: datetime) -> int:
        """Delete sessions, phones, screens and tokens that ended or expired before an instant; return how many."""
        ...

    def drop_looks(self, before: datetime) -> int:
        """Delete looks from before an instant; return how many."""
        ...


class PrivacyStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def persons(self, office: str) -> dict[str, str]:
        """Return the opaque key of everybody who was ever known in an office's plan, by slug."""
        ...

    async def due_alarms(
        self, office: str, before: datetime, apart: Collection[str], after: int
    ) -> tuple[list[str], int | None]:
        """Return alarms that are over, are not held, and have personal parts, all of them from before an instant.

        Some hundred alarms are looked at in one go, however many of them are due: no statement takes long. Returned is
        also up to which position was looked at; None when there are no more.

        Args:
            office: whose alarms.
            before: counted from the last of an alarm's entries that hold something personal.
            apart: names of entries that are no part of the question: they have a time of their own.
            after: the position behind which the alarms begin.
        """
        ...

    async def due_whole(self, office: str, kind: UndertakingKind, before: datetime, limit: int) -> list[str]:
        """Return undertakings of a kind that are over and have personal parts, all from before an instant."""
        ...

    async def is_due(self, rows: Rows, before: datetime) -> bool:
        """Say whether there are rows to be erased that ended, or were written, before an instant."""
        ...

    async def hold(self, alarm_id: str) -> Hold | None:
        """Return an alarm's hold, over or not; None where there is none."""
        ...

    async def holds(self, office: str) -> list[Hold]:
        """Return an office's holds, those that end first first."""
        ...

    async def looked(self, look: Look, persons: Collection[str]) -> None:
        """Note a look at a record, and whom the record is about, by opaque key."""
        ...

    async def looks(self, record: str) -> list[Look]:
        """Return the looks at a record, the newest first."""
        ...

    async def looks_about(self, persons: Mapping[str, str], limit: int) -> list[Look]:
        """Return the newest looks at records that are about somebody, who is known by office → opaque key."""
        ...
