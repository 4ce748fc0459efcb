"""A plan in words, for whoever wants to see what Trygg has understood."""

from collections.abc import Iterator

from roles.closing_words import closing_in_words
from roles.contact import Contact
from roles.diff_drill import months_in_words
from roles.hours import Shifts
from roles.inspection_words import inspection_in_words
from roles.meeting_words import meetings_in_words
from roles.muster_words import muster_in_words
from roles.output_words import output_in_words
from roles.overdue_words import overdue_in_words
from roles.phrase import (
    condition_in_words,
    dates_in_words,
    duration_in_words,
    holders_in_words,
    hours_in_words,
    kind_in_words,
    last_resort_in_words,
    names_of,
    police_in_words,
    raised_by_in_words,
    role_in_words,
    roles_in_words,
    step_in_words,
    text_of,
    weekday_in_words,
    zone_in_words,
)
from roles.plan import Door, Person, Plan, Response, Role
from roles.route_words import follow_up_in_words, patience_in_words, routes_in_words
from roles.sentence import AND, SEMICOLON, Sentence, Translate, joined, say
from roles.term import AUDIENCE_WORDS, ROUTE_WORDS, day_said, word_said


def show(plan: Plan, *, language: str | None = None, translate: Translate = str) -> tuple[str, ...]:
    """Return a plan as lines of text: the office, its places and people, its roles, and what happens in an alarm.

    Titles and duties are in `language`, and where there is none in the office's first one.
    """
    return tuple(f"{'  ' * depth}{say(line, translate)}" for depth, line in _lines(plan, language))


_Lines = Iterator[tuple[int, str]]
"""Lines, and how far each is indented."""


def _lines(plan: Plan, language: str | None) -> _Lines:
    yield (
        0,
        Sentence(
            "%(name)s (%(office)s), version %(version)s",
            name=plan.name,
            office=plan.office,
            version=plan.version[:12],
        ),
    )
    yield (
        0,
        Sentence(
            "Expires: %(day)s. Languages: %(languages)s. Time zone: %(time_zone)s.",
            day=day_said(plan.expires) if plan.expires else Sentence("never"),
            languages=", ".join(plan.languages),
            time_zone=plan.time_zone,
        ),
    )
    for day, periods in sorted(plan.hours.items()):
        hours = hours_in_words(periods) or Sentence("closed")
        yield 1, Sentence("%(weekday)s %(hours)s", weekday=weekday_in_words(day), hours=hours)
    yield 0, Sentence("Zones: %(zones)s. Screens: %(screens)s.", zones=len(plan.zones), screens=len(plan.screens))
    for screen in plan.screens.values():
        yield (
            1,
            Sentence(
                "%(screen)s: for %(audience)s, in %(zone)s",
                screen=screen.name,
                audience=word_said(screen.audience, AUDIENCE_WORDS),
                zone=zone_in_words(plan, screen.zone),
            ),
        )
    yield from ((0, told) for told in _house(plan, language))
    yield 0, Sentence("People: %(people)s.", people=len(plan.people))
    for person in plan.people.values():
        yield 1, _person(plan, person)
    for contact in plan.contacts.values():
        yield 0, _contact(contact)
    for group in plan.groups.values():
        yield 0, Sentence("Group %(name)s: %(people)s", name=group.name, people=names_of(plan, group.people))
    for roster in plan.rosters.values():
        yield from _roster(plan, roster)
    if plan.lead:
        yield 0, Sentence("The lead: %(role)s", role=role_in_words(plan, plan.lead, language=language))
    yield 0, Sentence("Roles:")
    for role in plan.roles.values():
        yield from _role(plan, role, language)
    for response in plan.responses.values():
        yield from _response(plan, response, language)
    for route in plan.patience:
        late = patience_in_words(plan.patience_of(route))
        yield 0, Sentence("%(way)s: %(late)s", way=word_said(route, ROUTE_WORDS), late=late)
    yield from _after(plan, language)
    yield from _drills(plan)


def _house(plan: Plan, language: str | None) -> Iterator[Sentence]:
    yield from (_door(plan, door, language) for door in plan.doors.values())
    yield from (output_in_words(plan, output) for output in plan.outputs.values())
    yield from (inspection_in_words(plan, turn) for turn in plan.inspections.values())


def _door(plan: Plan, door: Door, language: str | None) -> Sentence:
    told = _door_kept(plan, door, language)
    if not door.opens_without_power_from:
        return told
    zones = joined([zone_in_words(plan, zone) for zone in door.opens_without_power_from], AND)
    return Sentence("%(told)s, opens by hand from %(zones)s", told=told, zones=zones)


def _door_kept(plan: Plan, door: Door, language: str | None) -> Sentence:
    zones = joined([zone_in_words(plan, zone) for zone in door.between], AND)
    if door.kept_shut_by is None:
        return Sentence("Door %(name)s: between %(zones)s", name=door.name, zones=zones)
    role = role_in_words(plan, door.kept_shut_by, language=language)
    return Sentence(
        "Door %(name)s: between %(zones)s, kept shut by %(role)s",
        name=door.name,
        zones=zones,
        role=role,
    )


def _person(plan: Plan, person: Person) -> Sentence:
    zone = zone_in_words(plan, person.home)
    told = Sentence("%(name)s: %(zone)s", name=person.name, zone=zone)
    if not person.goes_in:
        told = Sentence("%(name)s: %(zone)s, does not go in", name=person.name, zone=zone)
    ways = routes_in_words(person.reached_by)
    return Sentence("%(told)s, reached by %(ways)s", told=told, ways=ways) if ways else told


def _contact(contact: Contact) -> Sentence:
    ways = routes_in_words(contact.reached_by)
    if not ways:
        return Sentence("Contact %(name)s: somebody here has to ring", name=contact.name)
    return Sentence("Contact %(name)s: reached by %(ways)s", name=contact.name, ways=ways)


def _after(plan: Plan, language: str | None) -> _Lines:
    if plan.muster:
        yield 0, muster_in_words(plan, plan.muster, language=language)
    if plan.meetings:
        yield 0, meetings_in_words(plan.meetings)
    if plan.after_alarm and plan.after_alarm.tell:
        roles = roles_in_words(plan, plan.after_alarm.tell, language=language)
        yield 0, Sentence("After an alarm: tell %(roles)s", roles=roles)
    if plan.after_alarm and plan.after_alarm.follow_up:
        task = follow_up_in_words(plan, plan.after_alarm.follow_up, language=language)
        yield 0, Sentence("After an alarm: followed up by %(task)s", task=task)
    if plan.overdue:
        yield 0, overdue_in_words(plan, plan.overdue, language=language)
    if plan.closing:
        yield from closing_in_words(plan, plan.closing, language=language)


def _drills(plan: Plan) -> _Lines:
    if plan.drills and plan.drills.whole:
        yield 0, Sentence("A whole drill: at least %(often)s", often=months_in_words(plan.drills.whole))
    if plan.drills and plan.drills.micro:
        yield 0, Sentence("A drill of two minutes: %(often)s", often=months_in_words(plan.drills.micro))


def _roster(plan: Plan, roster: Shifts) -> _Lines:
    yield 0, Sentence("Roster %(name)s: %(people)s", name=roster.name, people=names_of(plan, roster.people))
    for number, week in enumerate(roster.weeks, start=1):
        days = [
            Sentence("%(weekday)s %(hours)s", weekday=weekday_in_words(day), hours=hours_in_words(periods))
            for day, periods in sorted(week.items())
        ]
        shifts = joined(days, SEMICOLON)
        many = len(roster.weeks)
        yield (
            1,
            Sentence("week %(number)s of %(weeks)s: %(hours)s", number=number, weeks=many, hours=shifts)
            if many > 1
            else shifts,
        )
    for told in dates_in_words(roster.days).values():
        yield 1, told


def _role(plan: Plan, role: Role, language: str | None) -> _Lines:
    title = role_in_words(plan, role.id, language=language)
    if role.is_card:
        yield 1, Sentence("%(role)s: whoever pressed; nobody is called", role=title)
        yield from _duty(plan, role, language)
        return
    yield (
        1,
        Sentence(
            "%(role)s: %(needed)s of %(holders)s",
            role=title,
            needed=role.needed,
            holders=holders_in_words(plan, role.holders),
        ),
    )
    if role.deputies:
        yield 2, Sentence("deputies: %(people)s", people=names_of(plan, role.deputies))
    accept, arrive = duration_in_words(role.accept_within), duration_in_words(role.arrive_within)
    yield 2, Sentence("accepts within %(accept)s, arrives within %(arrive)s", accept=accept, arrive=arrive)
    yield from _duty(plan, role, language)


def _duty(plan: Plan, role: Role, language: str | None) -> _Lines:
    first, then, done_when, never = (text_of(plan, part, language=language) for part in role.parts)
    yield 2, first
    if then:
        yield 2, Sentence("then: %(words)s", words=then)
    if done_when:
        yield 2, Sentence("done when: %(words)s", words=done_when)
    if never:
        yield 2, Sentence("never: %(words)s", words=never)


def _response(plan: Plan, response: Response, language: str | None) -> _Lines:
    yield 0, Sentence("At %(kind)s:", kind=kind_in_words(plan, response, language=language))
    for number, step in enumerate(response.steps, start=1):
        words = step_in_words(plan, step, language=language)
        yield 1, Sentence("%(number)s. %(step)s", number=number, step=words)
    yield 1, Sentence("help is there when %(condition)s", condition=condition_in_words(response.done_when))
    if response.repeat:
        every = duration_in_words(response.repeat.every)
        roles = roles_in_words(plan, response.repeat.call, language=language)
        yield 1, Sentence("then every %(time)s: call %(roles)s", time=every, roles=roles)
    if response.police:
        words = police_in_words(plan, response.police, language=language)
        yield 1, Sentence("the police: %(rule)s", rule=words)
    if response.raised_by:
        rule = raised_by_in_words(plan, response.raised_by, language=language)
        yield 1, Sentence("raised: %(rule)s", rule=rule)
    if response.last_resort:
        resort = last_resort_in_words(plan, response.last_resort, plan.last_resort_number(response.kind))
        yield 1, Sentence("last resort: %(number)s", number=resort)
