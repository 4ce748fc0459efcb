"""Rules about roles: what each says, and whether enough people can hold it."""

from collections.abc import Iterator
from datetime import timedelta

from roles.demand import LEAST_TO_GO_IN
from roles.everybody import role_of
from roles.plan import EVERYBODY, All, Listed, Nearest, Plan, Role, Texts
from roles.rule.problem import Problem, Subject
from roles.word import shown


def no_title(subject: Subject) -> Iterator[Problem]:
    """Every role has a title in each of the office’s languages."""
    for role in subject.plan.roles.values():
        yield from _untold(subject.plan, role, "title", role.title)


def no_duty(subject: Subject) -> Iterator[Problem]:
    """Every role says what its duty is, in each of the office’s languages: a frightened person reads, not remembers."""
    for role in subject.plan.roles.values():
        yield from _untold(subject.plan, role, "duty", role.duty)


def too_few_holders(subject: Subject) -> Iterator[Problem]:
    """A role never needs more people than could hold it, deputies included."""
    for role in subject.plan.roles.values():
        possible = len(_possible(subject.plan, role))
        if role.needed > possible and not isinstance(role.holders, All):
            message = f"The role {shown(role.id)} needs {role.needed}, but only {possible} could hold it."
            yield Problem(("roles", role.id, "needed"), message, "Name more holders or deputies, or need fewer.")


def needs_nobody(subject: Subject) -> Iterator[Problem]:
    """A role needs at least one person."""
    for role in subject.plan.roles.values():
        if role.needed < 1:
            message = f"The role {shown(role.id)} needs {role.needed} people."
            yield Problem(("roles", role.id, "needed"), message, "Write needed: 1, or remove the role.")


def goes_in_alone(subject: Subject) -> Iterator[Problem]:
    """A role that goes in and is filled by who is near needs at least two: nobody goes in alone."""
    for role in subject.plan.roles.values():
        if isinstance(role.holders, Nearest) and role.goes_in and role.needed < LEAST_TO_GO_IN:
            message = f"The role {shown(role.id)} sends {role.needed} to go in alone."
            yield Problem(("roles", role.id, "needed"), message, f"Write needed: {LEAST_TO_GO_IN}")


def sent_alone(subject: Subject) -> Iterator[Problem]:
    """The first step of a response never calls just one person to go in: who comes first waits for the second."""
    plan = subject.plan
    for kind, response in plan.responses.items():
        first = response.steps[0].call if response.steps else ()
        going = [role for id_ in first if (role := role_of(plan, id_)) is not None and role.goes_in]
        if len(going) == 1 and isinstance(going[0].holders, Listed) and going[0].needed < LEAST_TO_GO_IN:
            message = f"The first step calls one person to go in, as {shown(going[0].id)}."
            remedy = "Call the nearest colleagues beside, or let the role need two."
            yield Problem(("response", kind, "steps", 0, "call"), message, remedy)


def no_deputy(subject: Subject) -> Iterator[Problem]:
    """Every role can still be filled when one of its people is away or is the one who pressed."""
    for role in subject.plan.roles.values():
        possible = _possible(subject.plan, role)
        people = [who for who in possible if who in subject.plan.people]
        short = role.needed <= len(possible) < role.needed + 1
        if people and short and not isinstance(role.holders, All):
            names = ", ".join(subject.plan.name_of(who) for who in people[:3])
            message = f"Nobody stands in for the role {shown(role.id)} when {names} is away or presses."
            yield Problem(("roles", role.id), message, "Name a deputy.")


def never_called(subject: Subject) -> Iterator[Problem]:
    """Every role is called by some response; one that never is gives a false feeling of safety."""
    plan = subject.plan
    called = {role for response in plan.responses.values() for step in response.steps for role in step.call}
    called |= {role for response in plan.responses.values() if response.repeat for role in response.repeat.call}
    for id_ in plan.roles:
        if id_ not in called:
            message = f"No response calls the role {shown(id_)}."
            yield Problem(("roles", id_), message, "Call it in a step, or remove it.")


def bad_deadline(subject: Subject) -> Iterator[Problem]:
    """Deadlines are longer than nothing."""
    for role in subject.plan.roles.values():
        for key, time in (("accept_within", role.accept_within), ("arrive_within", role.arrive_within)):
            if time <= timedelta(0):
                message = f"{key} is {time.total_seconds():.0f} seconds."
                yield Problem(("roles", role.id, key), message, f"Write more than 0 seconds, for example {key}: 20 s")
        within = role.holders.within if isinstance(role.holders, Nearest) else None
        if within is not None and within < timedelta(0):
            message = f"Nobody is within {within.total_seconds():.0f} seconds."
            yield Problem(("roles", role.id, "holders", "nearest", "within"), message, "Write 0 seconds or more.")


def same_name(subject: Subject) -> Iterator[Problem]:
    """No two people have the same name on the screens: in an alarm nobody could tell who is meant."""
    first: dict[str, str] = {}
    for person in subject.plan.people.values():
        other = first.setdefault(person.name.casefold(), person.id)
        if other != person.id:
            message = f"{shown(person.name)} is the name of {shown(other)} too."
            remedy = "Add what tells them apart; remove one of them if it is the same person."
            yield Problem(("people", person.id, "name"), message, remedy)


def _possible(plan: Plan, role: Role) -> list[str]:
    """Return who could ever hold a role."""
    named = [*role.holders.ids, *role.deputies] if isinstance(role.holders, Listed) else [*plan.people, *role.deputies]
    known = [who for who in dict.fromkeys(named) if who in plan.people or who in plan.contacts]
    return [who for who in known if not role.goes_in or who not in plan.people or plan.people[who].goes_in]


def _untold(plan: Plan, role: Role, key: str, texts: Texts) -> Iterator[Problem]:
    missing = [language for language in plan.languages if not texts.get(language, "").strip()]
    if missing and role.id != EVERYBODY:
        message = f"The role {shown(role.id)} has no {key} in {', '.join(missing)}."
        yield Problem(("roles", role.id, key), message, f"Write it under {key}: {missing[0]}: …")
