"""Whom a route that is down cuts off: everybody who is reached over nothing else."""

from collections.abc import Set

from roles.plan import Plan
from roles.route import Route


def reached_only_by(plan: Plan, who: str) -> tuple[Route, ...]:
    """Return the routes that are all there is to reach somebody by; none for whom the screens reach, or nobody's call.

    Whoever has no routes is reached by the screens, and so is who names them among her routes. A contact without routes
    is rung by somebody here: no route that is down changes that.
    """
    one = plan.people.get(who) or plan.contacts.get(who)
    routes = one.reached_by if one else ()
    return () if "screen" in routes else routes


def cut_off(plan: Plan, down: Set[str]) -> frozenset[str]:
    """Return the people and contacts whom nothing reaches while these routes are down."""
    if not down:
        return frozenset()
    everybody = (*plan.people, *plan.contacts)
    return frozenset(who for who in everybody if (ways := reached_only_by(plan, who)) and down >= set(ways))
