"""What stands in a record, and everything that would be wrong with it: read beside the service or after its death."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from service.alarm.alarm import Alarm
from service.alarm.deadline import deadline
from service.alarm.events import Event
from service.alarm.evolve import replay
from service.clock import SystemClock
from service.store.opening import open_reading
from service.timeline.chain import verify
from service.timeline.entry import Entry

AT_ONCE = 1000
PRESSES = ("AlarmRaised", "AlarmJoined")


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """One office's record at one moment."""

    office: str
    entries: list[Entry]
    alarms: dict[str, Alarm]
    deadlines: dict[str, datetime]

    @property
    def presses(self) -> list[str]:
        """The keys of all presses that raised an alarm or joined one, in order."""
        return [entry.facts["press_key"] for entry in self.entries if entry.event in PRESSES]

    @property
    def steps(self) -> Counter[tuple[str | None, int]]:
        """How often each alarm's plan took each step."""
        return Counter((e.alarm, e.facts["step"]) for e in self.entries if e.event in ("AlarmEscalated", "StepSkipped"))

    def taken(self, alarm: str) -> list[int]:
        """Return the steps that an alarm's plan has taken, in order and each once."""
        return sorted(step for taker, step in self.steps if taker == alarm)

    def missing(self, presses: Collection[str]) -> set[str]:
        """Return which of these presses are not in the record."""
        return set(presses) - set(self.presses)

    def late(self, now: datetime, by: timedelta = timedelta(seconds=3)) -> list[str]:
        """Return the alarms whose deadline passed so long ago and was not served."""
        return [alarm for alarm, due_at in self.deadlines.items() if now - due_at > by]

    def flaws(self) -> list[str]:
        """Return what is wrong, as sentences: nothing of it may ever be, whatever was killed when."""
        found = [f"press {key} is there {n} times" for key, n in Counter(self.presses).items() if n > 1]
        found += [f"{alarm} took step {step} {n} times" for (alarm, step), n in self.steps.items() if n > 1]
        if broken := verify(self.office, self.entries).broken:
            found.append(broken.message)
        if invented := self.alarms.keys() ^ {entry.alarm for entry in self.entries if entry.alarm}:
            found.append(f"these have entries without an alarm, or an alarm without entries: {invented}")
        open_keys = Counter(alarm.open_key for alarm in self.alarms.values() if alarm.is_open)
        found += [f"{key} has {n} open alarms" for key, n in open_keys.items() if n > 1]
        for id_, alarm in self.alarms.items():
            mine = [entry for entry in self.entries if entry.alarm == id_]
            if _replayed(id_, mine) != alarm:
                found.append(f"{id_} is stored otherwise than its entries tell")
            if deadline(alarm) != self.deadlines.get(id_):
                found.append(f"{id_} ought to have the deadline {deadline(alarm)}, not {self.deadlines.get(id_)}")
        return found


async def read_ledger(url: str, office: str = "as") -> Ledger:
    """Read an office's record; only where nobody writes meanwhile do its parts fit each other."""
    store = open_reading(url, clock=SystemClock(), data_dir=Path())
    try:
        entries: list[Entry] = []
        while batch := await store.entries(office, len(entries), AT_ONCE):
            entries += batch
        alarms = {id_: await store.alarm(id_) for id_ in {entry.alarm for entry in entries if entry.alarm}}
        return Ledger(
            office=office,
            entries=entries,
            alarms={id_: found[1] for id_, found in alarms.items() if found},
            deadlines={d.alarm: d.due_at for d in await store.deadlines() if d.office == office},
        )
    finally:
        await store.close()


def _replayed(alarm: str, entries: list[Entry]) -> Alarm | None:
    return replay(alarm, [Event(name=e.event, at=e.at, actor=e.actor, facts=e.facts) for e in entries])
