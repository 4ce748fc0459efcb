"""What stands in the record about an erasure: of which kind, of how many entries, up to when, and by what. Pure."""

from datetime import datetime
from typing import Final, Literal

from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.timeline.entry import Draft

PERSONAL_ERASED: Final = "PersonalErased"
"""The event in an office's timeline. It belongs to no alarm, and names nobody."""

Why = Literal["schedule", "request"]
"""Because its time was over, or because the person it is about asked for it."""


def erased(
    kind: str, count: int, before: datetime, why: Why, *, actor: Actor, at: datetime, decision: str | None = None
) -> Draft:
    """Return an entry that says that personal parts were erased.

    Args:
        kind: a kind's id, or `person` for all that named one person.
        count: in how many entries there was something to erase.
        before: what was older than this.
        why: by schedule or on request.
        actor: who did it.
        at: when.
        decision: which decision about what is kept it follows; None where none was named.
    """
    facts = {"kind": kind, "count": count, "before": instant(before), "why": why}
    if decision is not None:
        facts["decision"] = decision
    return Draft(at=at, event=PERSONAL_ERASED, alarm=None, actor=actor, facts=facts)
