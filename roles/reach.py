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
    """Return the people and contacts whom nothing reaches while these ways are down.

    A way is a route, `sms`, or one receiver on a route that has several, `alarm_centre/east`: that another centre can
    be reached is no use to an office that is served by this one.
    """
    if not down:
        return frozenset()
    return frozenset(who for who in (*plan.people, *plan.contacts) if _is_cut_off(plan, who, down))


def _is_cut_off(plan: Plan, who: str, down: Set[str]) -> bool:
    one = plan.people.get(who) or plan.contacts[who]
    ways = reached_only_by(plan, who)
    return bool(ways) and all(not {way, f"{way}/{one.receiver}"}.isdisjoint(down) for way in ways)
