"""What one transaction does with its office's undertakings."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from service.alarm.instant import instant, parse_instant
from service.store.rows import Row
from service.store.statements import Statements
from service.store.undertaking_port import UNLISTED, KeptUndertaking, Listing, UndertakingKind
from service.timeline.entry import Entry


class UndertakingsOfUnit:
    """The undertakings' part of a `Unit` on SQL."""

    execute: Any
    statements: Statements
    _office: str

    def undertaking(self, undertaking_id: str) -> KeptUndertaking | None:
        """Return an undertaking of this office."""
        values = {"which": undertaking_id, "office": self._office}
        row = self.execute(self.statements.undertakings.one, values).fetchone()
        return read_undertaking(row) if row else None

    def open_undertakings(self, kind: UndertakingKind) -> tuple[KeptUndertaking, ...]:
        """Return this office's undertakings of one kind that are not over, the oldest first."""
        found = self.execute(self.statements.undertakings.open, {"office": self._office, "kind": kind}).fetchall()
        return tuple(read_undertaking(row) for row in found)

    def save_undertaking(
        self,
        undertaking_id: str,
        kind: UndertakingKind,
        snapshot: Mapping[str, Any],
        *,
        is_over: bool,
        due_at: datetime | None,
        entries: Sequence[Entry],
        listing: Listing = UNLISTED,
    ) -> None:
        """Keep an undertaking's state and its one due time; `entries` are those of it that were just appended."""
        positions = [entry.position for entry in entries]
        row = {
            "id": undertaking_id,
            "office": self._office,
            "kind": kind,
            "is_over": int(is_over),
            "due_at": instant(due_at) if due_at else None,
            "first_position": positions[0],
            "last_position": positions[-1],
            "snapshot": json.dumps(snapshot, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
            "about": listing.about,
            "person": listing.person,
            "is_settled": int(listing.is_settled),
            "began_at": instant(entries[0].at),
            "forgotten_to": None,
        }
        self.execute(self.statements.undertakings.save, row)
        own = [{"undertaking": undertaking_id, "position": position} for position in positions]
        self.execute(self.statements.undertakings.add_entry, own)

    def take_due(self, undertaking_id: str, due_at: datetime) -> bool:
        """Take the due time away if it is at or before that instant; True for exactly one taker."""
        values = {"which": undertaking_id, "of": self._office, "now": instant(due_at)}
        return self.execute(self.statements.undertakings.take_due, values).fetchone() is not None

    def set_due(self, undertaking_id: str, due_at: datetime | None) -> None:
        """Have an undertaking that is not over looked at again at another time, its state being the same."""
        values = {"which": undertaking_id, "of": self._office, "due": instant(due_at) if due_at else None}
        self.execute(self.statements.undertakings.set_due, values)

    def erase_undertaking(self, undertaking_id: str) -> bool:
        """Erase what is personal in all entries of an undertaking, with its salt; the chain still holds."""
        values = {"which": undertaking_id, "of": self._office}
        if self.execute(self.statements.undertakings.note_erased, values).fetchone() is None:
            return False
        self.execute(self.statements.undertakings.erase, values)
        return True

    def pulse_box(self, pulse: str) -> str | None:
        """Return the sealed box of a pulse's answers; None where there is none any more."""
        row = self.execute(self.statements.undertakings.box, {"which": pulse}).fetchone()
        return row[0] if row else None

    def keep_pulse_box(self, pulse: str, sealed: str) -> None:
        """Keep a sealed box in the place of the one before."""
        self.execute(self.statements.undertakings.keep_box, {"pulse": pulse, "sealed": sealed})

    def drop_pulse_box(self, pulse: str) -> None:
        """Throw a box away."""
        self.execute(self.statements.undertakings.drop_box, {"which": pulse})


def read_undertaking(row: Row) -> KeptUndertaking:
    """Return the undertaking that a row holds."""
    id_, office, kind, is_over, due_at, first, last, snapshot = row
    return KeptUndertaking(
        office=office,
        id=id_,
        kind=kind,
        is_over=bool(is_over),
        due_at=parse_instant(due_at) if due_at else None,
        snapshot=json.loads(snapshot),
        first_position=first,
        last_position=last,
    )
