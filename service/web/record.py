"""Whose record is closed to whom for now. Pure."""

from collections.abc import Sequence

from service.timeline.entry import Entry


def is_kept_from(entries: Sequence[Entry], person: str | None) -> bool:
    """Say whether an alarm's record is closed to somebody for now: she has pressed in it, and it is not closed.

    So it is once somebody has said that it was a mistake, whether she was forced to say so or not.
    """
    happened = {entry.event for entry in entries}
    if person is None or "MistakeSaid" not in happened or "AlarmClosed" in happened:
        return False
    return any(e.facts.get("presser") == person for e in entries if e.event in ("AlarmRaised", "AlarmJoined"))
