"""Tree → how often an office drills."""

from roles.cadence import Cadence
from roles.grammar import DRILLS
from roles.reading import Sheet


def read_cadence(plan: Sheet) -> Cadence | None:
    """Return how often the plan asks for drills; None where it says nothing of them."""
    if "drills" not in plan:
        return None
    sheet = plan.sheet("drills", DRILLS.known)
    return Cadence(whole=sheet.months("at_least_every"), micro=sheet.months("micro"))
