"""A coverage in one sentence: until when a plan holds, or that it does not."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from roles.coverage import Coverage
from roles.plan import Plan
from roles.sentence import Sentence


def verdict(plan: Plan, found: Coverage) -> Sentence:
    """Return what could be proven of a plan, in one sentence."""
    zone = ZoneInfo(plan.time_zone)
    if found.is_cut_short:
        until = found.until_at.astimezone(zone)
        return Sentence(
            "Not proven from %(day)s on: this plan has too many people, zones or shifts.", day=f"{until:%Y-%m-%d %H.%M}"
        )
    if not found.opening:
        return Sentence("Nothing to prove: the office is not open in these weeks.")
    if found.gaps:
        first = found.proven_until.astimezone(zone)
        return Sentence(
            "The plan does not hold: gaps: %(count)s, the first on %(day)s.",
            count=len(found.gaps),
            day=f"{first:%Y-%m-%d %H.%M}",
        )
    last = (found.until_at.astimezone(zone) - timedelta(microseconds=1)).date()
    if last == plan.expires:
        return Sentence("Proven until %(day)s, when the plan expires, if the rosters are kept.", day=last.isoformat())
    return Sentence("Proven until %(day)s, if the rosters are kept.", day=last.isoformat())
