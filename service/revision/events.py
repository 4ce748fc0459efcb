"""What happened in a revision; docs/reference/timeline.md has the facts of each."""

from typing import Final

EVENTS: Final = frozenset(
    {"RevisionBegun", "RevisionAttended", "RevisionCommented", "RevisionDecided", "RevisionFinished"}
)
"""Every event of a revision."""
