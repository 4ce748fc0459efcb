"""Rules about words: ids that are none, and names that lead nowhere."""

from collections.abc import Iterable, Iterator

from roles.level import CALM
from roles.notes import Path
from roles.plan import EMERGENCY, EVERYBODY, NEAREST, Listed, Plan
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import KINDS_OF_ALARM, did_you_mean, is_slug, shown


def bad_id(subject: Subject) -> Iterator[Problem]:
    """Every id is made of the letters a to z, digits and hyphens (at most 63), because it stands in MQTT topics."""
    plan = subject.plan
    remedy = Sentence("Use small letters a to z, digits and hyphens, for example “room-114”.")
    if plan.office and not is_slug(plan.office):
        message = Sentence("%(word)s cannot be the office’s id.", word=shown(plan.office))
        yield Problem(("office",), message, remedy)
    sections: dict[str, Iterable[str]] = {
        "zones": plan.zones,
        "screens": plan.screens,
        "people": plan.people,
        "contacts": plan.contacts,
        "groups": plan.groups,
        "rosters": plan.rosters,
        "doors": plan.doors,
        "outputs": plan.outputs,
        "roles": plan.roles,
        "response": plan.responses,
    }
    for id_ in plan.emergency_call.entrances:
        if not is_slug(id_):
            message = Sentence("%(word)s cannot be an id.", word=shown(id_))
            yield Problem(("emergency_call", "entrances", id_), message, remedy)
    for section, ids in sections.items():
        for id_ in ids:
            if not is_slug(id_):
                yield Problem((section, id_), Sentence("%(word)s cannot be an id.", word=shown(id_)), remedy)


def unknown_zone(subject: Subject) -> Iterator[Problem]:
    """Every zone that is named is one that the plan describes; an unknown one would send nobody anywhere."""
    plan = subject.plan
    named: list[tuple[Path, str | None]] = [(("people", one.id, "home"), one.home) for one in plan.people.values()]
    named += [(("screens", one.id, "zone"), one.zone) for one in plan.screens.values()]
    for index, walk in enumerate(plan.walks):
        named += [(("walks", index, 0), walk.start), (("walks", index, 1), walk.end)]
    for door in plan.doors.values():
        named += [(("doors", door.id, "between", index), zone or None) for index, zone in enumerate(door.between)]
    for own in plan.zones.values():
        named += [(("zones", own.id, "in_sight_of", index), seen) for index, seen in enumerate(own.in_sight_of)]
    for entrance in plan.emergency_call.entrances.values():
        named.append((("emergency_call", "entrances", entrance.id, "zone"), entrance.zone))
    for path, zone in named:
        if zone is not None and zone not in plan.zones:
            message = Sentence("There is no zone %(word)s in the plan.", word=shown(zone))
            yield Problem(path, message, did_you_mean(zone, plan.zones))


def unknown_holder(subject: Subject) -> Iterator[Problem]:
    """Holders and deputies are people, contacts, groups or rosters of the plan; an unknown one is never called."""
    plan = subject.plan
    known = {*plan.people, *plan.contacts, *plan.groups, *plan.rosters}
    for path, who in _named_holders(plan):
        if who not in known:
            message = Sentence("There is no person, contact, group or roster %(word)s in the plan.", word=shown(who))
            yield Problem(path, message, did_you_mean(who, known))


def unknown_role(subject: Subject) -> Iterator[Problem]:
    """Steps, repeats and the rule for the police call roles of the plan, or everybody; an unknown one calls nobody."""
    known = {*subject.plan.roles, EVERYBODY}
    for path, role in called_roles(subject.plan):
        if role not in known:
            message = Sentence("There is no role %(word)s in the plan.", word=shown(role))
            yield Problem(path, message, did_you_mean(role, known))


def unknown_kind(subject: Subject) -> Iterator[Problem]:
    """A response answers a kind of alarm that Trygg knows, or one of the office’s own that has a title."""
    for kind, response in subject.plan.responses.items():
        if kind not in (*KINDS_OF_ALARM, *CALM) and not response.title:
            message = Sentence("Trygg knows no kind of alarm %(kind)s.", kind=shown(kind))
            advice = did_you_mean(kind, KINDS_OF_ALARM)
            remedy = Sentence("%(advice)s A kind of your own needs a title.", advice=advice)
            yield Problem(("response", kind), message, remedy)


def reserved_role(subject: Subject) -> Iterator[Problem]:
    """No role is named everybody or nearest: these words have a meaning of their own."""
    for word in (EVERYBODY, NEAREST):
        if word in subject.plan.roles:
            message = Sentence("A role cannot be named %(word)s.", word=shown(word))
            yield Problem(("roles", word), message, Sentence("Give the role another id."))


def ambiguous_id(subject: Subject) -> Iterator[Problem]:
    """No person, contact, group or roster shares its id with another: nobody could tell who is meant."""
    plan = subject.plan
    sections: tuple[tuple[str, Sentence, Iterable[str]], ...] = (
        ("people", Sentence("person"), plan.people),
        ("contacts", Sentence("contact"), plan.contacts),
        ("groups", Sentence("group"), plan.groups),
        ("rosters", Sentence("roster"), plan.rosters),
    )
    first: dict[str, Sentence] = {}
    for section, kind, ids in sections:
        for id_ in ids:
            if id_ in first:
                message = Sentence(
                    "%(word)s is a %(one)s and a %(other)s at once.", word=shown(id_), one=first[id_], other=kind
                )
                yield Problem((section, id_), message, Sentence("Give one of them another id."))
            first.setdefault(id_, kind)


def named_twice(subject: Subject) -> Iterator[Problem]:
    """Nobody is holder twice, or holder and deputy of one role: she could not stand in for herself."""
    for role in subject.plan.roles.values():
        seen: set[str] = set()
        for path, who in _named_holders(subject.plan, role.id):
            if who in seen:
                message = Sentence("%(who)s is named twice for the role %(role)s.", who=shown(who), role=shown(role.id))
                yield Problem(path, message, Sentence("Name somebody else, or remove the second mention."))
            seen.add(who)


def no_people(subject: Subject) -> Iterator[Problem]:
    """A plan names the people who work in the office; without any there is nobody to call."""
    if not subject.plan.people:
        remedy = Sentence("Write down who works here: anna: {name: Anna Berg}")
        yield Problem(("people",), Sentence("The plan names nobody."), remedy)


def no_emergency(subject: Subject) -> Iterator[Problem]:
    """A plan has a response to an emergency: it is what a press means when nothing else is known about it."""
    if EMERGENCY not in subject.plan.responses:
        message = Sentence("The plan has no response to an emergency.")
        remedy = Sentence("Write one under “response: emergency:”; copy it from an example plan.")
        yield Problem(("response",), message, remedy)


def called_roles(plan: Plan) -> Iterator[tuple[Path, str]]:
    """Yield every role that a step, a repeat or the police rule calls, known or not, and where it stands."""
    for kind, response in plan.responses.items():
        for number, step in enumerate(response.steps):
            for index, role in enumerate(step.call):
                yield ("response", kind, "steps", number, "call", index), role
        for index, role in enumerate(response.repeat.call if response.repeat else ()):
            yield ("response", kind, "repeat", "call", index), role
        for index, role in enumerate(response.police.call if response.police else ()):
            yield ("response", kind, "police", "call", index), role


def _named_holders(plan: Plan, only: str | None = None) -> Iterator[tuple[Path, str]]:
    for role in plan.roles.values():
        if only is not None and role.id != only:
            continue
        holders = role.holders.ids if isinstance(role.holders, Listed) else ()
        for index, who in enumerate(role.named or holders):
            yield ("roles", role.id, "holders", index), who
        for index, who in enumerate(role.named_deputies or role.deputies):
            yield ("roles", role.id, "deputies", index), who
