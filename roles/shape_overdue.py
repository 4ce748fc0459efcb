"""Tree → what a plan says of what is overdue."""

from datetime import timedelta

from roles.grammar import OVERDUE
from roles.overdue import USUAL, OverduePlan
from roles.reading import Sheet


def read_overdue(plan: Sheet) -> OverduePlan | None:
    """Return what the plan says of what is overdue; None where it says nothing."""
    if "overdue" not in plan:
        return None
    sheet = plan.sheet("overdue", OVERDUE.known)

    def lasts(key: str, usual: timedelta) -> timedelta:
        written = sheet.duration(key)
        return usual if written is None else written

    return OverduePlan(
        write_within=lasts("write_within", USUAL.write_within),
        finish_within=lasts("finish_within", USUAL.finish_within),
        authority_within=lasts("authority_within", USUAL.authority_within),
        manager=sheet.text("manager"),
        manager_after=lasts("manager_after", USUAL.manager_after),
        above=sheet.text("above"),
        above_after=lasts("above_after", USUAL.above_after),
        again_every=lasts("again_every", USUAL.again_every),
    )
