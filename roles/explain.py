"""A plan in words, for whoever wants to see what Trygg has understood."""

from collections.abc import Iterator
from datetime import timedelta
from typing import assert_never

from roles.plan import All, Condition, Hours, LastResort, Listed, Nearest, Plan, Response, Role, Texts
from roles.word import WEEKDAYS


def show(plan: Plan) -> tuple[str, ...]:
    """Return a plan as lines of text: the office, its places and people, its roles, and what happens in an alarm."""
    return tuple(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield f"{plan.name} ({plan.office}), version {plan.version[:12]}"
    yield f"Expires: {plan.expires or 'never'}. Languages: {', '.join(plan.languages)}. Time zone: {plan.time_zone}."
    for day, periods in sorted(plan.hours.items()):
        yield f"  {WEEKDAYS[day]} {_hours(periods) or 'closed'}"
    yield f"Zones: {len(plan.zones)}. Screens: {len(plan.screens)}."
    for screen in plan.screens.values():
        yield f"  {screen.name}: for {screen.audience}, in {_zone(plan, screen.zone)}"
    yield f"People: {len(plan.people)}."
    for person in plan.people.values():
        yield f"  {person.name}: {_zone(plan, person.home)}{'' if person.goes_in else ', does not go in'}"
    for group in plan.groups.values():
        yield f"Group {group.name}: {', '.join(plan.name_of(who) for who in group.people)}"
    for roster in plan.rosters.values():
        yield f"Roster {roster.name}: {', '.join(plan.name_of(who) for who in roster.people)}"
        for number, week in enumerate(roster.weeks, start=1):
            shifts = "; ".join(f"{WEEKDAYS[day]} {_hours(periods)}" for day, periods in sorted(week.items()))
            yield f"  {f'week {number} of {len(roster.weeks)}: ' if len(roster.weeks) > 1 else ''}{shifts}"
    yield "Roles:"
    for role in plan.roles.values():
        yield from _role(plan, role)
    for response in plan.responses.values():
        yield from _response(plan, response)


def _hours(periods: tuple[Hours, ...]) -> str:
    return ", ".join(f"{one.start:%H:%M}–{one.until:%H:%M}" for one in periods)


def _role(plan: Plan, role: Role) -> Iterator[str]:
    yield f"  {_text(plan, role.title) or role.id}: {role.needed} of {_holders(plan, role)}"
    if role.deputies:
        yield f"    deputies: {', '.join(plan.name_of(who) for who in role.deputies)}"
    yield f"    accepts within {_seconds(role.accept_within)}, arrives within {_seconds(role.arrive_within)}"
    yield f"    {_text(plan, role.duty)}"


def _holders(plan: Plan, role: Role) -> str:
    match role.holders:
        case Listed(ids=ids):
            return ", ".join(plan.name_of(who) for who in ids)
        case Nearest(within=within):
            return "the nearest" if within is None else f"the nearest within {_seconds(within)}"
        case All():
            return "everybody"
        case _:
            assert_never(role.holders)


def _response(plan: Plan, response: Response) -> Iterator[str]:
    yield f"At {_text(plan, response.title) or response.kind}:"
    for number, step in enumerate(response.steps, start=1):
        unless = f", unless {_condition(step.unless)}" if step.unless else ""
        yield f"  {number}. after {_seconds(step.after)}{unless}: call {_roles(plan, step.call)}"
    yield f"  help is there when {_condition(response.done_when)}"
    if response.repeat:
        yield f"  then every {_seconds(response.repeat.every)}: call {_roles(plan, response.repeat.call)}"
    if response.last_resort:
        yield f"  last resort: {_last_resort(plan, response.last_resort)}"


def _condition(condition: Condition) -> str:
    counts = (("accepted", condition.accepted), ("arrived", condition.arrived))
    return " and ".join(f"{count} {'has' if count == 1 else 'have'} {word}" for word, count in counts if count)


def _last_resort(plan: Plan, resort: LastResort) -> str:
    who = f"{plan.name_of(resort.contact)}, " if resort.contact else ""
    return f"{who}{resort.phone}"


def _roles(plan: Plan, roles: tuple[str, ...]) -> str:
    return ", ".join(_text(plan, plan.roles[id_].title) or id_ if id_ in plan.roles else id_ for id_ in roles)


def _text(plan: Plan, texts: Texts) -> str:
    """Return a text in the first of the office's languages that has it."""
    return next((texts[language] for language in plan.languages if texts.get(language)), "")


def _zone(plan: Plan, zone: str | None) -> str:
    known = plan.zones.get(zone or "")
    return known.name if known else "no zone"


def _seconds(time: timedelta) -> str:
    return f"{time.total_seconds():.0f} s"
