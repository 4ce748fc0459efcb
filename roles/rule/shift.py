"""Rules about rosters, groups, and what one person can do at once and in time."""

from collections.abc import Iterator
from datetime import timedelta

from roles.plan import Listed
from roles.rule.problem import Problem, Subject, seconds
from roles.sentence import Sentence
from roles.word import did_you_mean, shown
from roles.zones import LARGEST_PREPARED, walks


def unknown_member(subject: Subject) -> Iterator[Problem]:
    """Groups name people of the plan, rosters people or groups: whoever is not known there is never on duty."""
    plan = subject.plan
    for group in plan.groups.values():
        for index, who in enumerate(group.named):
            if who not in plan.people:
                message = Sentence("There is no person %(word)s in the plan.", word=shown(who))
                yield Problem(("groups", group.id, "who", index), message, did_you_mean(who, plan.people))
    known = {*plan.people, *plan.groups}
    for roster in plan.rosters.values():
        for index, who in enumerate(roster.named):
            if who not in known:
                message = Sentence("There is no person or group %(who)s in the plan.", who=shown(who))
                yield Problem(("rosters", roster.id, "who", index), message, did_you_mean(who, known))


def rotation_without_date(subject: Subject) -> Iterator[Problem]:
    """A rotation of several weeks says on which date its first week begins; otherwise nobody knows which week it is."""
    for roster in subject.plan.rosters.values():
        if len(roster.weeks) > 1 and roster.since is None:
            message = Sentence(
                "The roster %(roster)s rotates over %(weeks)s weeks, from no date.",
                roster=shown(roster.id),
                weeks=len(roster.weeks),
            )
            remedy = Sentence("Write a day of the first week: from: 2026-11-23")
            yield Problem(("rosters", roster.id), message, remedy)


def never_there(subject: Subject) -> Iterator[Problem]:
    """A roster has people and shifts: somebody in a roster without shifts is never called."""
    for roster in subject.plan.rosters.values():
        path = ("rosters", roster.id)
        if not any(hours for week in roster.weeks for hours in week.values()) and not any(roster.days.values()):
            message = Sentence("The roster %(roster)s has no shift.", roster=shown(roster.id))
            example = 'hours: {mon-fri: "08:00-16:30"}'
            yield Problem(path, message, Sentence("Write, for example: %(example)s", example=example))
        if not roster.people:
            message = Sentence("Nobody is in the roster %(roster)s.", roster=shown(roster.id))
            yield Problem(path, message, Sentence("Write who works it: who: [anna, bo]"))


def unknown_other_role(subject: Subject) -> Iterator[Problem]:
    """A role that one person may not hold together with another names a role of the plan, and not itself."""
    roles = subject.plan.roles
    for role in roles.values():
        for index, other in enumerate(role.not_with):
            path = ("roles", role.id, "not_with", index)
            if other == role.id:
                message = Sentence("The role %(role)s excludes itself.", role=shown(role.id))
                yield Problem(path, message, Sentence("Name another role, or remove it."))
            elif other not in roles:
                message = Sentence("There is no role %(word)s in the plan.", word=shown(other))
                yield Problem(path, message, did_you_mean(other, roles))


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
                message = Sentence(
                    "%(name)s walks %(walk)s s to %(zone)s, but has %(time)s s as %(role)s.",
                    name=shown(person.name),
                    walk=seconds(time),
                    zone=shown(zone),
                    time=seconds(role.arrive_within),
                    role=shown(role.id),
                )
                remedy = Sentence("Give more time, or name somebody who is nearer.")
                yield Problem(("roles", role.id), message, remedy)
