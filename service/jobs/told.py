"""By which clock a deadline of before this life was set: what the record tells, where the wall clock has gone back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from service.clock import Clock
from service.dispatch.own_time import NOTICEABLE
from service.store.port import Deadline
from service.timeline.entry import Entry

READ_BACK: Final = 1_000
"""How many entries around an alarm's newest are read at the start where the wall clock has gone back."""

_EVER = datetime.min.replace(tzinfo=UTC)


class Record(Protocol):
    """What is read of the record."""

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return entries after a position, in order."""
        ...

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        """Return all entries of one alarm, in order."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A deadline, and what is known of the clock by which it was set."""

    due_at: datetime
    at: datetime = _EVER
    """What that clock said at least when this life began."""
    behind: timedelta
    """By how much the clock as it is stands behind that one."""
    is_sure: bool = False
    """Whether this is known from seconds that never jump, and not guessed from entries."""

    def now(self, clock: Clock) -> datetime:
        """Return what the clock says now by which the deadline was set."""
        return max(clock.now() + self.behind, self.at)


async def told_by(record: Record, clock: Clock, deadline: Deadline, own: list[Entry], behind: timedelta) -> Told:
    """Return by which clock an alarm was last told something.

    What passed since is told by what the whole office has written behind it: up to the newest instant by the clock as
    it was, and from the oldest behind that by the clock as it is.

    Args:
        record: where entries are read.
        clock: the clock as it is.
        deadline: the alarm's.
        own: the alarm's entries, in order.
        behind: by how much the clock stands behind the newest entry of all offices; zero for a clock in order.

    Raises:
        ValueError: an entry is damaged.
        StoreError: the record cannot be read.
    """
    if not own:
        return Told(due_at=deadline.due_at, behind=behind)
    newest, now = max(own, key=lambda entry: entry.at), clock.now()
    if newest.at <= now:
        if behind > NOTICEABLE and await _had_gone_back(record, deadline.office, newest):
            behind = timedelta(0)
        return Told(due_at=deadline.due_at, at=newest.at, behind=behind)
    # The newest entry of all may hide it: it is of the clock as it is.
    told = [newest.at, *(entry.at for entry in await record.entries(deadline.office, newest.position, READ_BACK))]
    latest = max(told)
    since = told[told.index(latest) + 1 :]
    return Told(due_at=deadline.due_at, at=latest + max(timedelta(0), now - min(since, default=now)), behind=behind)


async def _had_gone_back(record: Record, office: str, entry: Entry) -> bool:
    """Whether the clock had gone back already when an entry was written: what lies before it is of a later instant."""
    before = await record.entries(office, max(0, entry.position - 1 - READ_BACK), READ_BACK)
    return any(one.at - entry.at > NOTICEABLE for one in before if one.position < entry.position)
