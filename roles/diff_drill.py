"""What is compared of how often an office drills."""

from roles.diff_part import Side, Sides
from roles.plan import Plan
from roles.sentence import Sentence


def drill_sides(plan: Plan) -> Sides:
    """Return what is compared of the drills that a plan asks for."""
    whole = plan.drills.whole if plan.drills else None
    micro = plan.drills.micro if plan.drills else None
    return {"at_least_every": Side(whole, months_in_words(whole)), "micro": Side(micro, months_in_words(micro))}


def months_in_words(months: int | None) -> Sentence:
    """Return how often something comes."""
    if months is None:
        return Sentence("never")
    return Sentence("every month") if months == 1 else Sentence("every %(months)s months", months=months)
