"""What an alarm's entries add up to: how it ended, how fast it was answered, which deadlines passed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.timeline.entry import Entry

ANSWERS = frozenset({"AlarmAcknowledged", "ResponderAccepted", "ResponderArrived", "ResponderDeclined"})
MISSED = frozenset({"ResponderSilent", "ResponderOverdue", "CallFailed"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One alarm in figures."""

    raised_at: datetime
    mode: str
    kind: str
    zone: str | None
    presser: str | None
    state: str
    first_answer: timedelta | None
    """From the press until anybody reacted on a screen."""
    coming: timedelta | None
    """Until somebody said that they were coming."""
    on_site: timedelta | None
    """Until somebody said that they were there."""
    over_at: datetime | None
    """When it was cleared or cancelled."""
    missed: int
    """Deadlines that passed without an answer or arrival."""
    exhausted: int
    """How often the plan was at its end and the screens told people to call."""
    names: Mapping[str, str]
    """Opaque key → name, as far as they have not been erased."""


_STATES = {
    "AlarmAcknowledged": "acknowledged",
    "AlarmCleared": "cleared",
    "AlarmCancelled": "cancelled",
    "AlarmClosed": "closed",
}


def measure(entries: Sequence[Entry]) -> Measured:
    """Add up one alarm's entries; the first is its `AlarmRaised`."""
    first = entries[0]

    def until(*events: str) -> timedelta | None:
        return next((e.at - first.at for e in entries if e.event in events), None)

    over = until("AlarmCleared", "AlarmCancelled")
    return Measured(
        raised_at=first.at,
        mode=first.facts["mode"],
        kind=first.facts["kind"],
        zone=first.facts["zone"],
        presser=first.facts["presser"],
        state=next((_STATES[e.event] for e in reversed(entries) if e.event in _STATES), "raised"),
        first_answer=until(*ANSWERS),
        coming=until("ResponderAccepted", "ResponderArrived"),
        on_site=until("ResponderArrived"),
        over_at=first.at + over if over is not None else None,
        missed=sum(e.event in MISSED for e in entries),
        exhausted=sum(e.event == "ResponseExhausted" for e in entries),
        names=_names(entries),
    )


def _names(entries: Sequence[Entry]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        if entry.personal is not None:
            found.update(entry.personal.content.get("names", {}))
    return found
