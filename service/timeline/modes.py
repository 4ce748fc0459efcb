"""In which mode each entry of a timeline was written: whoever reads one line of an export has to know what it is."""

from typing import Final

from service.timeline.entry import Entry

DRILL: Final = "drill"
_TELLS: Final = ("AlarmRaised", "AlarmJoined")
"""The events whose facts say the mode that their alarm has from then on."""


class Modes:
    """Walks a timeline, or one alarm's entries, from the first on, and says of each entry what it was part of."""

    def __init__(self) -> None:
        """Begin before the first entry."""
        self._alarms: dict[str, str] = {}

    def of(self, entry: Entry) -> str | None:
        """Return `actual`, `drill` or `test`; None for what belongs to no alarm and to no drill."""
        if entry.alarm is None:
            return DRILL if entry.event.startswith("Drill") else None
        if entry.event in _TELLS:
            self._alarms[entry.alarm] = str(entry.facts.get("mode") or self._alarms.get(entry.alarm, "actual"))
        return self._alarms.get(entry.alarm)
