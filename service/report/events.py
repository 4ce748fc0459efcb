"""What happened to a report; docs/reference/timeline.md has the facts of each."""

from typing import Final

EVENTS: Final = frozenset(
    {
        "ReportDrafted",
        "ReportWritten",
        "ReportClassified",
        "AuthorityTold",
        "ReportOverdue",
        "ReportFinished",
        "ReportAddedTo",
        "ReportDiscussed",
    }
)
"""Every event of a report."""
