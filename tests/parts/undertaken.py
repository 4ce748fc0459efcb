"""Undertakings for chaos: begun at a clock in the past, so that what takes minutes is due within a second.

A watch waits for minutes and a drill stands on the screens for one: neither may be hurried by a setting. So a node in
the test's own process begins them when it *was* time, and the real service finds them right before they are due.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from parts.drill_day import Day
from parts.ledger import read_ledger
from parts.offices import lay_out
from service.alarm.alarm import Alarm
from service.clock import SystemClock
from service.dispatch.drill import alarm_of as alarm_of_drill
from service.dispatch.meeting import alarm_of as alarm_of_meeting
from service.dispatch.undertake import state_of
from service.store.opening import open_reading
from service.store.undertaking_port import KeptUndertaking
from service.timeline.entry import Entry

ROOMS = ("room-114", "room-115", "room-214")
PEOPLE = ("anna", "bo", "cecilia", "david", "elin", "farid")
_ENDS = {"counting": "abort", "running": "end"}
OVERDUE = timedelta(minutes=11)
"""What a meeting of a minute takes in the example office: that, five of grace, two for her, three for the watcher."""
_ONCE = frozenset({"PersonAsked", "WatcherAsked", "MeetingAlarmed", "DrillPressed", "DrillEnded", "DrillAborted"})
"""What happens to each of these undertakings at most once: nobody says anything to them in between."""


def never_closed(folder: Path) -> Path:
    """Write the invented offices, open at every hour of every day, and with a muster in each emergency."""
    lay_out(folder)
    for office in ("as", "fjellvik"):
        path = folder / f"{office}.yaml"
        plan = re.sub(r"\nhours:\n(  [^\n]*\n)+", '\nhours: {mon-sun: "00:00-24:00"}\n', path.read_text())
        plan = re.sub(r"\nclosed: [^\n]*", "", plan).replace("\nexpires:", "\nopen_on_holidays: true\nexpires:")
        path.write_text(plan.replace("  at: staff-room\n", "  at: staff-room\n  kinds: [emergency]\n"))
    return folder


async def watch_a_meeting(office: Day, overdue_at: datetime, room: str) -> str | None:
    """Have a meeting watched that becomes an alarm at an instant; both have been asked already.

    Return its id; None where everybody has a meeting.
    """
    office.office, office.clock.at = "as", overdue_at - OVERDUE
    ends_at = (office.clock.at + timedelta(minutes=1)).isoformat()
    for person in PEOPLE:
        answer = await office.post(
            "/meetings", {"zone": room, "person": person, "watcher": "hassan", "ends_at": ends_at}
        )
        if answer.status_code == 201:
            break
        assert answer.json()["code"] == "already_in_meeting", answer.text
    else:
        return None
    meeting: str = answer.json()["meeting"]
    for _ in range(2):
        kept = await office.node.store.undertaking(meeting)
        assert kept is not None
        assert kept.due_at is not None
        office.clock.at = kept.due_at
        await office.node.undertakings.undertaking.pass_due("as", meeting, kept.due_at)
    return meeting


async def count_down_a_drill(office: Day, presses_at: datetime) -> str:
    """Begin a short drill whose countdown is over at an instant; return its id."""
    office.office, office.clock.at = "fjellvik", presses_at - timedelta(seconds=60)
    made = await office.plans(scenario="samtale-1.emergency.midday.none", scope="micro")
    office.clock.at += timedelta(seconds=1)
    begun = await office.begins(made["drill"])
    assert begun.status_code == 200, begun.text
    return str(made["drill"])


async def all_is_over(office: Day) -> None:
    """End what goes on in both offices, but for meetings that have still to become alarms."""
    for name, ends in (("as", "gunilla"), ("fjellvik", "kari")):
        office.office, office.clock.at = name, SystemClock().now()
        for entry in await office.node.store.open_entries(name):
            if entry.event == "AlarmRaised" and entry.facts["mode"] == "actual":
                for action in ("arrive", "clear"):
                    said = {"person": ends, "seen_her": True, "words": "over"}
                    await office.http.post(f"/api/v1/alarms/{entry.alarm}/{action}", json=said)
        for kept in await office.node.store.undertakings(name, "meeting", open_only=True):
            if state_of(kept).stage == "alarmed":
                ended = await office.post(f"/meetings/{kept.id}/end", {"by": ends})
                assert ended.status_code == 200, ended.text
        for kept in await office.node.store.undertakings(name, "drill", open_only=True):
            if (what := _ENDS.get(state_of(kept).state)) is not None:
                ended = await office.post(f"/drills/{kept.id}/{what}")
                assert ended.status_code == 200, ended.text
        await office.drills.look(name)


@dataclass(frozen=True, kw_only=True)
class Undertakings:
    """What a record says of the undertakings of both offices, and what is wrong with it."""

    entries: Mapping[str, list[Entry]]
    kept: Mapping[str, KeptUndertaking]
    alarms: Mapping[str, Alarm]
    outside: list[str] = field(default_factory=list)
    """Calls and notices that leave an office, by their alarm."""
    wrong: list[str] = field(default_factory=list)
    """What is wrong with the records themselves."""

    def flaws(self) -> list[str]:
        """Return what is wrong, as sentences: nothing of it may ever be, whatever was killed when."""
        found = list(self.wrong)
        for id_, entries in self.entries.items():
            times = Counter(entry.event for entry in entries)
            found += [f"{id_}: {times[event]} times {event}" for event in _ONCE if times[event] > 1]
            if id_.startswith("meeting-"):
                found += self._meeting(id_, is_alarmed=bool(times["MeetingAlarmed"]))
            else:
                found += self._drill(id_, is_pressed=bool(times["DrillPressed"]))
        found += [f"{alarm} is a drill, and {what} left the office" for alarm, what in self._drilled_outside()]
        return found

    def _meeting(self, id_: str, *, is_alarmed: bool) -> list[str]:
        alarm = self.alarms.get(alarm_of_meeting(id_))
        if (alarm is not None) != is_alarmed:
            return [f"{id_}: alarmed is {is_alarmed}, and its alarm is {alarm}"]
        room = state_of(self.kept[id_]).zone
        if alarm is not None and (alarm.zone != room or alarm.mode != "actual"):
            return [f"{id_} is in {room}, and its alarm {alarm.mode} in {alarm.zone}"]
        return []

    def _drill(self, id_: str, *, is_pressed: bool) -> list[str]:
        alarm = self.alarms.get(alarm_of_drill("fjellvik", id_))
        if (alarm is not None) != is_pressed:
            return [f"{id_}: pressed is {is_pressed}, and its alarm is {alarm}"]
        return [f"{id_} has become {alarm.mode}"] if alarm is not None and alarm.mode != "drill" else []

    def _drilled_outside(self) -> list[tuple[str, str]]:
        drills = {id_ for id_, alarm in self.alarms.items() if alarm.mode == "drill"}
        return [(alarm, what) for alarm, _, what in (one.partition(" ") for one in self.outside) if alarm in drills]


async def read_undertakings(record: str) -> Undertakings:
    """Read the undertakings of both offices; only where nobody writes meanwhile do the parts fit each other."""
    wrong, alarms, outside = list[str](), dict[str, Alarm](), list[str]()
    entries, kept = dict[str, list[Entry]](), dict[str, KeptUndertaking]()
    store = open_reading(record, clock=SystemClock(), data_dir=Path())
    try:
        for office in ("as", "fjellvik"):
            ledger = await read_ledger(record, office)
            wrong += ledger.flaws()
            alarms |= ledger.alarms
            for entry in ledger.entries:
                if (id_ := entry.facts.get("undertaking")) is not None:
                    entries.setdefault(id_, []).append(entry)
                if entry.event == "ResponderCalled" and str(entry.facts["responder"]).startswith("contact:"):
                    outside.append(f"{entry.alarm} a call")
            for id_ in ledger.alarms:
                notices = await store.notices.of_alarm(office, id_)
                outside += [f"{id_} a notice" for one in notices if one.reach == "outside"]
        for id_ in entries:
            found = await store.undertaking(id_)
            assert found is not None
            kept[id_] = found
    finally:
        await store.close()
    return Undertakings(entries=entries, kept=kept, alarms=alarms, outside=outside, wrong=wrong)


def is_settled(told: Undertakings, meetings: list[str], drills: list[str]) -> bool:
    """Tell whether each meeting has become an alarm, and each drill and its alarm have ended."""
    ended = (told.alarms.get(alarm_of_drill("fjellvik", id_)) for id_ in drills)
    return (
        all(alarm_of_meeting(id_) in told.alarms for id_ in meetings)
        and all(told.kept[id_].is_over for id_ in drills)
        and not any(alarm.is_open for alarm in ended if alarm is not None)
    )
