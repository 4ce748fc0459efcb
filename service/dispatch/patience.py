"""How patient an office is with what is to be done, from the plan in force."""

from roles.demand import named_in
from roles.overdue import USUAL
from roles.plan import Plan
from service.dispatch.book import CONTACT, OfficePage
from service.undertaking.patience import Patience


def patience_of(plan: Plan) -> Patience:
    """Return how patient a plan is; what it leaves out is as usual."""
    overdue = plan.overdue or USUAL
    return Patience(
        write_within=overdue.write_within,
        finish_within=overdue.finish_within,
        authority_within=overdue.authority_within,
        to_the_lead=overdue.manager_after,
        to_above=overdue.above_after,
        again=overdue.again_every,
        has_above=overdue.above is not None,
    )


def managers_of(page: OfficePage) -> tuple[str, ...]:
    """Return the keys of those who are told of what its owner has not done: of the plan's role, else who leads."""
    role = page.plan.overdue.manager if page.plan.overdue else None
    return _people_of(page, role) if role is not None else page.leads


def above_of(page: OfficePage) -> tuple[str, ...]:
    """Return the keys of those who are told of what stays undone: a contact, or the people of a role; or nobody."""
    above = page.plan.overdue.above if page.plan.overdue else None
    if above is None:
        return ()
    return (f"{CONTACT}{above}",) if above in page.plan.contacts else _people_of(page, above)


def _people_of(page: OfficePage, role: str) -> tuple[str, ...]:
    known = page.plan.roles.get(role)
    named = named_in(page.plan, known) if known else ()
    return tuple(page.keys.get(who) or f"{CONTACT}{who}" for who in named)
