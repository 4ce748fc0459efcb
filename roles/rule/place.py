"""Rules about places and days: ways on foot, screens that visitors can read, hours, and a plan's expiry."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from roles.rule.problem import Problem, Subject
from roles.word import PUBLIC_ZONES, SHARED_ZONES, shown
from roles.zones import neighbours, shortest

LONGEST_VALID: Final = timedelta(days=366)
"""A plan is looked through at least once a year; both Swedish and Norwegian rules ask for routines kept up to date."""


def negative_walk(subject: Subject) -> Iterator[Problem]:
    """No walk takes less than 0 seconds."""
    for index, walk in enumerate(subject.plan.walks):
        if walk.time < timedelta(0):
            message = f"This walk takes {walk.time.total_seconds():.0f} seconds."
            yield Problem(("walks", index, 2), message, "Write 0 seconds or more.")


def unreachable_zone(subject: Subject) -> Iterator[Problem]:
    """Every zone can be reached on foot from somebody’s home zone; otherwise nobody is nearest to it."""
    plan = subject.plan
    homes = {one.home for one in plan.people.values() if one.home is not None and one.home in plan.zones}
    reached = shortest(homes, neighbours(plan))
    for id_ in plan.zones:
        if id_ not in reached:
            message = f"Nobody knows the way to the zone {shown(id_)}."
            remedy = f"Write a walk to a zone beside it: [{id_}, …, 6]"
            yield Problem(("zones", id_), message, remedy)


def homeless(subject: Subject) -> Iterator[Problem]:
    """Everybody who goes in has a home zone; otherwise nobody knows when she is nearest."""
    for person in subject.plan.people.values():
        if person.goes_in and person.home is None and subject.plan.zones:
            message = f"{shown(person.name)} has no home zone."
            yield Problem(("people", person.id), message, "Write where the desk is: home: desk-2")


def screen_in_public(subject: Subject) -> Iterator[Problem]:
    """A screen for staff or security never hangs where visitors are: it would tell the threat who is coming."""
    for path, message in _screens(subject, PUBLIC_ZONES):
        yield Problem(path, message, "Let its audience be public or discreet, or hang it in a staff area.")


def screen_in_view(subject: Subject) -> Iterator[Problem]:
    """A screen for staff or security where visitors may pass is turned away from them."""
    for path, message in _screens(subject, SHARED_ZONES):
        yield Problem(path, message, "Make sure that no visitor can read it, or let its audience be discreet.")


def no_hours(subject: Subject) -> Iterator[Problem]:
    """A plan says when the office is open."""
    if not any(subject.plan.hours.values()):
        yield Problem(
            ("hours",), "The plan has no opening hours.", 'Write, for example: hours: {mon-fri: "08:00-16:30"}'
        )


def no_expiry(subject: Subject) -> Iterator[Problem]:
    """A plan says when it expires, at most twelve months ahead: routines are looked through every year."""
    expires, today = subject.plan.expires, subject.today
    if expires is None:
        yield Problem(("expires",), "The plan never expires.", "Write a date within twelve months: expires: 2027-06-30")
    elif today is not None and expires - today > LONGEST_VALID:
        message = f"The plan expires on {expires}, more than twelve months ahead."
        yield Problem(("expires",), message, f"Write a date up to {today + LONGEST_VALID}.")


def expired(subject: Subject) -> Iterator[Problem]:
    """A plan that has expired goes on running, and says so until somebody has looked through it."""
    expires, today = subject.plan.expires, subject.today
    if expires is not None and today is not None and expires < today:
        message = f"The plan expired on {expires}."
        yield Problem(("expires",), message, "Look through it with those it names, then write a new date.")


def _screens(subject: Subject, kinds: tuple[str, ...]) -> Iterator[tuple[tuple[str, str, str], str]]:
    for screen in subject.plan.screens.values():
        zone = subject.plan.zones.get(screen.zone or "")
        if zone is not None and zone.kind in kinds and screen.audience in {"staff", "security"}:
            what = f"The screen {shown(screen.name)} for {screen.audience} hangs in {shown(zone.name)}, a {zone.kind}."
            yield ("screens", screen.id, "audience"), what
