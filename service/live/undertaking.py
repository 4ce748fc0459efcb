"""What screens know of undertakings: each entry is shown as the whole view of what it belongs to, for each audience.

Whether an audience sees an undertaking depends on its kind and on the audience alone, never on how it stands: what is
seen once is seen until it is over. Pure, but for a line in the log where one cannot be understood: a screen that has
to show an alarm must not fail over a meeting.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from service.alarm.instant import instant
from service.dispatch.undertake import event_of
from service.dispatch.undertaking_kinds import KINDS, begun_by
from service.live.render import Audience, Message
from service.live.undertaking_check import check_view
from service.live.undertaking_drill import drill_view
from service.live.undertaking_meeting import meeting_view
from service.live.view import View
from service.timeline.entry import Entry

Show = Callable[[Any, Mapping[str, str], Audience], View | None]
"""(state, names by opaque key, audience) → what is shown; None where that audience never sees this kind."""

VIEWS: Final[Mapping[str, Show]] = {
    "check": check_view,
    "drill": drill_view,
    "meeting": meeting_view,
    "measure": lambda _state, _names, _audience: None,
    "pulse": lambda _state, _names, _audience: None,
    "report": lambda _state, _names, _audience: None,
    "revision": lambda _state, _names, _audience: None,
}
"""One line for each kind; what is written afterwards, and what the staff is asked, is shown on no screen."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One undertaking as screens know it after an entry."""

    id: str
    kind: str
    state: Any
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether it is shown no longer."""
        return KINDS[self.kind].is_over(self.state)  # type: ignore[index]  # a kind that was found there

    def view(self, audience: Audience) -> View | None:
        """Return what an audience sees of it; None where it sees nothing."""
        shown = VIEWS[self.kind](self.state, self.names, audience)
        return None if shown is None else {"id": self.id, "kind": self.kind, "is_over": self.is_over, **shown}


class Undertakings:
    """One office's open undertakings."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: dict[str, Shown] = {}

    def take(self, entry: Entry) -> Shown | None:
        """Learn from an entry how its undertaking stands; None for an entry of none, or of one that is not known."""
        id_ = entry.facts.get("undertaking") if entry.alarm is None else None
        if not isinstance(id_, str):
            return None
        try:
            after = _after(self._open.get(id_), id_, entry)
        except Exception:
            _log.exception("entry %s of %s is not understood, and is shown to nobody", entry.position, id_)
            return None
        if after is not None:
            self._open[id_] = after
            if after.is_over:
                del self._open[id_]
        return after

    def views(self, audience: Audience) -> list[View]:
        """Return what an audience sees of all that is not over, by id."""
        found = (shown.view(audience) for _, shown in sorted(self._open.items()))
        return [view for view in found if view is not None]


def render_undertaking(entry: Entry, shown: Shown, audience: Audience) -> Message:
    """Return an entry as the stream shows it to an audience; where it is withheld it keeps its position."""
    view = shown.view(audience)
    if view is None:
        return {"type": "withheld", "position": entry.position}
    return {
        "type": "entry",
        "position": entry.position,
        "alarm": None,
        "event": entry.event,
        "at": instant(entry.at),
        "data": {"undertaking": view},
    }


def _after(before: Shown | None, id_: str, entry: Entry) -> Shown | None:
    kind = before.kind if before else begun_by(entry.event)
    if kind is None:
        return None
    about = KINDS[kind]  # type: ignore[index]  # one of those that are there
    state = about.evolve(before.state if before else None, event_of(entry))
    names = entry.personal.content.get("names", {}) if entry.personal else {}
    if before is None:
        return Shown(id=id_, kind=kind, state=state, names=names)
    return replace(before, state=state, names={**before.names, **names})


def shown_after(entries: Iterable[Entry]) -> Undertakings:
    """Return the open undertakings that entries lead to, from nothing."""
    known = Undertakings()
    for entry in entries:
        known.take(entry)
    return known
