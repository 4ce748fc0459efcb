"""Rules about whom an alarm reaches beside its responders: the police contact by another name, and quiet duties."""

from collections.abc import Iterator

from roles.demand import named_in
from roles.kind import level_of
from roles.level import LEVELS
from roles.notes import Path
from roles.rule.problem import Problem, Subject
from roles.rule.reference import called_roles
from roles.sentence import Sentence
from roles.word import did_you_mean, shown


def unknown_after(subject: Subject) -> Iterator[Problem]:
    """Whoever is told after an alarm, or follows it up, holds a role of the plan that people are called to."""
    plan = subject.plan
    after = plan.after_alarm
    named: list[tuple[Path, str]] = [
        (("after_alarm", "tell", index), role) for index, role in enumerate(after.tell if after else ())
    ]
    if after and after.follow_up:
        named.append((("after_alarm", "follow_up", "role"), after.follow_up.role))
    known = [role.id for role in plan.roles.values() if not role.is_card]
    for path, role in named:
        if role not in known:
            message = Sentence("There is no role %(word)s to which anybody is called.", word=shown(role))
            yield Problem(path, message, did_you_mean(role, known))


def police_by_another_name(subject: Subject) -> Iterator[Problem]:
    """The police contact is called as that and nothing else: by the rule, or by a step that says so."""
    plan = subject.plan
    by_rule = {id_ for response in plan.responses.values() if response.police for id_ in response.police.call}
    contacts = {
        who
        for id_ in by_rule & plan.roles.keys()
        for who in named_in(plan, plan.roles[id_])
        if who in plan.contacts and plan.contacts[who].reach == "outside"
    }
    for role in plan.roles.values():
        for who in [] if role.id in by_rule else [one for one in named_in(plan, role) if one in contacts]:
            message = Sentence(
                "%(name)s is the police contact, and would be called as %(role)s without the rule for the police.",
                name=shown(plan.contacts[who].name),
                role=shown(role.id),
            )
            remedy = Sentence("Name somebody else, or a contact of its own for this role.")
            key = "deputies" if who in role.deputies else "holders"
            yield Problem(("roles", role.id, key), message, remedy)


def centre_for_nothing(subject: Subject) -> Iterator[Problem]:
    """An alarm receiving centre is called when help is needed, never for what somebody only keeps an eye on."""
    plan = subject.plan
    for path, id_ in called_roles(plan):
        role = plan.roles.get(id_)
        if role is None or level_of(plan, str(path[1])) > LEVELS["observe"]:
            continue
        for who in named_in(plan, role):
            if who in plan.contacts and {"alarm_centre", "cap"} & set(plan.contacts[who].reached_by):
                message = Sentence(
                    "%(name)s is a centre, and would be called where somebody only keeps an eye on something.",
                    name=shown(plan.contacts[who].name),
                )
                yield Problem(path, message, Sentence("Take the role out of this step."))
