"""What one transaction erases, holds and lets go."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.clock import Clock
from service.store.privacy_port import Hold
from service.store.rows import Row
from service.store.statements import Statements


class PrivacyOfUnit:
    """The erasing part of a `Unit` on SQL."""

    execute: Any
    statements: Statements
    _office: str
    _clock: Clock

    def erase_alarm(self, alarm_id: str, apart: Collection[str] = ()) -> int:
        """Erase what is personal in an alarm's entries but those with names in `apart`; return in how many."""
        values = {"of": self._office, "about": alarm_id, "apart": as_list(apart), "now": instant(self._clock.now())}
        return self._many(self.statements.privacy.erase_alarm, values)

    def is_held(self, alarm_id: str) -> bool:
        """Say whether somebody holds an alarm now: then nothing that belongs to it is erased."""
        row = self.execute(self.statements.privacy.hold, {"alarm": alarm_id}).fetchone()
        return row is not None and read_hold(row).until > self._clock.now()

    def erase_whole(self, undertaking_id: str) -> int:
        """Erase what is personal in all entries of an undertaking; return in how many there was something."""
        return self._many(self.statements.privacy.erase_whole, {"of": self._office, "which": undertaking_id})

    def erase_at(self, positions: Sequence[int]) -> int:
        """Erase what is personal in single entries of the office; return in how many there was something."""
        sql = self.statements.privacy.erase_at
        return sum(self._many(sql, {"of": self._office, "there": position}) for position in positions)

    def forget_person(self, key: str) -> None:
        """Forget which person of the plan an opaque key stands for, and what is known of her days."""
        values = {"office": self._office, "key": key}
        self.execute(self.statements.privacy.forget_days, values)
        self.execute(self.statements.privacy.forget_person, values)

    def set_hold(self, hold: Hold) -> None:
        """Hold an alarm, in place of an earlier hold."""
        row = {
            "alarm": hold.alarm,
            "office": hold.office,
            "set_at": instant(hold.set_at),
            "set_by": hold.set_by,
            "until": instant(hold.until),
            "why": hold.why,
        }
        self.execute(self.statements.privacy.set_hold, row)

    def end_hold(self, alarm_id: str, office: str) -> bool:
        """End a hold; False where there was none."""
        return bool(self._many(self.statements.privacy.end_hold, {"office": office, "alarm": alarm_id}))

    def erase_left(self, before: datetime, only: str | None = None) -> int:
        """Take name, login and subject from accounts that ended before an instant; return from how many."""
        values = {"before": instant(before), "only": only}
        self.execute(self.statements.privacy.forget_left, values)
        return self._many(self.statements.privacy.erase_left, values)

    def drop_credentials(self, before: datetime) -> int:
        """Delete sessions, phones, screens and tokens that ended or expired before an instant; return how many."""
        return self._many(self.statements.privacy.drop_credentials, {"before": instant(before)})

    def drop_looks(self, before: datetime) -> int:
        """Delete looks from before an instant; return how many."""
        return self._many(self.statements.privacy.drop_looks, {"before": instant(before)})

    def _many(self, statement: str, values: dict[str, Any]) -> int:
        return len(self.execute(statement, values).fetchall())


def as_list(names: Collection[str]) -> str:
    """Return names as the statements read them: with a comma before and after each."""
    return "".join(f",{name}" for name in sorted(names)) + ","


def read_hold(row: Row) -> Hold:
    """Return the hold that a row holds."""
    alarm, office, set_at, set_by, until, why = row
    return Hold(
        office=office,
        alarm=alarm,
        set_at=parse_instant(set_at),
        set_by=set_by,
        until=parse_instant(until),
        why=why,
    )
