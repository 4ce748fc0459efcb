"""A plan in words, for whoever wants to see what Trygg has understood."""

from collections.abc import Iterator

from roles.phrase import (
    condition_in_words,
    duration_in_words,
    holders_in_words,
    hours_in_words,
    last_resort_in_words,
    names_of,
    role_in_words,
    roles_in_words,
    step_in_words,
    text_of,
    zone_in_words,
)
from roles.plan import Plan, Response, Role
from roles.word import WEEKDAYS


def show(plan: Plan) -> tuple[str, ...]:
    """Return a plan as lines of text: the office, its places and people, its roles, and what happens in an alarm."""
    return tuple(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield f"{plan.name} ({plan.office}), version {plan.version[:12]}"
    yield f"Expires: {plan.expires or 'never'}. Languages: {', '.join(plan.languages)}. Time zone: {plan.time_zone}."
    for day, periods in sorted(plan.hours.items()):
        yield f"  {WEEKDAYS[day]} {hours_in_words(periods) or 'closed'}"
    yield f"Zones: {len(plan.zones)}. Screens: {len(plan.screens)}."
    for screen in plan.screens.values():
        yield f"  {screen.name}: for {screen.audience}, in {zone_in_words(plan, screen.zone)}"
    yield f"People: {len(plan.people)}."
    for person in plan.people.values():
        yield f"  {person.name}: {zone_in_words(plan, person.home)}{'' if person.goes_in else ', does not go in'}"
    for group in plan.groups.values():
        yield f"Group {group.name}: {names_of(plan, group.people)}"
    for roster in plan.rosters.values():
        yield f"Roster {roster.name}: {names_of(plan, roster.people)}"
        for number, week in enumerate(roster.weeks, start=1):
            shifts = "; ".join(f"{WEEKDAYS[day]} {hours_in_words(periods)}" for day, periods in sorted(week.items()))
            yield f"  {f'week {number} of {len(roster.weeks)}: ' if len(roster.weeks) > 1 else ''}{shifts}"
    yield "Roles:"
    for role in plan.roles.values():
        yield from _role(plan, role)
    for response in plan.responses.values():
        yield from _response(plan, response)


def _role(plan: Plan, role: Role) -> Iterator[str]:
    yield f"  {role_in_words(plan, role.id)}: {role.needed} of {holders_in_words(plan, role.holders)}"
    if role.deputies:
        yield f"    deputies: {names_of(plan, role.deputies)}"
    accept, arrive = duration_in_words(role.accept_within), duration_in_words(role.arrive_within)
    yield f"    accepts within {accept}, arrives within {arrive}"
    yield f"    {text_of(plan, role.duty)}"


def _response(plan: Plan, response: Response) -> Iterator[str]:
    yield f"At {text_of(plan, response.title) or response.kind}:"
    for number, step in enumerate(response.steps, start=1):
        yield f"  {number}. {step_in_words(plan, step)}"
    yield f"  help is there when {condition_in_words(response.done_when)}"
    if response.repeat:
        every = duration_in_words(response.repeat.every)
        yield f"  then every {every}: call {roles_in_words(plan, response.repeat.call)}"
    if response.last_resort:
        yield f"  last resort: {last_resort_in_words(plan, response.last_resort)}"
