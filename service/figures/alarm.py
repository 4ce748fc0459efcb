"""One alarm as a row of figures: what lists, charts and reports are made of. No person's key stands in it.

It is worked out from the facts of an alarm's entries and from nothing else, so that it can be thrown away and made
again, and says the same after names and words have been erased.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from service.figures.measure import ANSWERS, MISSED
from service.timeline.entry import Entry

First = Literal["guard", "colleague", "outside"]
"""Who was there first: the guard's role, somebody of the office, or somebody from outside who is no guard."""
Ended = Literal["open", "cleared", "cancelled"]
"""Not ended yet; the danger is over; set off by mistake."""

GUARD: Final = "guard"
"""The role that is a guard's, by its id in the plan: the standard's and every template's word. So are `guard-…`."""

_CONTACT: Final = "contact:"
_MS: Final = timedelta(milliseconds=1)
_PRESSES: Final = frozenset({"AlarmRaised", "AlarmJoined"})
_POLICE: Final = frozenset({"PoliceAskedFor", "PoliceCallBegun"})
_OVER: Final = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmFigures:
    """One alarm in figures. All times are milliseconds from the press; None where it never happened."""

    office: str
    alarm: str
    first_position: int
    """Where it begins in the office's timeline: lists go by it."""
    raised_at: datetime
    mode: str
    """actual, drill or test: what it was in the end."""
    kind: str
    zone: str | None
    soft: bool
    """Whether it was raised on a screen or a telephone, and not by a button."""
    presses: int
    first_answer: int | None
    """Until anybody reacted."""
    coming: int | None
    """Until somebody said that they were coming."""
    on_site: int | None
    """Until somebody said that they were there."""
    over: int | None
    """Until it was cleared or cancelled."""
    ended: Ended
    closed: bool
    """Whether its record is complete."""
    missed: int
    """Deadlines that passed without an answer or an arrival."""
    exhausted: int
    """How often the plan was at its end and the screens told people to call."""
    police: bool
    """Whether the police were asked for or called."""
    police_answered: bool
    guard_called: bool
    guard_on_site: int | None
    """Until a guard was there."""
    first_there: First | None
    shut: int | None
    """Of a closing: how long the office was closed, once it is over; None for every other alarm."""
    mistake_said: bool
    """Whether who pressed has said that it was a mistake: until it is closed, that record is not hers to read."""


def is_guards(role: str | None) -> bool:
    """Say whether a role of a plan is a guard's."""
    return role is not None and (role == GUARD or role.startswith(f"{GUARD}-"))


def figures_of(entries: Sequence[Entry]) -> AlarmFigures:
    """Return one alarm's figures from all its entries in order; the first is its `AlarmRaised`.

    A drill that turns real is counted from the press that turned it: what was answered before was answered to a drill.
    """
    first = entries[0]
    turned = [index for index, one in enumerate(entries) if one.event in _PRESSES and one.facts.get("turned")]
    counted = entries[turned[-1] if turned else 0 :]
    since = counted[0].at

    def after(found: Entry | None) -> int | None:
        return None if found is None else max(timedelta(0), found.at - since) // _MS

    def until(*events: str) -> Entry | None:
        return next((one for one in counted if one.event in events), None)

    over = until("AlarmCleared", "AlarmCancelled")
    guard = next((one for one, who in _arrivals(entries, since) if who == "guard"), None)
    return AlarmFigures(
        office=first.office,
        alarm=first.alarm or "",
        first_position=first.position,
        raised_at=first.at,
        mode=_last(entries, "mode"),
        kind=_last(entries, "kind"),
        zone=first.facts.get("zone"),
        soft=first.facts.get("device") is None,
        presses=sum(one.event in _PRESSES for one in entries),
        first_answer=after(until(*ANSWERS)),
        coming=after(until("ResponderAccepted", "ResponderArrived")),
        on_site=after(until("ResponderArrived")),
        over=after(over),
        ended="open" if over is None else "cleared" if over.event == "AlarmCleared" else "cancelled",
        closed=any(one.event == "AlarmClosed" for one in entries),
        missed=sum(one.event in MISSED for one in counted),
        exhausted=sum(one.event == "ResponseExhausted" for one in counted),
        police=any(one.event in _POLICE for one in counted),
        police_answered=any(one.event == "PoliceAnswered" for one in counted),
        guard_called=any(one.event == "ResponderCalled" and is_guards(one.facts.get("role")) for one in counted),
        guard_on_site=after(guard),
        first_there=next((who for _, who in _arrivals(entries, since)), None),
        shut=_shut(entries),
        mistake_said=any(one.event == "MistakeSaid" for one in entries),
    )


def _last(entries: Sequence[Entry], fact: str) -> str:
    """Return what an alarm was in the end: a press can make it graver, and a drill real."""
    return str(next(one.facts[fact] for one in reversed(entries) if one.facts.get(fact) and _tells(one)))


def _tells(entry: Entry) -> bool:
    return entry.event in _PRESSES or entry.event == "PressesCounted"


def _arrivals(entries: Sequence[Entry], since: datetime) -> list[tuple[Entry, First]]:
    """Return who came, in order, as what they had last been called: a guard, a colleague, or somebody from outside."""
    roles: dict[str, str | None] = {}
    came: list[tuple[Entry, First]] = []
    for one in entries:
        who = str(one.facts.get("responder"))
        if one.event == "ResponderCalled":
            roles[who] = one.facts.get("role")
        elif one.event == "ResponderArrived" and one.at >= since:
            outside = who.startswith(_CONTACT)
            came.append((one, "guard" if is_guards(roles.get(who)) else "outside" if outside else "colleague"))
    return came


def _shut(entries: Sequence[Entry]) -> int | None:
    begun = next((one for one in entries if _closes(one)), None)
    ended = next((one for one in entries if one.event in _OVER), None)
    if begun is None or ended is None:
        return None
    return max(timedelta(0), ended.at - begun.at) // _MS


def _closes(entry: Entry) -> bool:
    """Say whether an entry shuts the office: neither a hold nor waiting for somebody does."""
    told = entry.facts if entry.event == "ClosingBegun" else entry.facts.get("closing")
    return isinstance(told, dict) and told.get("stage") == "closing"
