"""The kinds of alarm of one plan: which it knows, and how grave each is."""

from roles.level import BELOW_ALL, CALM, LEVELS
from roles.plan import EMERGENCY, Plan


def known_kind(plan: Plan, kind: str) -> str:
    """Return a kind of alarm that can be pressed, or emergency for one that neither Trygg nor the plan knows."""
    return kind if kind not in CALM and (kind in LEVELS or kind in plan.responses) else EMERGENCY


def pressed_kinds(plan: Plan) -> tuple[str, ...]:
    """Return the kinds to which the plan has a response and which a press can be."""
    return tuple(kind for kind in plan.responses if kind not in CALM)


def level_of(plan: Plan, kind: str) -> int:
    """Return how grave a kind is; one of the office's own is as grave as the plan says, else as an emergency."""
    if kind in CALM:
        return BELOW_ALL
    own = plan.responses.get(kind)
    return LEVELS.get(kind) or LEVELS.get((own.level if own else None) or EMERGENCY, LEVELS[EMERGENCY])
