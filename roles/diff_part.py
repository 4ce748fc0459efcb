"""What is compared of each part of a plan: the value, and how it is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from roles.contact import Contact
from roles.emergency_call import Entrance, Helper, number_to
from roles.hours import Shifts
from roles.phrase import (
    condition_in_words,
    dates_in_words,
    duration_in_words,
    flag_in_words,
    holders_in_words,
    last_resort_in_words,
    names_of,
    police_in_words,
    raised_by_in_words,
    role_in_words,
    roles_in_words,
    step_in_words,
    week_in_words,
    zone_in_words,
)
from roles.plan import PRESSER, Door, Floor, Group, Person, Plan, Response, Role, ScreenPlace, Texts, Zone
from roles.route_words import routes_in_words
from roles.sentence import AND, N_, SEMICOLON, Sentence, joined
from roles.term import (
    ALARM_WORDS,
    AUDIENCE_WORDS,
    MANNER_WORDS,
    REACH_WORDS,
    ZONE_KIND_WORDS,
    day_said,
    word_said,
)

SLASH = N_("%(one)s / %(other)s")


@dataclass(frozen=True, slots=True)
class Side:
    """One thing in one of the plans: what is compared, and how it is told."""

    value: object
    words: str


Sides = Mapping[str, Side]
"""All that is compared of one part, by its key in the document."""


def response_sides(plan: Plan, one: Response, language: str | None) -> Sides:
    """Return what is compared of a response; its steps are told one by one elsewhere."""
    said = one.last_resort.say if one.last_resort else {}
    repeat: str = Sentence("nothing")
    if one.repeat:
        roles = roles_in_words(plan, one.repeat.call, language=language)
        repeat = Sentence("every %(time)s: call %(roles)s", time=duration_in_words(one.repeat.every), roles=roles)
    resort = (
        last_resort_in_words(plan, one.last_resort, one.last_resort.phone) if one.last_resort else Sentence("nobody")
    )
    steps = joined([step_in_words(plan, step, language=language) for step in one.steps], SEMICOLON)
    return {
        "steps": Side(one.steps, steps),
        "done_when": Side(one.done_when, condition_in_words(one.done_when)),
        "repeat": Side(one.repeat, repeat),
        "police": Side(
            one.police and (*one.police.call, *sorted(one.police.when)),
            police_in_words(plan, one.police, language=language) if one.police else Sentence("nothing"),
        ),
        "raised_by": Side(
            one.raised_by,
            raised_by_in_words(plan, one.raised_by, language=language) if one.raised_by else Sentence("nothing"),
        ),
        **_if_told("level", one.level, word_said(one.level or "", ALARM_WORDS)),
        "last_resort": Side(one.last_resort and (one.last_resort.contact, one.last_resort.phone), resort),
        **_texts("say", said),
        **_texts("title", one.title),
    }


def role_sides(plan: Plan, one: Role, language: str | None) -> Sides:
    """Return what is compared of a role; groups among its people count as who is in them."""
    holders = Sentence("whoever pressed") if one.is_card else holders_in_words(plan, one.holders)
    others = roles_in_words(plan, one.not_with, language=language)
    return {
        "holders": Side(PRESSER if one.is_card else one.holders, holders),
        "deputies": Side(one.deputies, names_of(plan, one.deputies)),
        "needed": Side(one.needed, str(one.needed)),
        "goes_in": Side(one.goes_in, flag_in_words(one.goes_in)),
        "accept_within": Side(one.accept_within, duration_in_words(one.accept_within)),
        "arrive_within": Side(one.arrive_within, duration_in_words(one.arrive_within)),
        "not_with": Side(set(one.not_with), others or Sentence("none")),
        **_texts("duty", one.duty),
        **_texts("duty.then", one.then),
        **_texts("duty.done_when", one.done_when),
        **_texts("duty.never", one.never),
        **_texts("title", one.title),
    }


def lead_sides(plan: Plan, language: str | None) -> Sides:
    """Return what is compared of who leads."""
    words = role_in_words(plan, plan.lead, language=language) if plan.lead else Sentence("nobody")
    return {"lead": Side(plan.lead, words)}


def person_sides(plan: Plan, one: Person, _: str | None) -> Sides:
    """Return what is compared of a person."""
    return {
        "name": Side(one.name, one.name),
        "goes_in": Side(one.goes_in, flag_in_words(one.goes_in)),
        "home": Side(one.home, zone_in_words(plan, one.home)),
        "phone": Side(one.phone, one.phone or Sentence("none")),
        **_if_told("email", one.email, one.email),
        **_if_told("languages", set(one.languages), ", ".join(one.languages)),
        **_if_told("training", set(one.training), ", ".join(one.training)),
        **_if_told("reached_by", one.reached_by, routes_in_words(one.reached_by)),
        **_if_told("receiver", one.receiver, one.receiver),
    }


def contact_sides(_: Plan, one: Contact, __: str | None) -> Sides:
    """Return what is compared of a contact."""
    return {
        "name": Side(one.name, one.name),
        "phone": Side(one.phone, one.phone or Sentence("none")),
        "reach": Side(one.reach, word_said(one.reach, REACH_WORDS)),
        **_if_told("email", one.email, one.email),
        **_if_told("receiver", one.receiver, one.receiver),
        **_if_told("reached_by", one.reached_by, routes_in_words(one.reached_by)),
    }


def roster_sides(plan: Plan, one: Shifts, _: str | None) -> Sides:
    """Return what is compared of a roster."""
    weeks = [{day: periods for day, periods in week.items() if periods} for week in one.weeks]
    told = [week_in_words(week) for week in one.weeks]
    many = [
        Sentence("week %(number)s of %(weeks)s: %(hours)s", number=number, weeks=len(told), hours=week)
        for number, week in enumerate(told, start=1)
    ]
    return {
        "name": Side(one.name, one.name),
        "who": Side(set(one.people), names_of(plan, one.people)),
        "weeks": Side(weeks, joined(many, SLASH) if len(told) > 1 else told[0]),
        "from": Side(one.since, day_said(one.since) if one.since else Sentence("no date")),
        **{f"days {month}": Side(words, words) for month, words in dates_in_words(one.days).items()},
    }


def group_sides(plan: Plan, one: Group, _: str | None) -> Sides:
    """Return what is compared of a group."""
    return {"name": Side(one.name, one.name), "who": Side(one.people, names_of(plan, one.people))}


def calendar_sides(plan: Plan) -> Sides:
    """Return what is compared of the office’s calendar, opening hours aside."""
    return {
        "time_zone": Side(plan.time_zone, plan.time_zone),
        "country": Side(plan.country, plan.country),
        "open_on_holidays": Side(plan.open_on_holidays, flag_in_words(plan.open_on_holidays)),
    }


def screen_sides(plan: Plan, one: ScreenPlace, _: str | None) -> Sides:
    """Return what is compared of a screen."""
    return {
        "name": Side(one.name, one.name),
        "audience": Side(one.audience, word_said(one.audience, AUDIENCE_WORDS)),
        "zone": Side(one.zone, zone_in_words(plan, one.zone)),
        "neighbour": Side(one.neighbour, plan.name_of(one.neighbour) if one.neighbour else Sentence("nobody")),
    }


def zone_sides(plan: Plan, one: Zone, _: str | None) -> Sides:
    """Return what is compared of a zone."""
    in_sight = joined([zone_in_words(plan, zone) for zone in one.in_sight_of])
    return {
        "name": Side(one.name, one.name),
        "kind": Side(one.kind, word_said(one.kind, ZONE_KIND_WORDS)),
        "manner": Side(one.manner, word_said(one.manner, MANNER_WORDS)),
        "floor": Side(one.floor, Sentence("none") if one.floor is None else str(one.floor)),
        **_flag_if_told("second_exit", one.second_exit),
        **_flag_if_told("sight_in", one.sight_in),
        **_flag_if_told("fixed_furniture", one.fixed_furniture),
        **_flag_if_told("lockable", one.lockable),
        **_if_told("room_for", one.room_for, None if one.room_for is None else str(one.room_for)),
        **_if_told("in_sight_of", set(one.in_sight_of), in_sight),
        **_if_told("shape", one.shape, " ".join(f"({x:g}, {y:g})" for x, y in one.shape)),
    }


def floor_sides(_: Plan, one: Floor, __: str | None) -> Sides:
    """Return what is compared of a floor."""
    return {
        "name": Side(one.name, one.name),
        **_if_told("picture", one.picture, one.picture),
        **_if_told("width", one.width, None if one.width is None else f"{one.width} m"),
    }


def door_sides(plan: Plan, one: Door, language: str | None) -> Sides:
    """Return what is compared of a door."""
    kept_shut_by = role_in_words(plan, one.kept_shut_by, language=language) if one.kept_shut_by else None
    return {
        "name": Side(one.name, one.name),
        "between": Side(set(one.between), joined([zone_in_words(plan, zone) for zone in sorted(one.between)], AND)),
        **_if_told("kept_shut_by", one.kept_shut_by, kept_shut_by),
        **_flag_if_told("lockable", one.lockable),
        **_if_told("opens_without_power_from", set(one.opens_without_power_from), _zones_said(plan, one)),
    }


def _zones_said(plan: Plan, one: Door) -> str:
    return joined([zone_in_words(plan, zone) for zone in sorted(one.opens_without_power_from)], AND)


def office_sides(plan: Plan) -> Sides:
    """Return what is compared of the office’s own facts."""
    return {
        "office": Side(plan.office, plan.office),
        "name": Side(plan.name, plan.name),
        "expires": Side(plan.expires, day_said(plan.expires) if plan.expires else Sentence("never")),
        "languages": Side(plan.languages, ", ".join(plan.languages)),
    }


def call_sides(plan: Plan) -> Sides:
    """Return what is compared of a call to the police; the numbers are those dialled, so a country's are told too."""
    call = plan.emergency_call
    none = Sentence("none")
    return {
        "address": Side(call.address, call.address or none),
        "call_back": Side(call.call_back, call.call_back or none),
        "police_number": _number(plan, "police"),
        "medical": _number(plan, "medical"),
        "fire": _number(plan, "fire"),
    }


def entrance_sides(plan: Plan, one: Entrance, _: str | None) -> Sides:
    """Return what is compared of an entrance."""
    return {
        "name": Side(one.name, one.name),
        "zone": Side(one.zone, zone_in_words(plan, one.zone)),
        **_if_told("say_entrance", one.say, one.say),
    }


def _number(plan: Plan, helper: Helper) -> Side:
    number = number_to(helper, plan.country, plan.emergency_call.numbers)
    return Side(number, number)


def _texts(key: str, texts: Texts) -> Sides:
    return {
        f"{key} in {language}": Side(words, Sentence("“%(word)s”", word=words)) for language, words in texts.items()
    }


def _flag_if_told(key: str, flag: bool | None) -> Sides:
    return _if_told(key, flag, None if flag is None else flag_in_words(flag))


def _if_told(key: str, value: object, words: str | None) -> Sides:
    """Return one side, or none where the plan says nothing of it."""
    return {key: Side(value, words)} if words else {}
