"""Rules about the routes out of the house: to whom none leads, which comes too late, and what waits for nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from roles.contact import Contact
from roles.demand import named_in
from roles.notes import Path
from roles.plan import Listed, Person, Plan, Role
from roles.route import PATIENCE, UNPROVEN, late_after, ways_out
from roles.rule.problem import Problem, Subject, seconds
from roles.rule.reference import called_roles
from roles.sentence import Sentence
from roles.term import ROUTE_WORDS, word_said
from roles.word import shown

LONGEST_FOLLOW_UP: Final = timedelta(days=90)
"""What is followed up later than that is not followed up: who was in it has gone through it alone."""


def nobody_rings(subject: Subject) -> Iterator[Problem]:
    """A contact who is called has a route, or the plan says that somebody here rings: else nobody thinks of it."""
    plan = subject.plan
    called = _called(plan)
    for contact in plan.contacts.values():
        if contact.reached_by or not any(contact.id in named_in(plan, role) for role in called):
            continue
        message = Sentence(
            "%(name)s is called in an alarm, but by no route: somebody here has to ring.", name=shown(contact.name)
        )
        remedy = Sentence(
            "Write how it is reached (reached_by: [voice]), or reached_by: screen where somebody here is to ring."
        )
        yield Problem(("contacts", contact.id, "reached_by"), message, remedy)


def only_by_screen(subject: Subject) -> Iterator[Problem]:
    """Where a plan calls people over routes, a role is not left to people who have neither a route nor a screen."""
    plan = subject.plan
    if not any(ways_out(person.reached_by) for person in plan.people.values()):
        return
    seen = {screen.zone for screen in plan.screens.values()}
    for role in _called(plan):
        people = [plan.people[who] for who in named_in(plan, role) if who in plan.people]
        if (
            isinstance(role.holders, Listed)
            and len(people) == len(named_in(plan, role)) > 0
            and not any(ways_out(person.reached_by) or person.home in seen for person in people)
        ):
            message = Sentence(
                "Nobody who holds the role %(role)s has a screen where she sits, or a route on which she is reached.",
                role=shown(role.id),
            )
            remedy = Sentence("Write under people how one of them is reached: reached_by: [push, sms]")
            yield Problem(("roles", role.id, "holders"), message, remedy)


def too_patient(subject: Subject) -> Iterator[Problem]:
    """A route is late before the role’s time to answer is over: else the next route is never taken in time."""
    plan = subject.plan
    for section, one in reached(plan):
        roles = [role for role in _called(plan) if one.id in named_in(plan, role)]
        if not roles:
            continue
        shortest = min(roles, key=lambda role: role.accept_within)
        for index, way in enumerate(one.reached_by):
            late = late_after(plan.patience_of(way)) if way in PATIENCE else timedelta(0)
            if late > shortest.accept_within and ways_out(one.reached_by[index + 1 :]):
                message = Sentence(
                    "%(way)s to %(name)s is late after %(late)s s only, when the %(accept)s s of the role %(role)s "
                    "are over: the next route comes too late.",
                    way=word_said(way, ROUTE_WORDS),
                    name=shown(one.name),
                    late=seconds(late),
                    accept=seconds(shortest.accept_within),
                    role=shown(shortest.id),
                )
                remedy = Sentence("Put this route last, or write under routes that it is late sooner.")
                yield Problem((section, one.id, "reached_by", index), message, remedy)


def waits_for_nothing(subject: Subject) -> Iterator[Problem]:
    """What is waited for takes at least a second, and an alarm is followed up within three months."""
    for route, patience in subject.plan.patience.items():
        for key, time in (
            ("delivered_within", patience.delivered_within),
            ("answered_within", patience.answered_within),
        ):
            if time is not None and time < timedelta(seconds=1):
                message = Sentence("This route would be late at once.")
                path: Path = ("routes", route, key)
                yield Problem(path, message, Sentence("Write, for example: %(example)s", example=f"{key}: 15 s"))
    task = subject.plan.after_alarm and subject.plan.after_alarm.follow_up
    if task and not timedelta(seconds=1) <= task.within <= LONGEST_FOLLOW_UP:
        message = Sentence("Nobody can follow an alarm up within this time.")
        remedy = Sentence("Write, for example: %(example)s", example="within: 3 d")
        yield Problem(("after_alarm", "follow_up", "within"), message, remedy)


def proves_nothing(subject: Subject) -> Iterator[Problem]:
    """Only a route that proves that a call has arrived is waited for until it has."""
    for route, patience in subject.plan.patience.items():
        if route in UNPROVEN and patience.delivered_within is not None:
            message = Sentence(
                "%(way)s gives no proof that it has arrived: this time changes nothing.",
                way=word_said(route, ROUTE_WORDS),
            )
            yield Problem(
                ("routes", route, "delivered_within"), message, Sentence("Write answered_within in its place.")
            )


def reached(plan: Plan) -> Iterator[tuple[str, Person | Contact]]:
    """Yield everybody who can be called, and the section of the plan in which she stands."""
    yield from (("people", person) for person in plan.people.values())
    yield from (("contacts", contact) for contact in plan.contacts.values())


def _called(plan: Plan) -> list[Role]:
    """Return the roles of the plan that a step, a repeat or the rule for the police calls, each once."""
    called = dict.fromkeys(role for _, role in called_roles(plan))
    return [plan.roles[id_] for id_ in called if id_ in plan.roles]
