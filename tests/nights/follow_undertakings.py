"""Watched meetings and drills, followed from the record as alarms are, and held against what is kept of them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from nights.store import Record
from service.dispatch.undertake import LOOK_AGAIN, event_of
from service.dispatch.undertaking_kinds import KINDS
from service.store.undertaking_port import UndertakingKind
from service.store.undertaking_store import END
from service.store.undertaking_unit import read_undertaking
from service.timeline.entry import Entry

AFTERWARDS = ("ReportDiscussed",)
"""What may be told of an undertaking that is over: a unit meets when it meets."""


class Undertakings:
    """One office's undertakings, entry by entry."""

    def __init__(self, record: Record, office: str, wrong: Callable[[str], None], now: Callable[[], float]) -> None:
        self.states: dict[str, Any] = {}
        """Each undertaking as its entries tell it."""
        self.kinds: dict[str, UndertakingKind] = {}
        self.due: dict[str, tuple[datetime, float]] = {}
        """Undertaking → when it is looked at next, and when on the virtual clock that is at the latest."""
        self._record = record
        self._office = office
        self._wrong = wrong
        self._now = now

    def take(self, entries: Sequence[Entry]) -> None:
        """Follow what one transaction has written."""
        told: dict[str, datetime] = {}
        for entry in entries:
            id_ = entry.facts.get("undertaking")
            if entry.alarm is not None or not isinstance(id_, str):
                continue
            if id_ not in self.kinds:
                begun = [kind for kind in KINDS.values() if entry.event in kind.begins_with]
                if not begun:
                    self._wrong(f"{id_} begins with {entry.event}, and no kind of undertaking does")
                    return
                self.kinds[id_] = begun[0].name
            about = KINDS[self.kinds[id_]]
            before = self.states.get(id_)
            if before is not None and about.is_over(before) and entry.event not in AFTERWARDS:
                self._wrong(f"{entry.event} is told of {id_}, which was over")
            self.states[id_] = about.evolve(before, event_of(entry))
            told[id_] = max(entry.at, told.get(id_, entry.at))
        for id_, at in told.items():
            self._compare(id_, at)
        self.look(told.keys())

    def look(self, told: Any = ()) -> None:
        """Take note of due times that were put off without a word: an undertaking is looked at again in a minute."""
        if not self.due:
            return
        values = {"before": END}
        stored = {row[1]: row[2] for row in self._record.fetch(self._record.statements.undertakings.due, values)}
        for id_, (due_at, _by) in list(self.due.items()):
            if id_ in told or id_ not in stored:
                continue
            at = datetime.fromisoformat(stored[id_])
            if at != due_at:
                self.due[id_] = (at, self._now() + LOOK_AGAIN.total_seconds())

    def _compare(self, id_: str, at: datetime) -> None:
        about = KINDS[self.kinds[id_]]
        state = self.states[id_]
        row = self._record.fetch(self._record.statements.undertakings.anywhere, {"which": id_})
        if not row:
            self._wrong(f"{id_} is in the timeline and nowhere else")
            return
        kept = read_undertaking(row[0])
        if kept.snapshot != json.loads(json.dumps(about.dump(state))):
            self._wrong(f"{id_} is kept otherwise than its entries tell")
        if kept.is_over != about.is_over(state):
            self._wrong(f"{id_} is kept as {'over' if kept.is_over else 'not over'}, and its entries tell otherwise")
        due_at = None if kept.is_over else about.due_at(state)
        if kept.due_at != due_at:
            self._wrong(f"{id_} ought to be looked at again at {due_at}, and is at {kept.due_at}")
        if due_at is None:
            self.due.pop(id_, None)
        elif self.due.get(id_, (None,))[0] != due_at:  # what stays due as it was is counted on, whatever the clock says
            self.due[id_] = (due_at, self._now() + max(0.0, (due_at - at).total_seconds()))
