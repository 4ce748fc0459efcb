"""What came of a drill: from its alarm's entries, against what the plan asks for and the simulation expects."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

MEASURES: Final = ("answered", "there", "two_there")
"""What is measured from the press on: the first who says that she is coming, the first who is there, the second."""

_ANSWERS: Final = frozenset({"ResponderAccepted", "ResponderArrived", "ResponderDeclined"})
_ENDS: Final = frozenset({"AlarmCleared", "AlarmCancelled", "AlarmClosed"})
_MS: Final = timedelta(milliseconds=1)


class Happened(Protocol):
    """One entry of an alarm."""

    @property
    def event(self) -> str:
        """Return what happened."""
        ...

    @property
    def at(self) -> datetime:
        """Return when."""
        ...

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return what is known of it."""
        ...


def judge(
    entries: Iterable[Happened],
    *,
    is_micro: bool,
    target: Mapping[str, Any] | None,
    expected: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return a drill's result as JSON values, all times in ms from the press, None where something did not happen.

    `roles` are those whose holder answered, `people` are the opaque keys of those who did, called or not: whoever was
    called and stayed silent has not practised, and stands nowhere. `met` says of each measure whether it was as soon as
    the plan asks; None where the plan asks nothing of it, or the drill was too short for it.
    """
    raised_at: datetime | None = None
    found: dict[str, int | None] = dict.fromkeys(MEASURES)
    roles: dict[str, str] = {}
    answered: set[str] = set()
    there: set[str] = set()
    steps: list[int] = []
    is_exhausted = False
    for entry in entries:
        if entry.event in _ENDS:
            break
        if raised_at is None:
            raised_at = entry.at
        after = (entry.at - raised_at) // _MS
        who = str(entry.facts.get("responder", ""))
        if entry.event == "ResponderCalled":
            roles[who] = entry.facts["role"]
        elif entry.event == "AlarmEscalated":
            steps.append(after)
        elif entry.event == "ResponseExhausted":
            is_exhausted = True
        if entry.event in _ANSWERS:
            answered.add(who)
        if entry.event in {"ResponderAccepted", "ResponderArrived"} and found["answered"] is None:
            found["answered"] = after
        if entry.event == "ResponderArrived":
            there.add(who)
            for measure, count in (("there", 1), ("two_there", 2)):
                if len(there) >= count and found[measure] is None:
                    found[measure] = after
    measured = MEASURES[:1] if is_micro else MEASURES
    return {
        **{f"{measure}_ms": found[measure] for measure in MEASURES},
        "met": {measure: _met(found[measure], (target or {}).get(measure)) for measure in measured},
        "slower_ms": {measure: _slower(found[measure], (expected or {}).get(measure)) for measure in measured},
        "steps_ms": steps,
        "exhausted": is_exhausted,
        "called": len(roles),
        "answered": len(answered & roles.keys()),
        "roles": sorted({role for who, role in roles.items() if who in answered}),
        "people": sorted(answered),
    }


def _met(found: int | None, wanted: int | None) -> bool | None:
    if wanted is None:
        return None
    return found is not None and found <= wanted


def _slower(found: int | None, wanted: int | None) -> int | None:
    """Return how much later something was than the simulation expects; None where one of them never happens."""
    return None if found is None or wanted is None else found - wanted
