"""Rules about places and days: ways on foot, screens that visitors can read, hours, and a plan's expiry."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from roles.rule.problem import Problem, Subject, seconds
from roles.sentence import Sentence
from roles.sight import visitors_see
from roles.term import AUDIENCE_WORDS, ZONE_KIND_WORDS, day_said, word_said
from roles.word import PUBLIC_ZONES, SHARED_ZONES, shown
from roles.zones import neighbours, shortest

LONGEST_VALID: Final = timedelta(days=366)
"""A plan is looked through at least once a year; both Swedish and Norwegian rules ask for routines kept up to date."""


def negative_walk(subject: Subject) -> Iterator[Problem]:
    """No walk takes less than 0 seconds."""
    for index, walk in enumerate(subject.plan.walks):
        if walk.time < timedelta(0):
            message = Sentence("This walk takes %(seconds)s seconds.", seconds=seconds(walk.time))
            yield Problem(("walks", index, 2), message, Sentence("Write 0 seconds or more."))


def unreachable_zone(subject: Subject) -> Iterator[Problem]:
    """Every zone can be reached on foot from somebody’s home zone; otherwise nobody is nearest to it."""
    plan = subject.plan
    homes = {one.home for one in plan.people.values() if one.home is not None and one.home in plan.zones}
    reached = shortest(homes, neighbours(plan))
    for id_ in plan.zones:
        if id_ not in reached:
            message = Sentence("Nobody knows the way to the zone %(zone)s.", zone=shown(id_))
            remedy = Sentence("Write a walk to a zone beside it: [%(zone)s, …, 6]", zone=id_)
            yield Problem(("zones", id_), message, remedy)


def homeless(subject: Subject) -> Iterator[Problem]:
    """Everybody who goes in has a home zone; otherwise nobody knows when she is nearest."""
    for person in subject.plan.people.values():
        if person.goes_in and person.home is None and subject.plan.zones:
            message = Sentence("%(name)s has no home zone.", name=shown(person.name))
            yield Problem(("people", person.id), message, Sentence("Write where the desk is: home: desk-2"))


def screen_in_public(subject: Subject) -> Iterator[Problem]:
    """A screen for staff or security never hangs where visitors are: it would tell the threat who is coming."""
    for path, message in _screens(subject, PUBLIC_ZONES):
        remedy = Sentence("Let its audience be public or discreet, or hang it in a staff area.")
        yield Problem(path, message, remedy)


def screen_in_view(subject: Subject) -> Iterator[Problem]:
    """A screen for staff or security where visitors may pass is turned away from them."""
    for path, message in _screens(subject, SHARED_ZONES):
        remedy = Sentence("Make sure that no visitor can read it, or let its audience be discreet.")
        yield Problem(path, message, remedy)


def screen_seen(subject: Subject) -> Iterator[Problem]:
    """No screen for staff or security can be read from where visitors are: who threatens would see who is coming."""
    plan = subject.plan
    for screen in plan.screens.values():
        seen_from = [one for one in visitors_see(plan, screen.zone) if one != screen.zone]
        if screen.audience in {"staff", "security"} and seen_from:
            message = Sentence(
                "The screen %(screen)s for %(audience)s can be seen from %(zone)s, a %(kind)s.",
                screen=shown(screen.name),
                audience=word_said(screen.audience, AUDIENCE_WORDS),
                zone=shown(plan.zones[seen_from[0]].name),
                kind=word_said(plan.zones[seen_from[0]].kind, ZONE_KIND_WORDS),
            )
            remedy = Sentence("Let its audience be public or discreet, or hang it where no visitor can see it.")
            yield Problem(("screens", screen.id, "audience"), message, remedy)


def sight_of_itself(subject: Subject) -> Iterator[Problem]:
    """A zone is in sight of other zones; that it can be seen from itself needs no words."""
    for zone in subject.plan.zones.values():
        if zone.id in zone.in_sight_of:
            path = ("zones", zone.id, "in_sight_of", zone.in_sight_of.index(zone.id))
            message = Sentence("The zone %(zone)s is in sight of itself.", zone=shown(zone.id))
            yield Problem(path, message, Sentence("Name the other zones that can be seen from it."))


def no_hours(subject: Subject) -> Iterator[Problem]:
    """A plan says when the office is open."""
    if not any(subject.plan.hours.values()):
        remedy = Sentence("Write, for example: %(example)s", example='hours: {mon-fri: "08:00-16:30"}')
        yield Problem(("hours",), Sentence("The plan has no opening hours."), remedy)


def no_expiry(subject: Subject) -> Iterator[Problem]:
    """A plan says when it expires, at most twelve months ahead: routines are looked through every year."""
    expires, today = subject.plan.expires, subject.today
    if expires is None:
        remedy = Sentence("Write a date within twelve months: expires: 2027-06-30")
        yield Problem(("expires",), Sentence("The plan never expires."), remedy)
    elif today is not None and expires - today > LONGEST_VALID:
        message = Sentence("The plan expires on %(day)s, more than twelve months ahead.", day=day_said(expires))
        yield Problem(("expires",), message, Sentence("Write a date up to %(day)s.", day=str(today + LONGEST_VALID)))


def expired(subject: Subject) -> Iterator[Problem]:
    """A plan that has expired goes on running, and says so until somebody has looked through it."""
    expires, today = subject.plan.expires, subject.today
    if expires is not None and today is not None and expires < today:
        message = Sentence("The plan expired on %(day)s.", day=day_said(expires))
        remedy = Sentence("Look through it with those it names, then write a new date.")
        yield Problem(("expires",), message, remedy)


def _screens(subject: Subject, kinds: tuple[str, ...]) -> Iterator[tuple[tuple[str, str, str], Sentence]]:
    for screen in subject.plan.screens.values():
        zone = subject.plan.zones.get(screen.zone or "")
        if zone is not None and zone.kind in kinds and screen.audience in {"staff", "security"}:
            what = Sentence(
                "The screen %(screen)s for %(audience)s hangs in %(zone)s, a %(kind)s.",
                screen=shown(screen.name),
                audience=word_said(screen.audience, AUDIENCE_WORDS),
                zone=shown(zone.name),
                kind=word_said(zone.kind, ZONE_KIND_WORDS),
            )
            yield ("screens", screen.id, "audience"), what
