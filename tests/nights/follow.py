"""What the record says after each transaction, followed from its first entry and held against what it keeps beside."""

from collections.abc import Callable, Sequence
from datetime import datetime

from nights.clock import NightClock
from nights.follow_undertakings import Undertakings
from nights.in_time import InTime
from nights.store import Record
from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm
from service.alarm.deadline import deadline
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.response import Condition
from service.alarm.states import OPEN, Mode, ResponderState, State
from service.store import rows
from service.timeline import chain
from service.timeline.entry import Entry, Head

SOON_S = 60.0
"""Seconds before something is due from which on nobody looks rarely."""
STEPS = ("AlarmEscalated", "StepSkipped")


class Following:
    """One office's record, entry by entry. Whatever may never be is told at once."""

    def __init__(
        self,
        record: Record,
        office: str,
        wrong: Callable[[str], None],
        now: Callable[[], float],
        *,
        heard: Callable[[Sequence[Entry]], None],
        clocks: Callable[[], Sequence[NightClock]],
    ) -> None:
        """Follow an office; `heard` is told of what is new before anything is compared; `clocks` are the nodes'."""
        self.alarms: dict[str, Alarm] = {}
        self.unfinished: dict[str, Alarm] = {}
        """Those that are not closed."""
        self.presses: dict[str, str] = {}
        """Press key → the alarm that it raised or joined."""
        self.deadlines: dict[str, tuple[datetime, float]] = {}
        """Alarm → its deadline, and when on the virtual clock it is due at the latest."""
        self.undertakings = Undertakings(record, office, wrong, now)
        self.entries = 0
        self._in_time = InTime(clocks, now, wrong)
        self._heard = heard
        self._record = record
        self._office = office
        self._wrong = wrong
        self._now = now
        self._head = Head(office=office, position=0, hash=chain.start(office))
        self._steps: set[tuple[str, int]] = set()
        self._open: dict[str, str] = {}

    def follow(self) -> None:
        """Take what has been written since, and compare."""
        sql = self._record.statements
        values = {"office": self._office, "after": self._head.position, "limit": 10_000}
        fresh = [rows.read_entry(row) for row in self._record.fetch(sql.entries_after, values)]
        if not fresh:
            self.undertakings.look()
            return
        self._heard(fresh)
        for entry in fresh:
            self._take(entry)
        self.undertakings.take(fresh)
        touched = {entry.alarm for entry in fresh if entry.alarm}
        if not touched:
            return
        due = {row[1]: rows.read_deadline(row).due_at for row in self._record.fetch(sql.deadlines, {})}
        for id_ in sorted(touched):
            self._compare(id_, due.get(id_), max(entry.at for entry in fresh if entry.alarm == id_))

    @property
    def is_busy(self) -> bool:
        """Whether something is bound to happen by itself soon: an alarm that is open always has a deadline."""
        soon = self._now() + SOON_S
        return any(by < soon for _, by in (*self.deadlines.values(), *self.undertakings.due.values()))

    def _take(self, entry: Entry) -> None:
        self.entries += 1
        if entry.position != self._head.position + 1 or entry.previous != self._head.hash:
            self._wrong(f"entry {entry.position} does not follow {self._head.position}")
        if chain.seal(entry) != entry.hash:
            self._wrong(f"entry {entry.position} does not have its hash")
        self._head = Head(office=entry.office, position=entry.position, hash=entry.hash)
        if entry.alarm is None:
            return
        before = self.alarms.get(entry.alarm)
        if entry.event in ("AlarmRaised", "AlarmJoined"):
            self._press(entry, entry.alarm, before)
        if entry.event in STEPS:
            self._step(entry, entry.alarm, before)
        if before is not None:
            self._in_time.hold(entry, before, self.deadlines.get(entry.alarm, (None,))[0])
        event = Event(name=entry.event, at=entry.at, actor=entry.actor, facts=entry.facts)
        after = self.alarms[entry.alarm] = evolve(before, entry.alarm, event)
        self._in_time.take(entry, after)
        self.unfinished[entry.alarm] = after
        if after.state is State.CLOSED:
            del self.unfinished[entry.alarm]
        if before is not None:
            self._begins_anew(entry, before, after)
        if before is not None and before.mode is Mode.ACTUAL and after.mode is not Mode.ACTUAL:
            self._wrong(f"{entry.alarm} was actual and is {after.mode}")
        if after.state in OPEN:
            other = self._open.setdefault(after.open_key, entry.alarm)
            if other != entry.alarm:
                self._wrong(f"{after.open_key} has two open alarms: {other}, {entry.alarm}")
        elif self._open.get(after.open_key) == entry.alarm:
            del self._open[after.open_key]

    def _begins_anew(self, entry: Entry, before: Alarm, after: Alarm) -> None:
        """A step is taken once, until the plan begins anew; that is only where an entry says so, in its facts.

        Whoever presses after enough people had come needs others than those; and whoever was only expected has come.
        """
        is_anew = bool(entry.facts.get("anew")) or (entry.event == "ClosingBegun" and before.closing is not None)
        if is_anew:
            self._steps = {one for one in self._steps if one[0] != after.id}
            if after.step or after.step_at != entry.at:
                self._wrong(f"{entry.event} says that {after.id} begins anew, and it is at step {after.step}")
        elif after.step < before.step:
            self._wrong(f"{after.id} is back at step {after.step}, and {entry.event} does not say that it begins anew")

    def _step(self, entry: Entry, alarm: str, before: Alarm | None) -> None:
        """A step is taken once, and only where the plan does not say that it is needless: enough are coming."""
        step = entry.facts["step"]
        if (alarm, step) in self._steps:
            self._wrong(f"{alarm} took step {step} twice")
        self._steps.add((alarm, step))
        if before is None or entry.event != "AlarmEscalated" or entry.actor != SERVICE:
            return  # a person may ask for more whoever is coming
        unless = before.script.steps[step].unless if step < len(before.script.steps) else Condition()
        left_out = {*before.pressers, *before.uncounted, before.presser}
        states = [one.state for key, one in before.responders.items() if key not in left_out]
        arrived = states.count(ResponderState.ARRIVED)
        coming = arrived + states.count(ResponderState.ACCEPTED)
        enough = coming >= unless.accepted and arrived >= unless.arrived and len(before.pressed) >= unless.pressers
        if enough and not unless.asks_nothing:
            self._wrong(f"{alarm} took step {step} although {coming} were coming, {arrived} of them there")

    def _press(self, entry: Entry, alarm: str, before: Alarm | None) -> None:
        key = entry.facts["press_key"]
        if key in self.presses:
            self._wrong(f"press {key} is in the timeline twice")
        if before is not None and before.state not in OPEN:
            self._wrong(f"press {key} was swallowed by {alarm}, which is {before.state}")
        self.presses[key] = alarm

    def _compare(self, id_: str, due_at: datetime | None, at: datetime) -> None:
        row = self._record.fetch(self._record.statements.alarm, {"alarm": id_, "office": self._office})
        stored = rows.read_alarm(row[0][0]) if row else None
        alarm = self.alarms[id_]
        if stored != alarm:
            self._wrong(f"{id_} is stored otherwise than its entries tell")
        if deadline(alarm) != due_at:
            self._wrong(f"{id_} ought to have the deadline {deadline(alarm)}, and has {due_at}")
        if due_at is None:
            self.deadlines.pop(id_, None)
        elif self.deadlines.get(id_, (None,))[0] != due_at:
            self.deadlines[id_] = (due_at, self._now() + max(0.0, (due_at - at).total_seconds()))
            self._in_time.promised(id_, due_at, at)
