"""Rules about rosters, groups, and what one person can do at once and in time."""

from collections.abc import Iterator
from datetime import timedelta

from roles.plan import Listed
from roles.rule.problem import Problem, Subject
from roles.word import did_you_mean, shown
from roles.zones import LARGEST_PREPARED, walks


def unknown_member(subject: Subject) -> Iterator[Problem]:
    """Groups name people of the plan, rosters people or groups: whoever is not known there is never on duty."""
    plan = subject.plan
    for group in plan.groups.values():
        for index, who in enumerate(group.named):
            if who not in plan.people:
                message = f"There is no person {shown(who)} in the plan."
                yield Problem(("groups", group.id, "who", index), message, did_you_mean(who, plan.people))
    known = {*plan.people, *plan.groups}
    for roster in plan.rosters.values():
        for index, who in enumerate(roster.named):
            if who not in known:
                message = f"There is no person or group {shown(who)} in the plan."
                yield Problem(("rosters", roster.id, "who", index), message, did_you_mean(who, known))


def rotation_without_date(subject: Subject) -> Iterator[Problem]:
    """A rotation of several weeks says on which date its first week begins; otherwise nobody knows which week it is."""
    for roster in subject.plan.rosters.values():
        if len(roster.weeks) > 1 and roster.since is None:
            message = f"The roster {shown(roster.id)} rotates over {len(roster.weeks)} weeks, from no date."
            yield Problem(("rosters", roster.id), message, "Write a day of the first week: from: 2026-11-23")


def never_there(subject: Subject) -> Iterator[Problem]:
    """A roster has people and shifts: somebody in a roster without shifts is never called."""
    for roster in subject.plan.rosters.values():
        path = ("rosters", roster.id)
        if not any(periods for week in roster.weeks for periods in week.values()):
            message = f"The roster {shown(roster.id)} has no shift."
            yield Problem(path, message, 'Write, for example: hours: {mon-fri: "08:00-16:30"}')
        if not roster.people:
            yield Problem(path, f"Nobody is in the roster {shown(roster.id)}.", "Write who works it: who: [anna, bo]")


def unknown_other_role(subject: Subject) -> Iterator[Problem]:
    """A role that one person may not hold together with another names a role of the plan, and not itself."""
    roles = subject.plan.roles
    for role in roles.values():
        for index, other in enumerate(role.not_with):
            path = ("roles", role.id, "not_with", index)
            if other == role.id:
                yield Problem(path, f"The role {shown(role.id)} excludes itself.", "Name another role, or remove it.")
            elif other not in roles:
                yield Problem(path, f"There is no role {shown(other)} in the plan.", did_you_mean(other, roles))


def too_far(subject: Subject) -> Iterator[Problem]:
    """Whoever holds a role that goes in by name can walk from home to every zone before the role’s deadline."""
    plan = subject.plan
    if len(plan.zones) ** 2 > LARGEST_PREPARED:
        return  # no office is so large; working out every way would keep whoever waits for the findings waiting
    for role in plan.roles.values():
        if not role.goes_in or not isinstance(role.holders, Listed):
            continue
        named = [plan.people[who] for who in (*role.holders.ids, *role.deputies) if who in plan.people]
        for person in named:
            times = walks(plan).from_zone(person.home or "")
            time, zone = max(((times.get(id_, timedelta(0)), id_) for id_ in plan.zones), default=(timedelta(0), ""))
            if person.goes_in and time > role.arrive_within > timedelta(0):
                message = (
                    f"{shown(person.name)} walks {time.total_seconds():.0f} s to {shown(zone)}, "
                    f"but has {role.arrive_within.total_seconds():.0f} s as {shown(role.id)}."
                )
                yield Problem(("roles", role.id), message, "Give more time, or name somebody who is nearer.")
