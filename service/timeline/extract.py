"""One alarm's part of an office's timeline, to be taken away: anybody can check it without the rest. Pure.

Between two entries of an alarm others may have been written. Without them nobody could see that one of its own is
missing, so they go along, without names and words: those belong to another matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from service.alarm.instant import instant
from service.timeline.chain import export
from service.timeline.entry import Entry, Head
from service.timeline.modes import Modes
from service.timeline.untold import as_told

FORMAT: Final = "trygg alarm export 1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Extract:
    """An alarm's part of a timeline."""

    alarm: str
    entries: Sequence[Entry]
    """All entries of the office from the alarm's first to its last, whosever they are."""
    head: Head
    """The end of the office's record when it was taken."""
    at: datetime
    """When it was taken."""
    earlier: Sequence[Entry] = ()
    """Entries before the first, from which follows in which mode those in between were written."""

    @property
    def own(self) -> Sequence[Entry]:
        """Return the alarm's own entries, as others may read them."""
        return [as_told(one) for one in self.entries if one.alarm == self.alarm]

    @property
    def sealed(self) -> Head:
        """Return the last entry that it holds: its hash seals all of it."""
        last = self.entries[-1]
        return Head(office=last.office, position=last.position, hash=last.hash)

    @property
    def mode(self) -> str:
        """Return what the alarm is: what it was at its end."""
        modes = Modes()
        return [modes.of(one) or "actual" for one in self.own][-1]


def strangers(entries: Iterable[Entry], alarm: str) -> set[str]:
    """Return the other alarms of which there are entries in between, and whose beginning is not among them."""
    known, found = {alarm}, set[str]()
    for one in entries:
        if one.alarm is None or one.alarm in known:
            continue
        if one.event == "AlarmRaised":
            known.add(one.alarm)
        else:
            found.add(one.alarm)
    return found


def as_json(extract: Extract) -> dict[str, Any]:
    """Return an extract as JSON values; `verify_export.py` says what there is to check."""
    modes = Modes()
    for one in extract.earlier:
        modes.of(one)
    lines = [
        export(as_told(one) if one.alarm == extract.alarm else replace(one, personal=None), modes.of(one))
        for one in extract.entries
    ]
    return {
        "format": FORMAT,
        "office": extract.head.office,
        "alarm": extract.alarm,
        "mode": extract.mode,
        "exported_at": instant(extract.at),
        "positions": [one.position for one in extract.entries if one.alarm == extract.alarm],
        "sealed": {"position": extract.sealed.position, "hash": extract.sealed.hash},
        "head": {"position": extract.head.position, "hash": extract.head.hash},
        "entries": lines,
    }
