"""Rules about closing the office: everybody who is to answer can be asked, and it ends in a look and not in silence."""

from collections.abc import Collection, Iterator

from roles.closing import LATEST_LOOK, LONGEST_SAY, SOONEST_LOOK, Closing
from roles.level import CLOSING
from roles.notes import Path
from roles.outside import outside_of
from roles.plan import EVERYBODY, Plan
from roles.rule.problem import Problem, Subject, seconds
from roles.sentence import Sentence
from roles.word import did_you_mean, is_slug, shown


def half_a_closing(subject: Subject) -> Iterator[Problem]:
    """Closing the office is a checklist and a response: the one says what is done, the other who is called for it."""
    plan = subject.plan
    if plan.closing is None and CLOSING in plan.responses:
        message = Sentence("Whoever is called to the closing has nothing to do: there is no checklist.")
        remedy = Sentence("Write closing: {checklist: …}, or take this response out.")
        yield Problem(("response", CLOSING), message, remedy)
    elif plan.closing is not None and CLOSING not in plan.responses:
        message = Sentence("Nobody is called when the office closes.")
        yield Problem(("closing",), message, Sentence("Write whom: response: {closing: {steps: …}}"))
    if plan.closing is not None and not plan.closing.items:
        message = Sentence("The checklist of the closing is empty.")
        yield Problem(("closing", "checklist"), message, Sentence("Write at least who locks which door."))


def unknown_in_closing(subject: Subject) -> Iterator[Problem]:
    """Whatever a closing names is in the plan: roles, doors, entrances, neighbours, and who is outside."""
    plan = subject.plan
    for path, word, known in _named(plan, plan.closing) if plan.closing else ():
        if word not in known:
            message = Sentence("The plan knows no %(word)s that is meant here.", word=shown(word))
            yield Problem(path, message, did_you_mean(word, known))
    for id_, item in plan.closing.items.items() if plan.closing else ():
        if not is_slug(id_):
            message = Sentence("%(word)s cannot be an id.", word=shown(id_))
            remedy = Sentence("Use small letters a to z, digits and hyphens, for example “room-114”.")
            yield Problem(("closing", "checklist", id_), message, remedy)
        if any(len(text) > LONGEST_SAY for text in item.say.values()):
            message = Sentence("What is to be done here is too long for a button.")
            remedy = Sentence("Say it in %(most)s characters.", most=LONGEST_SAY)
            yield Problem(("closing", "checklist", id_, "say"), message, remedy)


def nobody_for_line(subject: Subject) -> Iterator[Problem]:
    """Each line of the checklist is a role’s that the closing calls at once: else nobody would know that it is hers."""
    plan = subject.plan
    response = plan.responses.get(CLOSING)
    if plan.closing is None or response is None:
        return
    first = response.steps[0].call if response.steps else ()
    for id_, item in plan.closing.items.items():
        if item.role in plan.roles and item.role not in first and EVERYBODY not in first:
            message = Sentence("The closing does not call %(role)s with its first step.", role=shown(item.role or ""))
            remedy = Sentence("Add the role to the first step of response: closing, or name another here.")
            yield Problem(("closing", "checklist", id_, "role"), message, remedy)


def loud_closing(subject: Subject) -> Iterator[Problem]:
    """A closing is begun by a person and heard by nobody: no press raises it or follows from it, no siren sounds."""
    plan = subject.plan
    response = plan.responses.get(CLOSING)
    if response is not None and (response.raised_by or response.police):
        key = "raised_by" if response.raised_by else "police"
        message = Sentence("Nobody presses a closing, so nothing follows from who presses.")
        yield Problem(("response", CLOSING, key), message, Sentence("Remove this."))
    for path, id_ in switched_in_closing(plan):
        if id_ in plan.outputs and plan.outputs[id_].kind == "siren":
            message = Sentence("%(output)s would sound while the office closes.", output=shown(plan.outputs[id_].name))
            yield Problem(path, message, Sentence("Switch locks and lamps only."))
    for number, step in enumerate(response.steps if response else ()):
        if number and step.switch:
            message = Sentence("A lock that switches later cannot know who is behind it by then.")
            remedy = Sentence("Switch it with the first step, or in the checklist.")
            yield Problem(("response", CLOSING, "steps", number, "switch"), message, remedy)


def never_looked_at(subject: Subject) -> Iterator[Problem]:
    """A closing is looked at again, after five minutes at least and four hours at most."""
    closing = subject.plan.closing
    if closing is not None and not SOONEST_LOOK <= closing.look_again <= LATEST_LOOK:
        message = Sentence("It is looked at again after %(seconds)s seconds.", seconds=seconds(closing.look_again))
        yield Problem(("closing", "look_again"), message, Sentence("Write for example: look_again: 30 min"))


def unreached_neighbour(subject: Subject) -> Iterator[Problem]:
    """Neighbours and staff outside are told over a way that reaches them, or a neighbour on a screen of hers."""
    plan = subject.plan
    if plan.closing is None:
        return
    for index, id_ in enumerate(plan.closing.neighbours):
        has_screen = any(screen.neighbour == id_ for screen in plan.screens.values())
        if id_ in plan.contacts and not plan.contacts[id_].reached_by and not has_screen:
            message = Sentence("%(name)s is reached by nothing.", name=shown(plan.contacts[id_].name))
            remedy = Sentence("Write reached_by for the contact; till then somebody here has to ring.")
            yield Problem(("closing", "neighbours", index), message, remedy)
    for who in outside_of(plan):
        person = plan.people.get(who)
        if person is not None and not set(person.reached_by) - {"screen"}:
            message = Sentence("%(name)s is reached by no way outside the office.", name=shown(person.name))
            remedy = Sentence("Write reached_by for her: a text, a push or a call.")
            yield Problem(("closing", "outside"), message, remedy)


def switched_in_closing(plan: Plan) -> Iterator[tuple[Path, str]]:
    """Yield each output that a closing switches, known or not, and where it stands."""
    response = plan.responses.get(CLOSING)
    for number, step in enumerate(response.steps if response else ()):
        for index, id_ in enumerate(step.switch):
            yield ("response", CLOSING, "steps", number, "switch", index), id_
    yield from switched_by_lines(plan)


def switched_by_lines(plan: Plan) -> Iterator[tuple[Path, str]]:
    """Yield each output that a line of the checklist switches, known or not, and where it stands."""
    for line in plan.closing.items.values() if plan.closing else ():
        for index, id_ in enumerate(line.switch):
            yield ("closing", "checklist", line.id, "switch", index), id_


def _named(plan: Plan, closing: Closing) -> Iterator[tuple[Path, str, Collection[str]]]:
    for index, id_ in enumerate(closing.entrances):
        yield ("closing", "entrances", index), id_, plan.emergency_call.entrances
    for index, id_ in enumerate(closing.neighbours):
        yield ("closing", "neighbours", index), id_, plan.contacts
    if closing.outside is not None:
        yield ("closing", "outside"), closing.outside, {*plan.roles, *plan.groups}
    for line in closing.items.values():
        if line.role is not None:
            yield ("closing", "checklist", line.id, "role"), line.role, plan.roles
        for index, id_ in enumerate(line.doors):
            yield ("closing", "checklist", line.id, "doors", index), id_, plan.doors
