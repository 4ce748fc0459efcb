"""The kinds of alarm of one plan: which it knows, and how grave each is."""

from roles.level import LEVELS
from roles.plan import EMERGENCY, Plan


def known_kind(plan: Plan, kind: str) -> str:
    """Return a kind of alarm, or emergency for one that neither Trygg nor the plan knows."""
    return kind if kind in LEVELS or kind in plan.responses else EMERGENCY


def level_of(plan: Plan, kind: str) -> int:
    """Return how grave a kind is; one of the office's own is as grave as the plan says, else as an emergency."""
    own = plan.responses.get(kind)
    return LEVELS.get(kind) or LEVELS.get((own.level if own else None) or EMERGENCY, LEVELS[EMERGENCY])
