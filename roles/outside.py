"""Who is told not to come in when an office closes: the people of a role or a group, whether on duty or not."""

from roles.demand import named_in
from roles.plan import Plan


def outside_of(plan: Plan) -> tuple[str, ...]:
    """Return the people whom the plan names as outside, each once."""
    named = plan.closing.outside if plan.closing else None
    if named is None:
        return ()
    if (group := plan.groups.get(named)) is not None:
        found = group.people
    else:
        role = plan.roles.get(named)
        found = tuple(named_in(plan, role)) if role else ()
    return tuple(dict.fromkeys(who for who in found if who in plan.people))
