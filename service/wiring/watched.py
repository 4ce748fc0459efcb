"""Watched meetings as the intake knows them: whose is on, from what the screens show, and a word to it by a button."""

from collections.abc import Awaitable

from service.dispatch.meetings import Meetings
from service.dispatch.trigger import Trigger
from service.live.hub import Hub

RUNNING = frozenset({"running", "asked", "watcher_asked"})


class WatchedMeetings:
    """What a button's word to a meeting needs."""

    def __init__(self, hub: Hub, meetings: Meetings) -> None:
        """Look at what screens are shown: it is in memory, and no press waits for the store."""
        self._hub = hub
        self._meetings = meetings

    def meeting_of(self, office: str, person: str) -> str | None:
        """Return somebody's running meeting; None where she has none."""
        for one in self._hub.undertakings(office):
            if one["kind"] == "meeting" and one["person"] == person and one["stage"] in RUNNING:
                return str(one["id"])
        return None

    def check_in(self, trigger: Trigger, meeting: str) -> Awaitable[object]:
        """Take a press as its wearer's word that she is well; raises StoreError or UndertakingRefusal."""
        return self._meetings.ask(trigger.office, meeting, "check-in", trigger.actor)
