"""Write board.json: what every implementation of the board has to make of the same messages.

Run it after a change that is meant: `PYTHONPATH=.:tests python tests/vectors/make_board.py`.
A board stands after every eighth message and after the last.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from parts.closed_history import closed_entries
from parts.history import random_history
from parts.meetings import random_entries
from service.alarm.events import EVENTS
from service.live.board import apply, empty
from service.live.render import Audience, Message, render, render_provisional
from service.live.undertaking import Undertakings, render_undertaking
from service.timeline.entry import Entry

VECTORS = Path(__file__).with_name("board.json")
AT = "2026-11-23T14:02:07.120000Z"
COMMANDS, LONGEST, EVERY = 20, 45, 8
_PRESS = {"kind": "emergency", "mode": "actual", "zone": "room-114", "device": "as/pendant-1", "at": AT}


OWN_STORY = frozenset(
    {
        "ClosingBegun",
        "ItemAnswered",
        "LookAgainDue",
        "ClosingLookedAt",
        "ReturnDescribed",
        "OutputsReleased",
        "NoteAdded",
    }
)
"""What no random day shows: the closing of an office has a story of its own, with a note
at its end; instructions are on no board yet."""


WANTED = frozenset({*EVENTS - OWN_STORY, "joined anew", "turned"})
"""What the days show together: every event, and every way of joining."""
_DAY = "a day of staff, "


def vectors(seeds: Sequence[int]) -> list[dict[str, Any]]:
    """Return each story with the board after every message; the seeds say which random days are told."""
    return [_vector(name, messages) for name, messages in _stories(seeds)]


def _vector(name: str, messages: list[Message]) -> dict[str, Any]:
    board, steps = empty(), []
    for number, message in enumerate(messages, start=1):
        board = apply(board, message)
        shown = number % EVERY == 0 or number == len(messages)
        steps.append({"message": message, "board": board} if shown else {"message": message})
    return {"name": name, "steps": steps}


def _stories(seeds: Sequence[int]) -> Iterator[tuple[str, list[Message]]]:
    for seed in seeds:
        yield f"{_DAY}{seed}", _day(Audience.STAFF, seed)
    for audience in Audience:
        yield f"a day of {audience}", _day(audience, seeds[0])
    for audience in Audience:
        yield f"an office that closes, as {audience} see it", _closed(audience)
    yield "a press before its entry", _before_its_entry()
    yield "presses that were nothing new, and a line that was lost", _lost_line()
    for state in ("safe", "needs_help"):
        yield f"she who pressed is measured after it was said that she is {state}", _measured(state)
    yield "what no version knows", _unknown()
    for audience in (Audience.STAFF, Audience.PUBLIC):
        yield f"undertakings as {audience} see them", _undertakings(audience)


def told_seeds() -> list[int]:
    """Return the seeds of the days that the file tells."""
    names = [vector["name"] for vector in json.loads(VECTORS.read_text())]
    return [int(name.removeprefix(_DAY)) for name in names if name.startswith(_DAY)]


def shown(seed: int) -> frozenset[str]:
    """Return what of `WANTED` a day shows."""
    entries = _entries(seed)
    found = {entry.event for entry in entries}
    found |= {"joined anew" for e in entries if e.facts.get("anew")} | {
        "turned" for e in entries if e.facts.get("turned")
    }
    return WANTED & found


def _entries(seed: int) -> list[Entry]:
    return [entry for written in random_history(Random(seed), COMMANDS) for entry in written]


def _telling_seeds() -> Iterator[int]:
    """Yield days that show something new, until everything has been shown: hundreds are looked at for some dozen."""
    wanted = set(WANTED)
    for seed in range(10_000):
        new = wanted & shown(seed)
        if len(new) >= max(1, len(wanted) // 4) and len(_entries(seed)) < LONGEST:
            wanted -= new
            yield seed
        if not wanted:
            return
    raise AssertionError(f"no day shows {sorted(wanted)}: tell tests/parts/history.py how it comes about")


def _day(audience: Audience, seed: int) -> list[Message]:
    """A snapshot of nothing, entries, one of them twice and one too early, and a heartbeat between."""
    entries = [render(e, audience) for e in _entries(seed)]
    heartbeat = {"type": "heartbeat", "position": 1, "epoch": "e", "broker": True, "store": True, "timers": True}
    return [
        _snapshot(audience),
        *entries[:3],
        entries[1],
        entries[5],
        {**heartbeat, "faults": [], "at": AT},
        *entries[3:],
    ]


def _before_its_entry() -> list[Message]:
    [raised, *rest] = next(written for written in random_history(Random(1), 9) if len(written) > 1)
    provisional = render_provisional({"alarm": raised.alarm, **_PRESS}, Audience.STAFF)
    discreet = render_provisional({"alarm": "a-other", **_PRESS}, Audience.DISCREET)
    assert provisional
    assert discreet
    entries = [render(entry, Audience.STAFF) for entry in (raised, *rest)]
    return [
        _snapshot(Audience.STAFF, raised.position - 1),
        provisional,
        discreet,
        *entries,
        {**provisional, "at": "later"},
    ]


def _lost_line() -> list[Message]:
    provisional = {"type": "provisional", "alarm": "a-1", **_PRESS}
    over = {"type": "provisional_over", "alarm": "a-1", "because": "known_press"}
    resumed = {**_snapshot(Audience.STAFF, 0), "type": "resumed", "epoch": "e2"}
    return [_snapshot(Audience.STAFF), provisional, over, provisional, {**provisional, "alarm": "a-0"}, resumed, over]


def _measured(state: str) -> list[Message]:
    """Her place follows until she is said to be safe; another's stays."""
    press: dict[str, Any] = {
        "mode": "actual",
        "kind": "emergency",
        "zone": "room-114",
        "presser": "p-1",
        "last_resort": "112",
    }
    press |= {"answered_when": {"accepted": 0, "arrived": 1}, "names": {}, "next_at": None, "device": "as/pendant-1"}
    zones = {"p-1": "room-114", "p-2": "desk"}
    muster = {"by": None, "people": ["p-1", "p-2"], "zones": zones, "routes": {}, "at": None, "due_at": AT, "call": []}
    said = {"people": ["p-1"], "state": state, "by": "p-2", "how": "vouched", "zone": "yard", "kept": []}
    told: list[tuple[str, dict[str, Any]]] = [("AlarmRaised", press), ("ZoneMeasured", _at("stairs"))]
    told += [("MusterBegun", muster), ("ZoneMeasured", _at("corridor"))]
    told += [("PeopleAccounted", {**said, "due_at": AT}), ("ZoneMeasured", _at("desk"))]
    entry = {"type": "entry", "alarm": "a-1", "at": AT}
    shown = [
        {**entry, "position": n, "event": event, "data": {**data, "actor": {"who": None, "behalf_of": None}}}
        for n, (event, data) in enumerate(told, start=1)
    ]
    return [_snapshot(Audience.STAFF), *shown]


def _at(zone: str) -> dict[str, Any]:
    return {"zone": zone, "calm": [], "confidence": "clear", "how": "gateway"}


def _unknown() -> list[Message]:
    [entry, *_] = [render(e, Audience.STAFF) for e in next(iter(random_history(Random(2), 1)))]
    later = [
        {**entry, "position": 1 + n, "event": name} for n, name in enumerate(("AlarmPainted", "toString"), start=1)
    ]
    office = {**entry, "position": 4, "alarm": None, "event": "PlanChanged", "data": {}}
    elsewhere = {**entry, "position": 5, "alarm": "a-never-raised", "event": "AlarmAcknowledged"}
    return [
        _snapshot(Audience.STAFF),
        entry,
        *later,
        office,
        elsewhere,
        {"type": "superseded", "because": "x"},
        {"type": "?"},
    ]


def _closed(audience: Audience) -> list[Message]:
    return [_snapshot(audience), *(render(entry, audience) for entry in closed_entries())]


def _undertakings(audience: Audience) -> list[Message]:
    """Meetings beside an alarm, from a snapshot in which one is open already; then something that is none."""
    meetings = list(random_entries(Random(24), ("meeting-b", "meeting-a"), 24))
    open_then, shown = Undertakings(), []
    for entry in meetings[:2]:
        open_then.take(entry)
    snapshot = {**_snapshot(audience, 2), "undertakings": open_then.views(audience)}
    for entry in meetings[2:]:
        known = open_then.take(entry)
        assert known
        shown.append(render_undertaking(entry, known, audience))
    last = meetings[-1].position
    odd = {**_office_entry(last + 1), "data": {"undertaking": "meeting-a"}}
    return [snapshot, *shown, odd]


def _office_entry(position: int) -> Message:
    """Return an entry of no alarm and no undertaking."""
    return {"type": "entry", "position": position, "alarm": None, "event": "DutyRead", "at": AT, "data": {}}


def _snapshot(audience: Audience, position: int = 0) -> Message:
    told = {"office": "as", "position": position, "epoch": "e", "audience": audience.value, "at": AT}
    return {"type": "snapshot", **told, "alarms": []}


def text(seeds: Sequence[int]) -> str:
    """Return the file as it has to be, with the days of these seeds."""
    lines = (json.dumps(vector, ensure_ascii=False, sort_keys=True) for vector in vectors(seeds))
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    VECTORS.write_text(text([*_telling_seeds()]))
