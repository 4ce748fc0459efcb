"""Tree → what a plan says of the muster."""

from roles.grammar import MUSTER
from roles.muster import WITHIN, MusterPlan
from roles.reading import Sheet


def read_muster(plan: Sheet) -> MusterPlan | None:
    """Return what the plan says of the muster; None where it says nothing."""
    if "muster" not in plan:
        return None
    sheet = plan.sheet("muster", MUSTER.known)
    within = sheet.duration("within")
    return MusterPlan(
        kinds=sheet.words("kinds"),
        at=sheet.text("at"),
        within=WITHIN if within is None else within,
        call=sheet.words("call"),
    )
