"""What a node remembers of the timeline, so that a press is shown before any disk has been asked."""

import logging
from collections import OrderedDict
from collections.abc import Iterable

from service.dispatch.identity import alarm_id
from service.dispatch.trigger import Trigger
from service.dispatch.window_of_test import HEARD, OPENED, Window, window_of
from service.timeline.entry import Entry

REMEMBERED = 100_000
"""How many press keys are kept; an older one is looked up in the store, after it has been shown."""

ENDS = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})

_log = logging.getLogger(__name__)


class Memory:
    """Press keys heard lately and alarms that are open, as far as this node has seen."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._presses: OrderedDict[str, str] = OrderedDict()
        self._open: dict[tuple[str, str], str] = {}
        self._open_keys: dict[str, tuple[str, str]] = {}
        self._musters: dict[str, dict[str, None]] = {}
        """By office the alarms whose people are counted now, in the order in which it began."""
        self._windows: dict[str, Window] = {}

    def known(self, press_key: str) -> str | None:
        """Return the alarm a press belongs to, None for a press not heard before."""
        return self._presses.get(press_key)

    def alarm_for(self, office: str, open_key: str, press_key: str) -> str:
        """Return the alarm a new press will join, or the id of the one it will raise."""
        return self._open.get((office, open_key)) or alarm_id(press_key)

    def open_alarm(self, office: str, open_key: str) -> str | None:
        """Return the open alarm that covers a key; None where there is none."""
        return self._open.get((office, open_key))

    def all_open(self) -> dict[str, list[str]]:
        """Return the open alarms of each office that has any, in the order in which they were raised."""
        found: dict[str, list[str]] = {}
        for (office, _), alarm in self._open.items():
            found.setdefault(office, []).append(alarm)
        return found

    def musters(self, office: str) -> tuple[str, ...]:
        """Return the alarms of an office whose people are counted now."""
        return tuple(self._musters.get(office, ()))

    def uses_window(self, trigger: Trigger) -> bool:
        """Say whether a press is the test of a window that this node knows to be open; only once for each window.

        The transaction decides; until then whatever this node does not know is shown as real.
        """
        window = self._windows.pop(trigger.tested, None) if trigger.tested else None
        return window is not None and window.covers(trigger)

    def has_window(self, trigger: Trigger) -> bool:
        """Say whether a press would be the test of a window that is open; it uses none up."""
        window = self._windows.get(trigger.tested) if trigger.tested else None
        return window is not None and window.covers(trigger)

    def heard(self, press_key: str, alarm: str) -> None:
        """Remember a press."""
        self._presses[press_key] = alarm
        if len(self._presses) > REMEMBERED:
            self._presses.popitem(last=False)

    def begin_anew(self, office: str) -> None:
        """Forget which alarms of an office are open, and their presses: its record is another one than before.

        A press that is lost with the record's end, and is sent again, is then a new one.
        """
        gone = {self._open.pop(covered) for covered in [one for one in self._open if one[0] == office]}
        for alarm in gone:
            self._open_keys.pop(alarm, None)
        for press_key in [key for key, alarm in self._presses.items() if alarm in gone]:
            del self._presses[press_key]
        self._musters.pop(office, None)

    def take(self, entries: Iterable[Entry]) -> bool:
        """Remember what committed entries say, whichever node wrote them; False where one could not be understood.

        The transaction decides: what is not remembered costs a press nothing but that it is shown as one of its own.
        """
        understood = True
        for entry in entries:
            try:
                self._take(entry)
            except Exception:
                _log.exception("entry %s of %s is not understood, and is not remembered", entry.position, entry.office)
                understood = False
        return understood

    def _take(self, entry: Entry) -> None:
        if entry.alarm is None:
            self._take_window(entry)
            return
        self._take_muster(entry, entry.alarm)
        if "press_key" in entry.facts:
            self.heard(entry.facts["press_key"], entry.alarm)
        if entry.event == "AlarmRaised":
            covered = (entry.office, entry.facts["open_key"])
            self._open[covered] = entry.alarm
            self._open_keys[entry.alarm] = covered
        elif entry.event in ENDS:
            covered_before = self._open_keys.pop(entry.alarm, None)
            if covered_before and self._open.get(covered_before) == entry.alarm:
                del self._open[covered_before]

    def _take_muster(self, entry: Entry, alarm: str) -> None:
        facts, of_office = entry.facts, self._musters.setdefault(entry.office, {})
        if entry.event == "MusterBegun" or (entry.event == "PeopleAccounted" and facts["state"] == "needs_help"):
            of_office[alarm] = None
        elif entry.event in ENDS or entry.event == "MusterEnded" or facts.get("turned"):
            of_office.pop(alarm, None)

    def _take_window(self, entry: Entry) -> None:
        if entry.event == OPENED:
            self._windows[entry.facts["device"]] = window_of(entry)
        elif entry.event == HEARD:
            self._windows.pop(entry.facts["device"], None)
