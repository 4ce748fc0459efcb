"""What is compared of each part of a plan: the value, and how it is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from roles.phrase import (
    condition_in_words,
    duration_in_words,
    holders_in_words,
    last_resort_in_words,
    names_of,
    roles_in_words,
    step_in_words,
    week_in_words,
    zone_in_words,
)
from roles.plan import Contact, Group, Person, Plan, Response, Role, ScreenPlace, Shifts, Texts, Zone


@dataclass(frozen=True, slots=True)
class Side:
    """One thing in one of the plans: what is compared, and how it is told."""

    value: object
    words: str


Sides = Mapping[str, Side]
"""All that is compared of one part, by its key in the document."""


def response_sides(plan: Plan, one: Response) -> Sides:
    """Return what is compared of a response; its steps are told one by one elsewhere."""
    said = one.last_resort.say if one.last_resort else {}
    every = f"every {duration_in_words(one.repeat.every)}: call " if one.repeat else ""
    resort = last_resort_in_words(plan, one.last_resort) if one.last_resort else "nobody"
    return {
        "steps": Side(one.steps, "; ".join(step_in_words(plan, step) for step in one.steps)),
        "done_when": Side(one.done_when, condition_in_words(one.done_when)),
        "repeat": Side(one.repeat, f"{every}{roles_in_words(plan, one.repeat.call) if one.repeat else 'nothing'}"),
        "last_resort": Side(one.last_resort and (one.last_resort.contact, one.last_resort.phone), resort),
        **_texts("say", said),
        **_texts("title", one.title),
    }


def role_sides(plan: Plan, one: Role) -> Sides:
    """Return what is compared of a role; groups among its people count as who is in them."""
    return {
        "holders": Side(one.holders, holders_in_words(plan, one.holders)),
        "deputies": Side(one.deputies, names_of(plan, one.deputies)),
        "needed": Side(one.needed, str(one.needed)),
        "goes_in": Side(one.goes_in, _yes(one.goes_in)),
        "accept_within": Side(one.accept_within, duration_in_words(one.accept_within)),
        "arrive_within": Side(one.arrive_within, duration_in_words(one.arrive_within)),
        "not_with": Side(set(one.not_with), roles_in_words(plan, one.not_with) or "none"),
        **_texts("duty", one.duty),
        **_texts("title", one.title),
    }


def person_sides(plan: Plan, one: Person) -> Sides:
    """Return what is compared of a person."""
    return {
        "name": Side(one.name, one.name),
        "goes_in": Side(one.goes_in, _yes(one.goes_in)),
        "home": Side(one.home, zone_in_words(plan, one.home)),
        "phone": Side(one.phone, one.phone or "none"),
    }


def contact_sides(_: Plan, one: Contact) -> Sides:
    """Return what is compared of a contact."""
    return {
        "name": Side(one.name, one.name),
        "phone": Side(one.phone, one.phone or "none"),
        "reach": Side(one.reach, one.reach),
    }


def roster_sides(plan: Plan, one: Shifts) -> Sides:
    """Return what is compared of a roster."""
    weeks = [{day: periods for day, periods in week.items() if periods} for week in one.weeks]
    told = [week_in_words(week) for week in one.weeks]
    many = [f"week {number} of {len(told)}: {week}" for number, week in enumerate(told, start=1)]
    return {
        "name": Side(one.name, one.name),
        "who": Side(set(one.people), names_of(plan, one.people)),
        "weeks": Side(weeks, " / ".join(many) if len(told) > 1 else told[0]),
        "from": Side(one.since, str(one.since or "no date")),
    }


def group_sides(plan: Plan, one: Group) -> Sides:
    """Return what is compared of a group."""
    return {"name": Side(one.name, one.name), "who": Side(one.people, names_of(plan, one.people))}


def calendar_sides(plan: Plan) -> Sides:
    """Return what is compared of the office’s calendar, opening hours aside."""
    return {
        "time_zone": Side(plan.time_zone, plan.time_zone),
        "country": Side(plan.country, plan.country),
        "open_on_holidays": Side(plan.open_on_holidays, _yes(plan.open_on_holidays)),
    }


def screen_sides(plan: Plan, one: ScreenPlace) -> Sides:
    """Return what is compared of a screen."""
    return {
        "name": Side(one.name, one.name),
        "audience": Side(one.audience, one.audience),
        "zone": Side(one.zone, zone_in_words(plan, one.zone)),
    }


def zone_sides(_: Plan, one: Zone) -> Sides:
    """Return what is compared of a zone."""
    return {
        "name": Side(one.name, one.name),
        "kind": Side(one.kind, one.kind),
        "manner": Side(one.manner, one.manner),
        "floor": Side(one.floor, "none" if one.floor is None else str(one.floor)),
    }


def office_sides(plan: Plan) -> Sides:
    """Return what is compared of the office’s own facts."""
    return {
        "office": Side(plan.office, plan.office),
        "name": Side(plan.name, plan.name),
        "expires": Side(plan.expires, str(plan.expires or "never")),
        "languages": Side(plan.languages, ", ".join(plan.languages)),
    }


def _texts(key: str, texts: Texts) -> Sides:
    return {f"{key} in {language}": Side(words, f"“{words}”") for language, words in texts.items()}


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
