"""Rules about roles: what each says, and whether enough people can hold it."""

from collections.abc import Iterator
from datetime import timedelta

from roles.demand import LEAST_TO_GO_IN, can_hold
from roles.everybody import role_of
from roles.level import CALM
from roles.plan import EVERYBODY, All, Listed, Nearest, Plan, Role, Texts
from roles.rule.problem import Problem, Subject, seconds
from roles.rule.reference import called_roles
from roles.sentence import Sentence
from roles.word import shown


def no_title(subject: Subject) -> Iterator[Problem]:
    """Every role has a title in each of the office’s languages."""
    for role in subject.plan.roles.values():
        for missing in _untold(subject.plan, role, role.title):
            message = Sentence(
                "The role %(role)s has no title in %(languages)s.", role=shown(role.id), languages=", ".join(missing)
            )
            yield Problem(("roles", role.id, "title"), message, _write("title", missing))


def no_duty(subject: Subject) -> Iterator[Problem]:
    """Every role says what its duty is, in each of the office’s languages: a frightened person reads, not remembers."""
    for role in subject.plan.roles.values():
        for missing in _untold(subject.plan, role, role.duty):
            message = Sentence(
                "The role %(role)s has no duty in %(languages)s.", role=shown(role.id), languages=", ".join(missing)
            )
            yield Problem(("roles", role.id, "duty"), message, _write("duty", missing))


def too_few_holders(subject: Subject) -> Iterator[Problem]:
    """A role never needs more people than could hold it, deputies included."""
    for role in subject.plan.roles.values():
        possible = len(_possible(subject.plan, role))
        if role.needed > possible and not isinstance(role.holders, All) and not role.is_card:
            message = Sentence(
                "The role %(role)s needs %(needed)s, but only %(possible)s could hold it.",
                role=shown(role.id),
                needed=role.needed,
                possible=possible,
            )
            remedy = Sentence("Name more holders or deputies, or need fewer.")
            yield Problem(("roles", role.id, "needed"), message, remedy)


def needs_nobody(subject: Subject) -> Iterator[Problem]:
    """A role needs at least one person."""
    for role in subject.plan.roles.values():
        if role.needed < 1:
            message = Sentence("The role %(role)s needs %(needed)s people.", role=shown(role.id), needed=role.needed)
            yield Problem(("roles", role.id, "needed"), message, Sentence("Write needed: 1, or remove the role."))


def goes_in_alone(subject: Subject) -> Iterator[Problem]:
    """A role that goes in and is filled by who is near needs at least two: nobody goes in alone."""
    for role in subject.plan.roles.values():
        if isinstance(role.holders, Nearest) and role.goes_in and role.needed < LEAST_TO_GO_IN:
            message = Sentence(
                "The role %(role)s sends %(needed)s to go in alone.", role=shown(role.id), needed=role.needed
            )
            remedy = Sentence("Write needed: %(least)s", least=LEAST_TO_GO_IN)
            yield Problem(("roles", role.id, "needed"), message, remedy)


def sent_alone(subject: Subject) -> Iterator[Problem]:
    """The first step of a response never calls just one person to go in: who comes first waits for the second."""
    plan = subject.plan
    for kind, response in plan.responses.items():
        if kind in CALM:
            continue  # nobody goes in to anybody
        first = response.steps[0].call if response.steps else ()
        going = [role for id_ in first if (role := role_of(plan, id_)) is not None and role.goes_in]
        if len(going) == 1 and isinstance(going[0].holders, Listed) and going[0].needed < LEAST_TO_GO_IN:
            message = Sentence("The first step calls one person to go in, as %(role)s.", role=shown(going[0].id))
            remedy = Sentence("Call the nearest colleagues beside, or let the role need two.")
            yield Problem(("response", kind, "steps", 0, "call"), message, remedy)


def no_deputy(subject: Subject) -> Iterator[Problem]:
    """Every role can still be filled when one of its people is away or is the one who pressed."""
    for role in subject.plan.roles.values():
        possible = _possible(subject.plan, role)
        people = [who for who in possible if who in subject.plan.people]
        short = role.needed <= len(possible) < role.needed + 1
        if people and short and not isinstance(role.holders, All):
            names = ", ".join(subject.plan.name_of(who) for who in people[:3])
            message = Sentence(
                "Nobody stands in for the role %(role)s when %(names)s is away or presses.",
                role=shown(role.id),
                names=names,
            )
            yield Problem(("roles", role.id), message, Sentence("Name a deputy."))


def never_called(subject: Subject) -> Iterator[Problem]:
    """Every role is called by some response; one that never is gives a false feeling of safety."""
    plan = subject.plan
    called = {id_ for _, id_ in called_roles(plan)}
    for id_ in plan.roles:
        if id_ not in called and not plan.roles[id_].is_card:
            message = Sentence("No response calls the role %(role)s.", role=shown(id_))
            yield Problem(("roles", id_), message, Sentence("Call it in a step, or remove it."))


def half_told(subject: Subject) -> Iterator[Problem]:
    """What a duty says beyond its first line, it says in each of the office’s languages."""
    languages = subject.plan.languages
    for role in subject.plan.roles.values():
        for part in role.parts[1:]:
            missing = [language for language in languages if not part.get(language, "").strip()]
            if 0 < len(missing) < len(languages):
                message = Sentence("The role %(role)s says less of its duty in %(languages)s than in other languages.",
                                   role=shown(role.id), languages=", ".join(missing))  # fmt: skip
                remedy = Sentence("Write all its parts under duty: %(language)s: …", language=missing[0])
                yield Problem(("roles", role.id, "duty", missing[0]), message, remedy)
                break


def called_card(subject: Subject) -> Iterator[Problem]:
    """Nobody is called to the presser’s own role: it is a card that she reads before she ever has to press."""
    cards = {role.id for role in subject.plan.roles.values() if role.is_card}
    for path, id_ in called_roles(subject.plan):
        if id_ in cards:
            message = Sentence("The role %(role)s is the presser’s own; nobody can be called to it.", role=shown(id_))
            yield Problem(path, message, Sentence("Remove it here, or say who holds it."))


def bad_deadline(subject: Subject) -> Iterator[Problem]:
    """Deadlines are longer than nothing."""
    for role in subject.plan.roles.values():
        for key, time in (("accept_within", role.accept_within), ("arrive_within", role.arrive_within)):
            if time <= timedelta(0):
                message = Sentence("%(key)s is %(seconds)s seconds.", key=key, seconds=seconds(time))
                remedy = Sentence("Write more than 0 seconds, for example %(key)s: 20 s", key=key)
                yield Problem(("roles", role.id, key), message, remedy)
        within = role.holders.within if isinstance(role.holders, Nearest) else None
        if within is not None and within < timedelta(0):
            message = Sentence("Nobody is within %(seconds)s seconds.", seconds=seconds(within))
            remedy = Sentence("Write 0 seconds or more.")
            yield Problem(("roles", role.id, "holders", "nearest", "within"), message, remedy)


def same_name(subject: Subject) -> Iterator[Problem]:
    """No two people have the same name on the screens: in an alarm nobody could tell who is meant."""
    first: dict[str, str] = {}
    for person in subject.plan.people.values():
        other = first.setdefault(person.name.casefold(), person.id)
        if other != person.id:
            message = Sentence("%(name)s is the name of %(other)s too.", name=shown(person.name), other=shown(other))
            remedy = Sentence("Add what tells them apart; remove one of them if it is the same person.")
            yield Problem(("people", person.id, "name"), message, remedy)


def _possible(plan: Plan, role: Role) -> list[str]:
    """Return who could ever hold a role."""
    named = [*role.holders.ids, *role.deputies] if isinstance(role.holders, Listed) else [*plan.people, *role.deputies]
    known = [who for who in dict.fromkeys(named) if who in plan.people or who in plan.contacts]
    return [who for who in known if can_hold(plan, role, who)]


def _untold(plan: Plan, role: Role, texts: Texts) -> Iterator[list[str]]:
    """Yield the languages in which a role lacks a text, if there are any."""
    missing = [language for language in plan.languages if not texts.get(language, "").strip()]
    if missing and role.id != EVERYBODY:
        yield missing


def _write(key: str, missing: list[str]) -> Sentence:
    return Sentence("Write it under %(key)s: %(language)s: …", key=key, language=missing[0])
