"""What is compared of the routes' patience, and of what follows an alarm."""

from roles.diff_part import Side, Sides
from roles.phrase import roles_in_words
from roles.plan import Plan
from roles.route import PATIENCE
from roles.route_words import follow_up_in_words, patience_in_words
from roles.sentence import Sentence


def patience_sides(plan: Plan) -> Sides:
    """Return how long each way out is waited for, whether the plan says it or leaves it as usual."""
    waits = {route: plan.patience_of(route) for route in PATIENCE}
    return {route: Side(wait, patience_in_words(wait)) for route, wait in waits.items()}


def after_sides(plan: Plan, language: str | None) -> Sides:
    """Return what is compared of the time after an alarm."""
    tell = plan.after_alarm.tell if plan.after_alarm else ()
    task = plan.after_alarm.follow_up if plan.after_alarm else None
    told = follow_up_in_words(plan, task, language=language) if task else Sentence("nobody")
    return {
        "tell": Side(set(tell), roles_in_words(plan, tell, language=language) or Sentence("nobody")),
        "follow_up": Side(task, told),
    }
