"""What one transaction does with the notices of its office."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from service.alarm.instant import instant
from service.store.notice_port import Notice, RowState
from service.store.notice_rows import notice_row, read_notice
from service.store.notice_statements import RANKS
from service.store.rows import Row
from service.store.statements import Statements

_PROVEN: Final = frozenset({"handed_over", "delivered", "seen", "answered"})
"""States that prove that the other side has taken the notice."""

LONGEST_NAME: Final = 200
"""Characters of what the other side calls a notice that are kept."""

_log = logging.getLogger(__name__)


def _readable(found: Sequence[Row]) -> tuple[Notice, ...]:
    """Return those of several notices that are not damaged: no alarm stays open because one call cannot be read."""
    sound: list[Notice] = []
    for row in found:
        try:
            sound.append(read_notice(row))
        except ValueError as damage:
            _log.error("notice %s of %s is damaged, and is left out: %s", row[0], row[2], damage)
    return tuple(sound)


class NoticesOfUnit:
    """The notices' part of a `Unit` on SQL."""

    execute: Any
    statements: Statements
    _office: str

    def queue_notices(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox; one whose id is there already changes nothing."""
        if notices:
            self.execute(self.statements.notices.queue, [notice_row(notice) for notice in notices])

    def notice(self, notice_id: str) -> Notice | None:
        """Return a notice of this office."""
        values = {"notice": notice_id, "office": self._office}
        row = self.execute(self.statements.notices.of_office, values).fetchone()
        return read_notice(row) if row else None

    def unsent_notices_of(self, alarm: str) -> tuple[Notice, ...]:
        """Return those notices of one alarm that wait or are queued, in the order in which they were made."""
        values = {"alarm": alarm, "office": self._office}
        found = self.execute(self.statements.notices.unsent_of_alarm, values).fetchall()
        return _readable(found)

    def notices_of(self, alarm: str) -> tuple[Notice, ...]:
        """Return the notices of one alarm, in the order in which they were made."""
        values = {"alarm": alarm, "office": self._office}
        return _readable(self.execute(self.statements.notices.of_alarm, values).fetchall())

    def notices_of_call(self, call: str) -> tuple[Notice, ...]:
        """Return the notices of one call, the first route first."""
        values = {"call": call, "office": self._office}
        return _readable(self.execute(self.statements.notices.of_call, values).fetchall())

    def move_notice(
        self,
        notice_id: str,
        state: RowState,
        at: datetime,
        *,
        reason: str | None = None,
        provider_id: str | None = None,
    ) -> bool:
        """Move a notice forward; False, and nothing changes, where it is as far already or has ended."""
        values = {
            "notice": notice_id,
            "of": self._office,
            "became": state,
            "below": RANKS["handed_over"] if state == "spared" else RANKS[state],
            "why": reason,
            "handed": instant(at) if state in _PROVEN else None,
            "theirs": _storable(provider_id[:LONGEST_NAME]) if provider_id else None,
        }
        return self.execute(self.statements.notices.move, values).fetchone() is not None

    def try_notice_again(
        self, notice_id: str, due_at: datetime, reason: str, *, was_tried: bool = True, attempt: int | None = None
    ) -> bool:
        """Queue a leased notice for a further try; False when it is not leased any more."""
        statement = self.statements.notices.try_again if was_tried else self.statements.notices.put_off
        values = {"notice": notice_id, "of": self._office, "due": instant(due_at), "why": reason, "attempt": attempt}
        return self.execute(statement, values).fetchone() is not None

    def hasten_notice(self, call: str, place: int, due_at: datetime) -> str | None:
        """Set when a notice that still waits for its turn is due, and return its route; None when it does not wait."""
        values = {"of_call": call, "of": self._office, "which": place, "due": instant(due_at)}
        row = self.execute(self.statements.notices.hasten, values).fetchone()
        return row[0] if row else None

    def spare_notices(self, alarm: str, responder: str | None) -> int:
        """Spare what has not been sent yet of one responder's calls, or of all of the alarm's; return how many."""
        values = {"of": self._office, "of_alarm": alarm, "who": responder}
        return len(self.execute(self.statements.notices.spare, values).fetchall())


def _storable(name: str) -> str:
    """Return what the other side calls a notice without what no database keeps: it must not undo a hand-over."""
    return name.replace("\0", "").encode("utf-8", "replace").decode()
