"""The calls in an alarm's entries, and what became of each: what answer times are measured from.

A call counts once its outcome is known: answered, or its deadline passed. One that was open when the alarm ended, or
when a real press turned a drill into an alarm, tells nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from roles.measure import Heard
from service.timeline.entry import Entry

_CONTACT = "contact:"
_OVER = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})


@dataclass(slots=True)
class _Call:
    """One call that waits for its outcome."""

    role: str
    at: datetime
    is_silent: bool = False
    answered_at: datetime | None = None
    is_no: bool = False
    has_arrived: bool | None = None


def heard_in(entries: Sequence[Entry], *, drills: bool = False) -> Iterator[Heard]:
    """Yield the calls of one alarm whose outcome is known: of a real alarm, or with `drills` of a drill.

    The first entry is its `AlarmRaised`. What counts is the mode in which an alarm ended; tests never count.
    """
    calls: dict[str, _Call] = {}
    mode = ""
    for entry in entries:
        facts = entry.facts
        if entry.event in {"AlarmRaised", "AlarmJoined"}:
            mode = facts["mode"]
            if facts.get("turned"):
                calls.clear()
        elif entry.event in _OVER:
            break
        elif entry.event == "ResponderCalled":
            # Called again while the first call waits: that is the same person, still being waited for.
            calls.setdefault(facts["responder"], _Call(facts["role"], entry.at))
        elif (call := calls.get(str(facts.get("responder")))) is not None:
            _note(call, entry)
    if mode == ("drill" if drills else "actual"):
        for who, call in calls.items():
            if call.answered_at is not None or call.is_silent:
                yield Heard(
                    role=call.role,
                    who=who,
                    is_contact=who.startswith(_CONTACT),
                    after=None if call.answered_at is None else call.answered_at - call.at,
                    is_no=call.is_no,
                    has_arrived=call.has_arrived,
                )


def _note(call: _Call, entry: Entry) -> None:
    match entry.event:
        case "ResponderAccepted" | "ResponderDeclined" if call.answered_at is None:
            call.answered_at, call.is_no = entry.at, entry.event == "ResponderDeclined"
        case "ResponderArrived":
            if call.answered_at is None:
                call.answered_at = entry.at
            call.has_arrived = True
        case "ResponderOverdue" if call.has_arrived is None and call.answered_at is not None:
            call.has_arrived = False
        case "ResponderSilent" | "CallFailed":
            call.is_silent = True
        case _:
            pass
