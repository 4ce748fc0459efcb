"""Rules about the police contact: who leads, whom it calls, and whether it can be met by those who may be there."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from roles.demand import goes, named_in
from roles.everybody import role_of
from roles.notes import Path
from roles.phrase import roles_in_words
from roles.plan import Condition, Listed, Plan, Police, Response
from roles.presence import stretches
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import did_you_mean, shown

_YEAR: Final = 366
_MOST_COMINGS: Final = 200_000
"""People who come to a shift, counted over all shifts that are looked at; sixty people make 16,000 in a year."""
_MOST_STRETCHES: Final = 20_000
_FIRST_DAY: Final = date(1970, 1, 1)
_LAST_DAY: Final = date(2200, 1, 1)
_ANY_MONDAY: Final = date(2026, 1, 5)  # the rosters repeat: without today's date any will do


def unknown_lead(subject: Subject) -> Iterator[Problem]:
    """The lead is a role of the plan that is held by name: screens and record have to know who that is."""
    plan = subject.plan
    if plan.lead is None:
        return
    role = plan.roles.get(plan.lead)
    if role is None:
        message = Sentence("There is no role %(word)s in the plan.", word=shown(plan.lead))
        yield Problem(("lead",), message, did_you_mean(plan.lead, plan.roles))
    elif not isinstance(role.holders, Listed) or not any(who in plan.people for who in named_in(plan, role)):
        message = Sentence("The role %(role)s leads, but nobody who works here holds it by name.", role=shown(role.id))
        yield Problem(("lead",), message, Sentence("Name its holders, or let another role lead."))


def lead_without_role(subject: Subject) -> Iterator[Problem]:
    """Where the lead may call for the police, the plan says which role leads."""
    for path, _, police in _rules(subject.plan):
        if "lead" in police.when and subject.plan.lead is None:
            message = Sentence("The lead may call for the police, but the plan does not say who leads.")
            yield Problem(
                (*path, "when"), message, Sentence("Write, for example: %(example)s", example="lead: manager")
            )


def never_met(subject: Subject) -> Iterator[Problem]:
    """The rule for the police names whom it calls and at least one way to call for them."""
    for path, _, police in _rules(subject.plan):
        if not police.when:
            message = Sentence("Nobody may call for the police by this rule.")
            yield Problem(
                path, message, Sentence("Write, for example: %(example)s", example="when: [two_pressers, responder]")
            )
        if not police.call:
            message = Sentence("This rule for the police calls nobody.")
            yield Problem(path, message, Sentence("Name a role whose holder is a contact outside the office."))


def nobody_outside(subject: Subject) -> Iterator[Problem]:
    """The rule for the police calls a role that a contact outside the office holds."""
    plan = subject.plan
    for path, _, police in _rules(plan):
        roles = [role for id_ in police.call if (role := role_of(plan, id_)) is not None]
        held = [who for role in roles for who in named_in(plan, role)]
        if roles and not any(who in plan.contacts and plan.contacts[who].reach == "outside" for who in held):
            message = Sentence("The rule for the police calls nobody outside the office.")
            yield Problem(
                (*path, "call"), message, Sentence("Name a role whose holder is a contact outside the office.")
            )


def cannot_be_met(subject: Subject) -> Iterator[Problem]:
    """Whoever presses, somebody else on duty can meet the rule for the police; for one person alone a step calls."""
    plan = subject.plan
    for path, response, police in _rules(plan):
        if not (police.call and police.when):
            continue
        found: dict[bool, Problem] = {}
        for at, present in _presences(subject):
            for presser in sorted(present):
                is_alone = len(present) == 1
                if is_alone not in found and not _may_ask(plan, response, police, present - {presser}):
                    problem = _alone if is_alone else _nobody_else
                    found[is_alone] = Problem((*path, "when"), *problem(plan, police, presser, at))
        yield from found.values()


def condition_first(subject: Subject) -> Iterator[Problem]:
    """The first step has no condition: it is what a press means, and is always taken."""
    for kind, response in subject.plan.responses.items():
        for key, condition in (
            (("unless", response.steps[0].unless), ("if", response.steps[0].only_if)) if (response.steps) else ()
        ):
            if condition is not None:
                message = Sentence("The condition %(key)s of the first step changes nothing.", key=shown(key))
                path: Path = ("response", kind, "steps", 0, key)
                yield Problem(path, message, Sentence("Remove it, or write it at a later step."))


def _rules(plan: Plan) -> Iterator[tuple[Path, Response, Police]]:
    for kind, response in plan.responses.items():
        if response.police is not None:
            yield ("response", kind, "police"), response, response.police


def _may_ask(plan: Plan, response: Response, police: Police, others: frozenset[str]) -> bool:
    """Tell whether any of the others who are there can meet the rule; without any, whether a step does it by itself."""
    if not others:
        return _by_itself(response, police)
    lead = plan.roles.get(plan.lead or "")
    return (
        "two_pressers" in police.when
        or ("responder" in police.when and any(_is_called(plan, response, who) for who in others))
        or ("lead" in police.when and lead is not None and not others.isdisjoint(named_in(plan, lead)))
    )


def _is_called(plan: Plan, response: Response, who: str) -> bool:
    """Tell whether a response calls somebody sooner or later."""
    called = {id_ for step in response.steps for id_ in step.call}
    called.update(response.repeat.call if response.repeat else ())
    roles = (role for id_ in called if (role := role_of(plan, id_)) is not None)
    return any(
        goes(plan, role, who) and (not isinstance(role.holders, Listed) or who in named_in(plan, role))
        for role in roles
    )


def _by_itself(response: Response, police: Police) -> bool:
    """Tell whether the police contact is called in time although one person has pressed and nobody answers."""
    calls = [step.call for step in response.steps if not _is_left_out(step.unless, step.only_if)]
    calls += [response.repeat.call] if response.repeat else []
    return any(not set(police.call).isdisjoint(call) for call in calls)


def _is_left_out(unless: Condition | None, only_if: Condition | None) -> bool:
    alone = {"accepted": 0, "arrived": 0, "pressers": 1}
    return (unless is not None and unless.is_met(**alone)) or (only_if is not None and not only_if.is_met(**alone))


def _alone(plan: Plan, police: Police, presser: str, at: datetime | None) -> tuple[Sentence, Sentence]:
    name, roles = plan.name_of(presser), roles_in_words(plan, police.call)
    remedy = Sentence(
        "Let a step call %(role)s without being asked: %(example)s",
        role=roles,
        example=f"- {{after: 40 s, unless: {{arrived: 1}}, call: [{police.call[0]}]}}",
    )
    if at is None:
        message = Sentence("%(name)s works here alone, and one person alone cannot meet this rule.", name=name)
        return message, remedy
    message = Sentence(
        "On %(day)s at %(clock)s %(name)s is here alone by the rosters, and one person alone cannot meet this rule.",
        name=name,
        day=str(at.date()),
        clock=f"{at:%H.%M}",
    )
    return message, remedy


def _nobody_else(plan: Plan, police: Police, presser: str, at: datetime | None) -> tuple[Sentence, Sentence]:
    name = plan.name_of(presser)
    remedy = Sentence("Let more call for them: %(example)s", example="when: [two_pressers, responder, lead]")
    if at is None:
        return Sentence("When %(name)s presses, nobody else who works here can meet this rule.", name=name), remedy
    message = Sentence(
        "When %(name)s presses on %(day)s at %(clock)s, nobody else who is here by the rosters can meet this rule.",
        name=name,
        day=str(at.date()),
        clock=f"{at:%H.%M}",
    )
    return message, remedy


def _presences(subject: Subject) -> Iterator[tuple[datetime | None, frozenset[str]]]:
    """Yield each set of people that the rosters of a year place in the open office, and when it first does."""
    plan = subject.plan
    days = _YEAR if not plan.rosters else min(_YEAR, round(_MOST_COMINGS / _comings(plan)))
    if not plan.rosters or not plan.hours:
        yield None, frozenset(plan.people)
        return
    if days < 1:
        return  # no office is so large; working it out would keep whoever waits for the findings waiting
    zone = ZoneInfo(plan.time_zone)
    since = max((roster.since for roster in plan.rosters.values() if roster.since), default=_ANY_MONDAY)
    day = min(max(subject.today or since, _FIRST_DAY), _LAST_DAY)
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    seen: set[frozenset[str]] = set()
    for stretch in islice(stretches(plan, start, start + timedelta(days=days)), _MOST_STRETCHES):
        if stretch.present and stretch.present not in seen:
            seen.add(stretch.present)
            yield stretch.start_at.astimezone(zone), stretch.present


def _comings(plan: Plan) -> float:
    """Return how many people come to a shift on one day."""
    return (
        sum(
            (1 + len(roster.people)) * sum(len(periods) for week in roster.weeks for periods in week.values())
            for roster in plan.rosters.values()
        )
        / 7
        or 1.0
    )
