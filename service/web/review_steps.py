"""The plan's steps as deadlines of the service in the lanes: when each was due, and whether it came then. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from service.timeline.entry import Entry
from service.timeline.held import script_of
from service.web.charts.lanes import Due
from service.web.mark import N
from service.web.tongue import Tongue, span

_PUNCTUAL: Final = timedelta(seconds=1)
_TOLD: Final = {
    True: N("step %(step)s due after %(time)s: in time"),
    False: N("step %(step)s due after %(time)s: %(late)s late"),
}


def step_dues(entries: Sequence[Entry], tongue: Tongue) -> Iterator[Due]:
    """Yield a deadline for each further step of the response that came, or was left out; each counts from the last.

    Where a press has begun the response anew, the steps from then on.
    """
    anew = [at for at, one in enumerate(entries) if one.facts.get("anew")]
    since = entries[anew[-1] if anew else 0 :]
    came: dict[int, Entry] = {}
    for one in since:
        if one.event in ("AlarmEscalated", "StepSkipped") and not one.facts.get("round"):
            came.setdefault(one.facts["step"], one)
    before = since[0].at
    for number, step in enumerate(script_of(entries)["steps"]):
        if number == 0:
            continue
        if number not in came:
            return
        due = before + timedelta(milliseconds=step["after_ms"])
        before = came[number].at
        kept = before - due <= _PUNCTUAL
        told = {"step": number + 1, "time": span(due - entries[0].at), "late": span(before - due)}
        yield Due(at=(due - entries[0].at).total_seconds(), kept=kept, label=tongue.t(_TOLD[kept], **told))
