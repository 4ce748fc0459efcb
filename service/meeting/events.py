"""What happened to a watched meeting; docs/reference/timeline.md has the facts of each."""

from typing import Final

EVENTS: Final = frozenset(
    {
        "MeetingPlanned",
        "MeetingBegun",
        "MeetingExtended",
        "CheckedIn",
        "PersonAsked",
        "WatcherAsked",
        "MeetingAlarmed",
        "MeetingEnded",
    }
)
"""Every event of a watched meeting."""
